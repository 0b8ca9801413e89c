#define SD_JOURNAL_SUPPRESS_LOCATION
#include "base/log.h"

#include "base/cleanup.h"
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
        fputs(text_str(&line), stderr);
}

void log_write(LogMessage message, const LogField *fields) {
        if (messages[message].level == LOG_DEBUG && !verbose)
                return;
        if (stderr_is_journal())
                to_journal(message, fields);
        else
                to_stderr(message, fields);
}
