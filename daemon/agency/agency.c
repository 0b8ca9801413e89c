#include "agency/agency.h"

#include "base/error.h"

#define KIND(name, word, agency) extern const AgencyKind agency;
SOURCE_KINDS(KIND)
#undef KIND

static const AgencyKind *const kinds[] = {
#define KIND(name, word, agency) &agency,
        SOURCE_KINDS(KIND)
#undef KIND
};

struct Agency {
        const AgencyKind *kind;
        void *own;
};

int agency_open(const Source *source, Date on, Agency **ret) {
        Agency *agency = calloc(1, sizeof *agency);
        if (!agency)
                return err_origin(-ENOMEM);
        agency->kind = kinds[source->kind];
        int r = agency->kind->open(source, on, &agency->own);
        if (r) {
                free(agency);
                return err_trace(r);
        }
        *ret = agency;
        return 0;
}

int agency_ask(Agency *agency, const char *const *numbers, size_t n, Arena *arena, Answer *answers) {
        return err_trace(agency->kind->ask(agency->own, numbers, n, arena, answers));
}

Agency *agency_close(Agency *agency) {
        if (agency)
                agency->kind->close(agency->own);
        free(agency);
        return NULL;
}
