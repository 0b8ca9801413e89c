/* muniment ledger: what was done, and the proof that nobody changed it since.
 */
#include "ledger/ledger.h"
#include "base/file.h"
#include "base/text.h"
#include "cli/command.h"
#include "cli/session.h"
#include "ledger/proof.h"
#include "store/json.h"
#include "store/ledger-tree.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int parse_key(const char *text, VerifierKey *ret) {
        if (!verifier_key_parse(text, ret))
                return cli_wrong_usage("--key needs a whole verifier key, as muniment ledger key prints it.");
        return CLI_DONE;
}

static json_t *ledger_report_json(const LedgerReport *report, const VerifierKey *key) {
        char root[MERKLE_HASH_TEXT_SIZE];
        json_t *findings = json_array();
        for (size_t i = 0; i < report->n; i++)
                json_add(findings, json_pack("{s:s, s:I, s:s}", "code", report->findings[i].code, "at",
                                             (json_int_t)report->findings[i].at, "problem",
                                             report->findings[i].problem));
        return json_pack("{s:b, s:s, s:I, s:I, s:I, s:s, s:s, s:I, s:o}", "ok", report->ok, "origin",
                         key->name, "entries", (json_int_t)report->entries, "checkpoints",
                         (json_int_t)report->checkpoints, "pending", (json_int_t)report->pending, "root",
                         merkle_hash_text(&report->root, root), "checkpoint_file", report->file, "found",
                         (json_int_t)report->found, "findings", findings);
}

static int say_report(const CliArgs *args, const LedgerReport *report, const VerifierKey *key) {
        if (cli_json(args) && cli_print_json(ledger_report_json(report, key)) != CLI_DONE)
                return CLI_FAULT;
        if (!report->ok) {
                for (size_t i = 1; i < report->n && !cli_json(args); i++)
                        printf("%s\n", report->findings[i].problem);
                return cli_refuse("The ledger does not hold (%lld findings). %s Keep the "
                                  "database as it is for "
                                  "whoever investigates.",
                                  (long long)report->found, report->n ? report->findings[0].problem : "");
        }
        if (!cli_json(args))
                printf("The ledger holds: %lld entries under %lld checkpoints, all "
                       "recomputed and all signed by "
                       "%s. Checkpoint file: %s. Pending: %lld.\n",
                       (long long)report->entries, (long long)report->checkpoints, key->name, report->file,
                       (long long)report->pending);
        return CLI_DONE;
}

static int say_proof(const CliArgs *args, const char *text, size_t n, const VerifierKey *key) {
        LedgerProof proof;
        const char *problem = ledger_proof_check(text, n, key, cli_arena(args), &proof);
        if (cli_json(args)) {
                json_t *answer = problem ? json_pack("{s:b, s:s}", "ok", 0, "problem", problem)
                                         : json_pack("{s:b, s:I, s:I, s:s, s:s}", "ok", 1, "index",
                                                     (json_int_t)proof.index, "size", (json_int_t)proof.size,
                                                     "origin", key->name, "leaf", proof.leaf);
                if (cli_print_json(answer) != CLI_DONE)
                        return CLI_FAULT;
        }
        if (problem)
                return cli_refuse("%s", problem);
        if (!cli_json(args))
                printf("Entry %lld is in the ledger of %s, signed over %lld entries:\n%s\n",
                       (long long)proof.index, key->name, (long long)proof.size, proof.leaf);
        return CLI_DONE;
}

static int say_certificate(const CliArgs *args, const char *text, size_t n, const VerifierKey *key) {
        LedgerCertificate c;
        const char *problem = ledger_certificate_check(text, n, key, cli_arena(args), &c);
        if (cli_json(args)) {
                json_t *answer = problem ? json_pack("{s:b, s:s}", "ok", 0, "problem", problem)
                                         : json_pack("{s:b, s:I, s:s?, s:s?, s:s?, s:I, s:I, s:I, s:s}", "ok",
                                                     1, "run", (json_int_t)c.run, "rule", c.rule, "action",
                                                     c.action, "grade", c.grade, "disposed",
                                                     (json_int_t)c.disposed, "entries", (json_int_t)c.entries,
                                                     "size", (json_int_t)c.size, "origin", key->name);
                if (cli_print_json(answer) != CLI_DONE)
                        return CLI_FAULT;
        }
        if (problem)
                return cli_refuse("%s", problem);
        if (!cli_json(args))
                printf("The certificate of run %lld holds. It is signed by %s, unchanged. Its %lld ledger "
                       "entries "
                       "are each in the ledger that was signed over %lld entries. They come to what it says: "
                       "%lld records, %s under rule %s, verified at grade %s.\n",
                       (long long)c.run, key->name, (long long)c.entries, (long long)c.size,
                       (long long)c.disposed, c.action, c.rule, c.grade);
        return CLI_DONE;
}

