/* muniment request letter: what is written to whoever asks. */
#include "base/text.h"
#include "cli/args.h"
#include "cli/session.h"
#include "requests/letters.h"
#include "view/case.h"
#include "view/request.h"

#include <stdio.h>
#include <string.h>

static int preview_letter(const CliArgs *args, Session *session, const LetterWish *wish) {
        _cleanup_(buffer_freep) Buffer *made = NULL;
        int r = requests_letter_preview(&session->context, cli_operand(args, 0), wish, &made);
        if (r)
                return request_settle(args, r, NULL);
        const char *text = arena_strndup(cli_arena(args), (const char *)made->data, made->n);
        if (cli_json(args))
                return cli_print_json(json_pack("{s:s, s:s, s:s}", "ref", cli_operand(args, 0), "letter",
                                                request_letter_to_string(wish->kind), "text", text));
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

/* CLI_DONE or the usage error. */
static int request_read_letter(const CliArgs *args, LetterWish *ret) {
        *ret = (LetterWish){ .act = cli_flag(args, "told") ? LETTER_TOLD : LETTER_MAKE,
                             .said = cli_value(args, "say") };
        if (!request_letter_from_string(cli_operand(args, 1), &ret->kind))
                return cli_wrong_usage("The letter is one of:" REQUEST_LETTERS(WORD_SPACED) ".");
        if (cli_flag(args, "preview") && ret->act == LETTER_TOLD)
                return cli_wrong_usage("Give one of --preview, --told.");
        if (ret->said && strlen(ret->said) > 500)
                return cli_wrong_usage("--say takes at most 500 characters.");
        if (ret->kind == REQUEST_LETTER_NOTHING && ret->act == LETTER_MAKE && !ret->said)
                return cli_wrong_usage("--say gives the names and places that you looked for.");
        return CLI_DONE;
}

static int request_run_letter(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        LetterWish wish;
        RequestLetter letter;
        int status = request_read_letter(args, &wish);
        if (status == CLI_DONE)
                status = session_open(args, false, &session);
        if (status)
                return status;
        if (cli_flag(args, "preview"))
                return preview_letter(args, &session, &wish);
        int r = requests_letter(&session.context, cli_operand(args, 0), &wish, &letter);
        return r ? request_settle(args, r, NULL) : settle_letter(args, &letter);
}

static const CliOption letter_options[] = {
        { "say", "TEXT", "words that it adds; of nothing-found the names and places you looked for" },
        { "preview", NULL, "only show how it would read today" },
        { "told", NULL, "they were told in another way: it is not to be made" },
        { NULL },
};
CLI_COMMAND(request_letter, "request", "letter", "REF LETTER", 2, 2,
            "Make a letter to who asks, or show how it would read", letter_options, request_run_letter,
            .who = CLI_OFFICER, .engine = true, .acts = true);
