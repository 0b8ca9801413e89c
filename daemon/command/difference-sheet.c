/* muniment accuracy review: many differences decided at once, by a sheet. */
#include "accuracy/correct.h"
#include "base/error.h"
#include "base/text.h"
#include "cli/instead.h"
#include "cli/session.h"
#include "settings/settings.h"
#include "store/difference.h"
#include "store/json.h"
#include "view/csv.h"
#include "view/difference.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define PAGE 200

static const char *const heads[] = { "difference", "due",      "owner",   "record", "attribute",
                                     "kind",       "grade",    "because", "held",   "answered",
                                     "how",        "decision", "reason" };

/* What an officer fills in, and by what it is told which difference it is of. */
static const char *const filled[] = { "difference", "decision", "reason" };

/* --- the sheet ------------------------------------------------------------------------------------------ */

static void write_difference(Text *sheet, const Difference *d) {
        char id[24];
        snprintf(id, sizeof id, "%" PRId64, d->id);
        const char *cells[] = { id,
                                d->due == DATE_NONE ? NULL : DATE_TEXT(d->due),
                                d->owner,
                                d->subject,
                                d->attribute,
                                difference_kind_to_string(d->kind),
                                difference_view_grade(d),
                                d->because,
                                d->evidence.held,
                                d->evidence.told,
                                d->evidence.why,
                                NULL,
                                NULL };
        csv_write(sheet, cells, ELEMENTS(cells));
}

static int write_sheet(Session *session, const char *source, Text *sheet) {
        int64_t ids[PAGE], after = 0;
        size_t n = PAGE;
        int r = 0;
        csv_write(sheet, heads, ELEMENTS(heads));
        while (r == 0 && n == PAGE) {
                r = difference_waiting(session->store, source, NULL, 0, after, ids, PAGE, &n);
                for (size_t i = 0; r == 0 && i < n; i++) {
                        _cleanup_(arena_freep) Arena *arena = arena_new();
                        Difference difference;
                        after = ids[i];
                        r = difference_load(session->store, ids[i], arena, &difference);
                        if (r == 0)
                                write_difference(sheet, &difference);
                }
        }
        return err_trace(r);
}

static int difference_sheet_print_sheet(const CliArgs *args, Session *session) {
        _cleanup_text_ Text sheet = { 0 };
        const char *out = cli_value(args, "out");
        int r = write_sheet(session, cli_operand(args, 0), &sheet);
        if (r)
                return cli_settle(r);
        int status = out ? cli_hand_out(args, out, text_str(&sheet), sheet.n, "The sheet") : CLI_DONE;
        if (status == CLI_DONE && cli_json(args))
                return cli_print_json(json_pack("{s:s, s:s?, s:s?}", "source", cli_operand(args, 0), "out",
                                                out, "sheet", out ? NULL : text_str(&sheet)));
        if (status == CLI_DONE && !out)
                fwrite(text_str(&sheet), 1, sheet.n, stdout);
        return status;
}

/* --- what was filled in --------------------------------------------------------------------------------- */

/* The decisions of a sheet as the words of --decide: no value leaves the officer's own folder. NULL, or what
 * is wrong. */
static const char *difference_sheet_read_sheet(const char *text, Arena *arena, const char ***ret,
                                               size_t *ret_n) {
        CsvRow *rows;
        size_t n;
        const char *wrong = csv_read(text, filled, ELEMENTS(filled), arena, &rows, &n);
        if (wrong)
                return wrong;
        *ret = arena_array(arena, n + 1, sizeof **ret);
        *ret_n = 0;
        for (size_t i = 0; i < n; i++) {
                const char *const *cells = rows[i].cells;
                DifferenceVerdict verdict;
                if (!*cells[1] && !*cells[2])
                        continue;
                wrong = difference_verdict_read(cells[1], cells[2], arena, &verdict);
                if (wrong)
                        return arena_printf(arena, "Line %zu: %s", rows[i].line, wrong);
                (*ret)[(*ret_n)++] = arena_printf(arena, "%s=%s:%s", cells[0], cells[1], cells[2]);
        }
        return *ret_n ? NULL : "The sheet decides nothing: fill in its columns decision and reason.";
}

typedef struct Filled {
        int64_t difference;
        DifferenceVerdict verdict;
} Filled;

/* "31=keep:not-so" */
static const char *read_filled(const char *word, Arena *arena, Filled *ret) {
        size_t id = strcspn(word, "="), end = id + strcspn(word + id, ":");
        if (!word[id] || !word[end] ||
            !str_to_i64(arena_strndup(arena, word, id), 1, INT64_MAX, &ret->difference))
                return "--decide is DIFFERENCE=DECISION:CODE, as 31=keep:not-so.";
        return difference_verdict_read(arena_strndup(arena, word + id + 1, end - id - 1), word + end + 1,
                                       arena, &ret->verdict);
}