/* The whole file, at most as long as a certificate may be. NULL: it cannot be read. */
static char *read_proof(const char *file, size_t *ret_n) {
        _cleanup_text_ Text text = { 0 };
        int r = file_read_whole(file, CERTIFICATE_SIZE_MAX, &text);
        *ret_n = text.n;
        /* What is longer is none, and is told so. */
        return r == 0 || r == -EFBIG ? text_take(&text) : NULL;
}

/* Needs no database and no settings: it is what somebody outside runs. */
static int verify_proof(const CliArgs *args, const char *file) {
        VerifierKey key;
        size_t n;
        if (!cli_value(args, "key"))
                return cli_wrong_usage("--proof needs --key too: the public verifier key.");
        int status = parse_key(cli_value(args, "key"), &key);
        if (status)
                return status;
        _cleanup_free_ char *text = read_proof(file, &n);
        if (!text)
                return cli_refuse("The proof %s cannot be opened.", file);
        return ledger_is_certificate(text, n) ? say_certificate(args, text, n, &key)
                                              : say_proof(args, text, n, &key);
}

/* The public key as given, or of the keys that are here. A person's login has none, and needs none. */
static int verifying_key(const CliArgs *args, VerifierKey *ret) {
        _cleanup_(keys_freep) Keys *keys = NULL;
        const char *given = cli_value(args, "key"), *problem;
        if (given)
                return parse_key(given, ret);
        int r = keys_load(NULL, cli_arena(args), &keys, &problem);
        if (r == KEYS_E_REFUSED)
                return cli_refuse("Verifying takes the public key: --key KEY, as muniment ledger key prints "
                                  "it. One that "
                                  "you wrote down before proves more than one asked for today.");
        if (r)
                return cli_settle(r);
        keys_public(keys, ret);
        return CLI_DONE;
}

static int ledger_run_verify(const CliArgs *args) {
        if (cli_value(args, "proof"))
                return verify_proof(args, cli_value(args, "proof"));
        _cleanup_session_ Session session = { 0 };
        VerifierKey key;
        int status = session_open(args, false, &session);
        if (status == CLI_DONE)
                status = verifying_key(args, &key);
        if (status)
                return status;
        LedgerReport *report = arena_new_of(cli_arena(args), LedgerReport);
        int r = ledger_verify(&session.context, &key, cli_value(args, "checkpoint"), report);
        if (r)
                return cli_settle(r);
        /* The file of the settings may not be there yet; one that is named to compare with must be. */
        if (cli_value(args, "checkpoint") && str_eq(report->file, "absent"))
                return cli_refuse("There is no checkpoint file %s; nothing was compared.",
                                  cli_value(args, "checkpoint"));
        return say_report(args, report, &key);
}

static json_t *entries_json(const LedgerEntry *entries, size_t n, int64_t size) {
        json_t *list = json_array();
        for (size_t i = 0; i < n; i++)
                json_add(list, json_pack("{s:I, s:o*}", "index", (json_int_t)entries[i].index, "entry",
                                         json_loads(entries[i].leaf, 0, NULL)));
        return json_pack("{s:I, s:o}", "size", (json_int_t)size, "entries", list);
}

static int ledger_run_show(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        int64_t count = 20, from = -1;
        if (!cli_number(args, "count", 1, 1000, &count) || !cli_number(args, "from", 0, INT64_MAX / 2, &from))
                return CLI_USAGE;
        int status = session_open(args, false, &session);
        if (status)
                return status;
        LedgerState state;
        LedgerEntry *entries;
        size_t n;
        int r = ledger_state(session.store, &state);
        if (from < 0 && r == 0)
                from = state.entries > count ? state.entries - count : 0;
        if (r == 0)
                r = ledger_entries(session.store, from, from + count, cli_arena(args), &entries, &n);
        if (r)
                return cli_settle(r);
        if (cli_json(args))
                return cli_print_json(entries_json(entries, n, state.entries));
        for (size_t i = 0; i < n; i++)
                printf("%lld  %s\n", (long long)entries[i].index, entries[i].leaf);
        return CLI_DONE;
}

/* To standard output without a file; a file must be a new one. */
static int ledger_write_out(const CliArgs *args, const char *file, const char *text) {
        if (!file)
                return printf("%s\n", text) < 0 || fflush(stdout) != 0 ? CLI_FAULT : CLI_DONE;
        const char *line = arena_printf(cli_arena(args), "%s\n", text);
        return cli_hand_out(args, file, line, strlen(line), "The proof");
}

