/* muniment notice ...: telling children and parents what is held about them. */
#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "cli/session.h"
#include "model/audience.h"
#include "notices/notices.h"
#include "render/letter-read.h"
#include "store/json.h"
#include "view/stop.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define LETTER_FILE_MAX ((size_t)20 << 20)

static json_t *obligation_json(const Obligation *o) {
        return json_pack("{s:I, s:s, s:s, s:s, s:s, s:o, s:o, s:s, s:s?, s:o}", "id", (json_int_t)o->id,
                         "register", o->register_name, "subject", o->subject, "notice", o->notice, "audience",
                         audience_to_string(o->audience), "obtained", cli_json_date(o->obtained), "due",
                         cli_json_date(o->due), "state", obligation_state_to_string(o->state), "reason",
                         o->reason, "stopped", stop_json(&o->stop));
}

/* N-12 or 12. */
static bool read_id(const CliArgs *args, int64_t *ret) {
        const char *s = cli_operand(args, 0);
        return str_to_i64(str_starts(s, "N-") ? s + 2 : s, 1, INT64_MAX, ret);
}

static int print_due(const CliArgs *args, const Obligation *list, size_t n) {
        Arena *arena = cli_arena(args);
        static const char *const heads[] = { "number", "due",      "audience",  "state",
                                             "reason", "register", "difference" };
        const char **cells = arena_array(arena, n * ELEMENTS(heads) + 1, sizeof *cells);
        json_auto_t *rows = json_array();
        for (size_t i = 0; i < n; i++) {
                const char *const row[] = { arena_printf(arena, "N-%" PRId64, list[i].id),
                                            arena_strdup(arena, DATE_TEXT(list[i].due)),
                                            audience_to_string(list[i].audience),
                                            obligation_state_to_string(list[i].state),
                                            list[i].reason,
                                            list[i].register_name,
                                            stop_cell(arena, &list[i].stop) };
                for (size_t k = 0; k < ELEMENTS(row); k++)
                        cells[i * ELEMENTS(row) + k] = row[k];
                json_add(rows, obligation_json(&list[i]));
        }
        if (cli_json(args))
                return cli_print_json(json_pack("{s:o}", "obligations", TAKE_PTR(rows)));
        cli_print_table(heads, ELEMENTS(heads), cells, n);
        return CLI_DONE;
}

static int run_due(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        Date by;
        Obligation *list;
        size_t n;
        if (!cli_date(args, "by", &by))
                return CLI_USAGE;
        int status = session_open(args, false, &session);
        if (status)
                return status;
        if (by == DATE_NONE && !cli_flag(args, "all"))
                by = date_add_months(clock_today(&session.context.clock), 1);
        int r = obligation_list(session.store, by, cli_arena(args), &list, &n);
        return r ? cli_settle(r) : print_due(args, list, n);
}

static int run_discover(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        Date since;
        int64_t made = 0;
        if (!cli_date(args, "since", &since))
                return CLI_USAGE;
        int status = session_open(args, false, &session);
        if (status)
                return status;
        int r = notices_discover(&session.context, cli_operand(args, 0), since, &made);
        if (r)
                return cli_settle(r);
        if (cli_json(args))
                return cli_print_json(json_pack("{s:I}", "new", (json_int_t)made));
        printf("%" PRId64 " people are to be told.\n", made);
        return CLI_DONE;
}

static json_t *notice_json(const NoticeOutcome *o) {
        json_t *object = obligation_json(&o->obligation);
        if (o->notice.id == 0)
                json_put(object, "letter", json_null());
        else
                json_put(object, "letter",
                         json_pack("{s:s, s:i, s:o, s:s?, s:s?}", "language", o->notice.language, "pages",
                                   o->notice.pages, "made", cli_json_date(o->notice.made_on), "channel",
                                   o->notice.channel, "delivery", o->notice.delivery));
        return object;
}

static int notice_print_one(const CliArgs *args, const NoticeOutcome *o) {
        if (cli_json(args))
                return cli_print_json(notice_json(o));
        stop_print(&o->obligation.stop);
        printf("N-%" PRId64 ": %s to %s, due %s: %s%s%s.\n", o->obligation.id, o->obligation.notice,
               audience_to_string(o->obligation.audience), DATE_TEXT(o->obligation.due),
               obligation_state_to_string(o->obligation.state), o->obligation.reason ? ", " : "",
               o->obligation.reason ? o->obligation.reason : "");
        if (o->notice.id)
                printf("A letter of %d pages (%s) was made on %s.\n", o->notice.pages, o->notice.language,
                       DATE_TEXT(o->notice.made_on));
        return CLI_DONE;
}

static int run_compose_all(const CliArgs *args, Session *session) {
        int64_t made = 0, waiting = 0;
        int r = notices_compose_open(&session->context, &OBLIGATIONS_ALL, &made, &waiting);
        if (r)
                return cli_settle(r);
        if (cli_json(args))
                return cli_print_json(
                        json_pack("{s:I, s:I}", "made", (json_int_t)made, "waiting", (json_int_t)waiting));
        printf("%" PRId64 " letters made; %" PRId64 " wait for a person (muniment notice due says why).\n",
               made, waiting);
        return CLI_DONE;
}

