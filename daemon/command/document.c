/* muniment document: copies of documents outside the database, and the folders they lie in. */
#include "store/document.h"
#include "base/error.h"
#include "base/text.h"
#include "cli/session.h"
#include "documents/documents.h"
#include "pg/pg.h"
#include "store/ledger.h"
#include "view/rows.h"

#include <stdio.h>
#include <string.h>

static const char *const heads[] = { "folder",      "host",   "path",      "given_up_on",
                                     "given_up_by", "copies", "unwritten", "unremoved" };
#define NUMBERS 0xe0 /* the last three */

static int document_run_list(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        _cleanup_(pg_rows_freep) PgRows *rows = NULL;
        int status = session_open(args, false, &session);
        if (status)
                return status;
        int r = folder_list(session.store, &rows);
        if (r)
                return cli_settle(r);
        if (cli_json(args))
                return cli_print_json(
                        json_pack("{s:o}", "folders", cli_rows_json(rows, heads, ELEMENTS(heads), NUMBERS)));
        cli_print_rows(cli_arena(args), heads, ELEMENTS(heads), rows);
        return CLI_DONE;
}

static int run_strays(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        bool remove = cli_flag(args, "remove");
        const char *name = NULL;
        int64_t n;
        int status = session_open(args, false, &session);
        if (status)
                return status;
        int r = documents_strays(&session.context, remove, &n, &name);
        if (r == 0 && remove && n)
                r = ledger_note(&session.context, ENTRY_STRAYS_REMOVED, NULL,
                                json_pack("{s:I}", "files", (json_int_t)n));
        if (r < 0)
                return cli_refuse("The folder of the setting output_dir cannot be looked through (%s).",
                                  strerror(-r));
        if (r)
                return cli_settle(r);
        if (cli_json(args))
                return cli_print_json(json_pack("{s:I, s:s?, s:b}", "files", (json_int_t)n, "first", name,
                                                "removed", remove && n > 0));
        if (n == 0)
                printf("Every letter, report and certificate in the folder is a copy that is known.\n");
        else
                printf("%lld files such as %s %s.\n", (long long)n, name,
                       remove ? "were removed" : "belong to no document; --remove removes them for good");
        return CLI_DONE;
}

static bool is_id(const char *s) {
        static const char form[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
        if (strlen(s) != sizeof form - 1)
                return false;
        for (size_t i = 0; form[i]; i++)
                if (form[i] == '-' ? s[i] != '-' : !strchr("0123456789abcdef", s[i]))
                        return false;
        return true;
}

static int document_give_up(Session *session, const char *folder, const char *because) {
        _cleanup_pg_tx_ PgTx tx = { 0 };
        Context *c = &session->context;
        int r = pg_tx_begin(store_pg(session->store), &tx);
        if (r == 0)
                r = folder_give_up(session->store, folder, clock_today(&c->clock), c->actor);
        if (r == 0)
                r = ledger_note(c, ENTRY_FOLDER_GIVEN_UP, arena_printf(c->arena, "folder %s", folder),
                                json_pack("{s:s}", "because", because));
        if (r == 0)
                r = pg_tx_commit(&tx);
        return err_trace(r);
}

static int run_give_up(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        const char *folder = cli_operand(args, 0);
        if (!is_id(folder))
                return cli_wrong_usage(
                        "FOLDER is the number of a folder, as muniment document list shows it.");
        int status = session_open(args, false, &session);
        if (status)
                return status;
        int r = document_give_up(&session, folder, cli_value(args, "because"));
        if (r == DOCUMENT_STORE_E_NONE)
                return cli_refuse("There is no folder %s, or it was given up before; muniment document list "
                                  "shows them.",
                                  folder);
        if (r)
                return cli_settle(r);
        if (cli_json(args))
                return cli_print_json(
                        json_pack("{s:s, s:s}", "folder", folder, "given_up_by", session.context.actor));
        printf("Folder %s is given up: certificates say that its copies were out of reach.\n", folder);
        return CLI_DONE;
}

static const CliOption give_up_options[] = {
        { "because", "TEXT", "what has become of it, without a word about a person", .required = true },
        { 0 },
};

const CliCommand cmd_document_list = {
        .words = { "document", "list" },
        .help = "List the folders that copies of documents lie in, and what is to be done there",
        .run = document_run_list,
        .who = CLI_AUDITOR,
};

static const CliOption strays_options[] = {
        { "remove", NULL, "remove them for good" },
        { 0 },
};

const CliCommand cmd_document_strays = {
        .words = { "document", "strays" },
        .help = "Look for letters, reports and certificates in the output folder that no document answers "
                "for",
        .options = strays_options,
        .run = run_strays,
        .who = CLI_OFFICER | CLI_OPERATOR,
        .engine = true,
        .acts = true,
};

const CliCommand cmd_document_abandon = {
        .words = { "document", "abandon" },
        .operands = "FOLDER",
        .min_operands = 1,
        .max_operands = 1,
        .help = "Say that a folder is lost for good, so that runs no longer wait for its copies",
        .options = give_up_options,
        .run = run_give_up,
        .who = CLI_OFFICER,
        .engine = true,
        .acts = true,
};
