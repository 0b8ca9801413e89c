/* muniment restore drill: whether the last backup of a register would do, tried on a copy of it. */
#include "base/error.h"
#include "base/text.h"
#include "cli/identity.h"
#include "cli/session.h"
#include "install/restore-drill.h"
#include "pg/conninfo.h"
#include "retention/drill.h"
#include "store/closing.h"
#include "store/json.h"
#include "store/ledger.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct DrillRun {
        const CliArgs *args;
        Session session;
        DrillDatabase database;
        bool service; /* root looks with the eyes of the service's user */
        const char *command, *dump;
        DrillReport report;
        const char *outcome; /* for the ledger: a word */
        uint64_t begun_usec, restored_usec;
} DrillRun;

static bool drill_roots_alone(int folder, const char *name) {
        struct stat st;
        return fstatat(folder, name, &st, 0) == 0 && st.st_uid == 0 && !(st.st_mode & 0022);
}

/* Whoever may write the settings, or put others in their place, would have root start what they like. What
 * they include lies beside them. NULL: nobody but root. */
static const char *drill_written_by_others(const DrillRun *run) {
        const char *file = run->session.settings->file, *slash = strrchr(file, '/');
        const char *folder =
                slash ? arena_strndup(cli_arena(run->args), file, (size_t)(slash - file) + 1) : ".";
        const char *found = drill_roots_alone(AT_FDCWD, file) ? NULL : file;
        DIR *dir = opendir(folder);
        if (!dir || !drill_roots_alone(dirfd(dir), "."))
                found = folder;
        for (const struct dirent *entry; !found && (entry = readdir(dir));)
                if (entry->d_type != DT_DIR && !drill_roots_alone(dirfd(dir), entry->d_name))
                        found = arena_printf(cli_arena(run->args), "%s/%s", folder, entry->d_name);
        if (dir)
                closedir(dir);
        return found;
}

static int drill_check_settings(const DrillRun *run) {
        const char *found = getuid() != 0 || run->dump ? NULL : drill_written_by_others(run);
        return found ? cli_refuse(
                               "%s can be written by others than root, so restore_command is not run: chown "
                               "root and chmod go-w it.",
                               found)
                     : CLI_DONE;
}

static int drill_begin(DrillRun *run) {
        const Settings *settings = run->session.settings;
        const char *name = cli_operand(run->args, 0);
        const RegisterSettings *reg = settings_register(settings, name);
        Closing closing;
        if (!reg)
                return cli_settle_about(REGISTER_E_UNKNOWN, "register", name);
        run->dump = cli_value(run->args, "dump");
        run->command = run->dump ? NULL : settings->restore_command;
        if (!run->dump && !run->command)
                return cli_refuse("Nothing says how the last backup is restored: set restore_command, or "
                                  "name a file of "
                                  "pg_dump with --dump.");
        int r = closing_get(run->session.store, name, cli_arena(run->args), &closing);
        if (r != RESTORE_E_NONE)
                return cli_settle_about(r ? err_trace(r) : REGISTER_E_CLOSED, "register", name);
        run->database = (DrillDatabase){
                .owner = { cli_value(run->args, "owner-connection"), cli_arena(run->args) },
                .base = reg->connection ? reg->connection : settings->database,
                .register_name = name,
        };
        return drill_check_settings(run);
}

/* The daemon's own login on the copy. */
static int drill_rehearse_there(DrillRun *run) {
        const DrillDatabase *database = &run->database;
        const char *copy =
                pg_conninfo_as(database->base, database->base, database->name, cli_arena(run->args));
        if (run->service)
                identity_become(SERVICE_USER);
        int r = retention_drill(&run->session.context, database->register_name, copy, &run->report);
        if (run->service)
                identity_back();
        const DrillReport *report = &run->report;
        run->outcome = r > 0                                      ? condition_code(r)
                       : r < 0                                    ? "fault"
                       : report->misfit                           ? "map-does-not-fit"
                       : report->replay.looked_at == 0            ? "empty"
                       : json_array_size(report->replay.findings) ? "found-left"
                                                                  : "sound";
        return r ? cli_settle_about(r, "register", database->register_name) : CLI_DONE;
}

