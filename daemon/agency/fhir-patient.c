#include "agency/fhir-patient.h"

#include "base/text.h"

#include <jansson.h>
#include <string.h>

/* PDS nests ten deep; jansson would follow 2048. */
#define DEPTH_MAX     32
#define NAMES_MAX     64
#define ADDRESSES_MAX 64
/* Longer than any string of the specification; addresses and names are compared, not stored. */
#define STRING_MAX 1024

/* One reading: where strings go, and the first thing found wrong. */
typedef struct Reader {
        Arena *arena;
        const char *why;
} Reader;

static bool wrong(Reader *reader, const char *why) {
        if (!reader->why)
                reader->why = why;
        return false;
}

/* Looked at before the parser, so that its recursion is bounded by us. */
static bool depth_within(const char *body, size_t n) {
        int depth = 0;
        bool quoted = false;
        for (size_t i = 0; i < n; i++) {
                char c = body[i];
                if (quoted) {
                        if (c == '\\')
                                i++;
                        else if (c == '"')
                                quoted = false;
                } else if (c == '"') {
                        quoted = true;
                } else if (c == '{' || c == '[') {
                        if (++depth > DEPTH_MAX)
                                return false;
                } else if (c == '}' || c == ']') {
                        depth--;
                }
        }
        return true;
}

static json_t *json_read(const char *body, size_t n) {
        return depth_within(body, n) ? json_loadb(body, n, JSON_REJECT_DUPLICATES, NULL) : NULL;
}

/* A string member, "" when absent. False when it is of another type or too long. */
static bool read_string(Reader *reader, const json_t *object, const char *key, const char **ret) {
        const json_t *value = json_object_get(object, key);
        *ret = "";
        if (!value)
                return true;
        if (!json_is_string(value) || json_string_length(value) > STRING_MAX)
                return wrong(reader, "a text of the answer is of the wrong type or too long");
        *ret = arena_strdup(reader->arena, json_string_value(value));
        return true;
}

/* An array member, NULL when absent. False when it is no array or has more than max items. */
static bool read_array(Reader *reader, const json_t *object, const char *key, size_t max,
                       const json_t **ret) {
        const json_t *value = json_object_get(object, key);
        *ret = value;
        if (!value)
                return true;
        if (!json_is_array(value) || json_array_size(value) > max)
                return wrong(reader, "a list of the answer is of the wrong type or too long");
        return true;
}

/* Array of strings; no empty list is needed by FHIR, so none is refused either. More than five: a list, how
 * much it takes, and how much it got. */
static bool read_strings(Reader *reader, const json_t *object, const char *key, const char **items,
                         size_t max, size_t *ret_n) {
        const json_t *array;
        *ret_n = 0;
        if (!read_array(reader, object, key, max, &array))
                return false;
        for (size_t i = 0; i < json_array_size(array); i++) {
                const json_t *item = json_array_get(array, i);
                if (!json_is_string(item) || json_string_length(item) > STRING_MAX)
                        return wrong(reader, "a text of a list is of the wrong type or too long");
                items[(*ret_n)++] = arena_strdup(reader->arena, json_string_value(item));
        }
        return true;
}

static bool one_of(const char *value, const char *const *allowed) {
        for (; *allowed; allowed++)
                if (str_eq(value, *allowed))
                        return true;
        return false;
}

static bool fhir_patient_read_period(Reader *reader, const json_t *object, FhirPeriod *ret) {
        const json_t *period = json_object_get(object, "period");
        const char *start, *end;
        *ret = (FhirPeriod){ DATE_NONE, DATE_NONE };
        if (!period)
                return true;
        if (!json_is_object(period))
                return wrong(reader, "a period is of the wrong type");
        if (!read_string(reader, period, "start", &start) || !read_string(reader, period, "end", &end))
                return false;
        if ((*start && !date_parse(start, &ret->start)) || (*end && !date_parse(end, &ret->end)))
                return wrong(reader, "a period holds something that is no date");
        return true;
}

static bool fhir_patient_read_name(Reader *reader, const json_t *item, FhirName *ret) {
        static const char *const uses[] = { "usual", "temp", "nickname", "old", "maiden", NULL };
        if (!json_is_object(item))
                return wrong(reader, "a name is of the wrong type");
        if (!read_string(reader, item, "use", &ret->use) ||
            !read_string(reader, item, "family", &ret->family) ||
            !read_strings(reader, item, "given", ret->given, FHIR_GIVEN_MAX, &ret->n_given) ||
            !fhir_patient_read_period(reader, item, &ret->period))
                return false;
        return one_of(ret->use, uses) || wrong(reader, "a name has an unknown use");
}

static bool read_names(Reader *reader, const json_t *root, FhirPatient *patient) {
        const json_t *array;
        if (!read_array(reader, root, "name", NAMES_MAX, &array))
                return false;
        patient->names = arena_array(reader->arena, json_array_size(array) + 1, sizeof *patient->names);
        for (size_t i = 0; i < json_array_size(array); i++)
                if (!fhir_patient_read_name(reader, json_array_get(array, i),
                                            &patient->names[patient->n_names++]))
                        return false;
        return true;
}

