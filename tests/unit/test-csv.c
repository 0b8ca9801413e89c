/* Sheets that people fill in: written so that nothing in them is calculated, read as spreadsheets write them.
 */
#include "base/text.h"
#include "check.h"
#include "view/csv.h"

static const char *const heads[] = { "id", "decision" };

static void written(const char *name, const char *const *cells, size_t n, const char *want) {
        _cleanup_text_ Text out = { 0 };
        check_group("written: %s", name);
        csv_write(&out, cells, n);
        CHECK_STR(text_str(&out), want);
}

static void read_back(const char *name, const char *text, size_t want_n, const char *id,
                      const char *decision) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        CsvRow *rows;
        size_t n = 0;
        check_group("read: %s", name);
        CHECK_STR(csv_read(text, heads, ELEMENTS(heads), arena, &rows, &n), NULL);
        CHECK_INT(n, want_n);
        if (n != want_n || n == 0)
                return;
        CHECK_STR(rows[n - 1].cells[0], id);
        CHECK_STR(rows[n - 1].cells[1], decision);
}

static void refused(const char *name, const char *text, const char *want) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        CsvRow *rows;
        size_t n;
        check_group("refused: %s", name);
        CHECK_STR(csv_read(text, heads, ELEMENTS(heads), arena, &rows, &n), want);
}

int main(void) {
        written("plain", (const char *const[]){ "1", NULL, "keep" }, 3, "1,,keep\r\n");
        written("commas and quotes", (const char *const[]){ "a,b", "say \"no\"" }, 2,
                "\"a,b\",\"say \"\"no\"\"\"\r\n");
        written("a formula", (const char *const[]){ "=1+1", "+44", "-1", "@x" }, 4,
                "\"'=1+1\",\"'+44\",\"'-1\",\"'@x\"\r\n");
        read_back("as written", "id,decision\r\n1,keep\r\n2,\"corr\"\"ect\"\r\n", 2, "2", "corr\"ect");
        read_back("columns moved, more of them", "x,decision,y,id\n,keep,,7\n", 1, "7", "keep");
        read_back("semicolons and a mark of UTF-8", "\xef\xbb\xbfid;decision\r\n7;keep\r\n", 1, "7", "keep");
        read_back("tabs", "id\tdecision\n7\tkeep\n", 1, "7", "keep");
        read_back("no newline at the end", "id,decision\n7,keep", 1, "7", "keep");
        read_back("empty rows", "id,decision\n\n,\n7,keep\n,,\n", 1, "7", "keep");
        read_back("a row cut short", "id,decision\n7\n", 1, "7", "");
        read_back("blanks about a cell", "id,decision\n 7 , keep \n", 1, "7", "keep");
        read_back("a line break in a cell", "id,decision,note\n6,keep,\"two\nlines\"\n7,keep,\n", 2, "7",
                  "keep");
        read_back("an apostrophe that guards", "id,decision\n\"'-7\",keep\n", 1, "-7", "keep");
        read_back("old line ends", "id,decision\r5,\r6,keep\r7,keep\r", 3, "7", "keep");
        read_back("nothing", "id,decision\n", 0, "", "");
        refused("no such column", "id,what\n7,keep\n",
                "The first line names no column \"decision\": keep the line of headings as it was.");
        refused("an open quote", "id,decision\n6,keep\n7,\"keep\n", "Line 3: a quote is not closed.");
        return check_done();
}
