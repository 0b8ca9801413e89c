#define SD_JOURNAL_SUPPRESS_LOCATION
#include "base/log.h"

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/text.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <systemd/sd-journal.h>
#include <unistd.h>

#define FIELDS_MAX (LOG_FIELDS_MAX + 4)

static const struct {
        const char *name, *id, *text;
        int level;
} messages[_MSG_MAX] = {
#define MESSAGE(n, i, l, t) [MSG_##n] = { .name = #n, .id = (i), .level = (l), .text = (t) },
        MESSAGES
#undef MESSAGE
};

static const char *program_name = "muniment";
static bool verbose;

void log_init(const char *program, bool be_verbose) {
        program_name = program;
        verbose = be_verbose;
}

const char *log_fault_text(int r) {
        const char *name = strerrorname_np(r < 0 ? -r : r);
        return name ? name : "unknown";
}

const char *log_where(void) {
        return err_where();
}

/* JOURNAL_STREAM names the device and inode of the stream systemd connected (systemd.exec(5)). */
static bool stderr_is_journal(void) {
        const char *stream = getenv("JOURNAL_STREAM");
        unsigned long long device, inode;
        struct stat st;
        return stream && sscanf(stream, "%llu:%llu", &device, &inode) == 2 &&
               fstat(STDERR_FILENO, &st) == 0 && st.st_dev == device && st.st_ino == inode;
}

static void field_text(Text *out, const LogField *field) {
        if (field->text)
                text_append(out, field->text);
        else
                text_appendf(out, "%lld", (long long)field->number);
}

static void to_journal(LogMessage message, const LogField *fields) {
        _cleanup_text_ Text all = { 0 };
        size_t start[FIELDS_MAX + 1];
        int n = 0;

        start[n++] = 0;
        text_appendf(&all, "MESSAGE=%s", messages[message].text);
        start[n++] = all.n;
        text_appendf(&all, "MESSAGE_ID=%s", messages[message].id);
        start[n++] = all.n;
        text_appendf(&all, "PRIORITY=%d", messages[message].level);
        start[n++] = all.n;
        text_appendf(&all, "SYSLOG_IDENTIFIER=%s", program_name);
        for (const LogField *f = fields; f->key && n < FIELDS_MAX; f++) {
                start[n++] = all.n;
                text_appendf(&all, "MUNIMENT_%s=", f->key);
                field_text(&all, f);
        }
        start[n] = all.n;

        struct iovec parts[FIELDS_MAX];
        for (int i = 0; i < n; i++)
                parts[i] = (struct iovec){ .iov_base = all.s + start[i], .iov_len = start[i + 1] - start[i] };
        sd_journal_sendv(parts, n);
}

static void to_stderr(LogMessage message, const LogField *fields) {
        _cleanup_text_ Text line = { 0 };
        text_appendf(&line, "%s: %s", program_name, messages[message].text);
        const char *before = " (";
        for (const LogField *f = fields; f->key; f++, before = " ") {
                text_appendf(&line, "%s%s=", before, f->key);
                field_text(&line, f);
        }
        text_append(&line, fields->key ? ")\n" : "\n");
        (void)!write(STDERR_FILENO, text_str(&line), line.n); /* stderr may be caught, for an answer */
}

static void log_write_out(LogMessage message, const LogField *fields) {
        if (stderr_is_journal())
                to_journal(message, fields);
        else
                to_stderr(message, fields);
}

/* --- not the same thing over and over ------------------------------------------------------------------- */

enum { PACE_MOST = 50, PACE_USEC = 10 * 1000000 };

static struct {
        uint64_t since_usec;
        int64_t n, held;
} paces[_MSG_MAX];
static atomic_uint_least64_t *held_count;

void log_count_held(atomic_uint_least64_t *count) {
        held_count = count;
}

/* Signed heads of the ledger are the copy that nobody in the database can reach: each of them counts. */
static bool is_always_written(LogMessage message) {
        return messages[message].level <= LOG_CRIT || message == MSG_CHECKPOINT ||
               message == MSG_MESSAGES_HELD;
}

static void begin_pace(LogMessage message, uint64_t now) {
        int64_t held = paces[message].held;
        paces[message].since_usec = now;
        paces[message].n = paces[message].held = 0;
        if (held)
                log_write_out(MSG_MESSAGES_HELD, (const LogField[]){ LOG_TEXT("ID", messages[message].id),
                                                                     LOG_TEXT("NAME", messages[message].name),
                                                                     LOG_NUMBER("COUNT", held),
                                                                     { .key = NULL } });
}

void log_settle(bool all) {
        uint64_t now = clock_monotonic_usec();
        for (LogMessage m = 0; m < _MSG_MAX; m++)
                if (paces[m].held && (all || now - paces[m].since_usec >= PACE_USEC))
                        begin_pace(m, now);
}

void log_write(LogMessage message, const LogField *fields) {
        if (messages[message].level == LOG_DEBUG && !verbose)
                return;
        uint64_t now = clock_monotonic_usec();
        if (now - paces[message].since_usec >= PACE_USEC)
                begin_pace(message, now);
        if (++paces[message].n > PACE_MOST && !is_always_written(message)) {
                paces[message].held++;
                if (held_count)
                        atomic_fetch_add_explicit(held_count, 1, memory_order_relaxed);
                return;
        }
        log_write_out(message, fields);
}
