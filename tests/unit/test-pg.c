/* pg/: what is bound as PostgreSQL reads it back, and connection strings taken apart and put together. */
#include "base/cleanup.h"
#include "check.h"
#include "pg/conninfo.h"
#include "pg/given.h"

#include <string.h>

static Arena *arena;

/* The text form of an array must come back item for item: a quote that is lost is somebody else's key. */
static void lists_of_texts(void) {
        static const struct {
                const char *items[3];
                size_t n;
                const char *want;
        } cases[] = {
                { { NULL }, 0, "{}" },
                { { "a" }, 1, "{\"a\"}" },
                { { "" }, 1, "{\"\"}" },
                { { NULL, "NULL" }, 2, "{NULL,\"NULL\"}" },
                { { "a,b", "{c}", "d e" }, 3, "{\"a,b\",\"{c}\",\"d e\"}" },
                { { "say \"x\"", "C:\\y" }, 2, "{\"say \\\"x\\\"\",\"C:\\\\y\"}" },
                { { "Si\xC3\xA2n" }, 1, "{\"Si\xC3\xA2n\"}" },
        };
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                PgArgs args = PG_ARGS(arena);
                check_group("text[] %zu", i);
                pg_arg_items(&args, (PgTexts){ cases[i].items, cases[i].n });
                CHECK_INT(args.n, 1);
                CHECK_INT(args.formats[0], 0);
                CHECK_STR(args.values[0], cases[i].want);
        }
}

static void lists_of_numbers_and_bytes(void) {
        static const int64_t numbers[] = { 0, -1, INT64_MAX, INT64_MIN };
        static const unsigned char bytes[] = { 0x00, 0x0F, 0xA0, 0xFF };
        PgArgs args = PG_ARGS(arena);
        check_group("bigint[] and bytea[]");
        pg_arg_numbers(&args, (PgNumbers){ numbers, 0 });
        pg_arg_numbers(&args, (PgNumbers){ numbers, 4 });
        pg_arg_byteas(&args, (PgByteas){ bytes, 0, 2 });
        pg_arg_byteas(&args, (PgByteas){ bytes, 2, 2 });
        CHECK_STR(args.values[0], "{}");
        CHECK_STR(args.values[1], "{0,-1,9223372036854775807,-9223372036854775808}");
        CHECK_STR(args.values[2], "{}");
        CHECK_STR(args.values[3], "{\"\\\\x000f\",\"\\\\xa0ff\"}");
}

/* Null and empty are two things. */
static void single_values(void) {
        PgArgs args = PG_ARGS(arena);
        check_group("values");
        pg_arg_text(&args, NULL);
        pg_arg_date(&args, DATE_NONE);
        pg_arg_bytes(&args, NULL, 0);
        pg_arg_text(&args, "");
        pg_arg_bytes(&args, "", 0);
        pg_arg_bytes(&args, "a\0b", 3);
        pg_arg_i64(&args, INT64_MIN);
        pg_arg_bool(&args, true);
        pg_arg_bool(&args, false);
        pg_arg_date(&args, date_from_ymd(2026, 2, 28));
        CHECK_INT(args.n, 10);
        for (int i = 0; i < 3; i++)
                CHECK(args.values[i] == NULL);
        CHECK_STR(args.values[3], "");
        CHECK(args.values[4] != NULL);
        CHECK_INT(args.lengths[4], 0);
        CHECK_INT(args.formats[4], 1);
        CHECK_INT(args.lengths[5], 3);
        CHECK(memcmp(args.values[5], "a\0b", 3) == 0);
        CHECK_STR(args.values[6], "-9223372036854775808");
        CHECK_STR(args.values[7], "t");
        CHECK_STR(args.values[8], "f");
        CHECK_STR(args.values[9], "2026-02-28");
}

static void connection_strings(void) {
        static const struct {
                const char *conninfo, *key, *want;
        } cases[] = {
                { "dbname=x user=y", "dbname", "x" },
                { "dbname=x user=y", "host", NULL },
                { "postgresql://y@h:5433/x?application_name=m", "port", "5433" },
                { "postgresql://y@h/x%20y", "dbname", "x y" },
                { "password='a b\\'c'", "password", "a b'c" },
                { "dbname=x", "no_such_key", NULL },
                { "this is none", "dbname", NULL },
                { NULL, "dbname", NULL },
        };
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                check_group("conninfo %zu", i);
                CHECK_STR(pg_conninfo_value(cases[i].conninfo, cases[i].key, arena), cases[i].want);
        }
}

/* Who runs init connects as somebody else to the same server; nobody is taken for the user that base names.
 */
static void the_same_server_as_another(void) {
        static const struct {
                const char *base, *over, *dbname, *user, *host, *database, *password;
        } cases[] = {
                { "host=h dbname=x user=y", NULL, NULL, NULL, "h", "x", NULL },
                { "host=h dbname=x user=y", "user=z", NULL, "z", "h", "x", NULL },
                { "host=h dbname=x user=y", "user=z dbname=ignored", NULL, "z", "h", "x", NULL },
                { "host=h dbname=x user=y", "host=g user=z", "w", "z", "g", "w", NULL },
                { "host=h dbname=x", "user=z password='it''s'", NULL, NULL, NULL, NULL, NULL },
                { "host=h dbname=x", "user=z password='a\\'b\\\\c d'", NULL, "z", "h", "x", "a'b\\c d" },
                { "no conninfo", "user=z", NULL, NULL, NULL, NULL, NULL },
                { "host=h", "no conninfo", NULL, NULL, NULL, NULL, NULL },
        };
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                const char *made = pg_conninfo_as(cases[i].base, cases[i].over, cases[i].dbname, arena);
                check_group("conninfo as %zu", i);
                if (!cases[i].host) {
                        CHECK(made == NULL);
                        continue;
                }
                CHECK_STR(pg_conninfo_value(made, "user", arena), cases[i].user);
                CHECK_STR(pg_conninfo_value(made, "host", arena), cases[i].host);
                CHECK_STR(pg_conninfo_value(made, "dbname", arena), cases[i].database);
                CHECK_STR(pg_conninfo_value(made, "password", arena), cases[i].password);
        }
}

/* A connection to open anew, or a refusal that stays one. */
static void what_is_away(void) {
        check_group("away");
        CHECK(pg_is_away(PG_E_LOST));
        CHECK(pg_is_away(PG_E_READ_ONLY));
        CHECK(!pg_is_away(PG_E_RETRY));
        CHECK(!pg_is_away(PG_E_CONFLICT));
        CHECK(!pg_is_away(0));
}

int main(void) {
        arena = arena_new();
        lists_of_texts();
        lists_of_numbers_and_bytes();
        single_values();
        connection_strings();
        the_same_server_as_another();
        what_is_away();
        arena_free(arena);
        return check_done();
}
