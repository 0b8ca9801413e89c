/* Opening settings, store and keys for a command, and saying in a sentence what stands in the way. */
#include "cli/session.h"

#include "base/error.h"
#include "base/text.h"
#include "cli/args.h"
#include "cli/errand.h"
#include "cli/identity.h"
#include "seal/keys.h"
#include "store/errand.h"
#include "store/store.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ENGINE  "muniment_engine"
#define OFFICER "muniment_officer"
#define AUDITOR "muniment_auditor"

static int load_settings(const CliArgs *args, Settings **ret) {
        const char *file = cli_config(args, NULL);
        Problems problems = PROBLEMS(cli_arena(args));
        int r = settings_load(file, cli_arena(args), &problems, ret);
        if (r < 0)
                return cli_settle(err_trace(r));
        if (r == 0)
                return CLI_DONE;
        return cli_refuse_problems(&problems, "The settings");
}

/* --- as whom -------------------------------------------------------------------------------------------- */

static int session_open_store(const Settings *settings, const char *role, Store **ret) {
        const StoreOptions options = {
                .conninfo = settings->database,
                .application_name = "muniment",
                .role = role,
                .statement_timeout_ms = settings->statement_timeout_ms,
                .lock_timeout_ms = settings->lock_timeout_ms,
        };
        int r = store_open(&options, ret);
        return err_trace(r);
}

static int open_as(Session *session, const char *role) {
        session->role = role;
        return session_open_store(session->settings, role, &session->store);
}

/* The best role of people that the login has and the command takes; PG_E_DENIED: none of them. */
static int open_as_person(Session *session, CliWho who) {
        int r = PG_E_DENIED;
        if (who & (CLI_OFFICER | CLI_AUDITOR))
                r = open_as(session, OFFICER);
        if (r == PG_E_DENIED && who & CLI_AUDITOR)
                r = open_as(session, AUDITOR);
        return err_trace(r);
}

/* Root looks, and runs what an operator runs, with the eyes of the daemon's user where it has no login of its
 * own. */
static int open_as_operator(Session *session) {
        int r = open_as(session, ENGINE);
        if ((r == PG_E_DENIED || r == PG_E_LOST) && identity_become(SERVICE_USER)) {
                int second = open_as(session, ENGINE);
                r = second == PG_E_LOST ? r : second;
        }
        return err_trace(r);
}

static int open_any(const CliCommand *command, Session *session) {
        int r = open_as_person(session, command->who);
        if ((r == PG_E_DENIED || (r == PG_E_LOST && geteuid() == 0)) && command->who & CLI_OPERATOR) {
                int second = open_as_operator(session);
                bool people = command->who & (CLI_OFFICER | CLI_AUDITOR);
                r = people && (second == PG_E_LOST || second == PG_E_DENIED) ? r : second;
        }
        return err_trace(r);
}

static int refuse_login(const CliCommand *command) {
        const char *whose = !(command->who & (CLI_OFFICER | CLI_AUDITOR))
                                    ? "the daemon's own login: run it as root on its host"
                            : command->who & CLI_AUDITOR
                                    ? "an officer's or auditor's: muniment init --officer LOGIN makes one"
                                    : "an officer's: muniment init --officer LOGIN makes one";
        return cli_refuse("This login may not do that at the database. It takes %s.", whose);
}

/* --- who acts ------------------------------------------------------------------------------------------- */

/* What acts, acts today: neither before its day nor antedated. Other days belong to a rehearsal. */
static int session_check_day(const CliArgs *args, const Settings *settings, Clock clock) {
        clock.as_of = DATE_NONE;
        Date as_of = cli_as_of(args), today = clock_today(&clock);
        if (!args->command->acts || settings->rehearsal || as_of == DATE_NONE || as_of == today)
                return CLI_DONE;
        if (as_of < today)
                return cli_refuse(
                        "%s is over, and this would be antedated to it. Leave --as-of out; the setting "
                        "rehearsal is for trials.",
                        DATE_TEXT(as_of));
        return cli_refuse("%s has not come, and this would act as if it had. Leave --as-of out; muniment "
                          "retention forecast "
                          "and explain answer for days ahead, and the setting rehearsal is for trials.",
                          DATE_TEXT(as_of));
}

/* --- opening -------------------------------------------------------------------------------------------- */

static int open_keys(const CliArgs *args, Keys **ret) {
        const char *problem;
        int r = keys_load(NULL, cli_arena(args), ret, &problem);
        if (r == KEYS_E_REFUSED)
                return cli_refuse("%s", problem);
        return cli_settle(err_trace(r));
}