static bool fhir_patient_read_address(Reader *reader, const json_t *item, FhirAddress *ret) {
        static const char *const uses[] = { "home", "work", "temp", "billing", NULL };
        if (!json_is_object(item))
                return wrong(reader, "an address is of the wrong type");
        if (!read_string(reader, item, "use", &ret->use) ||
            !read_string(reader, item, "postalCode", &ret->postcode) ||
            !read_strings(reader, item, "line", ret->lines, FHIR_LINES_MAX, &ret->n_lines) ||
            !fhir_patient_read_period(reader, item, &ret->period))
                return false;
        return one_of(ret->use, uses) || wrong(reader, "an address has an unknown use");
}

static bool read_addresses(Reader *reader, const json_t *root, FhirPatient *patient) {
        const json_t *array;
        if (!read_array(reader, root, "address", ADDRESSES_MAX, &array))
                return false;
        patient->addresses =
                arena_array(reader->arena, json_array_size(array) + 1, sizeof *patient->addresses);
        for (size_t i = 0; i < json_array_size(array); i++)
                if (!fhir_patient_read_address(reader, json_array_get(array, i),
                                               &patient->addresses[patient->n_addresses++]))
                        return false;
        return true;
}

static bool read_meta(Reader *reader, const json_t *root, FhirPatient *patient) {
        static const char *const codes[] = { "U", "R", "V", "REDACTED", NULL };
        const json_t *meta = json_object_get(root, "meta"), *security;
        const char *code;
        patient->version_id = "";
        if (!meta)
                return true;
        if (!json_is_object(meta))
                return wrong(reader, "meta is of the wrong type");
        if (!read_string(reader, meta, "versionId", &patient->version_id) ||
            !read_array(reader, meta, "security", 8, &security))
                return false;
        for (size_t i = 0; i < json_array_size(security); i++) {
                const json_t *item = json_array_get(security, i);
                if (!json_is_object(item) || !read_string(reader, item, "code", &code) ||
                    !one_of(code, codes))
                        return wrong(reader, "a security code is unknown");
                if (str_eq(code, "REDACTED"))
                        return wrong(reader, "the record is marked as not to be used");
                patient->restricted = patient->restricted || !str_eq(code, "U");
        }
        return true;
}

/* generalPractitioner[0].identifier: "the practice with which the patient is, or was, registered". */
static bool read_gp(Reader *reader, const json_t *root, FhirPatient *patient) {
        const json_t *array, *identifier;
        patient->gp = "";
        patient->gp_period = (FhirPeriod){ DATE_NONE, DATE_NONE };
        if (!read_array(reader, root, "generalPractitioner", 1, &array))
                return false;
        if (json_array_size(array) == 0)
                return true;
        identifier = json_object_get(json_array_get(array, 0), "identifier");
        if (!json_is_object(identifier))
                return wrong(reader, "the practice has no identifier");
        if (!read_string(reader, identifier, "value", &patient->gp) ||
            !fhir_patient_read_period(reader, identifier, &patient->gp_period))
                return false;
        return *patient->gp || wrong(reader, "the practice has no code");
}

static bool read_deceased(Reader *reader, const json_t *root, FhirPatient *patient) {
        const json_t *flag = json_object_get(root, "deceasedBoolean");
        const char *at;
        patient->died = "";
        if (flag && !json_is_boolean(flag))
                return wrong(reader, "deceasedBoolean is of the wrong type");
        if (!read_string(reader, root, "deceasedDateTime", &at))
                return false;
        patient->deceased = json_is_true(flag) || *at;
        if (!*at)
                return true;
        char *day = arena_strndup(reader->arena, at, strcspn(at, "T"));
        patient->died = day;
        return date_is_in_part(day) || wrong(reader, "deceasedDateTime is no date");
}

static bool read_facts(Reader *reader, const json_t *root, FhirPatient *patient) {
        static const char *const genders[] = { "", "male", "female", "other", "unknown", NULL };
        if (!read_string(reader, root, "id", &patient->id) ||
            !read_string(reader, root, "gender", &patient->gender) ||
            !read_string(reader, root, "birthDate", &patient->birth))
                return false;
        if (strlen(patient->id) != 10 || strspn(patient->id, "0123456789") != 10)
                return wrong(reader, "the answer's id is not ten digits");
        if (!one_of(patient->gender, genders))
                return wrong(reader, "the gender is unknown to the specification");
        if (*patient->birth && !date_is_in_part(patient->birth))
                return wrong(reader, "the birth date is no date");
        return read_meta(reader, root, patient) && read_names(reader, root, patient) &&
               read_addresses(reader, root, patient) && read_gp(reader, root, patient) &&
               read_deceased(reader, root, patient);
}

