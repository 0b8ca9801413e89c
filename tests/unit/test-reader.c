/* settings/reader.h: every way a file can be wrong is one clear problem, in the right place. */
#include "check.h"
#include "settings/reader.h"

#include "base/text.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char dir[] = "/tmp/muniment-reader-XXXXXX";

static char *in_dir(Arena *arena, const char *name) {
        return arena_printf(arena, "%s/%s", dir, name);
}

static char *file_with(Arena *arena, const char *name, const char *bytes, size_t n) {
        char *path = in_dir(arena, name);
        FILE *f = fopen(path, "we");
        CHECK(f && fwrite(bytes, 1, n, f) == n && fclose(f) == 0);
        return path;
}

/* The shape all cases below are read with. */
static void walk(Reader *reader) {
        static const char *const colours[] = { "red", "green", "blue" };
        Node root = reader_root(reader);
        node_text(root, "name", REQUIRED);
        node_integer(root, "workers", OPTIONAL, 1, 64, 2);
        node_number(root, "rate", OPTIONAL, 0.1, 100, 5);
        node_bool(root, "live", OPTIONAL, false);
        node_date(root, "from", OPTIONAL);
        node_word(root, "colour", OPTIONAL, colours, ELEMENTS(colours), 0);
        size_t n;
        node_texts(root, "lines", OPTIONAL, &n);
        Node group = node_group(root, "group", OPTIONAL);
        node_text(group, "inner", REQUIRED);
        node_close(group);
        Node list = node_list(root, "list", OPTIONAL);
        for (size_t i = 0; i < node_count(list); i++) {
                Node item = node_item(list, i);
                node_text(item, "id", REQUIRED);
                node_close(item);
        }
        Node days = node_array(root, "days", OPTIONAL);
        for (size_t i = 0; i < node_count(days); i++)
                node_item_date(days, i);
        node_close(root);
}

#define OK "name = \"a\";\n"

static void each_mistake_has_its_place(void) {
        static const struct {
                const char *text;
                int line; /* -1: no problem */
                const char *path, *phrase;
        } cases[] = {
                { OK "workers = 3; rate = 5; live = true; from = \"2026-02-28\"; colour = \"blue\";", -1, "",
                  "" },
                { OK
                  "rate = 0.5; lines = (\"a\", \"b\"); group = { inner = \"x\"; }; list = ({ id = \"y\"; });",
                  -1, "", "" },
                { OK "/* { { */ # {\n// \"\n", -1, "", "" },
                { "workers = 1;", 0, "name", "\"name\" is missing" },
                { "name = 3;", 1, "name", "must be text in quotes, not a whole number" },
                { "name = \"\";", 1, "name", "is empty" },
                { "name = \"a\\x01b\";", 1, "name", "control character" },
                { "name = \"\\xc3\";", 1, "name", "not UTF-8" },
                { OK "wrokers = 3;", 2, "wrokers", "not known here" },
                { OK "workers = 0;", 2, "workers", "must be 1 to 64, not 0" },
                { OK "workers = 3000000000L;", 2, "workers", "not 3000000000" },
                { OK "workers = 99999999999999999999;", 2, "", "larger than any" },
                { OK "workers = 4294967298;", 2, "", "larger than any" }, /* libconfig: two */
                { OK "workers = 1.5;", 2, "workers", "must be a whole number, not a number with a fraction" },
                { OK "\nworkers = \"2\";", 3, "workers", "not text in quotes" },
                { OK "rate = 1e99;", 2, "rate", "must be 0.1 to 100" },
                { OK "live = 1;", 2, "live", "must be true or false" },
                { OK "from = \"2026-02-29\";", 2, "from", "is not a date" },
                { OK "from = 2026;", 2, "from", "must be text in quotes" },
                { OK "colour = \"pink\";", 2, "colour", "\"pink\" is not a word known for \"colour\"" },
                { OK "lines = \"a\";", 2, "lines", "must be an array [ ]" },
                { OK "lines = (\"a\", 2);", 2, "lines.[1]", "must be text in quotes, not a whole number" },
                { OK "lines = [\"a\", 2];", 2, "", "not all of one kind" },
                { OK "group = 1;", 2, "group", "must be a group { }" },
                { OK "group = { };", 2, "group.inner", "is missing" },
                { OK "group = { inner = \"x\";\nother = 1; };", 3, "group.other", "not known here" },
                { OK "list = { };", 2, "list", "must be a list ( )" },
                { OK "list = (\n{ id = \"x\"; },\n3);", 4, "list.[1]", "must be a group { }" },
                { OK "list = (\n{ id = \"x\"; },\n{ id = 3; });", 4, "list.[1].id", "must be text" },
                { OK "days = [\"2026-01-01\",\n\"2026-13-01\"];", 3, "days.[1]", "is not a date" },
                { OK "name = \"b\";", 2, "", "stands twice" },
                { OK "workers = ;", 2, "", "syntax error" },
                { OK "group = {", 2, "", "syntax error" },
                { OK "\n\nname2 = \"open\n\n\n", 4, "", "not closed on it" },
                { OK "\n/* open\n\n", 3, "", "never closed" },
                { OK "@include 3\n", 2, "", "syntax error" },
                { OK "@include \"/etc/passwd\"\n", 2, "", "names no file that may be included" },
                { OK "@include \"absent.conf\"\n", 2, "", "cannot be opened" },
                { OK "@include \".\"\n", 2, "", "is a folder" },
                { OK "\n  @include \"case.conf\"\n", 3, "", "includes itself" },
                { OK "x = \"\xff\";", 2, "", "not UTF-8" },
        };
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                _cleanup_(arena_freep) Arena *arena = arena_new();
                Problems problems = PROBLEMS(arena);
                check_group("%s", cases[i].text);
                char *path = file_with(arena, "case.conf", cases[i].text, strlen(cases[i].text));
                _cleanup_(reader_freep) Reader *reader = reader_open(path, arena, &problems);
                if (reader)
                        walk(reader);
                CHECK_INT(problems.errors, cases[i].line < 0 ? 0 : 1);
                if (cases[i].line < 0 || problems.n != 1)
                        continue;
                const Problem *p = &problems.items[0];
                CHECK_INT(p->line, cases[i].line);
                CHECK_STR(p->path, cases[i].path);
                CHECK_STR(p->file, path);
                if (!CHECK(strstr(p->problem, cases[i].phrase)))
                        printf("     %s\n", p->problem);
                CHECK(p->mend[0]);
        }
}