/* What is stored is sealed, so whoever does the engine's part has its keys where there are any; what needs
 * one that is not there says so. */
static int open_keys_there(const CliArgs *args, Keys **ret) {
        const char *problem;
        int r = keys_load(NULL, cli_arena(args), ret, &problem);
        return r == KEYS_E_REFUSED ? CLI_DONE : cli_settle(err_trace(r));
}

/* The worker's own, for a command that it does for somebody's login. */
static int lend(const CliArgs *args, Session *session) {
        const Context *context = args->served->context;
        *session = (Session){
                .store = context->store,
                .role = ENGINE,
                .context = *context,
                .lent = true,
        };
        session->settings = arena_new_of(cli_arena(args), Settings);
        *session->settings = *context->settings;
        session->context.arena = cli_arena(args);
        session->context.clock.as_of = cli_as_of(args) == DATE_NONE ? context->clock.as_of : cli_as_of(args);
        return session_check_day(args, context->settings, context->clock);
}

static bool wants_engine(const CliArgs *args) {
        const CliCommand *command = args->command;
        return command->engine && (!command->engine_when || cli_flag(args, command->engine_when));
}

/* The engine's part is done here and now by a login that may be the engine as well, and asked for by any
 * other. */
static int reach_engine(const CliArgs *args, Session *session, bool *ret_errand) {
        bool held = str_eq(session->role, ENGINE);
        *ret_errand = false;
        if (!wants_engine(args) || held)
                return 0;
        int r = role_held(session->store, ENGINE, &held);
        if (r || !held) {
                *ret_errand = r == 0;
                return err_trace(r);
        }
        session->store = store_close(session->store);
        return open_as(session, ENGINE);
}

static int session_begin(const CliArgs *args, Session *session) {
        session->context = (Context){
                .store = session->store,
                .settings = session->settings,
                .keys = session->keys,
                .clock = { .as_of = cli_as_of(args) },
                .arena = cli_arena(args),
        };
        store_seal_with(session->store, session->keys, session->settings->escrow_recipient);
        int r = store_follow_clock(session->store, &session->context.clock);
        if (r == 0)
                r = speaks_for(session->store, cli_value(args, "as"), cli_arena(args),
                               &session->context.actor);
        return r ? cli_settle(r) : session_check_day(args, session->settings, session->context.clock);
}

static int open_databases(const CliArgs *args, bool keys, Session *session) {
        bool errand;
        int status = CLI_DONE;
        int r = open_any(args->command, session);
        if (r == 0)
                r = reach_engine(args, session, &errand);
        if (r == PG_E_DENIED)
                return refuse_login(args->command);
        if (r)
                return cli_settle(r);
        if (errand)
                return errand_run(args, session);
        if (keys)
                status = open_keys(args, &session->keys);
        else if (str_eq(session->role, ENGINE))
                status = open_keys_there(args, &session->keys);
        return status ? status : session_begin(args, session);
}

int session_open(const CliArgs *args, bool keys, Session *ret) {
        *ret = (Session){ 0 };
        if (args->served)
                return lend(args, ret);
        int status = load_settings(args, &ret->settings);
        if (status == CLI_DONE && args->command->who)
                status = open_databases(args, keys, ret);
        else if (status == CLI_DONE)
                ret->context = (Context){ .settings = ret->settings,
                                          .clock = { .as_of = cli_as_of(args) },
                                          .arena = cli_arena(args) };
        if (status)
                session_done(ret);
        return status;
}

void session_lose(Session *session) {
        session->store = session->context.store = store_close(session->store);
}

int session_reopen(Session *session) {
        int r = session->store ? 0 : session_open_store(session->settings, session->role, &session->store);
        session->context.store = session->store;
        if (session->store)
                store_seal_with(session->store, session->keys, session->settings->escrow_recipient);
        return err_trace(r);
}

void session_done(Session *session) {
        if (!session->lent) {
                store_close(session->store);
                keys_free(session->keys);
        }
        *session = (Session){ 0 };
}

int session_data_dir(const CliArgs *args, const char **ret) {
        bool given;
        cli_config(args, &given);
        if (!given) {
                *ret = MUNIMENT_DATA_DIR;
                return CLI_DONE;
        }
        Settings *settings;
        int status = load_settings(args, &settings);
        if (status == CLI_DONE)
                *ret = settings->data_dir;
        return status;
}
