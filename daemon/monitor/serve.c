#include "monitor/serve.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/loopback.h"
#include "monitor/request.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

enum {
        CLIENTS_MOST = 8,
        REQUEST_MOST = 4096, /* bytes */
        CLIENT_SECONDS = 5,
        LISTENERS = 2,
        UNIX = 0,
        LOOPBACK = 1,
        BACKLOG = 16,
};

typedef struct Client {
        int fd; /* -1: nobody */
        uint64_t until_usec;
        char request[REQUEST_MOST];
        size_t n;
        Text answer; /* empty while it is still asking */
        size_t sent;
} Client;

struct Server {
        Metrics metrics;
        void *data;
        int listeners[LISTENERS];
        char *path; /* of the unix socket */
        Client clients[CLIENTS_MOST];
};

static void serve_drop(Client *client) {
        if (client->fd >= 0)
                close(client->fd);
        text_done(&client->answer);
        *client = (Client){ .fd = -1 };
}

Server *server_new(Metrics metrics, void *data) {
        Server *server = calloc(1, sizeof *server);
        if (!server)
                abort();
        server->metrics = metrics;
        server->data = data;
        for (size_t i = 0; i < LISTENERS; i++)
                server->listeners[i] = -1;
        for (size_t i = 0; i < CLIENTS_MOST; i++)
                server->clients[i].fd = -1;
        return server;
}

Server *server_free(Server *server) {
        if (!server)
                return NULL;
        if (server->path)
                (void)unlink(server->path);
        for (size_t i = 0; i < LISTENERS; i++)
                if (server->listeners[i] >= 0)
                        close(server->listeners[i]);
        for (size_t i = 0; i < CLIENTS_MOST; i++)
                serve_drop(&server->clients[i]);
        free(server->path);
        free(server);
        return NULL;
}

bool server_listens_unix(const Server *server) {
        return server->listeners[UNIX] >= 0;
}

bool server_listens_loopback(const Server *server) {
        return server->listeners[LOOPBACK] >= 0;
}

/* --- places to listen at -------------------------------------------------------------------------------- */

static int listen_at(const struct sockaddr *address, socklen_t size, int *ret) {
        int on = 1;
        int fd = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        if (fd < 0)
                return -errno;
        if ((address->sa_family != AF_UNIX && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) < 0) ||
            bind(fd, address, size) < 0 || listen(fd, BACKLOG) < 0) {
                int r = -errno;
                close(fd);
                return err_trace(r);
        }
        *ret = fd;
        return 0;
}

int server_listen_unix(Server *server, const char *path) {
        struct sockaddr_un address = { .sun_family = AF_UNIX };
        struct stat st;
        int fd = -1;
        /* Whatever else stands there is not ours to replace. */
        if (lstat(path, &st) == 0 && !S_ISSOCK(st.st_mode))
                return -EEXIST;
        if ((size_t)snprintf(address.sun_path, sizeof address.sun_path, "%s.new", path) >=
            sizeof address.sun_path)
                return -ENAMETOOLONG;
        (void)unlink(address.sun_path);
        int r = listen_at((const struct sockaddr *)&address, sizeof address, &fd);
        if (r < 0)
                return err_trace(r);
        if (chmod(address.sun_path, 0660) < 0 || rename(address.sun_path, path) < 0) {
                r = -errno;
                (void)unlink(address.sun_path);
                close(fd);
                return err_trace(r);
        }
        server->listeners[UNIX] = fd;
        server->path = strdup(path);
        return 0;
}

int server_listen_loopback(Server *server, const char *address) {
        Loopback place;
        if (!loopback_parse(address, &place))
                return -EINVAL;
        return listen_at((const struct sockaddr *)&place.address, place.size, &server->listeners[LOOPBACK]);
}

/* --- clients -------------------------------------------------------------------------------------------- */

static Client *free_place(Server *server) {
        for (size_t i = 0; i < CLIENTS_MOST; i++)
                if (server->clients[i].fd < 0)
                        return &server->clients[i];
        return NULL;
}

static void welcome(Server *server, int listener) {
        Client *client = free_place(server);
        if (!client)
                return;
        client->fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
        client->until_usec = clock_monotonic_usec() + CLIENT_SECONDS * 1000000ULL;
}

