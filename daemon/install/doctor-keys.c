/* The keys and the unit: what only root sees whole. */
#include "base/error.h"
#include "base/text.h"
#include "install/doctor.h"
#include "install/spawn.h"
#include "seal/keys.h"
#include "seal/note.h"
#include "store/ledger-tree.h"
#include "store/sealing.h"

#include <string.h>
#include <unistd.h>

static const char *key_file(const Doctor *d, size_t i, const char *ending) {
        return arena_printf(d->findings.arena, "%s/%s%s", d->keys, keys_files[i], ending);
}

/* Those of the ledger; the document key may have come later. */
static bool ledger_keys_there(const Doctor *d, const char *ending) {
        return access(key_file(d, 0, ending), F_OK) == 0 && access(key_file(d, 1, ending), F_OK) == 0;
}

/* What is sealed for another machine cannot be opened here. */
static void examine_sealed(Doctor *d) {
        for (size_t i = 0; i < KEYS_FILES; i++) {
                const char *const decrypt[] = { "systemd-creds",
                                                "decrypt",
                                                arena_printf(d->findings.arena, "--name=%s", keys_files[i]),
                                                key_file(d, i, ".cred"),
                                                "/dev/null",
                                                NULL };
                if (access(key_file(d, i, ".cred"), F_OK) == 0 && spawn_quietly(decrypt))
                        finding_add(&d->findings, URGENCY_NOW, d->keys,
                                    arena_printf(d->findings.arena, "systemd-creds encrypt --name=%s COPY %s",
                                                 keys_files[i], key_file(d, i, ".cred")),
                                    "The key %s is not sealed for this machine; seal it anew from its copy.",
                                    keys_files[i]);
        }
}

int doctor_load_keys(Doctor *d) {
        if (getuid() == 0 && ledger_keys_there(d, ".cred") && !ledger_keys_there(d, "")) {
                examine_sealed(d);
                d->encrypted_keys = true;
                d->document_key = access(key_file(d, 2, ".cred"), F_OK) == 0;
                return 0;
        }
        if (geteuid() != 0 && access(d->keys, X_OK) < 0 && access(d->keys, F_OK) == 0) {
                finding_add(&d->findings, URGENCY_NOTE, d->keys, "sudo muniment doctor",
                            "Only root may look at the keys.");
                return 0;
        }
        int r = keys_load(d->keys, d->findings.arena, &d->loaded_keys, &d->keys_problem);
        return r < 0 ? err_trace(r) : 0;
}

static const char *restarting(const Doctor *d, const char *command) {
        return d->unit ? arena_printf(d->findings.arena, "%s && systemctl restart %s", command, d->unit)
                       : command;
}

static void examine_progress(Doctor *d, const SealingState *state, const char *own) {
        static const char jobs[] = "muniment job list --kind seal.renew";
        Arena *arena = d->findings.arena;
        if (state->recipient && state->open)
                finding_add(&d->findings, URGENCY_NOTE, "database", jobs,
                            "%lld documents of before there was a document key are not sealed yet.",
                            (long long)state->open);
        if (state->recipient && state->stale)
                finding_add(
                        &d->findings, URGENCY_NOTE, "database", jobs,
                        "%lld keys of what is stored are still wrapped for the document key or the escrow "
                        "key of before.",
                        (long long)state->stale);
        else if (str_eq(own, state->recipient) && keys_recipient(d->loaded_keys, 1, arena))
                finding_add(
                        &d->findings, URGENCY_NOTE, d->keys,
                        restarting(d,
                                   arena_printf(arena, "sed -i '2,$d' '%s/" KEYS_DOCUMENT_FILE "'", d->keys)),
                        "The document keys of before open nothing that is stored any more; keep a copy of "
                        "them as long as there are backups of then, and take them out here.");
}

/* What is stored lies open as long as no host has a document key, and beside it until all is sealed. */
static int examine_documents(Doctor *d) {
        Arena *arena = d->findings.arena;
        SealingState state = { 0 };
        const char *own = keys_recipient(d->loaded_keys, 0, arena), *held;
        bool known = d->loaded_keys || d->encrypted_keys, newest_here = false;
        int r = d->context.store
                        ? sealing_state(d->context.store, d->settings->escrow_recipient, arena, &state)
                        : 0;
        if (r)
                return err_trace(r);
        for (size_t i = 0; (held = keys_recipient(d->loaded_keys, i, arena)); i++)
                newest_here = newest_here || str_eq(held, state.recipient);
        bool there = d->encrypted_keys ? d->document_key : own != NULL;
        if (known && !there && !state.recipient)
                finding_add(&d->findings, URGENCY_SOON, d->keys,
                            restarting(d, d->encrypted_keys
                                                  ? doctor_init_command(d)
                                                  : arena_printf(arena, "muniment key new '%s'", d->keys)),
                            "There is no document key, so letters, reports and certificates are stored in "
                            "the clear.");
        else if (known && state.recipient && (!there || (own && !newest_here)))
                finding_add(&d->findings, URGENCY_NOW, d->keys,
                            restarting(d, arena_printf(arena,
                                                       "cp -a COPY-OF-THE-KEYS/" KEYS_DOCUMENT_FILE " '%s/'",
                                                       d->keys)),
                            "What is stored is sealed for another document key than the one here: nothing "
                            "can be stored or opened on this host.");
        examine_progress(d, &state, own);
        return 0;
}

int doctor_keys(Doctor *d) {
        LedgerCheckpoint last;
        size_t n = 0;
        if (d->context.store) {
                int r = ledger_checkpoint_last(d->context.store, d->findings.arena, &last, &n);
                if (r)
                        return err_trace(r);
        }
        if (d->keys_problem)
                finding_add(&d->findings, URGENCY_NOW, d->keys,
                            n || !d->context.store ? arena_printf(d->findings.arena,
                                                                  "cp -a COPY-OF-THE-KEYS/* '%s/'", d->keys)
                                                   : doctor_init_command(d),
                            "%s", d->keys_problem);
        int r = examine_documents(d);
        if (r || !d->loaded_keys || n == 0)
                return err_trace(r);
        VerifierKey key;
        Checkpoint opened;
        keys_public(d->loaded_keys, &key);
        r = checkpoint_open(last.note, strlen(last.note), &key, &opened);
        if (r)
                finding_add(&d->findings, URGENCY_NOW, d->keys,
                            arena_printf(d->findings.arena, "cp -a COPY-OF-THE-KEYS/* '%s/'", d->keys),
                            "The signing key is not the one that signed this ledger. %s Put the right keys "
                            "back.",
                            condition_sentence(r));
        return 0;
}

/* --- the unit --- */

void doctor_unit(Doctor *d) {
        if (!d->unit || access("/run/systemd/system", F_OK) < 0)
                return;
        const char *const enabled[] = { "systemctl", "is-enabled", "--quiet", d->unit, NULL };
        const char *const active[] = { "systemctl", "is-active", "--quiet", d->unit, NULL };
        const char *const known[] = { "systemctl", "cat", d->unit, NULL };
        const char *start = arena_printf(d->findings.arena, "systemctl enable --now %s", d->unit);
        if (spawn_quietly(known))
                finding_add(&d->findings, URGENCY_NOW, "unit", "apt-get install munimentd",
                            "systemd knows no unit %s.", d->unit);
        else if (spawn_quietly(active))
                finding_add(&d->findings, URGENCY_NOW, "unit", start, "The unit %s is not active.", d->unit);
        else if (spawn_quietly(enabled))
                finding_add(&d->findings, URGENCY_SOON, "unit", start,
                            "The unit %s does not start with the machine.", d->unit);
}