/* --- deciding ------------------------------------------------------------------------------------------- */

typedef struct Outcome {
        json_t *list;
        size_t n, refused;
} Outcome;

static int is_of_source(Session *session, const char *source, int64_t difference, Arena *arena) {
        Difference found;
        int r = difference_load(session->store, difference, arena, &found);
        if (r)
                return err_trace(r);
        return str_eq(found.source, source) ? 0 : DIFFERENCE_E_NONE;
}

/* Each is an act of its own: one that is refused stays open, and keeps no other from being decided. */
static int decide_one(Session *session, const char *source, const Filled *filled_in, Outcome *outcome) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        Recipients recipients = { 0 };
        int r = is_of_source(session, source, filled_in->difference, arena);
        if (r == 0)
                r = accuracy_decide(&session->context, filled_in->difference, filled_in->verdict,
                                    &recipients);
        if (r < 0 || (r && condition_disposition(r) != DISPOSITION_REFUSED))
                return err_trace(r);
        json_t *names = json_array();
        for (size_t i = 0; i < recipients.n; i++)
                json_add(names, json_string(recipients.names[i]));
        _cleanup_text_ Text said = { 0 };
        if (r)
                condition_say(r, "difference", arena_printf(arena, "%" PRId64, filled_in->difference), &said);
        json_add(outcome->list,
                 json_pack("{s:I, s:s, s:s?, s:s?, s:o}", "difference", (json_int_t)filled_in->difference,
                           "decision", difference_decision_to_string(filled_in->verdict.decision), "state",
                           r ? NULL
                             : difference_state_to_string(
                                       difference_decision_state(filled_in->verdict.decision)),
                           "refused", r ? text_str(&said) : NULL, "recipients", names));
        outcome->refused += r != 0;
        outcome->n++;
        return 0;
}

static void difference_sheet_print_outcome(const Outcome *outcome) {
        size_t i, k;
        const json_t *item, *name;
        json_array_foreach (outcome->list, i, item) {
                const char *state = json_string_value(json_object_get(item, "state"));
                printf("%" JSON_INTEGER_FORMAT ": %s\n",
                       json_integer_value(json_object_get(item, "difference")),
                       state ? state : json_string_value(json_object_get(item, "refused")));
                json_array_foreach (json_object_get(item, "recipients"), k, name)
                        printf("    tell %s (UK GDPR Art 19)\n", json_string_value(name));
        }
}

static int difference_sheet_decide_all(const CliArgs *args, Session *session, const Filled *all, size_t n) {
        Outcome outcome = { .list = json_array() };
        int r = 0;
        for (size_t i = 0; r == 0 && i < n; i++)
                r = decide_one(session, cli_operand(args, 0), &all[i], &outcome);
        size_t refused = outcome.refused, done = outcome.n;
        if (!cli_json(args))
                difference_sheet_print_outcome(&outcome);
        int status =
                cli_json(args) ? cli_print_json(json_pack("{s:o}", "differences", outcome.list)) : CLI_DONE;
        if (!cli_json(args))
                json_decref(outcome.list);
        if (status || r)
                return r ? cli_settle(r) : status;
        return refused ? cli_refuse("%zu of %zu were not decided: each says why.", refused, done) : CLI_DONE;
}

static int difference_sheet_run_review(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        Arena *arena = cli_arena(args);
        const char *text, *wrong, **words;
        size_t n = 0;
        int status = cli_read_in(args, "apply", &text);
        if (status)
                return status;
        if (text) {
                wrong = difference_sheet_read_sheet(text, arena, &words, &n);
                return wrong ? cli_refuse("%s", wrong) : cli_instead(args, "apply", "decide", words, n);
        }
        while (cli_nth(args, "decide", n))
                n++;
        Filled *all = arena_array(arena, n + 1, sizeof *all);
        for (size_t i = 0; i < n; i++)
                if ((wrong = read_filled(cli_nth(args, "decide", i), arena, &all[i])))
                        return cli_wrong_usage("%s", wrong);
        status = session_open(args, false, &session);
        if (status)
                return status;
        return n ? difference_sheet_decide_all(args, &session, all, n)
                 : difference_sheet_print_sheet(args, &session);
}

static const CliOption review_options[] = {
        { "out", "FILE", "write the sheet to this file" },
        { "apply", "FILE", "decide what the sheet has in its columns decision and reason" },
        { "decide", "DECISION", "decide one, as 31=keep:not-so", .repeatable = true },
        { NULL },
};
CLI_COMMAND(accuracy_review, "accuracy", "review", "SOURCE", 1, 1,
            "Make a sheet of what waits for a decision, or decide by one that was filled in", review_options,
            difference_sheet_run_review, .who = CLI_OFFICER, .engine = true, .acts = true);
