#include "model/nation.h"

static const char *const nations[] = { INSTRUMENT_NATIONS(WORD_STRING) };
static const char *const jurisdictions[] = { JURISDICTIONS(WORD_STRING) };

const char *nation_to_string(Nation nation) {
        return nation == NATION_UNSAID ? NULL : nations[nation - 1];
}

bool nation_from_string(const char *s, Nation *ret) {
        size_t n;
        if (!str_place(s, nations, ELEMENTS((const char *[]){ NATIONS(WORD_STRING) }), &n))
                return false;
        *ret = (Nation)(n + 1);
        return true;
}

const char *jurisdiction_to_string(Jurisdiction jurisdiction) {
        return jurisdictions[jurisdiction];
}

bool jurisdiction_from_string(const char *s, Jurisdiction *ret) {
        size_t n;
        if (!str_place(s, jurisdictions, ELEMENTS(jurisdictions), &n))
                return false;
        *ret = (Jurisdiction)n;
        return true;
}

Jurisdiction nation_jurisdiction(Nation nation) {
        return nation == NATION_SCOTLAND           ? JURISDICTION_SCOTLAND
               : nation == NATION_NORTHERN_IRELAND ? JURISDICTION_NORTHERN_IRELAND
                                                   : JURISDICTION_ENGLAND_WALES;
}

Nation jurisdiction_nation(Jurisdiction jurisdiction) {
        return jurisdiction == JURISDICTION_SCOTLAND           ? NATION_SCOTLAND
               : jurisdiction == JURISDICTION_NORTHERN_IRELAND ? NATION_NORTHERN_IRELAND
                                                               : NATION_UNSAID;
}