static int drill_carry_out(DrillRun *run) {
        int status = drill_make(&run->database);
        if (status)
                return status; /* nothing was tried, and nothing is noted */
        run->begun_usec = clock_monotonic_usec();
        run->outcome = "not-restored";
        status = drill_fill(&run->database, run->command, run->dump);
        run->restored_usec = clock_monotonic_usec();
        if (status == CLI_DONE)
                status = drill_rehearse_there(run);
        int removed = drill_remove(&run->database);
        return status ? status : removed;
}

static json_int_t drill_seconds(uint64_t from, uint64_t to) {
        return (json_int_t)((to - from + 999999) / 1000000);
}

static json_t *drill_json(const DrillRun *run) {
        const DrillReport *report = &run->report;
        const ReplayReport *replay = &report->replay;
        const Settings *settings = run->session.settings;
        /* What was destroyed is on the server again, as in the backups that are made of it today. */
        Date kept = clock_today(&run->session.context.clock) + settings->backup_days;
        return json_pack("{s:s, s:s?, s:s?, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "outcome", run->outcome,
                         "from", report->from, "backups_until",
                         settings->backup_days > 0 ? DATE_TEXT(kept) : NULL, "restored_in",
                         drill_seconds(run->begun_usec, run->restored_usec), "seconds",
                         drill_seconds(run->begun_usec, clock_monotonic_usec()), "records",
                         (json_int_t)replay->looked_at, "matched", (json_int_t)replay->matched, "destroyed",
                         (json_int_t)replay->destroyed, "held", (json_int_t)replay->held, "asked",
                         (json_int_t)report->asked, "left", (json_int_t)json_array_size(replay->findings));
}

static int drill_note(const DrillRun *run) {
        int r = ledger_note(&run->session.context, ENTRY_RESTORE_DRILLED,
                            arena_printf(cli_arena(run->args), "register %s", run->database.register_name),
                            drill_json(run));
        return cli_settle(r);
}

static int drill_say(const DrillRun *run) {
        const DrillReport *report = &run->report;
        const ReplayReport *replay = &report->replay;
        const char *name = run->database.register_name;
        if (cli_json(run->args)) {
                json_t *all = drill_json(run);
                json_put(all, "register", json_string(name));
                int status = cli_print_json(all);
                if (status)
                        return status;
        } else {
                printf("The last backup of %s is of %s. It was restored in %lld s, with %lld records. Of "
                       "%lld who had "
                       "been destroyed since, %lld went again, %lld are held; of %lld a person would have to "
                       "say whose "
                       "they are.\n",
                       name, report->from ? report->from : "a day that nobody knows",
                       (long long)drill_seconds(run->begun_usec, run->restored_usec),
                       (long long)replay->looked_at, (long long)replay->matched, (long long)replay->destroyed,
                       (long long)replay->held, (long long)report->asked);
        }
        if (report->misfit)
                return cli_refuse("The map does not fit what was restored: %s", report->misfit);
        if (replay->looked_at == 0)
                return cli_refuse("What was restored of %s holds no record.", name);
        if (json_array_size(replay->findings))
                return cli_refuse(
                        "Something of those destroyed again was left in what was restored of %s, in %s.",
                        name,
                        json_string_value(json_object_get(json_array_get(replay->findings, 0), "where")));
        if (!cli_json(run->args))
                puts("Nothing of them was left. The copy is dropped, and the ledger has an entry.");
        return CLI_DONE;
}

static int run_drill(const CliArgs *args) {
        DrillRun run = { .args = args };
        int status = session_open(args, true, &run.session);
        if (status)
                return status;
        run.service = getuid() == 0 && geteuid() != 0;
        if (run.service)
                identity_back();
        status = drill_begin(&run);
        if (status == CLI_DONE)
                status = drill_carry_out(&run);
        int noted = run.outcome ? drill_note(&run) : CLI_DONE;
        if (status == CLI_DONE)
                status = noted;
        if (status == CLI_DONE)
                status = drill_say(&run);
        pg_close(run.database.keeper);
        json_decref(run.report.replay.findings);
        session_done(&run.session);
        return status;
}

static const CliOption drill_options[] = {
        { "dump", "FILE", "a file of pg_dump --format=custom to restore, instead of restore_command" },
        { "owner-connection", "CONNINFO", "as whom the database is made and dropped; else postgres by peer" },
        { 0 },
};

CLI_COMMAND(restore_drill, "restore", "drill", "REGISTER", 1, 1,
            "Restore the last backup of a register beside it, replay and verify there, and drop it",
            drill_options, run_drill, .who = CLI_OPERATOR, .acts = true);
