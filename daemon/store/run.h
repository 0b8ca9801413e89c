#pragma once
/* Retention runs, their batches and what came of them, as statements. */

#include "base/conditions.h"
#include "model/disposal.h"
#include "model/lives/run.h"
#include "model/promise.h"
#include "store/store.h"

typedef struct Run {
        int64_t id;
        const char *token; /* its name in the register's receipts */
        const char *register_name, *rule;
        const char *rule_text; /* JSON: the rule as planned */
        const char *entity;    /* of the map; NULL: whole subjects are disposed of */
        const char *policy_version;
        Disposal disposal;
        Approval approval;
        const char *belt, *reason, *planned_by; /* belt, reason may be NULL */
        const char *approved_by;                /* JSON array of names, or NULL */
        Date as_of;
        RunState state;
        int64_t subjects, rows, held;
} Run;

int run_insert(Store *store, const Run *run, int64_t *ret_id);
/* Stores subjects, rows, held, approval and belt. */
int run_totals(Store *store, const Run *run);
/* 0 or RUN_E_NONE. */
int run_get(Store *store, int64_t id, Arena *arena, Run *ret);
/* An open run of a rule, one that is approved before others: 0 or RUN_E_NONE. */
int run_find_open(Store *store, const char *register_name, const char *rule, int64_t *ret_id);
/* The newest, at most limit. register_name NULL: of all. Only the short fields are filled. */
int run_list(Store *store, const char *register_name, int64_t limit, Arena *arena, Run **ret, size_t *ret_n);
/* Takes one step of the table. 0 or RUN_E_MOVED; a step that is not in the table is our own bug. */
int run_step(Store *store, int64_t id, RunState from, RunState to, const char *reason);
/* The state, locked until the transaction's end. 0 or RUN_E_NONE. */
int run_lock(Store *store, int64_t id, RunState *ret);
/* Puts the run in the daemon's queue, to be carried out; once, however often it is asked. */
int run_enqueue(Store *store, int64_t id, Date day);

/* 0 or RUN_E_REPEATED. */
int run_approve(Store *store, int64_t id, const char *name, Date on);
int run_approvals(Store *store, int64_t id, int64_t *ret);

/* Drops the manifest's keys and what verification looked for. */
int run_forget(Store *store, int64_t run);

int tombstone_count(Store *store, int64_t run, int64_t *ret);
typedef struct Verification {
        bool clean;
        Promise grade;
        int64_t places;
        const char *findings; /* JSON array */
        const char *traces;   /* JSON object: until when traces are left elsewhere; NULL: not looked at */
        const char *notes; /* JSON object: what is left to a person, what was not searched; NULL: of before */
        Date on;
} Verification;
int verification_insert(Store *store, int64_t run, const Verification *verification);
/* 0 or RUN_E_NONE. */
int verification_last(Store *store, int64_t run, Arena *arena, Verification *ret);

/* A person leaves what was found; all that was left, as a JSON array, or NULL. */
int finding_decide(Store *store, int64_t run, const char *findings, const char *because, const char *name,
                   Date on);
int finding_decisions(Store *store, int64_t run, Arena *arena, const char **ret);

/* Which places the run has had vacuumed or rewritten, so that a crash repeats only one. */
int reclaimed_insert(Store *store, int64_t run, const char *place);
int reclaimed_find(Store *store, int64_t run, const char *place, bool *ret);
int reclaimed_forget(Store *store, int64_t run);