static int run_prove(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        int64_t index;
        char *proof;
        if (!str_to_i64(cli_operand(args, 0), 0, INT64_MAX / 2, &index))
                return cli_wrong_usage("ENTRY is an entry's number, as muniment ledger show lists them.");
        int status = session_open(args, false, &session);
        if (status)
                return status;
        int r = ledger_prove(&session.context, index, &proof);
        if (r)
                return cli_settle(r);
        const char *file = cli_value(args, "out");
        status = ledger_write_out(args, file, proof);
        if (status || !file)
                return status;
        if (cli_json(args))
                return cli_print_json(json_pack("{s:I, s:s}", "index", (json_int_t)index, "file", file));
        printf("The proof of entry %lld is in %s.\n", (long long)index, file);
        return CLI_DONE;
}

static int run_checkpoint(const CliArgs *args) {
        _cleanup_session_ Session session = { 0 };
        LedgerCheckpoint last;
        size_t n;
        bool now = cli_flag(args, "now");
        int status = session_open(args, now, &session);
        if (status)
                return status;
        int r = now ? ledger_sequence(&session.context, NULL) : 0;
        if (r == 0)
                r = ledger_checkpoint_last(session.store, cli_arena(args), &last, &n);
        if (r == 0 && n == 0)
                r = LEDGER_E_NONE;
        if (r)
                return cli_settle(r);
        char root[MERKLE_HASH_TEXT_SIZE];
        if (cli_json(args))
                return cli_print_json(json_pack("{s:I, s:s, s:s}", "size", (json_int_t)last.size, "root",
                                                merkle_hash_text(&last.root, root), "note", last.note));
        fputs(last.note, stdout);
        return CLI_DONE;
}

/* A person's login is given no keys: the engine is asked. */
static int run_key(const CliArgs *args) {
        _cleanup_(keys_freep) Keys *keys = NULL;
        _cleanup_session_ Session session = { 0 };
        const char *problem;
        const char *folder = getenv("CREDENTIALS_DIRECTORY");
        int status = folder && access(folder, F_OK) == 0 ? CLI_DONE : session_open(args, false, &session);
        if (status)
                return status;
        int r = keys_load(NULL, cli_arena(args), &keys, &problem);
        if (r)
                return r == KEYS_E_REFUSED ? cli_refuse("%s", problem) : cli_settle(r);
        const char *text = keys_verifier(keys, cli_arena(args));
        if (cli_json(args))
                return cli_print_json(json_pack("{s:s, s:s}", "name", keys_name(keys), "key", text));
        printf("%s\n", text);
        return CLI_DONE;
}

static const CliOption verify_options[] = {
        { "key", "VKEY", "verify with this public key instead of the loaded one's" },
        { "proof", "FILE",
          "verify this certificate or proof of one entry, without a database (needs --key)" },
        { "checkpoint", "FILE", "compare with this checkpoint instead of the settings' checkpoint file" },
        { 0 },
};
static const CliOption show_options[] = {
        { "from", "ENTRY", "begin at this entry (else: the last ones)" },
        { "count", "N", "at most so many, 20 unless given" },
        { 0 },
};
static const CliOption prove_options[] = {
        { "out", "FILE", "write the proof to a new file" },
        { 0 },
};
static const CliOption checkpoint_options[] = {
        { "now", NULL, "number and sign what is pending first (needs the keys)" },
        { 0 },
};

const CliCommand cmd_ledger_verify = {
        .words = { "ledger", "verify" },
        .help = "Recompute every entry, tree and signature of the ledger, or check one proof or certificate",
        .options = verify_options,
        .run = ledger_run_verify,
        .who = CLI_AUDITOR | CLI_OPERATOR,
};
const CliCommand cmd_ledger_show = {
        .words = { "ledger", "show" },
        .help = "List entries of the ledger",
        .options = show_options,
        .run = ledger_run_show,
        .who = CLI_AUDITOR | CLI_OPERATOR,
};
const CliCommand cmd_ledger_prove = {
        .words = { "ledger", "prove" },
        .operands = "ENTRY",
        .min_operands = 1,
        .max_operands = 1,
        .help = "Write a proof that an entry is in the ledger, which anybody can check",
        .options = prove_options,
        .run = run_prove,
        .who = CLI_AUDITOR | CLI_OPERATOR,
};
const CliCommand cmd_ledger_checkpoint = {
        .words = { "ledger", "checkpoint" },
        .help = "Print the newest signed checkpoint",
        .options = checkpoint_options,
        .run = run_checkpoint,
        .who = CLI_AUDITOR | CLI_OPERATOR,
        .engine = true,
        .engine_when = "now",
        .acts = true,
};
const CliCommand cmd_ledger_key = {
        .words = { "ledger", "key" },
        .help = "Print the public key that verifies the ledger",
        .run = run_key,
        .who = CLI_AUDITOR | CLI_OPERATOR,
        .engine = true,
};
