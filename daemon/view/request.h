#pragma once
/* A request as the command line shows it. */

#include "cli/args.h"
#include "cli/session.h"
#include "store/request.h"
#include "store/wish.h"

/* What a step answered. why: the clock's own words, which say more than the condition can. */
int request_settle(const CliArgs *args, int r, const char *why);
json_t *request_json(const Request *request);
void request_print(const Request *request);
/* Done: the request as it now stands. */
int request_show(const CliArgs *args, Session *session, const char *ref);
/* The same after something was asked of them on that day (DATE_NONE: today), with a warning when it was late.
 */
int request_show_asked(const CliArgs *args, Session *session, const char *ref, Date on);
/* {"reach": "...", "needed-by": {"day": "2026-12-01", "why": null}} */
json_t *request_wishes_json(const RequestWish *wishes, size_t n);
/* A line each. */
void request_wishes_print(const RequestWish *wishes, size_t n);
/* What was found of who asks, oldest first: an array, and a table. */
json_t *request_findings_json(const RequestFinding *findings, size_t n);
void request_findings_print(Arena *arena, const RequestFinding *findings, size_t n);