static int run_compose(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        NoticeOutcome outcome = { 0 };
        int64_t id = 0;
        if (cli_operand(args, 0) && !read_id(args, &id))
                return cli_wrong_usage("The number of a notice looks like N-12.");
        int status = session_open(args, false, &session);
        if (status)
                return status;
        if (!id)
                return run_compose_all(args, &session);
        int r = notices_compose(&session.context, id, &outcome);
        return r ? cli_settle_about(r, "notice", cli_operand(args, 0)) : notice_print_one(args, &outcome);
}

static int notice_run_show(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        NoticeOutcome outcome = { 0 };
        int64_t id;
        if (!read_id(args, &id))
                return cli_wrong_usage("The number of a notice looks like N-12.");
        int status = session_open(args, false, &session);
        if (status)
                return status;
        int r = obligation_load(session.store, id, cli_arena(args), &outcome.obligation);
        if (r == 0)
                r = notice_of_obligation(session.store, id, cli_arena(args), &outcome.notice);
        if (r == NOTICE_STORE_E_NONE && outcome.obligation.id)
                r = 0;
        if (r == NOTICE_STORE_E_NONE)
                r = NOTICES_E_NONE;
        return r ? cli_settle_about(r, "notice", cli_operand(args, 0)) : notice_print_one(args, &outcome);
}

static int notice_write_out(const CliArgs *args, const Buffer *made) {
        const char *path = cli_value(args, "out");
        FILE *file = path ? fopen(path, "we") : stdout;
        if (!file)
                return cli_refuse("%s cannot be written.", path);
        bool ok = fwrite(made->data, 1, made->n, file) == made->n;
        ok = fflush(file) == 0 && ok;
        if (path)
                ok = fclose(file) == 0 && ok;
        return ok ? CLI_DONE : cli_refuse("%s cannot be written.", path ? path : "standard output");
}

/* As JSON a text stands in the answer itself, unless it goes to a file. */
static int print_preview(const CliArgs *args, const Buffer *made) {
        const char *file = cli_value(args, "out"), *format = cli_value(args, "format");
        int status = file ? notice_write_out(args, made) : CLI_DONE;
        if (status)
                return status;
        json_t *answer = json_pack("{s:s, s:s, s:s, s:s, s:s?}", "text", cli_operand(args, 0), "audience",
                                   cli_value(args, "audience"), "language", cli_value(args, "language"),
                                   "format", format ? format : "text", "file", file);
        json_put(answer, "document", file ? json_null() : json_stringn((const char *)made->data, made->n));
        return cli_print_json(answer);
}

#define FORM_SPACED(name, word, suffix) " " word

static int run_preview(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        _cleanup_(buffer_freep) Buffer *made = NULL;
        RenderProblem problem = { 0 };
        Audience audience;
        RenderForm form;
        const char *language = cli_value(args, "language"), *name = cli_value(args, "format");
        if (!render_form_from_string(name ? name : "text", &form))
                return cli_wrong_usage("--format is one of:" RENDER_FORMS(FORM_SPACED) ".");
        if (!audience_from_string(cli_value(args, "audience"), &audience))
                return cli_wrong_usage("--audience is one of:" AUDIENCES(WORD_SPACED) ".");
        if (cli_json(args) && (form == RENDER_FORM_PDF || form == RENDER_FORM_LARGE_PRINT) &&
            !cli_value(args, "out"))
                return cli_wrong_usage("--json cannot hold a PDF: say with --out where it goes.");
        int status = session_open(args, false, &session);
        if (status)
                return status;
        const Languages *languages = &session.settings->languages;
        LanguageList list;
        if (!language_list_from_string(languages, language, &list))
                return cli_wrong_usage("--language is one of these, or several with hyphens between: %s.",
                                       languages_names(languages, cli_arena(args)));
        const PreviewWish wish = { .text = cli_operand(args, 0),
                                   .audience = audience,
                                   .languages = &list,
                                   .register_name = cli_value(args, "register"),
                                   .form = form };
        int r = notices_preview(&session.context, &wish, &problem, &made);
        if (r == REGISTER_E_UNKNOWN)
                return cli_refuse("The settings name no register %s%s.",
                                  wish.register_name ? wish.register_name : "",
                                  wish.register_name ? "" : "to write about");
        if (r == NOTICES_E_TEXT)
                return problem.line > 0
                               ? cli_refuse("%s: line %d: %s.", problem.file ? problem.file : "The letter",
                                            problem.line, problem.message)
                               : cli_refuse("%s: %s.", problem.file ? problem.file : "The letter",
                                            problem.message);
        if (r)
                return cli_settle(r);
        return cli_json(args) ? print_preview(args, made) : notice_write_out(args, made);
}

