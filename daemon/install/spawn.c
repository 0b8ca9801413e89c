#include "install/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <spawn.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SPAWN_PATIENCE 10 /* seconds */

static int spawn_wait(pid_t pid) {
        int status;
        while (waitpid(pid, &status, 0) < 0)
                if (errno != EINTR)
                        return 127;
        return WIFEXITED(status) ? WEXITSTATUS(status) : 128;
}

int spawn_quietly(const char *const argv[]) {
        posix_spawn_file_actions_t actions;
        pid_t pid;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
        int r = posix_spawnp(&pid, argv[0], &actions, NULL, (char **)(uintptr_t)argv, environ);
        posix_spawn_file_actions_destroy(&actions);
        if (r)
                return 127;
        return spawn_wait(pid);
}

/* In the child: nothing of ours is called but to become who is wanted and to run it. */
static void spawn_become(const SpawnShell *shell, const struct passwd *user, pid_t parent,
                         const sigset_t *mask) {
        int input = shell->input >= 0 ? shell->input : open("/dev/null", O_RDONLY | O_CLOEXEC);
        if (setpgid(0, 0) < 0 || dup2(input, STDIN_FILENO) < 0 || dup2(STDERR_FILENO, STDOUT_FILENO) < 0)
                _exit(127);
        if (user && (initgroups(user->pw_name, user->pw_gid) < 0 || setgid(user->pw_gid) < 0 ||
                     setuid(user->pw_uid) < 0 || chdir("/") < 0))
                _exit(127);
        /* After the change of user, which would undo it. */
        if (prctl(PR_SET_PDEATHSIG, SIGTERM) < 0 || getppid() != parent)
                _exit(127);
        for (size_t i = 0; shell->variables[i][0]; i++)
                setenv(shell->variables[i][0], shell->variables[i][1], 1);
        sigprocmask(SIG_SETMASK, mask, NULL);
        execl("/bin/sh", "sh", "-c", shell->command, (char *)NULL);
        _exit(127);
}

/* Until the shell has ended, though not yet reaped: its number is that of the group until then. A signal that
 * would end us is handed on to all that it began; what does not heed it is killed. */
static bool spawn_attend(pid_t pid, const sigset_t *watched) {
        const struct timespec second = { .tv_sec = 1 };
        int stopped = 0;
        for (;;) {
                siginfo_t ended = { 0 };
                if (waitid(P_PID, (id_t)pid, &ended, WEXITED | WNOHANG | WNOWAIT) < 0 && errno != EINTR)
                        break;
                if (ended.si_pid == pid)
                        break;
                int signal = sigtimedwait(watched, NULL, &second);
                if (signal > 0 && signal != SIGCHLD && !stopped)
                        stopped = 1;
                else if (signal < 0 && stopped)
                        stopped++;
                if (stopped)
                        kill(-pid, stopped < SPAWN_PATIENCE ? SIGTERM : SIGKILL);
        }
        if (stopped)
                kill(-pid, SIGKILL);
        return stopped;
}

int spawn_shell(const SpawnShell *shell) {
        static const int ends[] = { SIGINT, SIGTERM, SIGHUP, SIGCHLD };
        const struct passwd *user = shell->user ? getpwnam(shell->user) : NULL;
        sigset_t watched, before;
        if (shell->user && !user)
                return 127;
        sigemptyset(&watched);
        for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
                sigaddset(&watched, ends[i]);
        sigprocmask(SIG_BLOCK, &watched, &before);
        pid_t parent = getpid(), pid = fork();
        if (pid == 0)
                spawn_become(shell, user, parent, &before);
        bool stopped = pid > 0 && spawn_attend(pid, &watched);
        int status = pid < 0 ? 127 : spawn_wait(pid);
        sigprocmask(SIG_SETMASK, &before, NULL);
        return stopped ? 128 : status;
}
