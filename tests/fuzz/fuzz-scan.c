/* Any bytes in a row: a kind (the first byte) and a value. What is looked for is found in it when it stands
 * there as a line of its own. */
#include "register/scan.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        static const char mark[] = "\n9434765911\n";
        _cleanup_(scan_freep) Scan *scan = scan_new();
        if (size < 1 || size > 100000)
                return 0;
        char *value = calloc(1, size + sizeof mark);
        if (!value)
                abort();
        memcpy(value, data + 1, size - 1);
        scan_add_identifier(scan, "9434765911", true);
        scan_add_name(scan, "Gwenllian Parry");
        scan_add_key(scan, "12");
        scan_add_key_name(scan, "childid");
        scan_row(scan);
        scan_value(scan, (ScanKind)(data[0] % (SCAN_KEYS + 1)), value, size - 1);
        scan_found_maybe(scan);
        memcpy(value + size - 1, mark, sizeof mark);
        scan_row(scan);
        scan_value(scan, SCAN_TEXT, value, size - 1 + strlen(mark));
        if (!scan_found(scan))
                __builtin_trap();
        free(value);
        return 0;
}
