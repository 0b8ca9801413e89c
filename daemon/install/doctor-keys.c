/* The keys and the unit: what only root sees whole. */
#include "base/error.h"
#include "base/text.h"
#include "install/doctor.h"
#include "install/spawn.h"
#include "seal/keys.h"
#include "seal/note.h"
#include "store/ledger-tree.h"

#include <string.h>
#include <unistd.h>

static const char *const key_names[] = { "ledger-signing-key", "fingerprint-key" };

static const char *key_file(const Doctor *d, size_t i, const char *ending) {
        return arena_printf(d->findings.arena, "%s/%s%s", d->keys, key_names[i], ending);
}

static bool all_there(const Doctor *d, const char *ending) {
        for (size_t i = 0; i < ELEMENTS(key_names); i++)
                if (access(key_file(d, i, ending), F_OK) < 0)
                        return false;
        return true;
}

/* What is sealed for another machine cannot be opened here. */
static void examine_sealed(Doctor *d) {
        for (size_t i = 0; i < ELEMENTS(key_names); i++) {
                const char *const decrypt[] = { "systemd-creds",
                                                "decrypt",
                                                arena_printf(d->findings.arena, "--name=%s", key_names[i]),
                                                key_file(d, i, ".cred"),
                                                "/dev/null",
                                                NULL };
                if (spawn_quietly(decrypt))
                        finding_add(&d->findings, URGENCY_NOW, d->keys,
                                    arena_printf(d->findings.arena, "systemd-creds encrypt --name=%s COPY %s",
                                                 key_names[i], key_file(d, i, ".cred")),
                                    "The key %s is not sealed for this machine; seal it anew from its copy.",
                                    key_names[i]);
        }
}

int doctor_load_keys(Doctor *d) {
        if (getuid() == 0 && all_there(d, ".cred") && !all_there(d, "")) {
                examine_sealed(d);
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
        if (!d->loaded_keys || n == 0)
                return 0;
        VerifierKey key;
        Checkpoint opened;
        keys_public(d->loaded_keys, &key);
        int r = checkpoint_open(last.note, strlen(last.note), &key, &opened);
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
