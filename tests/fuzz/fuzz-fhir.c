/* Patients from anybody: whatever is accepted keeps to what the header promises. */
#include "agency/fhir-patient.h"
#include "base/text.h"

#include <stdint.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool true_of) {
        if (!true_of)
                __builtin_trap();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        FhirPatient *patient = NULL;
        const char *why = NULL;
        int r = fhir_patient_parse(arena, (const char *)data, size, &patient, &why);
        const char *code = fhir_outcome_code(arena, (const char *)data, size);
        must(strspn(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_") == strlen(code));
        if (r) {
                must(r > 0 && why && !patient);
                return 0;
        }
        must(strlen(patient->id) == 10 && strspn(patient->id, "0123456789") == 10);
        must(!*patient->died || patient->deceased);
        for (size_t i = 0; i < patient->n_names; i++)
                must(patient->names[i].n_given <= FHIR_GIVEN_MAX && patient->names[i].family);
        for (Date on = 10000; on < 30000; on += 977) {
                const FhirAddress *home = fhir_patient_home(patient, on),
                                  *letters = fhir_patient_letters(patient, on);
                must(!home || (letters && str_eq(home->use, "home") && fhir_period_covers(home->period, on)));
                const FhirName *name = fhir_patient_name(patient, on);
                must(!name || str_eq(name->use, "usual"));
        }
        return 0;
}
