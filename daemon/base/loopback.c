#include "base/loopback.h"

#include "base/text.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

bool loopback_parse(const char *s, Loopback *ret) {
        char host[INET6_ADDRSTRLEN + 2];
        int64_t port;
        const char *colon = strrchr(s, ':');
        if (!colon || (size_t)(colon - s) >= sizeof host || !str_to_i64(colon + 1, 1, 65535, &port))
                return false;
        snprintf(host, sizeof host, "%.*s", (int)(colon - s), s);
        *ret = (Loopback){ 0 };
        struct sockaddr_in *four = (struct sockaddr_in *)&ret->address;
        if (inet_pton(AF_INET, host, &four->sin_addr) == 1) {
                four->sin_family = AF_INET;
                four->sin_port = htons((uint16_t)port);
                ret->size = sizeof *four;
                return ntohl(four->sin_addr.s_addr) >> 24 == 127;
        }
        struct sockaddr_in6 *six = (struct sockaddr_in6 *)&ret->address;
        if (!str_eq(host, "[::1]"))
                return false;
        six->sin6_family = AF_INET6;
        six->sin6_port = htons((uint16_t)port);
        six->sin6_addr = in6addr_loopback;
        ret->size = sizeof *six;
        return true;
}
