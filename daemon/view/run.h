#pragma once
/* How a run is shown, by every command that changes or asks after one. */

#include "cli/session.h"
#include "store/run.h"

/* The exit status for what a step of a run returned, after saying why on standard error. run 0: of none. */
int run_settle(int r, int64_t run);
/* Text as the JSON it holds; null for NULL. */
json_t *run_json_or_null(const char *text);
json_t *run_verification_json(const Verification *v);
/* Prints what was found, place by place. */
void run_print_findings(const Verification *v);
/* Prints what it leaves to a person, and what it did not look at. */
void run_print_notes(const Verification *v);
json_t *run_json(const Run *run);
/* A look at the manifest: at most n keys. Keys only: what is held under one is for muniment subject show. The
 * exit status, and with CLI_DONE a JSON array. */
int run_sample_keys(Session *session, int64_t id, int64_t n, Arena *arena, json_t **ret);
/* Says where the run stands now. sample: shown with it as JSON, and taken; may be NULL. */
int run_print(const CliArgs *args, Session *session, int64_t id);
int run_print_with(const CliArgs *args, Session *session, int64_t id, json_t *sample);
