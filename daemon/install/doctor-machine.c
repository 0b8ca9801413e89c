/* What this machine lacks: fonts, time zone, holidays, folders and room in them. */
#include "base/text.h"
#include "cli/identity.h"
#include "install/doctor.h"
#include "model/regime.h"
#include "render/can-draw.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#define ZONE "/usr/share/zoneinfo/Europe/London"
/* Letters of names that reach every register. */
#define SPECIMEN "Aa Zz 0123 £ Éé Ññ Łł Şş Жж Ωω"

/* Least room, in megabytes: below the first work will soon stop, below the second it is time to look. */
#define ROOM_NOW  64
#define ROOM_SOON 1024

static bool can_draw_all(const Doctor *d) {
        bool all = render_can_draw(SPECIMEN);
        for (size_t i = 0; d->settings && i < d->settings->languages.n; i++)
                all &= render_can_draw(d->settings->languages.items[i].letters);
        return all;
}

static void examine_fonts(Doctor *d) {
        if (!can_draw_all(d))
                finding_add(&d->findings, URGENCY_NOW, "fonts",
                            "apt-get install fonts-liberation fonts-dejavu-core fonts-noto-core",
                            "There is no font for the letters of the languages of notices/ and of common "
                            "names, so no letter or report can be drawn.");
}

static void examine_zone(Doctor *d) {
        if (access(ZONE, R_OK) < 0)
                finding_add(&d->findings, URGENCY_NOTE, "time zone", "apt-get install tzdata",
                            "The machine has no time zone data, so other programs may show times of the "
                            "journal wrongly; Muniment itself reckons without it.");
}

static void examine_holidays(Doctor *d) {
        if (!d->settings || !d->settings->regimes)
                return;
        const Holidays *days = regimes_holidays(d->settings->regimes, d->settings->jurisdiction);
        Date today = clock_today(&d->context.clock);
        const char *mend =
                arena_printf(d->findings.arena,
                             "Upgrade the package, or add the year to "
                             "%s/policies/holidays/%s.conf.",
                             d->settings->data_dir, jurisdiction_to_string(d->settings->jurisdiction));
        if (days && !holidays_cover(days, today + 365))
                finding_add(&d->findings, holidays_cover(days, today + 60) ? URGENCY_SOON : URGENCY_NOW,
                            "holidays", mend,
                            "Bank holidays are known to the end of %d only; due dates after that do not "
                            "count them.",
                            days->last_year);
}

/* The nearest folder above a path that is there. */
static const char *standing_folder(Arena *arena, const char *path) {
        char *s = arena_strdup(arena, path), *slash;
        struct stat st;
        while ((slash = strrchr(s, '/')) && slash != s) {
                if (stat(s, &st) == 0 && S_ISDIR(st.st_mode))
                        return s;
                *slash = 0;
        }
        return "/";
}

static void examine_room(Doctor *d, const char *name, const char *folder) {
        struct statvfs fs;
        if (statvfs(folder, &fs) < 0)
                return;
        unsigned long long megabytes = (unsigned long long)fs.f_bavail * fs.f_frsize >> 20;
        if (fs.f_flag & ST_RDONLY)
                finding_add(&d->findings, URGENCY_NOW, folder,
                            arena_printf(d->findings.arena, "mount -o remount,rw '%s'", folder),
                            "The %s lies in a file system that cannot be written.", name);
        else if (megabytes < ROOM_SOON || (fs.f_files > 0 && fs.f_favail < 1000))
                finding_add(&d->findings,
                            megabytes < ROOM_NOW || (fs.f_files > 0 && fs.f_favail < 100) ? URGENCY_NOW
                                                                                          : URGENCY_SOON,
                            folder, "Make room there, or move the folder and change the settings.",
                            "The %s has %llu MB left.", name, megabytes);
}

/* Root makes it for the daemon's user. */
static const char *doctor_machine_make_folder(const Doctor *d, const char *folder) {
        return arena_printf(
                d->findings.arena, "install -d -m 700 %s'%s'",
                getuid() == 0 && getpwnam(SERVICE_USER) ? "-o " SERVICE_USER " -g " SERVICE_USER " " : "",
                folder);
}

static void examine_folder(Doctor *d, const char *setting, const char *folder, bool personal) {
        struct stat st;
        examine_room(d, setting, standing_folder(d->findings.arena, folder));
        if (stat(folder, &st) < 0)
                finding_add(&d->findings, URGENCY_SOON, folder, doctor_machine_make_folder(d, folder),
                            "The folder of the setting %s is not there.", setting);
        else if (!S_ISDIR(st.st_mode))
                finding_add(&d->findings, URGENCY_NOW, folder, "Name a folder in the settings.",
                            "The setting %s names something that is no folder.", setting);
        else if (faccessat(AT_FDCWD, folder, W_OK | X_OK, AT_EACCESS) < 0 && errno != EROFS)
                finding_add(&d->findings, URGENCY_NOW, folder, doctor_machine_make_folder(d, folder),
                            "The folder of the setting %s cannot be written by the daemon's user.", setting);
        else if (personal && st.st_mode & 0077)
                finding_add(&d->findings, URGENCY_SOON, folder,
                            arena_printf(d->findings.arena, "chmod 700 '%s'", folder),
                            "The folder of the setting %s holds personal data and is open to others.",
                            setting);
}

/* Unless set it is the folder of the checkpoint file, which is looked at by that name. */
static void examine_state(Doctor *d) {
        const char *folder = d->settings->state_dir, *file = d->settings->checkpoint_file;
        size_t n = folder ? strlen(folder) : 0;
        if (!folder && d->settings->n_registers)
                finding_add(
                        &d->findings, URGENCY_SOON, "state_dir", "Set it in the settings.",
                        "Nothing is kept outside the databases, so one that was restored from a backup may "
                        "go unnoticed.");
        else if (folder && (!file || !str_starts(file, folder) || strchr(file + n, '/') != file + n))
                examine_folder(d, "state_dir", folder, false);
}

void doctor_machine(Doctor *d) {
        examine_fonts(d);
        examine_zone(d);
        examine_holidays(d);
        if (!d->settings)
                return;
        if (d->settings->output_dir)
                examine_folder(d, "output_dir", d->settings->output_dir, true);
        if (d->settings->checkpoint_file) {
                const char *slash = strrchr(d->settings->checkpoint_file, '/');
                const char *folder = arena_strndup(d->findings.arena, d->settings->checkpoint_file,
                                                   (size_t)(slash - d->settings->checkpoint_file));
                examine_folder(d, "checkpoint_file", *folder ? folder : "/", false);
        }
        examine_state(d);
}
