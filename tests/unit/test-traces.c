/* What is looked for in table files, how it lies closed until then, and what a certificate says of other
 * places. */
#include "check.h"
#include "register/maintain.h"
#include "retention/traces.h"
#include "seal/closed.h"
#include "settings/settings.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void test_needles(void) {
        static const char *const values[] = { "9434765919", "A123", "B1234567890", "B1234567",
                                              "8c9c2e05-6a0b-4a34-8c6d-0f7c2f0a7b11" };
        static const struct {
                const char *what, *bytes;
                size_t n;
                int64_t found;
        } cases[] = {
                { "nothing", "", 0, 0 },
                { "as a text", "..9434765919..", 14, 1 },
                { "at the very end", "....9434765919", 14, 1 },
                { "cut off", "....943476591", 13, 0 },
                { "twice", "94347659199434765919", 20, 2 },
                { "too short a value stands anywhere", "..A123..", 8, 0 },
                { "one that begins like another", "B1234567890", 11, 2 },
                { "a bigint", "\x5f\x1a\x5b\x32\x02\0\0\0", 8, 1 },
                { "a uuid", "\x8c\x9c\x2e\x05\x6a\x0b\x4a\x34\x8c\x6d\x0f\x7c\x2f\x0a\x7b\x11", 16, 1 },
        };
        _cleanup_(needles_freep) Needles *needles = needles_new(values, 5);
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
                check_group("needles: %s", cases[i].what);
                CHECK_INT(needles_count(needles, (const unsigned char *)cases[i].bytes, cases[i].n),
                          cases[i].found);
        }
        check_group("needles: none");
        _cleanup_(needles_freep) Needles *none = needles_new(values, 0);
        CHECK_INT(needles_count(none, (const unsigned char *)"9434765919", 10), 0);
}

static void test_closed(Arena *arena) {
        check_group("closed values");
        char folder[] = "/tmp/muniment-closed.XXXXXX";
        const char *problem;
        _cleanup_(keys_freep) Keys *keys = NULL;
        if (!CHECK(mkdtemp(folder) && keys_create(folder, "muniment.example", arena, &problem) == 0 &&
                   keys_load(folder, arena, &keys, &problem) == 0))
                return;
        const char *value = "9434765919", *closed = closed_seal(keys, "s12", value, arena);
        CHECK(!strstr(closed, value));
        CHECK_STR(closed_open(keys, "s12", closed, arena), value);
        CHECK(strcmp(closed, closed_seal(keys, "s12", value, arena)) != 0);
        CHECK(!closed_open(keys, "other", closed, arena));
        CHECK(!closed_open(keys, "s12", value, arena));
        CHECK(!closed_open(keys, "s12", "", arena));
        char *changed = arena_strdup(arena, closed);
        changed[40] = changed[40] == 'A' ? 'B' : 'A';
        CHECK(!closed_open(keys, "s12", changed, arena));
        CHECK_STR(closed_open(keys, "s12", closed_seal(keys, "s12", "", arena), arena), "");
        unlink(arena_printf(arena, "%s/ledger-signing-key", folder));
        unlink(arena_printf(arena, "%s/fingerprint-key", folder));
        rmdir(folder);
}

static const char *member(const json_t *json, const char *name) {
        return json_string_value(json_object_get(json, name));
}

static void test_dates(void) {
        static const struct {
                const char *what;
                Promise grade;
                LogKept log; /* recycled, kept, followed, archived */
                int wal_days, wal_archive_days;
                const char *until, *why;
        } cases[] = {
                { "removed at once", PROMISE_REWRITTEN, { 0 }, 0, 0, "2026-11-16", NULL },
                { "removed at once, whatever is vouched for",
                  PROMISE_RECLAIMED,
                  { 0 },
                  9,
                  9,
                  "2026-11-16",
                  NULL },
                { "deleted only", PROMISE_DELETED, { 0 }, 9, 9, NULL, "at this grade" },
                { "recycled", PROMISE_REWRITTEN, { .recycled = true }, 0, 0, NULL, "wal_recycle" },
                { "recycled, vouched for",
                  PROMISE_REWRITTEN,
                  { .recycled = true },
                  7,
                  0,
                  "2026-11-23",
                  NULL },
                { "kept by size", PROMISE_REWRITTEN, { .kept = true }, 0, 0, NULL, "by size" },
                { "for replicas", PROMISE_REWRITTEN, { .followed = true }, 0, 0, NULL, "replicas" },
                { "for replicas, vouched for",
                  PROMISE_REWRITTEN,
                  { .followed = true },
                  2,
                  0,
                  "2026-11-18",
                  NULL },
                { "archived", PROMISE_REWRITTEN, { .archived = true }, 5, 0, NULL, "wal_archive_days" },
                { "archived, and that known",
                  PROMISE_REWRITTEN,
                  { .archived = true },
                  0,
                  30,
                  "2026-12-16",
                  NULL },
                { "archived longer than kept",
                  PROMISE_REWRITTEN,
                  { .kept = true, .archived = true },
                  5,
                  30,
                  "2026-12-16",
                  NULL },
                { "kept longer than archived",
                  PROMISE_REWRITTEN,
                  { .kept = true, .archived = true },
                  40,
                  30,
                  "2026-12-26",
                  NULL },
                { "archived and recycled, one unknown",
                  PROMISE_REWRITTEN,
                  { .recycled = true, .archived = true },
                  0,
                  30,
                  NULL,
                  "wal_recycle" },
        };
        Date day;
        CHECK(date_parse("2026-11-16", &day));
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
                check_group("traces: %s", cases[i].what);
                const Settings settings = { .wal_days = cases[i].wal_days,
                                            .wal_archive_days = cases[i].wal_archive_days,
                                            .backup_days = i % 2 ? 90 : 0 };
                const TracesLeft left = { .on = day, .log = cases[i].log };
                json_t *traces = traces_json(&settings, cases[i].grade, &left);
                CHECK_STR(member(traces, "log_until"), cases[i].until);
                CHECK(cases[i].until || strstr(member(traces, "log_why"), cases[i].why));
                CHECK_STR(member(traces, "backups_until"), i % 2 ? "2027-02-14" : NULL);
                CHECK(i % 2 || strstr(member(traces, "backups_why"), "backup_days"));
                json_decref(traces);
        }
        check_group("traces: what is archived is still held");
        json_t *none = traces_json(&(Settings){ 0 }, PROMISE_HIDDEN, &(TracesLeft){ .on = day });
        CHECK_INT(json_object_size(none), 0);
        json_decref(none);
}

int main(void) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        test_needles();
        test_closed(arena);
        test_dates();
        return check_done();
}