static void a_near_word_is_offered(void) {
        check_group("near");
        _cleanup_(arena_freep) Arena *arena = arena_new();
        Problems problems = PROBLEMS(arena);
        const char text[] = OK "wrokers = 2; zzzzzzzz = 3;";
        _cleanup_(reader_freep) Reader *reader =
                reader_open(file_with(arena, "near.conf", text, sizeof text - 1), arena, &problems);
        walk(reader);
        CHECK_INT(problems.n, 2);
        CHECK_STR(problems.items[0].mend, "Did you mean \"workers\"?");
        CHECK(str_starts(problems.items[1].mend, "Take it out; these are known here: name, workers, rate"));
}

static void one_problem(const char *what, Arena *arena, const char *path, const char *phrase) {
        check_group("%s", what);
        Problems problems = PROBLEMS(arena);
        CHECK(!reader_open(path, arena, &problems));
        if (!CHECK_INT(problems.n, 1))
                return;
        if (!CHECK(strstr(problems.items[0].problem, phrase)))
                printf("     %s\n", problems.items[0].problem);
}

static void what_is_no_settings_file(void) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        one_problem("absent", arena, in_dir(arena, "absent"), "cannot be opened");
        one_problem("folder", arena, dir, "is a folder");
        one_problem("device", arena, "/dev/zero", "not a plain file");
        char *fifo = in_dir(arena, "fifo");
        CHECK(mkfifo(fifo, 0600) == 0);
        one_problem("fifo", arena, fifo, "not a plain file");
        one_problem("binary", arena, file_with(arena, "binary", "name\0\1", 6), "binary, not text");

        size_t n = READER_SIZE_LIMIT + 1;
        char *large = arena_alloc(arena, n);
        memset(large, '\n', n);
        one_problem("large", arena, file_with(arena, "large", large, n), "too large");
        memset(large, '(', n);
        memcpy(large, "a = ", 4);
        Text many = { 0 };
        for (int i = 0; i <= READER_KEYS_LIMIT; i++)
                text_appendf(&many, "a%d = 1;\n", i);
        one_problem("wide", arena, file_with(arena, "wide", text_str(&many), many.n),
                    "keys stand in one group");
        text_done(&many);
        char *open_to_all = file_with(arena, "open", OK, strlen(OK));
        CHECK(chmod(open_to_all, 0666) == 0);
        one_problem("open to all", arena, open_to_all, "can be changed by everybody");
        one_problem("deep", arena, file_with(arena, "deep", large, 100000), "stand in one another");
}

static void includes_go_round_and_deep(void) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        const char a[] = "@include \"b.conf\"\n", b[] = "\n@include \"a.conf\"\n";
        char *path = file_with(arena, "a.conf", a, sizeof a - 1);
        file_with(arena, "b.conf", b, sizeof b - 1);
        one_problem("circle", arena, path, "includes itself");

        for (int i = 0; i < READER_INCLUDE_LIMIT + 1; i++) {
                char *text = arena_printf(arena, "@include \"deep%d.conf\"\n", i + 1);
                file_with(arena, arena_printf(arena, "deep%d.conf", i), text, strlen(text));
        }
        one_problem("chain", arena, in_dir(arena, "deep0.conf"), "too deeply");

        check_group("include");
        const char outer[] = OK "@include \"inner.conf\"\nworkers = 0;\n", inner[] = "\nlive = 3;\n";
        file_with(arena, "inner.conf", inner, sizeof inner - 1);
        Problems problems = PROBLEMS(arena);
        _cleanup_(reader_freep) Reader *reader =
                reader_open(file_with(arena, "outer.conf", outer, sizeof outer - 1), arena, &problems);
        if (!CHECK(reader))
                return;
        walk(reader);
        CHECK_INT(problems.n, 2);
        CHECK_STR(problems.items[0].file, in_dir(arena, "outer.conf"));
        CHECK_INT(problems.items[0].line, 3);
        CHECK_STR(problems.items[1].file, in_dir(arena, "inner.conf"));
        CHECK_INT(problems.items[1].line, 2);
}

int main(void) {
        CHECK(mkdtemp(dir));
        each_mistake_has_its_place();
        a_near_word_is_offered();
        what_is_no_settings_file();
        includes_go_round_and_deep();
        _cleanup_(arena_freep) Arena *arena = arena_new();
        static const char *const made[] = { "case.conf",  "near.conf",  "fifo",       "binary",
                                            "large",      "deep",       "a.conf",     "b.conf",
                                            "inner.conf", "outer.conf", "deep0.conf", "deep1.conf",
                                            "deep2.conf", "deep3.conf", "deep4.conf", "deep5.conf",
                                            "deep6.conf", "deep7.conf", "deep8.conf", "wide",
                                            "open" };
        for (size_t i = 0; i < ELEMENTS(made); i++)
                unlink(in_dir(arena, made[i]));
        CHECK(rmdir(dir) == 0);
        return check_done();
}
