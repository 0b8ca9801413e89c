#include "model/gates.h"

#include "base/cleanup.h"

/* An authority that was shown longer ago is asked for again. No law names a number: this is the house's. */
#define AUTHORITY_MONTHS 6

static const struct {
        const char *id;
        GateVerdict verdict;
        const char *code, *cite, *text;
} rows[_GATE_MAX] = {
#define GATE(name, i, v, c, ci, t) [GATE_##name] = { (i), GATE_##v, (c), (ci), (t) },
        GATES(GATE)
#undef GATE
};

bool requester_is_subjects(Requester requester) {
        return requester == REQUESTER_SUBJECT || requester == REQUESTER_REPRESENTATIVE_OF_SUBJECT;
}

bool requester_is_parental(Requester requester) {
        return requester == REQUESTER_PARENT || requester == REQUESTER_REPRESENTATIVE_OF_PARENT;
}

bool basis_allowed(Basis basis, Nation nation, Requester requester) {
        if (requester == REQUESTER_COURT_APPOINTEE)
                return basis == BASIS_COURT;
        if (requester == REQUESTER_REPRESENTATIVE_OF_SUBJECT)
                return basis == BASIS_LEGAL;
        if (!requester_is_parental(requester))
                return false;
        return basis == BASIS_CHILD || basis == BASIS_LACKS ||
               (basis == BASIS_INTERESTS && nation != NATION_SCOTLAND);
}

/* -1: not known. */
static int age(const GateFacts *f, Date on) {
        return f->born == DATE_NONE ? -1 : date_age(f->born, on);
}

static bool is_child(const GateFacts *f) {
        return f->born != DATE_NONE && age(f, f->today) < 18;
}

/* In Scotland a child of 12 or more is presumed to understand (DPA 2018 s.208); elsewhere nothing is presumed
 * of anybody under 18, and the child's own understanding decides (Gillick v West Norfolk AHA [1986] AC 112).
 */
static Finding understanding(const GateFacts *f) {
        if (f->understands != FINDING_NONE || !is_child(f))
                return f->understands;
        return f->nation == NATION_SCOTLAND && age(f, f->today) >= 12 ? FINDING_YES : FINDING_NONE;
}

/* Parental responsibility ends at 18. Whoever was a parent may act on the adult's own word, given as an
 * adult; where no birth date is kept, on nobody else's. */
static bool childhood_over(const GateFacts *f) {
        if (!requester_is_parental(f->requester) || is_child(f))
                return false;
        if (f->basis != BASIS_CHILD)
                return f->basis != BASIS_NONE || f->born != DATE_NONE;
        return f->born != DATE_NONE && age(f, f->basis_on) < 18;
}

static bool is_stale(const GateFacts *f) {
        return f->requester == REQUESTER_REPRESENTATIVE_OF_SUBJECT &&
               date_add_months(f->shown_on, AUTHORITY_MONTHS) < f->today;
}

static GateRow judge_child(const GateFacts *f) {
        Finding understands = understanding(f);
        if (!is_child(f) || f->requester == REQUESTER_COURT_APPOINTEE)
                return _GATE_MAX;
        /* A child may say that they are not happy, whatever they understand: nothing is given out for it. */
        if (f->complaint && f->requester == REQUESTER_SUBJECT)
                return _GATE_MAX;
        if (understands == FINDING_NONE)
                return GATE_UNDERSTANDING;
        if (requester_is_subjects(f->requester))
                return understands == FINDING_NO ? GATE_CHILD_ALONE : _GATE_MAX;
        if (understands == FINDING_NO)
                return f->basis == BASIS_CHILD ? GATE_BASIS : _GATE_MAX;
        return f->agrees == FINDING_NONE ? GATE_ASK_CHILD
               : f->agrees == FINDING_NO ? GATE_CHILD_REFUSES
                                         : _GATE_MAX;
}

/* Whoever asks without being the subject: what shows that they may. */
static GateRow judge_authority(const GateFacts *f) {
        if (f->requester == REQUESTER_SUBJECT)
                return _GATE_MAX;
        if (f->basis == BASIS_NONE || f->shown_on == DATE_NONE)
                return GATE_AUTHORITY;
        return is_stale(f) ? GATE_STALE : _GATE_MAX;
}

GateRow gates_judge(const GateFacts *f) {
        if (!f->nation)
                return GATE_NATION;
        if (f->died != DATE_NONE)
                return GATE_DEAD;
        if (f->requester == REQUESTER_REPRESENTATIVE)
                return GATE_WHOSE;
        if (f->requester == REQUESTER_OTHER)
                return GATE_STRANGER;
        if (childhood_over(f))
                return GATE_ADULT;
        if (f->identity_awaited)
                return GATE_IDENTITY;
        GateRow row = judge_authority(f);
        if (row == _GATE_MAX && f->concern)
                row = GATE_CONCERN;
        return row == _GATE_MAX ? judge_child(f) : row;
}

const char *gate_id(GateRow row) {
        return rows[row].id;
}

GateVerdict gate_verdict(GateRow row) {
        return rows[row].verdict;
}

const char *gate_verdict_to_string(GateVerdict verdict) {
        static const char *const words[] = { "waits", "person", "refuses" };
        return words[verdict];
}

const char *gate_code(GateRow row) {
        return rows[row].code;
}

const char *gate_cite(GateRow row) {
        return rows[row].cite;
}

const char *gate_text(GateRow row) {
        return rows[row].text;
}
