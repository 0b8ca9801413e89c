#include "install/check-live.h"

#include "base/error.h"
#include "install/check-grades.h"
#include "register/check.h"
#include "register/edges.h"
#include "register/stones.h"
#include "store/sealing.h"
#include "store/store.h"

static void warn(const Settings *settings, Problems *problems, const char *path, const char *mend,
                 const char *problem) {
        problem_add(problems, SEVERITY_WARNING, settings->file, 0, path, mend, "%s", problem);
}

static void warn_unopened(const Settings *settings, Problems *problems, const char *path, int r) {
        if (r == STORE_E_NOT_MIGRATED)
                warn(settings, problems, path, "Run muniment migrate.",
                     "The database has no schema of this version yet, so no map was held against its "
                     "register.");
        else if (r == STORE_E_TOO_NEW)
                warn(settings, problems, path, "Upgrade this program.",
                     "The database is newer than this program, so no map was held against its register.");
        else if (r == PG_E_POOLED)
                warn(settings, problems, path, "Set pool_mode to session, or connect to PostgreSQL itself.",
                     "A pooler in between gives each transaction another session, so no map was held against "
                     "its register.");
        else if (r == PG_E_DENIED || r == PG_E_NO_ROLE)
                warn(settings, problems, path, "Let this user act as muniment_engine.",
                     "The database refuses this user, so no map was held against its register.");
        else
                warn(settings, problems, path, "Check again where it can be reached.",
                     "The database cannot be reached, so no map was held against its register.");
}

static void judge_coverage(Register *reg, Problems *problems) {
        const DataMap *map = register_map(reg);
        MapCheck check;
        register_check_coverage(reg, problems->arena, &check);
        for (size_t i = 0; i < check.n_unmapped; i++)
                problem_add(problems, SEVERITY_WARNING, map->file, 0, check.unmapped[i],
                            "Describe it in the map, or take it out of the register.",
                            "Register %s keeps %s about its subjects, but the map does not name it.",
                            register_name(reg), check.unmapped[i]);
        for (size_t i = 0; i < check.n_unanswered; i++)
                problem_add(problems, SEVERITY_WARNING, map->file, 0, check.unanswered[i],
                            "Describe it in the map, or name it under left_off with the reason.",
                            "Register %s has %s, and the map does not say what it is.", register_name(reg),
                            check.unanswered[i]);
        for (size_t i = 0; i < check.n_missing_indexes; i++)
                problem_add(problems, SEVERITY_WARNING, map->file, 0, "",
                            arena_printf(problems->arena, "%s;", check.missing_indexes[i]),
                            "Register %s lacks an index, so disposal would read whole tables.",
                            register_name(reg));
}

int check_live_register(Register *reg, Problems *problems) {
        size_t errors = problems->errors;
        register_check_map(reg, problems);
        judge_coverage(reg, problems);
        register_check_rules(reg, problems);
        int r = problems->errors == errors ? register_check_days(reg, problems) : 0;
        if (r == 0 && problems->errors == errors)
                r = edges_check_all_values(reg, problems);
        if (r == 0)
                r = register_check_server(reg, problems);
        if (r == 0)
                r = register_check_own_code(reg, problems, false);
        if (r == 0)
                r = register_check_agent(reg, problems);
        if (r == 0)
                r = register_check_stones(reg, problems);
        if (r == 0)
                r = register_check_news(reg, problems);
        return err_trace(r);
}

static int check_live_check_register(Context *context, size_t i, Problems *problems) {
        _cleanup_(register_closep) Register *reg = NULL;
        const char *path = arena_printf(problems->arena, "registers.[%zu]", i);
        int r = register_open_unchecked(context, context->settings->registers[i].name, &reg);
        if (r < 0)
                return err_trace(r);
        if (r > 0) {
                warn_unopened(context->settings, problems, path, r);
                return 0;
        }
        r = check_live_register(reg, problems);
        if (r == 0)
                r = check_grades(context, reg, path, problems);
        return err_trace(r);
}

/* The keys themselves are for the service and the doctor to see. */
static int check_sealing(Context *context, Problems *problems) {
        SealingState state;
        const Settings *settings = context->settings;
        int r = sealing_state(context->store, settings->escrow_recipient, context->arena, &state);
        if (r == 0 && state.open && !state.recipient)
                warn(settings, problems, "database",
                     "Make a document key with \"muniment key new DIR\", and start munimentd again.",
                     "Letters, reports and certificates are stored in the clear: no host has a document "
                     "key.");
        return err_trace(r);
}

int check_live(const CliArgs *args, const Settings *settings, Problems *problems) {
        _cleanup_(store_closep) Store *store = NULL;
        const StoreOptions options = {
                .conninfo = settings->database,
                .application_name = "muniment",
                .role = "muniment_engine",
                .statement_timeout_ms = settings->statement_timeout_ms,
                .lock_timeout_ms = settings->lock_timeout_ms,
        };
        if (settings->n_registers == 0)
                return 0;
        int r = store_open(&options, &store);
        if (r < 0)
                return err_trace(r);
        if (r > 0) {
                warn_unopened(settings, problems, "database", r);
                return 0;
        }
        Context context = { .store = store,
                            .settings = settings,
                            .clock = { .as_of = cli_as_of(args) },
                            .arena = cli_arena(args),
                            .actor = "check" };
        r = check_sealing(&context, problems);
        for (size_t i = 0; i < settings->n_registers && r == 0; i++)
                r = check_live_check_register(&context, i, problems);
        return err_trace(r);
}
