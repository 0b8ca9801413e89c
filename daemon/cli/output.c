/* How the command line answers: one sentence and a status, one JSON object, or a table. */
#include "base/conditions.h"
#include "base/error.h"
#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "cli/args.h"
#include "cli/identity.h"
#include "seal/letterbox.h"
#include "store/json.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static int output_say(int status, const char *format, va_list ap) __attribute__((format(printf, 2, 0)));
static int output_say(int status, const char *format, va_list ap) {
        fputs("muniment: ", stderr);
        vfprintf(stderr, format, ap);
        fputc('\n', stderr);
        return status;
}

int cli_refuse(const char *format, ...) {
        va_list ap;
        va_start(ap, format);
        int status = output_say(CLI_NO, format, ap);
        va_end(ap);
        return status;
}

int cli_wrong_usage(const char *format, ...) {
        va_list ap;
        va_start(ap, format);
        int status = output_say(CLI_USAGE, format, ap);
        va_end(ap);
        return status;
}

int cli_unreachable(const char *format, ...) {
        va_list ap;
        va_start(ap, format);
        int status = output_say(CLI_UNREACHABLE, format, ap);
        va_end(ap);
        return status;
}

/* What may be there again in a moment, so that a script knows to come back. */
static int output_status_of(int r) {
        switch (r) {
        case PG_E_LOST:
        case PG_E_READ_ONLY:
        case PG_E_RETRY:
        case ACCURACY_E_UNAVAILABLE:
        case HOLD_E_UNCONFIRMED:
                return CLI_UNREACHABLE;
        default:
                return CLI_NO;
        }
}

int cli_settle_about(int r, const char *noun, const char *name) {
        _cleanup_text_ Text sentence = { 0 };
        if (r == 0)
                return CLI_DONE;
        if (r < 0 || condition_disposition(r) == DISPOSITION_INNER) {
                fprintf(stderr, "muniment: A fault of the program (%s at %s); nothing more was done.\n",
                        r < 0 ? log_fault_text(r) : condition_code(r), log_where());
                return CLI_FAULT;
        }
        condition_say(r, noun, name, &sentence);
        fprintf(stderr, "muniment: %s\n", text_str(&sentence));
        return output_status_of(r);
}

int cli_settle(int r) {
        return cli_settle_about(r, NULL, NULL);
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

int cli_hand_out(const CliArgs *args, const char *path, const void *data, size_t n, const char *what) {
        if (args->served) {
                json_add(args->served->files,
                         json_pack("{s:s, s:s}", "path", path, "bytes", base64_write(data, n, args->arena)));
                return CLI_DONE;
        }
        identity_back(); /* the file is for whoever called */
        FILE *file = fopen(path, "wxe");
        if (!file)
                return cli_refuse("%s cannot be made: it exists already, or the folder is not writable.",
                                  path);
        bool ok = fwrite(data, 1, n, file) == n;
        ok = fclose(file) == 0 && ok;
        return ok ? CLI_DONE : cli_refuse("%s could not be written whole to %s.", what, path);
}

/* Less than an answer may be long (cli/serve.c), so that what is handed over is not lost with it. */
#define FILES_MOST ((size_t)48 * 1024 * 1024)

static bool files_have_room(const json_t *files, size_t n) {
        size_t carried = 0, i;
        json_t *file;
        json_array_foreach (files, i, file)
                carried += json_string_length(json_object_get(file, "bytes"));
        return carried + n / 3 * 4 <= FILES_MOST;
}

int cli_hand_over(const CliArgs *args, const char *name, const void *data, size_t n) {
        const char *folder = cli_value(args, "out") ? cli_value(args, "out") : ".";
        const char *path = arena_printf(args->arena, "%s/%s", folder, name);
        if (args->served) {
                if (!files_have_room(args->served->files, n))
                        return err_origin(-EFBIG);
                json_add(args->served->files, json_pack("{s:s, s:s, s:b}", "path", path, "bytes",
                                                        base64_write(data, n, args->arena), "replace", true));
                return 0;
        }
        return file_write_whole(path, data, n);
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