static json_t *reading_json(const char *file, const LetterReading *reading) {
        json_t *lines = json_array();
        for (size_t i = 0; i < reading->n_lines; i++)
                json_add(lines, json_string(reading->lines[i]));
        return json_pack("{s:s, s:b, s:s?, s:o, s:i, s:o}", "file", file, "ok",
                         reading->fault == LETTER_FAULT_NONE, "code",
                         reading->fault == LETTER_FAULT_NONE ? NULL : letter_fault_to_string(reading->fault),
                         "page", reading->page ? json_integer(reading->page) : json_null(), "pages",
                         reading->pages, "address", lines);
}

static int say_reading(const CliArgs *args, const char *file, const LetterReading *reading) {
        bool ok = reading->fault == LETTER_FAULT_NONE;
        if (cli_json(args)) {
                int status = cli_print_json(reading_json(file, reading));
                if (status != CLI_DONE || ok)
                        return status;
        } else if (ok) {
                printf("The letter %s can go by post: %d page%s, to\n", file, reading->pages,
                       reading->pages == 1 ? "" : "s");
                for (size_t i = 0; i < reading->n_lines; i++)
                        printf("  %s\n", reading->lines[i]);
                return CLI_DONE;
        }
        return reading->page ? cli_refuse("The letter %s cannot go by post: %s, on page %d.", file,
                                          letter_fault_to_string(reading->fault), reading->page)
                             : cli_refuse("The letter %s cannot go by post: %s.", file,
                                          letter_fault_to_string(reading->fault));
}

static int notice_run_check(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        _cleanup_text_ Text pdf = { 0 };
        const char *file = cli_operand(args, 0);
        int status = session_open(args, false, &session);
        if (status)
                return status;
        int r = file_read_whole(file, LETTER_FILE_MAX, &pdf);
        if (r == -EFBIG)
                return cli_refuse("The file %s is no letter: it has more than 20 megabytes.", file);
        if (r < 0)
                return cli_refuse("The file %s cannot be read (%s).", file, strerror(-r));
        const PostAreas areas = { session.settings->made_up_postcodes,
                                  session.settings->n_made_up_postcodes };
        LetterReading reading = letter_read(cli_arena(args), text_str(&pdf), pdf.n, &areas);
        return say_reading(args, file, &reading);
}

static const CliOption due_options[] = {
        { "by", "DATE", "what falls due by that day (default: in a month)" },
        { "all", NULL, "also what has been met" },
        { NULL },
};
const CliCommand cmd_notice_due = {
        .words = { "notice", "due" },
        .help = "List who is still to be told, by when, and what is in the way",
        .options = due_options,
        .run = run_due,
        .who = CLI_AUDITOR,
};

static const CliOption discover_options[] = {
        { "since", "DATE", "also children first recorded on or after that day without an event" },
        { NULL },
};
const CliCommand cmd_notice_discover = {
        .words = { "notice", "discover" },
        .operands = "REGISTER",
        .min_operands = 1,
        .max_operands = 1,
        .help = "Take the register's news and note who is to be told",
        .options = discover_options,
        .run = run_discover,
        .who = CLI_OFFICER | CLI_OPERATOR,
        .engine = true,
        .acts = true,
};

const CliCommand cmd_notice_compose = {
        .words = { "notice", "compose" },
        .operands = "[NUMBER]",
        .max_operands = 1,
        .help = "Make the letter of one notice, or of all that are open",
        .run = run_compose,
        .who = CLI_OFFICER | CLI_OPERATOR,
        .engine = true,
        .acts = true,
};

const CliCommand cmd_notice_show = {
        .words = { "notice", "show" },
        .operands = "NUMBER",
        .min_operands = 1,
        .max_operands = 1,
        .help = "Show one notice: what, to whom, by when, and how it stands",
        .run = notice_run_show,
        .who = CLI_OFFICER,
};

static const CliOption preview_options[] = {
        { "audience", "AUDIENCE", "parent, child-13-15 ...", .required = true },
        { "language", "LANGUAGE", "en, for example, or cy-en for both at once", .required = true },
        { "format", "FORMAT", "pdf, large-print, html, braille or text (default)" },
        { "register", "NAME", "about which register (default: the first of the settings)" },
        { "out", "FILE", "where to write it (default: standard output)" },
        { NULL },
};
const CliCommand cmd_notice_preview = {
        .words = { "notice", "preview" },
        .operands = "TEXT",
        .min_operands = 1,
        .max_operands = 1,
        .help = "See a text as a family would get it, about a register and a made-up child",
        .options = preview_options,
        .run = run_preview,
};

const CliCommand cmd_notice_check = {
        .words = { "notice", "check" },
        .operands = "FILE",
        .min_operands = 1,
        .max_operands = 1,
        .help = "Read a finished letter as the printer will, and say whether it can go by post",
        .run = notice_run_check,
};
