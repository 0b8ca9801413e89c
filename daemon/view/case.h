#pragma once
/* What is next of the cases, and the whole of one on a page. */

#include "cli/args.h"
#include "cli/session.h"
#include "requests/next.h"
#include "store/request-letter.h"

int case_print_next(const CliArgs *args, const RequestNext *list, size_t n);
json_t *letter_json(const RequestLetter *letter);
/* Without names, wishes, notes and gates unless whole is asked for. */
int case_show(const CliArgs *args, Session *session, const char *ref, bool whole);