int fhir_patient_parse(Arena *arena, const char *body, size_t n, FhirPatient **ret, const char **ret_why) {
        Reader reader = { .arena = arena };
        json_auto_t *root = json_read(body, n);
        if (!root) {
                *ret_why = "the answer is not JSON as it should be";
                return FHIR_E_NOT_JSON;
        }
        FhirPatient *patient = arena_new_of(arena, FhirPatient);
        bool ok = json_is_object(root) ? true : wrong(&reader, "the answer is no object");
        if (ok && !str_eq(json_string_value(json_object_get(root, "resourceType")), "Patient"))
                ok = wrong(&reader, "the answer is no Patient");
        ok = ok && read_facts(&reader, root, patient);
        if (!ok) {
                *ret_why = reader.why;
                return FHIR_E_NOT_FHIR;
        }
        *ret = patient;
        return 0;
}

const char *fhir_outcome_code(Arena *arena, const char *body, size_t n) {
        json_auto_t *root = json_read(body, n);
        const json_t *issue = json_array_get(json_object_get(root, "issue"), 0);
        const json_t *coding =
                json_array_get(json_object_get(json_object_get(issue, "details"), "coding"), 0);
        const char *code = json_string_value(json_object_get(coding, "code"));
        /* A code is shown to people and kept: only what looks like one is taken. */
        bool fit = code &&
                   str_eq(json_string_value(json_object_get(root, "resourceType")), "OperationOutcome") &&
                   strlen(code) <= 64 && strspn(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_") == strlen(code);
        const char *ret = fit ? arena_strdup(arena, code) : "";
        return ret;
}

bool fhir_period_covers(FhirPeriod period, Date on) {
        return (period.start == DATE_NONE || period.start <= on) &&
               (period.end == DATE_NONE || on <= period.end);
}

static Date end_of(const FhirName *name) {
        return name->period.end == DATE_NONE ? INT32_MAX : name->period.end;
}

const FhirName *fhir_patient_name(const FhirPatient *patient, Date on) {
        const FhirName *last = NULL;
        for (size_t i = 0; i < patient->n_names; i++) {
                const FhirName *name = &patient->names[i];
                if (!str_eq(name->use, "usual"))
                        continue;
                if (fhir_period_covers(name->period, on))
                        return name;
                if (!last || end_of(name) > end_of(last))
                        last = name;
        }
        return last; /* "A patient always has a usual name" (PDS, HumanName.use) */
}

static const FhirAddress *valid_address(const FhirPatient *patient, const char *use, Date on) {
        for (size_t i = 0; i < patient->n_addresses; i++)
                if (str_eq(patient->addresses[i].use, use) &&
                    fhir_period_covers(patient->addresses[i].period, on))
                        return &patient->addresses[i];
        return NULL;
}

const FhirAddress *fhir_patient_home(const FhirPatient *patient, Date on) {
        return valid_address(patient, "home", on);
}

const FhirAddress *fhir_patient_letters(const FhirPatient *patient, Date on) {
        const FhirAddress *address = valid_address(patient, "billing", on);
        if (!address)
                address = valid_address(patient, "temp", on);
        return address ? address : valid_address(patient, "home", on);
}

static const char *whole_address(Arena *arena, const FhirAddress *address) {
        return arena_joined(arena, address->lines, address->n_lines, ", ");
}

/* Where the child lives; where no home is valid, where letters go. */
static void tell_addresses(const FhirPatient *patient, Date on, Arena *arena, Told *ret) {
        const FhirAddress *address = fhir_patient_home(patient, on);
        if (!address)
                address = fhir_patient_letters(patient, on);
        if (address) {
                ret->fields[SOURCE_FIELD_ADDRESS_LINES] = whole_address(arena, address);
                ret->fields[SOURCE_FIELD_ADDRESS_LINE_1] = address->n_lines ? address->lines[0] : "";
                ret->fields[SOURCE_FIELD_POSTCODE] = address->postcode;
        }
        ret->former = arena_array(arena, patient->n_addresses + 1, sizeof *ret->former);
        for (size_t i = 0; i < patient->n_addresses; i++)
                if (!fhir_period_covers(patient->addresses[i].period, on))
                        ret->former[ret->n_former++] = whole_address(arena, &patient->addresses[i]);
}

void fhir_patient_tell(const FhirPatient *patient, Date on, Arena *arena, Told *ret) {
        *ret = (Told){ .deceased = patient->deceased, .restricted = patient->restricted };
        for (size_t i = 0; i < _SOURCE_FIELD_MAX; i++)
                ret->fields[i] = "";
        const FhirName *name = fhir_patient_name(patient, on);
        if (name) {
                ret->fields[SOURCE_FIELD_FAMILY_NAME] = name->family;
                ret->fields[SOURCE_FIELD_GIVEN_NAMES] = arena_joined(arena, name->given, name->n_given, " ");
        }
        tell_addresses(patient, on, arena, ret);
        /* "Unknown" is no statement about anybody. */
        if (!str_eq(patient->gender, "unknown"))
                ret->fields[SOURCE_FIELD_GENDER] = patient->gender;
        ret->fields[SOURCE_FIELD_BIRTH_DATE] = patient->birth;
        ret->fields[SOURCE_FIELD_DEATH_DATE] = patient->died;
        if (fhir_period_covers(patient->gp_period, on))
                ret->fields[SOURCE_FIELD_PRACTICE_CODE] = patient->gp;
}
