#include "cli/identity.h"

#include <assert.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <unistd.h>

bool identity_become(const char *name) {
        const struct passwd *user = geteuid() == 0 ? getpwnam(name) : NULL;
        if (!user || user->pw_uid == 0 || setegid(user->pw_gid) < 0)
                return false;
        if (seteuid(user->pw_uid) < 0) {
                identity_back();
                return false;
        }
        return true;
}

void identity_back(void) {
        int r = seteuid(getuid());
        assert(r == 0);
        r = setegid(getgid());
        assert(r == 0);
        prctl(PR_SET_DUMPABLE, 1); /* changing users switched it off */
}
