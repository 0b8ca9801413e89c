#include "cli/serve.h"

#include "base/error.h"
#include "base/text.h"
#include "cli/args.h"
#include "cli/command.h"
#include "seal/letterbox.h"
#include "store/errand.h"
#include "store/json.h"
#include "store/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* An answer lies in memory three times over on its way. */
#define ANSWER_MOST (64 * 1024 * 1024)

/* What a command prints, caught. printf and its kin write to whatever these two name (glibc promises that
 * they are variables); the journal does not go through them. */
typedef struct Caught {
        FILE *out_before, *err_before;
        char *out, *err;
        size_t out_n, err_n;
} Caught;

static int catch_output(Caught *caught) {
        *caught = (Caught){ .out_before = stdout, .err_before = stderr };
        FILE *out = open_memstream(&caught->out, &caught->out_n),
             *err = open_memstream(&caught->err, &caught->err_n);
        if (!out || !err) {
                if (out)
                        fclose(out);
                if (err)
                        fclose(err);
                return err_origin(-ENOMEM);
        }
        stdout = out;
        stderr = err;
        return 0;
}

static void release_output(Caught *caught) {
        fclose(stdout);
        fclose(stderr);
        stdout = caught->out_before;
        stderr = caught->err_before;
}

static void forget_output(Caught *caught) {
        if (caught->out)
                explicit_bzero(caught->out, caught->out_n);
        free(caught->out);
        free(caught->err);
}

/* argv as it was typed, the program's name before it. */
static char **serve_words_of(const char *text, Arena *arena, int *ret_n) {
        json_auto_t *words = text ? json_loads(text, 0, NULL) : NULL;
        json_t *word;
        size_t n = json_array_size(words), i;
        char **argv = arena_array(arena, n + 2, sizeof *argv);
        argv[0] = arena_strdup(arena, "muniment");
        json_array_foreach (words, i, word)
                argv[i + 1] = arena_strdup(arena, json_is_string(word) ? json_string_value(word) : "");
        *ret_n = (int)n + 1;
        return argv;
}

/* "login", or "login for NAME". */
static const char *actor_of(const Errand *errand, const CliArgs *args) {
        const char *name = cli_value(args, "as");
        return name ? arena_printf(args->arena, "%s for %s", errand->login, name) : errand->login;
}

/* Only what the table gives to such a login, and only what the engine is needed for. */
static int serve_carry_out(Work *work, const Errand *errand, CliArgs *args) {
        if (!errand->fresh)
                return cli_unreachable(
                        "A worker died over this before; whether it was done is to be looked at before it is "
                        "asked for again.");
        if (!errand->words)
                return cli_unreachable("What was asked is sealed for a document key that the worker which "
                                       "took it up does not have; nothing was done. muniment doctor on that "
                                       "host says what to do.");
        int rest, status = args_find_command(args, args->argc, args->argv, &rest);
        if (status)
                return status;
        if (!args->command || !args->command->engine)
                return cli_wrong_usage("This is no command for the engine.");
        if (!(args->command->who & args->served->who))
                return cli_refuse("This login may not do that.");
        status = args_parse(args, args->argc, args->argv, rest);
        if (status || cli_flag(args, "help"))
                return status;
        work->context.actor = actor_of(errand, args);
        int r = acts_for(work->context.store, work->context.actor);
        return r ? cli_settle(r) : args->command->run(args);
}

static char *answer_text(int status, const Caught *caught, const json_t *files) {
        json_auto_t *answer = json_pack("{s:i, s:o, s:o, s:O}", "exit", status, "out",
                                        json_stringn_nocheck(caught->out, caught->out_n), "err",
                                        json_stringn_nocheck(caught->err, caught->err_n), "files", files);
        char *text = answer ? json_dumps(answer, JSON_COMPACT) : NULL;
        return text;
}

static int send_answer(Work *work, const Errand *errand, int status, const Caught *caught,
                       const json_t *files) {
        Arena *arena = work->context.arena;
        size_t n;
        char *text = answer_text(status, caught, files);
        if (!text)
                return err_origin(-EINVAL);
        const char *sent = strlen(text) <= ANSWER_MOST ? text
                                                       : "{\"exit\":1,\"out\":\"\",\"err\":\"muniment: The "
                                                         "answer is too long to be sent; ask for less.\\n\"}";
        const unsigned char *sealed = letterbox_seal(errand->reply_to, sent, strlen(sent), arena, &n);
        explicit_bzero(text, strlen(text));
        free(text);
        return errand_answer(work->context.store, errand->id, sealed, n);
}

/* Nothing can be sealed for some addresses, and what nobody could be told of is not done. */
static bool can_answer(const Errand *errand, Arena *arena) {
        size_t n;
        return errand->reply_to_n == LETTERBOX_ADDRESS_SIZE &&
               letterbox_seal(errand->reply_to, "", 0, arena, &n) != NULL;
}

int serve_errand(const CliRow *table, Work *work) {
        Errand errand;
        Caught caught;
        Arena *arena = work->context.arena;
        Store *store = work->context.store;
        int64_t id = work->id;
        int r = errand_begin(store, id, arena, &errand);
        if (r == ERRAND_E_GONE)
                return 0; /* withdrawn, or answered by the try before */
        if (r == 0 && !can_answer(&errand, arena))
                return errand_answer(store, id, (const unsigned char *)"", 0);
        if (r == 0)
                r = catch_output(&caught);
        if (r)
                return err_trace(r);
        CliServed served = {
                .context = &work->context,
                .who = (errand.officer ? CLI_OFFICER | CLI_AUDITOR : 0) | (errand.auditor ? CLI_AUDITOR : 0),
                .files = json_array(),
        };
        CliArgs args = { .arena = arena, .table = table, .as_of = DATE_NONE, .served = &served };
        args.argv = serve_words_of(errand.words, arena, &args.argc);
        int status = serve_carry_out(work, &errand, &args);
        release_output(&caught);
        r = acts_for(store, "engine");
        if (r == 0)
                r = send_answer(work, &errand, status, &caught, served.files);
        forget_output(&caught);
        json_decref(served.files);
        return err_trace(r);
}
