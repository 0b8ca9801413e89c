#include "install/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <spawn.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

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
static void spawn_become(const SpawnShell *shell, const struct passwd *user) {
        int input = shell->input >= 0 ? shell->input : open("/dev/null", O_RDONLY | O_CLOEXEC);
        prctl(PR_SET_PDEATHSIG, SIGTERM);
        if (dup2(input, STDIN_FILENO) < 0 || dup2(STDERR_FILENO, STDOUT_FILENO) < 0)
                _exit(127);
        if (user && (initgroups(user->pw_name, user->pw_gid) < 0 || setgid(user->pw_gid) < 0 ||
                     setuid(user->pw_uid) < 0 || chdir("/") < 0))
                _exit(127);
        for (size_t i = 0; shell->variables[i][0]; i++)
                setenv(shell->variables[i][0], shell->variables[i][1], 1);
        execl("/bin/sh", "sh", "-c", shell->command, (char *)NULL);
        _exit(127);
}

int spawn_shell(const SpawnShell *shell) {
        const struct passwd *user = shell->user ? getpwnam(shell->user) : NULL;
        if (shell->user && !user)
                return 127;
        pid_t pid = fork();
        if (pid == 0)
                spawn_become(shell, user);
        return pid < 0 ? 127 : spawn_wait(pid);
}
