/* How the command line answers: one sentence and a status, one JSON object, or a table. */
#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "cli/command.h"
#include "register/register.h"
#include "store/state.h"
#include "store/store.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static int say(int status, const char *format, va_list ap) __attribute__((format(printf, 2, 0)));
static int say(int status, const char *format, va_list ap) {
        fputs("muniment: ", stderr);
        vfprintf(stderr, format, ap);
        fputc('\n', stderr);
        return status;
}

int cli_refuse(const char *format, ...) {
        va_list ap;
        va_start(ap, format);
        int status = say(CLI_NO, format, ap);
        va_end(ap);
        return status;
}

int cli_wrong_usage(const char *format, ...) {
        va_list ap;
        va_start(ap, format);
        int status = say(CLI_USAGE, format, ap);
        va_end(ap);
        return status;
}

int cli_unreachable(const char *format, ...) {
        va_list ap;
        va_start(ap, format);
        int status = say(CLI_UNREACHABLE, format, ap);
        va_end(ap);
        return status;
}

int cli_settle(int r) {
        switch (r) {
        case 0:
                return CLI_DONE;
        case PG_E_LOST:
                return cli_unreachable("The database cannot be reached; see that PostgreSQL runs and that "
                                       "the settings name it rightly.");
        case PG_E_RETRY:
                return cli_unreachable("The database is busy with the same rows; try again shortly.");
        case PG_E_CONFLICT:
                return cli_refuse(
                        "The database refused this as contradicting what it holds; nothing was changed.");
        case PG_E_POOLED:
                return cli_refuse("A pooler stands before the database and gives each transaction another "
                                  "session; set its pool_mode to session, or connect to PostgreSQL itself.");
        case PG_E_DENIED:
                return cli_refuse("The database does not allow this to your role; ask the operator for it.");
        case STORE_E_NOT_MIGRATED:
                return cli_refuse("The database has no schema of this version yet; run muniment migrate.");
        case STORE_E_TOO_NEW:
                return cli_refuse("The database is newer than this program; upgrade the program.");
        case REGISTER_E_CLOSED:
                return cli_refuse(
                        "The register is closed: it or the governance database went back in time, as "
                        "after a restore. \"muniment retention replay REGISTER\" cleans and opens it.");
        case STATE_E_FILE:
                return cli_refuse(
                        "The state folder (state_dir) cannot be read or written, or a file in it is "
                        "damaged: run this as the daemon's user, and look at the folder.");
        default:
                fprintf(stderr, "muniment: A fault of the program (%s at %s); nothing more was done.\n",
                        r < 0 ? log_fault_text(r) : "unsettled condition", log_where());
                return CLI_FAULT;
        }
}

/* Only the first is told: to list them all is what muniment check is for. */
int cli_refuse_problems(const Problems *problems, const char *what) {
        const Problem *p = problems->items;
        while (p->severity != SEVERITY_ERROR)
                p++;
        fprintf(stderr, "muniment: %s", p->file);
        if (p->line > 0)
                fprintf(stderr, ":%d", p->line);
        fprintf(stderr, ": %s%s%s%s%s", p->path, *p->path ? ": " : "", p->problem, *p->mend ? " " : "",
                p->mend);
        if (problems->errors > 1)
                fprintf(stderr, " %s have %zu errors; muniment check lists them.", what, problems->errors);
        fputc('\n', stderr);
        return CLI_NO;
}

int cli_print_json(json_t *object) {
        int r = object ? json_dumpf(object, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(6)) : -1;
        json_decref(object);
        if (r < 0 || putchar('\n') == EOF || fflush(stdout) != 0) {
                fputs("muniment: The answer could not be written.\n", stderr);
                return CLI_FAULT;
        }
        return CLI_DONE;
}

json_t *cli_json_date(Date date) {
        return date == DATE_NONE ? json_null() : json_string(DATE_TEXT(date));
}

static int text_width(const char *s) {
        int n = 0;
        for (; *s; s++)
                n += (*s & 0xc0) != 0x80;
        return n;
}

static void print_row(const char *const *cells, const int *widths, size_t n) {
        for (size_t c = 0; c < n; c++) {
                const char *cell = cells[c] ? cells[c] : "-";
                if (c + 1 == n)
                        puts(cell);
                else
                        printf("%s%*s", cell, widths[c] - text_width(cell) + 2, "");
        }
}

void cli_print_table(const char *const *heads, size_t n_columns, const char *const *cells, size_t n_rows) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        int *widths = arena_array(arena, n_columns, sizeof *widths);
        for (size_t c = 0; c < n_columns; c++) {
                widths[c] = text_width(heads[c]);
                for (size_t i = 0; i < n_rows; i++) {
                        const char *cell = cells[i * n_columns + c];
                        int width = text_width(cell ? cell : "-");
                        widths[c] = width > widths[c] ? width : widths[c];
                }
        }
        print_row(heads, widths, n_columns);
        for (size_t i = 0; i < n_rows; i++)
                print_row(cells + i * n_columns, widths, n_columns);
}
