/* muniment request letter: what is written to whoever asks. */
#include "base/text.h"
#include "cli/args.h"
#include "cli/session.h"
#include "requests/letters.h"
#include "view/case.h"
#include "view/request.h"

#include <stdio.h>

static int preview_letter(const CliArgs *args, Session *session, RequestLetterKind kind) {
        _cleanup_(buffer_freep) Buffer *made = NULL;
        int r = requests_letter_preview(&session->context, cli_operand(args, 0), kind, &made);
        if (r)
                return request_settle(args, r, NULL);
        const char *text = arena_strndup(cli_arena(args), (const char *)made->data, made->n);
        if (cli_json(args))
                return cli_print_json(json_pack("{s:s, s:s, s:s}", "ref", cli_operand(args, 0), "letter",
                                                request_letter_to_string(kind), "text", text));
        printf("%s", text);
        return CLI_DONE;
}

static int settle_letter(const CliArgs *args, const RequestLetter *letter) {
        if (letter->reason)
                return cli_refuse("It was not made. %s.", letter_reason_text(letter->reason));
        if (cli_json(args))
                return cli_print_json(letter_json(letter));
        if (letter->state == REQUEST_LETTER_IS_TOLD)
                printf("They were told on %s.\n", DATE_TEXT(letter->made_on));
        else
                printf("The letter of %s is made: L-%lld.pdf.\n", DATE_TEXT(letter->made_on),
                       (long long)letter->id);
        return CLI_DONE;
}

static int request_run_letter(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        RequestLetterKind kind;
        RequestLetter letter;
        bool preview = cli_flag(args, "preview"), told = cli_flag(args, "told");
        if (!request_letter_from_string(cli_operand(args, 1), &kind))
                return cli_wrong_usage("The letter is one of:" REQUEST_LETTERS(WORD_SPACED) ".");
        if (preview && told)
                return cli_wrong_usage("Give one of --preview, --told.");
        int status = session_open(args, false, &session);
        if (status)
                return status;
        if (preview)
                return preview_letter(args, &session, kind);
        int r = requests_letter(&session.context, cli_operand(args, 0), kind,
                                told ? LETTER_TOLD : LETTER_MAKE, &letter);
        return r ? request_settle(args, r, NULL) : settle_letter(args, &letter);
}

static const CliOption letter_options[] = {
        { "preview", NULL, "only show how it would read today" },
        { "told", NULL, "they were told in another way: it is not to be made" },
        { NULL },
};
CLI_COMMAND(request_letter, "request", "letter", "REF LETTER", 2, 2,
            "Make a letter that waits for a person, or show how it would read", letter_options,
            request_run_letter, .who = CLI_OFFICER, .engine = true, .acts = true);
