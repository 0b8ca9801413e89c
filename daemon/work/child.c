#include "work/child.h"

#include "base/cleanup.h"
#include "base/error.h"

#include "monitor/tally.h"
#include "work/worker.h"

#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

/* Gives a descriptor the number under which the program looks for it, open over exec. */
static bool child_hand_over(int fd, int number) {
        return fd == number ? fcntl(fd, F_SETFD, 0) == 0 : dup2(fd, number) == number;
}

/* In the child, between fork and exec. Control socket and tally are the descriptors it inherits. */
static void become(char **argv, int control, int tally, pid_t parent) {
        /* Being asked to stop before it is ready to be asked must not kill it: the asking waits. */
        sigset_t waiting;
        sigemptyset(&waiting);
        sigaddset(&waiting, SIGTERM);
        sigaddset(&waiting, SIGINT);
        sigprocmask(SIG_SETMASK, &waiting, NULL);
        /* SIGKILL, as a supervisor that was killed can ask nobody to stop; whatever is under way rolls back.
         */
        if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0 || getppid() != parent)
                _exit(4);
        /* Out of the way first: either may have the number that is meant for the other. */
        control = fcntl(control, F_DUPFD_CLOEXEC, TALLY_FD + 1);
        tally = tally < 0 ? -1 : fcntl(tally, F_DUPFD_CLOEXEC, TALLY_FD + 1);
        if (!child_hand_over(control, WORKER_CONTROL_FD) || (tally >= 0 && !child_hand_over(tally, TALLY_FD)))
                _exit(4);
        unsetenv("WATCHDOG_USEC"); /* systemd speaks with the supervisor alone */
        unsetenv("NOTIFY_SOCKET");
        execv("/proc/self/exe", argv);
        _exit(4);
}

int child_start(const SupervisorOptions *options, const Child *child, pid_t *ret_pid, int *ret_control) {
        int pair[2];
        char as_of[DATE_TEXT_SIZE];
        const char *argv[16] = { "munimentd", "--config", options->config };
        size_t n = 3;
        argv[n++] = child->owner ? "--worker" : "--reporter";
        if (child->owner)
                argv[n++] = child->owner;
        if (child->after) {
                argv[n++] = "--after";
                argv[n++] = child->after;
        }
        if (child->kept)
                argv[n++] = "--kept";
        if (options->as_of != DATE_NONE) {
                argv[n++] = "--as-of";
                argv[n++] = date_format(options->as_of, as_of);
        }
        if (options->once)
                argv[n++] = "--once";
        if (options->verbose)
                argv[n++] = "--verbose";
        if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
                return err_origin(-errno);
        pid_t parent = getpid(), pid = fork();
        if (pid == 0)
                become((char **)(uintptr_t)argv, pair[1], child->tally, parent);
        int r = pid < 0 ? err_origin(-errno) : 0;
        close(pair[1]);
        if (r < 0) {
                close(pair[0]);
                return err_trace(r);
        }
        *ret_pid = pid;
        *ret_control = pair[0];
        return 0;
}
