/* Whether an answer will do, while whoever gave it is still there. */
#include "base/text.h"
#include "cli/identity.h"
#include "install/init.h"
#include "model/nation.h"
#include "pg/conninfo.h"
#include "register/catalog.h"
#include "settings/data-map.h"
#include "settings/law-pack.h"

#include <string.h>

const char *init_judge_database(Init *init, const char *answer) {
        if (!answer || !pg_conninfo_value(answer, "dbname", init->arena))
                return "Say it as a connection string that names the database, such as dbname=muniment.";
        return pg_answers(answer) ? NULL : "No PostgreSQL answers there.";
}

const char *init_judge_jurisdiction(Init *init, const char *answer) {
        Jurisdiction jurisdiction;
        (void)init;
        return answer && jurisdiction_from_string(answer, &jurisdiction)
                       ? NULL
                       : "It is one of england-wales, scotland and northern-ireland.";
}

const char *init_judge_folder(Init *init, const char *answer) {
        (void)init;
        return answer && answer[0] == '/' ? NULL : "Say the whole path of a folder; it begins with a slash.";
}

const char *init_judge_register(Init *init, const char *answer) {
        const char *equals = answer ? strchr(answer, '=') : NULL;
        if (!equals)
                return NULL;
        if (!pg_conninfo_value(equals + 1, "dbname", init->arena))
                return "Behind the name and = stands a connection string that names its database: "
                       "s12=dbname=children.";
        return pg_answers(equals + 1) ? NULL : "No PostgreSQL answers there.";
}

const char *init_judge_needed(Init *init, const char *answer) {
        return answer || init->answers.n_registers == 0 ? NULL
                                                        : "A letter must say this; it cannot be left out.";
}

const char *init_policy_path(const Init *init, const char *file) {
        return file[0] == '/' ? file : arena_printf(init->arena, MUNIMENT_DATA_DIR "/%s", file);
}

static const char *first_error(const Init *init, const Problems *problems) {
        for (size_t i = 0; i < problems->n; i++)
                if (problems->items[i].severity == SEVERITY_ERROR)
                        return arena_printf(init->arena, "%s: %s %s", problems->items[i].file,
                                            problems->items[i].problem, problems->items[i].mend);
        return "It cannot be read.";
}

static const char *judge_load_map(Init *init, const char *file, DataMap **ret) {
        Problems problems = PROBLEMS(init->arena);
        int r = data_map_load(init_policy_path(init, file), init->languages, init->arena, &problems, ret);
        return r ? first_error(init, &problems) : NULL;
}

const char *init_register_conninfo(const Init *init, const AnswerRegister *reg) {
        return reg->connection ? reg->connection : init->answers.database;
}

static bool subject_is_there(Init *init, const AnswerRegister *reg, const DataMap *map) {
        _cleanup_(pg_closep) Pg *pg = NULL;
        Catalog catalog;
        const char *base = init_register_conninfo(init, reg);
        if (!base)
                return true;
        bool peer = owner_is_peer(&init->owner, base);
        const PgOptions options = { .conninfo = owner_conninfo(&init->owner, base, NULL, peer),
                                    .application_name = "muniment init" };
        int r = pg_open(&options, &pg);
        if (peer)
                identity_back();
        if (r == 0)
                r = catalog_load(pg, init->arena, map, &catalog);
        return r || catalog_table(&catalog, map->entities[0].schema, map->entities[0].table);
}

bool init_map_fits(Init *init, const char *file, const AnswerRegister **ret_not) {
        DataMap *map;
        if (judge_load_map(init, file, &map))
                return true; /* said when it is read in earnest */
        for (size_t i = 0; i < init->answers.n_registers; i++)
                if (!subject_is_there(init, &init->answers.registers[i], map)) {
                        *ret_not = &init->answers.registers[i];
                        return false;
                }
        return true;
}

const char *init_judge_map(Init *init, const char *answer) {
        const AnswerRegister *not_in = NULL;
        DataMap *map;
        const char *wrong =
                answer ? judge_load_map(init, answer, &map) : "Every register has a map; name its file.";
        if (wrong || init_map_fits(init, answer, &not_in))
                return wrong;
        return arena_printf(init->arena,
                            "It is not the map of %s: what it keeps its subjects in is not there.",
                            not_in->name);
}

const char *init_judge_pack(Init *init, const char *answer) {
        Problems problems = PROBLEMS(init->arena);
        const MapSet maps = {
                .languages = init->languages
        }; /* what it says of maps is judged with the settings */
        LawPack *pack;
        if (!answer)
                return "Nothing is governed without rules; name the file of a law pack.";
        return law_pack_load(init_policy_path(init, answer), &maps, NULL, 0, init->arena, &problems, &pack)
                       ? first_error(init, &problems)
                       : NULL;
}
