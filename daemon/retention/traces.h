#pragma once
/* Where traces of what is gone are left outside the tables, and until when at the latest. */

#include "model/rule.h"
#include "register/maintain.h"

#include <jansson.h>

typedef struct TracesLeft {
        Date on;                        /* the day on which the tables were clean */
        LogKept log;                    /* for grades above "deleted" */
        int64_t looked_for, bytes_read; /* for grade "rewritten": values, and bytes of table files */
} TracesLeft;

/* Why there is no date for the write-ahead log; NULL: there is. */
const char *traces_no_date(const Settings *settings, Promise grade, const LogKept *log);
/* { "log_until", "log_why", "temporary_until", "backups_until", "backups_why", ... }: a date, or null and why
 * there is none. The caller's reference. */
json_t *traces_json(const Settings *settings, Promise grade, const TracesLeft *left);
