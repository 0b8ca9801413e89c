#pragma once
/* The journal. Every message stands in base/messages.h with an id, a level and a text; packaging/catalog
 * says what it means and what to do. Values are fields. Never bound values, row data, connection
 * strings, server error texts or anything about a person. */

#include "base/messages.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

typedef enum LogMessage {
#define MESSAGE(name, id, level, text) MSG_##name,
        MESSAGES
#undef MESSAGE
                _MSG_MAX,
} LogMessage;

typedef struct LogField {
        const char *key;  /* journal field, upper case */
        const char *text; /* NULL: number is the value */
        int64_t number;
} LogField;

#define LOG_TEXT(k, v)   ((LogField){ .key = (k), .text = (v) ? (v) : "" })
#define LOG_NUMBER(k, v) ((LogField){ .key = (k), .number = (int64_t)(v) })
/* The place of the last fault and its errno name: once per failure, where it is settled. */
#define LOG_FAULT(r) LOG_TEXT("FAULT", log_fault_text(r)), LOG_TEXT("WHERE", log_where())

/* LOG(JOB_FAILED, LOG_NUMBER("JOB", id), LOG_TEXT("KIND", kind)): the fields that are not given are the end.
 */
#define LOG_FIELDS_MAX    20
#define LOG(message, ...) log_write(MSG_##message, (const LogField[LOG_FIELDS_MAX]){ __VA_ARGS__ })

/* To the journal when standard error is connected to it (JOURNAL_STREAM), else to standard error. The same
 * message more than fifty times within ten seconds is held back and counted, unless it must never be missed.
 */
void log_write(LogMessage message, const LogField *fields);
/* Says how many were held back, of messages whose ten seconds are over, or of all. */
void log_settle(bool all);
/* Where else those held back are counted. */
void log_count_held(atomic_uint_least64_t *count);
/* program is kept; verbose also shows debug messages. */
void log_init(const char *program, bool verbose);
const char *log_fault_text(int r);
const char *log_where(void);
