#pragma once
/* The one table of settings: parser, muniment check, the sample file and the man page all come from it. To
 * add a setting: a member in settings/settings.h, a row in setting-table.c, then
 * tools/settings-docs.sh for sample and page. */

#include "settings/reader.h"
#include "settings/settings.h"

typedef enum SettingType {
        SETTING_TEXT,
        SETTING_CONNECTION, /* libpq conninfo, which may hold no password */
        SETTING_PATH,       /* absolute */
        SETTING_WORD,       /* one of words; held as its place among them, the enum */
        SETTING_INTEGER,
        SETTING_BOOLEAN,
        SETTING_TEXTS,       /* an array of texts */
        SETTING_BY_LANGUAGE, /* a text for each language, its code after the path; never in a list */
        SETTING_GROUP,       /* { }: rows below it have its path and a point before theirs */
        SETTING_LIST,        /* ( ) of groups: rows below have ".[]." between */
        _SETTING_TYPE_MAX,
} SettingType;

typedef struct Setting {
        const char *path; /* "authority.phone", "registers.[].map" */
        SettingType type;
        Need need;
        bool reloadable;          /* taken up by a reload; else by the next start */
        size_t offset;            /* in SettingsDraft, or in the element of its list */
        size_t offset_n;          /* TEXTS, LIST: where the number of them goes */
        size_t element_size;      /* LIST */
        const char *standard;     /* the default as plain text; NULL: none */
        const char *shown;        /* said instead of the default, when that depends on the build */
        int64_t min, max;         /* INTEGER: limits; TEXTS: max is the most there may be */
        const char *const *words; /* WORD: ends with NULL */
        const char *sample;       /* what the sample file sets, after a # commented out; NULL: the default,
                                     commented out; BY_LANGUAGE: from its code on */
        const char *help;         /* whole sentences */
} Setting;

extern const Setting setting_table[];
extern const size_t n_setting_table;

/* One use of a source. */
typedef struct SourceUse {
        const char *file, *register_name, *base_url, *connection; /* but for the first they may be NULL */
} SourceUse;

/* What the file says, before the policies it names are read. */
typedef struct SettingsDraft {
        Settings settings;
        const char **map_files, **pack_files, **channels;
        size_t n_map_files, n_pack_files, n_channels;
        SourceUse *sources;
        size_t n_sources;
} SettingsDraft;

/* Fills base from the rows whose path is prefix and one word more: "" for the file, "authority." and so on.
 */
void setting_table_read(Node group, const char *prefix, void *base, Arena *arena);

/* The sample file, and the SETTINGS section of muniment.conf(5) in roff; in the arena. */
const char *setting_table_sample(Arena *arena);
const char *setting_table_manual(Arena *arena);
