/* muniment key: makes the secret keys. */
#include "cli/command.h"
#include "seal/keys.h"

#include <stdio.h>
#include <unistd.h>

static int refuse_encrypted(const CliArgs *args, const char *folder, const char *instead) {
        if (access(arena_printf(cli_arena(args), "%s/%s.cred", folder, keys_files[0]), F_OK) < 0)
                return CLI_DONE;
        return cli_refuse("The keys in %s are encrypted for this machine; %s.", folder, instead);
}

static int key_run_new(const CliArgs *args) {
        const char *folder = cli_operand(args, 0), *problem;
        int status =
                refuse_encrypted(args, folder, "muniment init makes what is missing there, and encrypts it");
        if (status)
                return status;
        int r = keys_create(folder, cli_value(args, "name"), cli_arena(args), &problem);
        if (r)
                return r == KEYS_E_REFUSED ? cli_refuse("%s", problem) : cli_settle(r);
        _cleanup_(keys_freep) Keys *keys = NULL;
        r = keys_load(folder, cli_arena(args), &keys, &problem);
        if (r)
                return r == KEYS_E_REFUSED ? cli_refuse("%s", problem) : cli_settle(r);
        const char *text = keys_verifier(keys, cli_arena(args));
        if (cli_json(args))
                return cli_print_json(
                        json_pack("{s:s, s:s, s:s}", "folder", folder, "name", keys_name(keys), "key", text));
        printf("The keys are in %s: keep a copy of each file where the database's backups are not.\n"
               "Publish the key that verifies the ledger:\n%s\n",
               folder, text);
        return CLI_DONE;
}

static const CliOption options[] = {
        { "name", "NAME", "the ledger's name, best a domain name of the authority" },
        { 0 },
};

const CliCommand cmd_key_new = {
        .words = { "key", "new" },
        .operands = "DIR",
        .min_operands = 1,
        .max_operands = 1,
        .help = "Make what is missing of the signing, fingerprint and document keys in a folder",
        .options = options,
        .run = key_run_new,
};

static int run_key_change(const CliArgs *args) {
        const char *folder = cli_operand(args, 0), *problem;
        _cleanup_(keys_freep) Keys *keys = NULL;
        int status = refuse_encrypted(
                args, folder, "decrypt document-key with systemd-creds(1), change it, and encrypt it again");
        if (status)
                return status;
        int r = keys_document_change(folder, cli_arena(args), &problem);
        if (r == 0)
                r = keys_load(folder, cli_arena(args), &keys, &problem);
        if (r)
                return r == KEYS_E_REFUSED ? cli_refuse("%s", problem) : cli_settle(r);
        const char *recipient = keys_recipient(keys, 0, cli_arena(args));
        if (cli_json(args))
                return cli_print_json(json_pack("{s:s, s:s}", "folder", folder, "recipient", recipient));
        printf("A new document key, %s, stands before the old one in %s/%s. Keep a copy of the file, bring "
               "it to "
               "every host, and start munimentd again there; it wraps anew what is stored. muniment doctor "
               "says "
               "when the old one is needed no more.\n",
               recipient, folder, KEYS_DOCUMENT_FILE);
        return CLI_DONE;
}

const CliCommand cmd_key_change = {
        .words = { "key", "change" },
        .operands = "DIR",
        .min_operands = 1,
        .max_operands = 1,
        .help = "Put a new document key before the old one, which still opens what was sealed for it",
        .run = run_key_change,
};
