#include "view/stop.h"

#include <inttypes.h>
#include <stdio.h>

json_t *stop_json(const OutwardStop *stop) {
        if (!stop->difference)
                return json_null();
        return json_pack("{s:I, s:s}", "difference", (json_int_t)stop->difference, "state",
                         stop->stands ? "stands" : "open");
}

void stop_print(const OutwardStop *stop) {
        if (stop->difference && stop->stands)
                printf("Nothing goes out about this child: difference %" PRId64 " stands until the register "
                       "says the same.\n",
                       stop->difference);
        else if (stop->difference)
                printf("Nothing goes out about this child until a person decides difference %" PRId64
                       ": muniment accuracy decide %" PRId64 ".\n",
                       stop->difference, stop->difference);
}

const char *stop_cell(Arena *arena, const OutwardStop *stop) {
        return stop->difference ? arena_printf(arena, "%" PRId64, stop->difference) : NULL;
}
