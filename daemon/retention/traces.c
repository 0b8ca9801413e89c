/* The dates on a certificate up to which traces may be left. A date is given only where it follows from the
 * server's settings, or where the operator vouches for it in ours; else the certificate says why there is
 * none.
 *
 * After the tables are clean a new segment of the write-ahead log is begun and a checkpoint made, so no
 * segment that holds traces is needed any more. The server then removes the old ones; but it may keep them
 * (wal_keep_size, replication slots, replicas), or write over them some time later (wal_recycle), or they
 * were archived. */
#include "retention/traces.h"

#include "settings/settings.h"
#include "store/json.h"

static void put_date(json_t *traces, const char *name, Date date) {
        json_put(traces, name, json_string(DATE_TEXT(date)));
}

static void put_reason(json_t *traces, const char *name, const char *why_name, const char *why) {
        json_put(traces, name, json_null());
        json_put(traces, why_name, json_string(why));
}

const char *traces_no_date(const Settings *settings, Promise grade, const LogKept *log) {
        if (grade == PROMISE_DELETED)
                return "at this grade the table files may hold what was deleted until the server vacuums "
                       "them, "
                       "and the log is written from them";
        if (log->archived && settings->wal_archive_days == 0)
                return "the server archives its write-ahead log, and the setting wal_archive_days does not "
                       "say "
                       "for how long";
        if (settings->wal_days > 0)
                return NULL;
        if (log->kept || log->followed)
                return "the server keeps its write-ahead log for replicas or by size, and the setting "
                       "wal_days "
                       "does not say for how long";
        return log->recycled
                       ? "the server writes over old segments of its write-ahead log when it needs them "
                         "(wal_recycle), and the setting wal_days does not say when"
                       : NULL;
}

static void put_log(json_t *traces, const Settings *settings, Promise grade, const TracesLeft *left) {
        const LogKept *log = &left->log;
        const char *why = traces_no_date(settings, grade, log);
        if (why) {
                put_reason(traces, "log_until", "log_why", why);
                return;
        }
        Date until = left->on;
        if (log->kept || log->followed || log->recycled)
                until += settings->wal_days;
        if (log->archived && left->on + settings->wal_archive_days > until)
                until = left->on + settings->wal_archive_days;
        put_date(traces, "log_until", until);
}

json_t *traces_json(const Settings *settings, Promise grade, const TracesLeft *left) {
        json_t *traces = json_object();
        if (grade == PROMISE_HIDDEN)
                return traces; /* what is archived is still held, everywhere */
        put_log(traces, settings, grade, left);
        put_date(traces, "temporary_until", left->on); /* a temporary file ends with its statement */
        if (settings->backup_days > 0)
                put_date(traces, "backups_until", left->on + settings->backup_days);
        else
                put_reason(traces, "backups_until", "backups_why",
                           "the setting backup_days does not say for how long backups are kept");
        if (grade == PROMISE_REWRITTEN) {
                json_put(traces, "values_looked_for", json_integer(left->looked_for));
                json_put(traces, "bytes_read", json_integer(left->bytes_read));
        }
        return traces;
}
