#pragma once
/* Answers monitoring over a unix socket and loopback HTTP, one client's request at a time: a few clients, a
 * few kilobytes and a few seconds each, then they are dropped. */

#include "base/text.h"

typedef struct Server Server;

/* Writes the metrics into out. May take a while; nobody else is answered meanwhile. */
typedef void (*Metrics)(void *data, bool open_metrics, Text *out);

Server *server_new(Metrics metrics, void *data);
Server *server_free(Server *server); /* takes its unix socket's file away */
DEFINE_CLEANUP(Server *, server_free)

/* Each 0 or -errno; what already listens goes on. The socket's file is put in place in one step, over one
 * that a dead process left there, for its owner and group (0660). */
int server_listen_unix(Server *server, const char *path);
int server_listen_loopback(Server *server, const char *address);
bool server_listens_unix(const Server *server);
bool server_listens_loopback(const Server *server);

/* Answers until stop_fd is readable (true) or so many milliseconds (-1: for ever) have passed without end
 * (false). */
bool server_run(Server *server, int stop_fd, int msec);
