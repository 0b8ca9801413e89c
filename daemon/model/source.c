#include "model/source.h"

const char *source_kind_to_string(SourceKind kind) {
#define KIND(name, word, agency) word,
        static const char *const names[] = { SOURCE_KINDS(KIND) };
#undef KIND
        return names[kind];
}

const char *source_authentication_to_string(SourceAuthentication authentication) {
        static const char *const names[_SOURCE_AUTHENTICATION_MAX] = {
                [SOURCE_AUTHENTICATION_NONE] = "none",
                [SOURCE_AUTHENTICATION_BEARER] = "bearer",
        };
        return names[authentication];
}

const char *source_power_to_string(SourcePower power) {
        static const char *const names[_SOURCE_POWER_MAX] = {
                [SOURCE_POWER_MUST] = "must",
                [SOURCE_POWER_MAY] = "may",
                [SOURCE_POWER_SECRETARY_OF_STATE] = "secretary-of-state",
                [SOURCE_POWER_OWN] = "own",
        };
        return names[power];
}

const char *source_corrects_to_string(SourceCorrects corrects) {
        static const char *const names[_SOURCE_CORRECTS_MAX] = {
                [SOURCE_CORRECTS_NEVER] = "never",
                [SOURCE_CORRECTS_WHEN_DECIDED] = "when-decided",
                [SOURCE_CORRECTS_BY_ITSELF] = "by-itself",
        };
        return names[corrects];
}

const char *source_field_to_string(SourceField field) {
        static const char *const names[_SOURCE_FIELD_MAX] = {
                [SOURCE_FIELD_FAMILY_NAME] = "family-name",
                [SOURCE_FIELD_GIVEN_NAMES] = "given-names",
                [SOURCE_FIELD_GENDER] = "gender",
                [SOURCE_FIELD_BIRTH_DATE] = "birth-date",
                [SOURCE_FIELD_DEATH_DATE] = "death-date",
                [SOURCE_FIELD_ADDRESS_LINES] = "address-lines",
                [SOURCE_FIELD_ADDRESS_LINE_1] = "address-line-1",
                [SOURCE_FIELD_ADDRESS_LINE_2] = "address-line-2",
                [SOURCE_FIELD_TOWN] = "town",
                [SOURCE_FIELD_COUNTY] = "county",
                [SOURCE_FIELD_POSTCODE] = "postcode",
                [SOURCE_FIELD_PRACTICE_CODE] = "practice-code",
        };
        return names[field];
}
