#include "model/fact.h"

#include "base/text.h"

static const struct {
        const char *name;
        bool repeats, needed;
} kinds[_FACT_KIND_MAX] = {
        [FACT_POWER] = { "power", false, true },          [FACT_BASIS] = { "basis", false, true },
        [FACT_PURPOSE] = { "purpose", false, true },      [FACT_SCOPE] = { "scope", false, false },
        [FACT_SOURCE] = { "source", true, false },        [FACT_RECIPIENT] = { "recipient", true, true },
        [FACT_SAFEGUARD] = { "safeguard", true, false },  [FACT_TRANSFER] = { "transfer", false, false },
        [FACT_DECISION] = { "decision", false, false },   [FACT_ABSENT] = { "absent", true, false },
        [FACT_REGULATOR] = { "regulator", false, false },
};

const char *fact_kind_to_string(FactKind kind) {
        return kinds[kind].name;
}

bool fact_kind_repeats(FactKind kind) {
        return kinds[kind].repeats;
}

bool fact_kind_is_needed(FactKind kind) {
        return kinds[kind].needed;
}

bool fact_in_force(const Fact *fact, Date on) {
        return (fact->from == DATE_NONE || fact->from <= on) && (fact->to == DATE_NONE || fact->to >= on);
}

bool facts_meet(const Fact *a, const Fact *b) {
        return (a->from == DATE_NONE || b->to == DATE_NONE || a->from <= b->to) &&
               (b->from == DATE_NONE || a->to == DATE_NONE || b->from <= a->to);
}
