#pragma once
/* What muniment doctor asks of the governance database. */

#include "store/store.h"

typedef struct DoctorRow {
        const char *what; /* as in sql/queries/doctor.sql */
        const char *key, *detail, *more;
} DoctorRow;

/* At most "most" of each kind. */
int doctor_rows(Store *store, Date today, int most, Arena *arena, DoctorRow **ret, size_t *ret_n);
