/* Which values are found in which texts, and which are not: what verification sees. */
#include "check.h"
#include "register/scan.h"

#include <stdio.h>
#include <string.h>

static Scan *scan_of(void) {
        Scan *scan = scan_new();
        scan_add_identifier(scan, "943 476 5911", true);
        scan_add_identifier(scan, "QQ123456C", true);
        scan_add_identifier(scan, "0012345678", true);
        scan_add_identifier(scan, "7-B", true);
        scan_add_identifier(scan, "01632 960001", false);
        scan_add_key(scan, "12");
        scan_add_key_name(scan, "childid");
        CHECK(scan_add_name(scan, "Gwenllian O\xe2\x80\x99Hara"));
        CHECK(scan_add_name(scan, "Gwenllian Parry"));
        CHECK(scan_add_name(scan, "Bartholomew"));
        CHECK(!scan_add_name(scan, "Bo"));
        CHECK_INT(scan_n_short(scan), 1);
        return scan;
}

static const struct {
        ScanKind kind;
        const char *value;
        char found; /* y, m maybe, n */
} cases[] = {
        { SCAN_TEXT, "9434765911", 'y' },
        { SCAN_TEXT, "943.476.5911", 'y' },
        { SCAN_TEXT, "call 943-476-5911 now", 'y' },
        { SCAN_TEXT, "ward 12 943-476-5911", 'y' },
        { SCAN_TEXT, "12943 476 5911", 'y' },
        { SCAN_TEXT, "9 4 3 4 7 6 5 9 1 1", 'y' },
        { SCAN_TEXT, "NHS9434765911x", 'y' },
        { SCAN_TEXT, "so 943, 476, 5911", 'n' },
        { SCAN_TEXT, "943 476 5912", 'n' },
        { SCAN_TEXT, "19434765911", 'n' },
        { SCAN_TEXT, "his number, qq 12 34 56 c, is", 'y' },
        { SCAN_TEXT, "QQ123456D", 'n' },
        { SCAN_NUMBER, "12345678", 'y' },
        { SCAN_NUMBER, "9434765911.50", 'y' },
        { SCAN_NUMBER, "1234567", 'n' },
        { SCAN_TEXT, "7-B", 'y' },
        { SCAN_TEXT, "room 7-B", 'n' },
        { SCAN_WITHIN, "{\"a\": [\"7-B\"]}", 'y' },
        { SCAN_WITHIN, "{7-B,8}", 'y' },
        { SCAN_TEXT, "01632960001", 'm' },
        { SCAN_TEXT, "Dear GWENLLIAN O'HARA", 'm' },
        { SCAN_TEXT, "parry, gwenllian", 'm' },
        { SCAN_TEXT, "Gwenllian Evans", 'n' },
        { SCAN_TEXT, "bartholomew", 'm' },
        { SCAN_KEY, "12", 'y' },
        { SCAN_KEY, "12   ", 'y' },
        { SCAN_KEY, "123", 'n' },
        { SCAN_TEXT, "12", 'n' },
        { SCAN_KEYS, "{1,12}", 'y' },
        { SCAN_KEYS, "{1,2}", 'n' },
        { SCAN_WITHIN, "{\"child_id\": 12}", 'y' },
        { SCAN_WITHIN, "{\"Child-ID\": \"12\"}", 'y' },
        { SCAN_WITHIN, "{\"child_id\": 1, \"visit\": 12}", 'n' },
        { SCAN_WITHIN, "{\"visit_id\": 12}", 'n' },
        { SCAN_WITHIN, "\"childid\"=>\"12\"", 'y' },
        { SCAN_WITHIN, "{\"a\": \"9434765\\u00391", 'n' },
        { SCAN_WITHIN, "{\"a\": \"94347659\\u00311\"}", 'y' },
        { SCAN_WITHIN, "{\"a\": \"943\\n476\\n5911\"}", 'y' },
        { SCAN_WITHIN, "\"\\", 'n' },
        { SCAN_WITHIN, "\"\\u00", 'n' },
        { SCAN_BYTES, "\\x6e6f2e2039343334373635393131", 'y' },
        { SCAN_BYTES, "\\x", 'n' },
        { SCAN_BYTES, "", 'n' },
        { SCAN_TEXT, "", 'n' },
        { SCAN_TEXT, "\xff\xfe 9434765911", 'y' },
        { SCAN_TEXT, "\xe2\x80", 'n' },
};

static void each_value(void) {
        _cleanup_(scan_freep) Scan *scan = scan_of();
        for (size_t i = 0; i < ELEMENTS(cases); i++) {
                check_group("%s", cases[i].value);
                scan_row(scan);
                scan_value(scan, cases[i].kind, cases[i].value, strlen(cases[i].value));
                bool maybe = scan_found_maybe(scan);
                char found = scan_found(scan) ? 'y' : maybe ? 'm' : 'n';
                CHECK_INT(found, cases[i].found);
        }
}

static void words_of_a_name_may_stand_apart(void) {
        _cleanup_(scan_freep) Scan *scan = scan_of();
        check_group("two values of one row");
        scan_row(scan);
        scan_value(scan, SCAN_TEXT, "Gwenllian", 9);
        scan_value(scan, SCAN_TEXT, "Parry", 5);
        CHECK(scan_found_maybe(scan));
        scan_row(scan);
        scan_value(scan, SCAN_TEXT, "Parry", 5);
        CHECK(!scan_found_maybe(scan));
}

static void many_are_told_apart(void) {
        _cleanup_(scan_freep) Scan *scan = scan_new();
        char value[32];
        size_t wrong = 0;
        check_group("many");
        for (int i = 0; i < 50000; i++) {
                snprintf(value, sizeof value, "%010d", i * 2);
                scan_add_identifier(scan, value, true);
        }
        for (int i = 0; i < 100000; i++) {
                snprintf(value, sizeof value, "%010d", i);
                scan_row(scan);
                scan_value(scan, SCAN_TEXT, value, 10);
                wrong += scan_found(scan) != (i % 2 == 0);
        }
        CHECK_INT(wrong, 0);
}

int main(void) {
        each_value();
        words_of_a_name_may_stand_apart();
        many_are_told_apart();
        return check_done();
}
