#include "install/check-grades.h"

#include "base/error.h"
#include "base/text.h"
#include "register/maintain.h"
#include "register/places.h"
#include "retention/traces.h"
#include "settings/settings.h"

/* The most that any rule for the register's map promises. */
static Promise most(const Settings *settings, const Register *reg) {
        Promise found = PROMISE_HIDDEN;
        RuleCursor at = { 0 };
        for (const Rule *rule; (rule = settings_next_rule(settings, register_map(reg)->name, &at));)
                found = rule->grade > found ? rule->grade : found;
        return found;
}

/* More than five: whose promise it is, where it stands, what is wrong and what mends it. */
static void cannot(const Settings *settings, Problems *problems, const char *path, Promise promise,
                   const char *mend, const char *what) {
        problem_add(problems, SEVERITY_ERROR, settings->file, 0, path, mend,
                    "A rule promises the grade \"%s\", but %s.", promise_to_string(promise), what);
}

static int judge_log(const Settings *settings, Maintenance *maintenance, Promise promise, const char *path,
                     Problems *problems) {
        LogKept log;
        int r = maintenance_log(maintenance, &log);
        const char *why = r == 0 ? traces_no_date(settings, promise, &log) : NULL;
        if (why)
                problem_add(problems, SEVERITY_WARNING, settings->file, 0, path,
                            "Set what it names, or change the server's setting.",
                            "Certificates will not say until when the write-ahead log holds traces: %s.",
                            why);
        return r < 0 ? err_trace(r) : 0;
}

/* To find nothing where one may not look would prove nothing. */
static int judge_readable(Register *reg, const char *path, Problems *problems) {
        Place *places;
        size_t n;
        int r = places_load(reg, problems->arena, &places, &n);
        for (size_t i = 0; r == 0 && i < n; i++) {
                const CatalogTable *table = &places[i].table;
                bool can = false;
                for (size_t k = 0; k < table->n_columns; k++)
                        can = can || places[i].holds[k] != HOLDS_NOTHING;
                if (can && !places[i].readable)
                        problem_add(
                                problems, SEVERITY_WARNING, register_map(reg)->file, 0, path,
                                "Grant muniment_engine select on it, and usage on its schema; no row policy "
                                "may keep rows from it.",
                                "The engine may not read all of %s.%s, so no destruction in register %s will "
                                "be certified.",
                                table->schema, table->name, register_name(reg));
        }
        return r < 0 ? err_trace(r) : 0;
}

int check_grades(Context *context, Register *reg, const char *path, Problems *problems) {
        _cleanup_(maintenance_closep) Maintenance *maintenance = NULL;
        const Settings *settings = context->settings;
        const char *lack = NULL, *mend = NULL;
        Promise promise = most(settings, reg);
        int r = promise >= PROMISE_DELETED ? judge_readable(reg, path, problems) : 0;
        if (r || promise <= PROMISE_DELETED)
                return err_trace(r);
        r = maintenance_open(context, reg, &maintenance);
        if (r == 0)
                r = maintenance_may(maintenance, promise == PROMISE_REWRITTEN, problems->arena, &lack, &mend);
        if (r == MAINTAIN_E_LACKS)
                cannot(settings, problems, path, promise, arena_printf(problems->arena, "%s;", mend),
                       arena_printf(problems->arena, "the maintenance role may not %s", lack));
        else if (r > 0)
                cannot(settings, problems, path, promise,
                       "Name a maintenance_role there, and grant it to the engine's login.",
                       "there is no maintenance role that we can be");
        else if (r == 0)
                r = judge_log(settings, maintenance, promise, path, problems);
        return r < 0 ? err_trace(r) : 0;
}
