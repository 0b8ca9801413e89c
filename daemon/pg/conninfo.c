#include "pg/conninfo.h"

#include "base/text.h"

#include <libpq-fe.h>

static void free_options(PQconninfoOption **options) {
        PQconninfoFree(*options);
}
#define _cleanup_options_ _cleanup_(free_options)

static PQconninfoOption *conninfo_parse(const char *conninfo) {
        char *message = NULL; /* it quotes the string, which may hold what is nobody's business */
        PQconninfoOption *options = PQconninfoParse(conninfo ? conninfo : "", &message);
        PQfreemem(message);
        return options;
}

static const char *conninfo_value(const PQconninfoOption *options, const char *key) {
        for (; options->keyword; options++)
                if (str_eq(options->keyword, key))
                        return options->val;
        return NULL;
}

char *pg_conninfo_value(const char *conninfo, const char *key, Arena *arena) {
        _cleanup_options_ PQconninfoOption *options = conninfo_parse(conninfo);
        return options ? arena_strdup(arena, conninfo_value(options, key)) : NULL;
}

static void conninfo_append(Text *text, const char *key, const char *value) {
        text_appendf(text, "%s%s='", text->n ? " " : "", key);
        for (; *value; value++) {
                if (*value == '\'' || *value == '\\')
                        text_append(text, "\\");
                text_append_n(text, value, 1);
        }
        text_append(text, "'");
}

char *pg_conninfo_as(const char *base, const char *over, const char *dbname, Arena *arena) {
        _cleanup_options_ PQconninfoOption *below = conninfo_parse(base), *above = conninfo_parse(over);
        _cleanup_text_ Text text = { 0 };
        if (!below || !above)
                return NULL;
        for (const PQconninfoOption *o = below; o->keyword; o++) {
                bool database = str_eq(o->keyword, "dbname");
                const char *value = database ? NULL : conninfo_value(above, o->keyword);
                if (database && dbname)
                        value = dbname;
                else if (!value && !str_eq(o->keyword, "user"))
                        value = o->val;
                if (value)
                        conninfo_append(&text, o->keyword, value);
        }
        return arena_strdup(arena, text_str(&text));
}

bool pg_answers(const char *conninfo) {
        const char *const keys[] = { "connect_timeout", "dbname", NULL };
        const char *const values[] = { "5", conninfo, NULL };
        PGPing ping = PQpingParams(keys, values, 1);
        return ping == PQPING_OK || ping == PQPING_REJECT;
}
