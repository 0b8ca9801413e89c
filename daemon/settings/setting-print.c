/* The sample file and the manual page, as the table of settings has them. */
#include "settings/setting-table.h"

#include "base/text.h"

#include <assert.h>
#include <string.h>

#define WIDTH 110

static const char *last_word(const char *path) {
        const char *point = strrchr(path, '.');
        return point ? point + 1 : path;
}

static bool is_below(const Setting *row, const char *path) {
        size_t n = strlen(path);
        return strncmp(row->path, path, n) == 0 && row->path[n] == '.';
}

static void append_wrapped(Text *text, const char *lead, const char *s) {
        size_t column = 0;
        while (*s) {
                size_t n = strcspn(s, " ");
                if (column > 0 && column + 1 + n > WIDTH) {
                        text_append(text, "\n");
                        column = 0;
                }
                if (column == 0) {
                        text_append(text, lead);
                        column = strlen(lead);
                } else {
                        text_append(text, " ");
                        column++;
                }
                text_append_n(text, s, n);
                column += n;
                s += n + (s[n] == ' ');
        }
        text_append(text, "\n");
}

/* "workers, 1 to 64, 2 unless set." */
static const char *nature(const Setting *row, Arena *arena) {
        _cleanup_text_ Text text = { 0 };
        switch (row->type) {
        case SETTING_TEXT:
                text_append(&text, "Text");
                break;
        case SETTING_CONNECTION:
                text_append(&text, "Connection string");
                break;
        case SETTING_PATH:
                text_append(&text, "Absolute path");
                break;
        case SETTING_WORD:
                for (size_t i = 0; row->words[i]; i++)
                        text_appendf(&text, "%s%s",
                                     i == 0              ? ""
                                     : row->words[i + 1] ? ", "
                                                         : " or ",
                                     row->words[i]);
                break;
        case SETTING_INTEGER:
                text_appendf(&text, "%lld to %lld", (long long)row->min, (long long)row->max);
                break;
        case SETTING_BOOLEAN:
                text_append(&text, "true or false");
                break;
        case SETTING_TEXTS:
                text_appendf(&text, "Array of at most %lld texts", (long long)row->max);
                break;
        case SETTING_BY_LANGUAGE:
                text_append(&text, "Text, once for each language, whose code ends the key");
                break;
        case SETTING_GROUP:
                text_append(&text, "Group");
                break;
        case SETTING_LIST:
                text_appendf(&text, "List of at most %lld groups", (long long)row->max);
                break;
        case _SETTING_TYPE_MAX:
                assert(false);
        }
        const char *standard = row->shown ? row->shown : row->standard;
        if (row->need == REQUIRED)
                text_append(&text, "; must be set");
        else if (standard)
                text_appendf(&text, "; default: %s", standard);
        text_append(&text, row->reloadable ? ". Taken up by a reload." : ". Taken up by a restart.");
        return arena_strdup(arena, text_str(&text));
}

/* --- the sample --- */

static void append_value(Text *text, const Setting *row) {
        if (row->sample)
                text_append(text, row->sample + (row->sample[0] == '#'));
        else if (row->type == SETTING_INTEGER || row->type == SETTING_BOOLEAN)
                text_append(text, row->standard);
        else
                text_appendf(text, "\"%s\"", row->shown ? row->shown : row->standard);
}

static void sample_row(Text *text, const Setting *row, const char *indent, Arena *arena) {
        append_wrapped(text, arena_printf(arena, "%s# ", indent), row->help);
        append_wrapped(text, arena_printf(arena, "%s# ", indent), nature(row, arena));
        bool set = row->sample && row->sample[0] != '#';
        text_appendf(text, "%s%s%s%s", indent, set ? "" : "#", last_word(row->path),
                     row->type == SETTING_BY_LANGUAGE ? "" : " = ");
        append_value(text, row);
        text_append(text, ";\n");
}

static void sample_rows(Text *text, const char *path, Arena *arena) {
        for (size_t i = 0; i < n_setting_table; i++)
                if (is_below(&setting_table[i], path))
                        sample_row(text, &setting_table[i], "        ", arena);
}

const char *setting_table_sample(Arena *arena) {
        _cleanup_text_ Text text = { 0 };
        text_append(&text, "# Settings of Muniment. Made from its table of settings: muniment check "
                           "--print-sample. See\n"
                           "# muniment.conf(5). What stands after a # alone is not set.\n");
        for (size_t i = 0; i < n_setting_table; i++) {
                const Setting *row = &setting_table[i];
                if (strchr(row->path, '.'))
                        continue;
                text_append(&text, "\n");
                if (row->type != SETTING_GROUP && row->type != SETTING_LIST) {
                        sample_row(&text, row, "", arena);
                        continue;
                }
                append_wrapped(&text, "# ", row->help);
                text_appendf(&text, "%s = %s\n", row->path, row->type == SETTING_LIST ? "( {" : "{");
                sample_rows(&text, row->path, arena);
                text_append(&text, row->type == SETTING_LIST ? "} );\n" : "};\n");
        }
        return arena_strdup(arena, text_str(&text));
}

/* --- the manual page --- */

/* A point or quote at the start of a line is a request to roff, and - is a hyphen unless escaped. */
static void append_roff(Text *text, const char *s) {
        if (*s == '.' || *s == '\'')
                text_append(text, "\\&");
        for (; *s; s++)
                if (*s == '\\')
                        text_append(text, "\\e");
                else if (*s == '-')
                        text_append(text, "\\-");
                else
                        text_append_n(text, s, 1);
}

static void manual_row(Text *text, const Setting *row, Arena *arena) {
        text_append(text, ".TP\n.B ");
        append_roff(text, row->path);
        text_append(text, row->type == SETTING_BY_LANGUAGE ? "LANGUAGE\n" : "\n");
        append_roff(text, row->help);
        text_append(text, "\n.br\n.I ");
        append_roff(text, nature(row, arena));
        text_append(text, "\n");
}

const char *setting_table_manual(Arena *arena) {
        _cleanup_text_ Text text = { 0 };
        text_append(
                &text,
                ".\\\" Made from the table of settings: muniment check --print-manual.\n"
                ".TH MUNIMENT.CONF 5 \"\" \"Muniment " MUNIMENT_VERSION "\" \"Muniment\"\n"
                ".SH NAME\nmuniment.conf \\- settings of the Muniment daemon and command line\n"
                ".SH SYNOPSIS\n.I /etc/muniment/muniment.conf\n"
                ".SH DESCRIPTION\n"
                "The file is in the form of libconfig: \\fIkey = value;\\fR, text in quotes, groups in { },\n"
                "lists in ( ), arrays in [ ], comments after #. A line that begins with @include "
                "\"name.conf\" takes\n"
                "in another file of the same folder. Unknown keys are errors:\n"
                ".B muniment check\nsays what is wrong, where, and how to mend it.\n"
                ".PP\n"
                "Secrets never stand in it: they come as systemd credentials.\n"
                ".SH SETTINGS\n");
        for (size_t i = 0; i < n_setting_table; i++)
                manual_row(&text, &setting_table[i], arena);
        text_append(&text, ".SH SEE ALSO\n.BR munimentd (8),\n.BR muniment (1)\n");
        return arena_strdup(arena, text_str(&text));
}
