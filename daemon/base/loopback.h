#pragma once
/* Addresses that only this machine reaches. */

#include <stdbool.h>
#include <sys/socket.h>

typedef struct Loopback {
        struct sockaddr_storage address;
        socklen_t size;
} Loopback;

/* Reads "127.0.0.1:9460" or "[::1]:9460". False for a name, any other address or no port from 1 to 65535. */
bool loopback_parse(const char *s, Loopback *ret);
