/* muniment doctor: what is wrong with this installation, the most urgent first, each with what mends it. */
#include "install/doctor.h"
#include "base/error.h"
#include "base/text.h"
#include "cli/identity.h"
#include "install/check-texts.h"
#include "seal/keys.h"
#include "store/json.h"
#include "store/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SETTINGS_DIR "/etc/muniment/"

const char *instance_of(Arena *arena, const char *file) {
        if (str_eq(file, SETTINGS_DIR "muniment.conf"))
                return "";
        size_t n = strlen(file), lead = strlen(SETTINGS_DIR);
        if (!str_starts(file, SETTINGS_DIR) || n < lead + 6 || !str_eq(file + n - 5, ".conf"))
                return NULL;
        return arena_printf(arena, "%.*s", (int)(n - lead - 5), file + lead);
}

static void add_problems(Doctor *d, const Problems *problems) {
        for (size_t i = 0; i < problems->n; i++) {
                const Problem *p = &problems->items[i];
                const char *where =
                        p->line > 0 ? arena_printf(d->findings.arena, "%s:%d", p->file, p->line) : p->file;
                finding_add(&d->findings, p->severity == SEVERITY_ERROR ? URGENCY_NOW : URGENCY_NOTE, where,
                            p->mend, "%s%s%s", p->path, *p->path ? ": " : "", p->problem);
        }
}

static int examine_settings(Doctor *d) {
        Problems problems = PROBLEMS(d->findings.arena);
        Settings *settings = NULL;
        int r = settings_load(d->settings_file, d->findings.arena, &problems, &settings);
        if (r == 0)
                check_texts(settings, clock_today(&d->context.clock), &problems);
        add_problems(d, &problems);
        d->settings = d->context.settings = settings;
        return r < 0 ? err_trace(r) : 0;
}

/* A database that is lost on the way is a finding like any other. */
static int doctor_settle(Doctor *d, int r) {
        if (r > 0)
                finding_add(&d->findings, URGENCY_NOW, "database",
                            arena_printf(d->findings.arena, "muniment doctor%s", d->options),
                            "The database was lost, or busy, while it was looked at; look again.");
        return r < 0 ? err_trace(r) : 0;
}

static int examine_databases(Doctor *d) {
        if (!d->settings)
                return 0;
        int r = doctor_settle(d, doctor_database(d));
        if (r == 0)
                r = doctor_settle(d, doctor_keys(d));
        if (r == 0)
                r = doctor_settle(d, doctor_work(d));
        return err_trace(r);
}

int doctor_examine(Doctor *d) {
        int r = doctor_load_keys(d);
        bool other = r == 0 && identity_become(SERVICE_USER);
        if (r == 0)
                r = examine_settings(d);
        if (r == 0) {
                doctor_machine(d);
                r = examine_databases(d);
        }
        if (other)
                identity_back();
        doctor_unit(d);
        findings_sort(&d->findings);
        d->context.store = store_close(d->context.store);
        d->loaded_keys = keys_free(d->loaded_keys);
        return err_trace(r);
}

void doctor_init(Doctor *d, const CliArgs *args, const char *keys) {
        bool given;
        const char *file = cli_config(args, &given), *credentials = getenv("CREDENTIALS_DIRECTORY");
        Arena *arena = cli_arena(args);
        const char *instance = instance_of(arena, file);
        bool named = !str_empty(instance);
        *d = (Doctor){
                .args = args,
                .settings_file = file,
                .options = given ? arena_printf(arena, " --config %s", file) : "",
                .keys = keys          ? keys
                        : credentials ? credentials
                        : named       ? arena_printf(arena, KEYS_DIR "/%s", instance)
                                      : KEYS_DIR,
                .unit = named      ? arena_printf(arena, "munimentd@%s", instance)
                        : instance ? "munimentd"
                                   : NULL,
                .context = { .clock = { .as_of = cli_as_of(args) }, .arena = arena, .actor = "doctor" },
                .findings = FINDINGS(arena),
        };
}

static int run_doctor(const CliArgs *args) {
        Doctor doctor;
        doctor_init(&doctor, args, cli_value(args, "keys"));
        int r = doctor_examine(&doctor);
        if (r < 0)
                return cli_settle(err_trace(r));
        size_t urgent = findings_count(&doctor.findings, URGENCY_NOW);
        if (cli_json(args)) {
                int status = cli_print_json(json_pack("{s:b, s:o}", "ok", urgent == 0, "findings",
                                                      findings_json(&doctor.findings)));
                if (status)
                        return status;
        } else if (doctor.findings.n == 0) {
                puts("Nothing is wrong.");
        } else {
                findings_print(&doctor.findings);
        }
        if (urgent > 0)
                return cli_refuse("%zu finding%s cannot wait: do what stands under each.", urgent,
                                  urgent == 1 ? "" : "s");
        return CLI_DONE;
}

static const CliOption options[] = {
        { "keys", "DIR", "the folder of keys ($CREDENTIALS_DIRECTORY, or " KEYS_DIR ")" },
        { 0 },
};

const CliCommand cmd_doctor = {
        .words = { "doctor" },
        .help = "Say what is wrong with this installation, the most urgent first, and what mends it",
        .options = options,
        .run = run_doctor,
};