static void serve_answer(Server *server, Client *client, ScrapeVerdict verdict, bool open_metrics) {
        _cleanup_text_ Text body = { 0 };
        if (verdict == SCRAPE_GET || verdict == SCRAPE_HEAD)
                server->metrics(server->data, open_metrics, &body);
        scrape_answer(verdict, open_metrics, text_str(&body), &client->answer);
        /* Its time counts from now on anew: the database may have been slow. */
        client->until_usec = clock_monotonic_usec() + CLIENT_SECONDS * 1000000ULL;
}

static void read_request(Server *server, Client *client) {
        bool open_metrics;
        ssize_t n = recv(client->fd, client->request + client->n, REQUEST_MOST - client->n, 0);
        if (n <= 0) {
                if (n == 0 || errno != EAGAIN)
                        serve_drop(client);
                return;
        }
        client->n += (size_t)n;
        ScrapeVerdict verdict = scrape_judge(client->request, client->n, &open_metrics);
        if (verdict == SCRAPE_MORE && client->n == REQUEST_MOST)
                verdict = SCRAPE_BAD;
        if (verdict != SCRAPE_MORE)
                serve_answer(server, client, verdict, open_metrics);
}

/* What it sent beyond its request is read away, within bounds: a socket closed over unread bytes takes the
 * answer back from a client that has not read it yet. */
static void part(Client *client) {
        for (int i = 0; i < 16 && recv(client->fd, client->request, REQUEST_MOST, 0) > 0; i++)
                ;
        serve_drop(client);
}

static void write_answer(Client *client) {
        ssize_t n = send(client->fd, client->answer.s + client->sent, client->answer.n - client->sent,
                         MSG_NOSIGNAL);
        if (n < 0 && errno == EAGAIN)
                return;
        if (n > 0)
                client->sent += (size_t)n;
        if (n <= 0 || client->sent == client->answer.n)
                part(client);
}

/* --- the loop ------------------------------------------------------------------------------------------- */

enum { FDS = 1 + LISTENERS + CLIENTS_MOST };

/* Listeners are deaf while no place is free: who knocks waits in the kernel's queue. */
static void serve_watch(Server *server, int stop_fd, struct pollfd fds[FDS]) {
        bool room = free_place(server) != NULL;
        fds[0] = (struct pollfd){ .fd = stop_fd, .events = POLLIN };
        for (size_t i = 0; i < LISTENERS; i++)
                fds[1 + i] = (struct pollfd){ .fd = room ? server->listeners[i] : -1, .events = POLLIN };
        for (size_t i = 0; i < CLIENTS_MOST; i++) {
                const Client *client = &server->clients[i];
                fds[1 + LISTENERS + i] =
                        (struct pollfd){ .fd = client->fd, .events = client->answer.n ? POLLOUT : POLLIN };
        }
}

/* Milliseconds until until_usec or the end of a client's time, whichever is first; -1: never. */
static int next_msec(const Server *server, uint64_t until_usec, uint64_t now) {
        for (size_t i = 0; i < CLIENTS_MOST; i++)
                if (server->clients[i].fd >= 0 && server->clients[i].until_usec < until_usec)
                        until_usec = server->clients[i].until_usec;
        if (until_usec == UINT64_MAX)
                return -1;
        return until_usec > now ? (int)((until_usec - now) / 1000 + 1) : 0;
}

static void turn(Server *server, const struct pollfd fds[FDS]) {
        for (size_t i = 0; i < CLIENTS_MOST; i++) {
                Client *client = &server->clients[i];
                short news = fds[1 + LISTENERS + i].revents;
                if (client->fd < 0 || client->fd != fds[1 + LISTENERS + i].fd)
                        continue;
                if (news && client->answer.n)
                        write_answer(client);
                else if (news)
                        read_request(server, client);
                else if (clock_monotonic_usec() >= client->until_usec)
                        serve_drop(client);
        }
        for (size_t i = 0; i < LISTENERS; i++)
                if (fds[1 + i].revents)
                        welcome(server, server->listeners[i]);
}

bool server_run(Server *server, int stop_fd, int msec) {
        uint64_t now = clock_monotonic_usec();
        uint64_t until_usec = msec < 0 ? UINT64_MAX : now + (uint64_t)msec * 1000;
        while (now < until_usec) {
                struct pollfd fds[FDS];
                serve_watch(server, stop_fd, fds);
                if (poll(fds, FDS, next_msec(server, until_usec, now)) < 0 && errno != EINTR)
                        return true;
                if (fds[0].revents)
                        return true;
                turn(server, fds);
                now = clock_monotonic_usec();
        }
        return false;
}
