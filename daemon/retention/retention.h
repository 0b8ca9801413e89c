#pragma once
/* Retention: rule -> due -> held back -> planned -> approved -> disposed -> verified -> certified. Each step
 * is a call that may be made again after a crash anywhere: what is done stays done, and is not done twice.
 * Besides its own conditions each passes on what register_open() and the database say. */

#include "base/conditions.h"
#include "model/rule.h"
#include "register/register.h"
#include "store/context.h"
#include "store/run.h"

#include <jansson.h>

/* The rule of that id that applies to the register; NULL: none. */
const Rule *retention_rule(const Context *context, const char *register_name, const char *id);
/* What of a rule decides about somebody's data, as JSON in the arena: kept with the run, and digested. */
const char *retention_rule_text(Arena *arena, const Rule *rule);
const char *retention_policy_version(Arena *arena, const char *rule_text);

/* Plans a run of the rule, as of the context's day, when anybody is due and not held: the manifest is frozen
 * in batches, and the run is approved at once where policy asks for nobody; a review always asks for
 * somebody. What falls due beside open runs of the rule is planned too, and nobody in two of them. Nothing
 * due costs one index probe or a few. *ret_run: the new run, or with RETENTION_E_OPEN, all due are planned,
 * one of them. Also REGISTER_E_ and PG_E_ conditions. */
int retention_plan_due(Context *context, Register *reg, const Rule *rule, int64_t *ret_run);
/* Tells the journal of a duty that is overdue in a register, by a rule that reminds: how many records, never
 * which. 0, RETENTION_E_NOTHING_DUE or RETENTION_E_NO_RULE. */
int retention_remind(Context *context, Register *reg, const Rule *rule);
/* Whether the run destroys, or makes unrecognisable; and whether whole subjects go, not rows of theirs. */
bool run_destroys(const Run *run);
bool run_destroys_subjects(const Run *run);

/* Counts, entity by entity, the rows that go with a run's manifest, for those who approve it; once. */
int retention_count(Context *context, int64_t run);

/* context->actor approves. *ret_state: approved once enough different people have. */
int retention_approve(Context *context, int64_t run, RunState *ret_state);
/* context->actor withdraws a run that has not ended; batches already done stay done. */
int retention_stop(Context *context, int64_t run, const char *reason);

/* Disposes batch by batch until all are done. Many may run the same run at once. */
int retention_run(Context *context, int64_t run);
/* In how many seconds to call again after a condition of this header that says later. */
int retention_again_seconds(const Context *context, int condition);
/* Looks afresh for what should be gone: for copies of documents outside the databases, then through the whole
 * register. Clean: what it looked for is forgotten. A stopped run stays stopped, but what it did is verified
 * too. */
int retention_verify(Context *context, int64_t run);
/* *ret_looked false: it had been found clean before, what it looked for is forgotten, and it looked at
 * nothing.
 */
int retention_verify_now(Context *context, int64_t run, bool *ret_looked);
/* context->actor leaves what verification found, and answers for it: the next look finds it decided, and the
 * certificate says so. RETENTION_E_STATE, RETENTION_E_NOTHING_FOUND. */
int retention_decide(Context *context, int64_t run, const char *because);
/* Makes the certificate: JSON, signed, and PDF, kept as documents and written to output_dir. proofs are those
 * of ledger_prove_run(), NULL: none; RETENTION_E_PROOFS asks for them. holds_up() is asked of the finished
 * text, as a stranger would check it, before anything is kept; false: RETENTION_E_CONTRADICTED. A certificate
 * once made stays. */
int retention_certify(Context *context, int64_t run, json_t *proofs,
                      bool (*holds_up)(const Context *context, const char *text, size_t n));
/* Whatever of run and verify an approved run still needs; work/certify.h does the rest. RETENTION_E_STATE: it
 * waits for approval, or was stopped, and what it had done until then is verified. */
int retention_carry_out(Context *context, int64_t run);
