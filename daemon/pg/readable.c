#include "pg/readable.h"

#include "base/text.h"

#include <stdlib.h>

/* How many bytes of s are one letter in UTF-8; 0: none. */
static size_t letter(const char *s) {
        for (size_t n = 1; n <= 4 && s[n - 1]; n++)
                if (str_is_utf8(s, n))
                        return n;
        return 0;
}

static void append_code_point(Text *out, unsigned code) {
        char bytes[4] = { 0 };
        if (code < 0x800) {
                bytes[0] = (char)(0xC0 | code >> 6);
                bytes[1] = (char)(0x80 | (code & 0x3F));
        } else {
                bytes[0] = (char)(0xE0 | code >> 12);
                bytes[1] = (char)(0x80 | (code >> 6 & 0x3F));
                bytes[2] = (char)(0x80 | (code & 0x3F));
        }
        text_append(out, bytes);
}

/* Windows-1252 is Latin-1 but here. 0: it has no such letter. */
static unsigned of_windows(unsigned char byte) {
        static const unsigned short odd[32] = {
                0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
                0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
                0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178,
        };
        unsigned code = byte >= 0x80 && byte < 0xA0 ? odd[byte - 0x80] : byte;
        return code ? code : 0xFFFD;
}

static void make_text(const char *value, Text *out) {
        while (*value) {
                size_t n = letter(value);
                if (n)
                        text_append_n(out, value, n);
                else
                        append_code_point(out, of_windows((unsigned char)*value));
                value += n ? n : 1;
        }
}

static bool is_unknown(const PGconn *conn) {
        return str_eq(PQparameterStatus(conn, "server_encoding"), "SQL_ASCII");
}

bool readable_take_all(PGconn *conn) {
        return !is_unknown(conn) || PQsetClientEncoding(conn, "SQL_ASCII") == 0;
}

void readable_make(const PGconn *conn, PGresult *result) {
        if (!is_unknown(conn))
                return;
        for (int row = 0; row < PQntuples(result); row++)
                for (int column = 0; column < PQnfields(result); column++) {
                        char *value = PQgetvalue(result, row, column);
                        _cleanup_text_ Text text = { 0 };
                        if (str_is_utf8(value, (size_t)PQgetlength(result, row, column)))
                                continue;
                        make_text(value, &text);
                        if (!PQsetvalue(result, row, column, text.s, (int)text.n))
                                abort(); /* out of memory */
                }
}
