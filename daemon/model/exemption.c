#include "model/exemption.h"

#include "base/cleanup.h"
#include "base/text.h"

#include <string.h>

#define OPINION_MONTHS 6

static bool own(const ItemFacts *f) {
        return requester_is_subjects(f->requester);
}

/* Nobody in their shoes either: who writes for a shielded child may be whom she is kept from. */
static bool is_subject(const ItemFacts *f) {
        return f->requester == REQUESTER_SUBJECT;
}

static bool scotland(const ItemFacts *f) {
        return f->nation == NATION_SCOTLAND;
}

static bool is_class(const ItemFacts *f, DataClass class) {
        return f->class == class;
}

/* A sensitive service is of sexual or mental health or of substance abuse (SI 2007/2182 reg 2): health data.
 */
static bool is_health(const ItemFacts *f) {
        return is_class(f, DATA_HEALTH) || is_class(f, DATA_HEALTH_RECORD) || f->sensitive;
}

/* Paragraph 10 speaks of social work data, of which a protection file is a part. */
static bool is_social(const ItemFacts *f) {
        return is_class(f, DATA_SOCIAL_WORK) || is_class(f, DATA_CHILD_ABUSE) || is_class(f, DATA_REPORTER);
}

static bool about(const ItemFacts *f, About who) {
        return f->attribute->about == who;
}

static bool kept_inside(const ItemFacts *f) {
        return f->attribute->disclose == DISCLOSE_NEVER;
}

/* Where somebody can be found. */
static bool is_contact(const ItemFacts *f) {
        const Attribute *a = f->attribute;
        return a->compare == COMPARE_ADDRESS || a->compare == COMPARE_POSTCODE ||
               a->compare == COMPARE_PHONE || strstr(a->column, "mail") || strstr(a->column, "phone");
}

/* Who the child is, which a parent knows: names and numbers that find nobody's door. Of s.12(4) paragraphs
 * (a) to (c) alone: the numbers by which other bodies know a child (item 18) lead to those bodies. */
static bool is_identity(const ItemFacts *f) {
        const Attribute *a = f->attribute;
        bool other_item = a->item[0] >= 'd' && a->item[0] <= 'h' && !a->item[1];
        return about(f, ABOUT_SUBJECT) && !other_item && !is_contact(f) &&
               (str_eq(a->category, "name") || str_eq(a->category, "identity") ||
                str_eq(a->category, "record"));
}

/* The agency that something came from. */
static bool is_agency(const ItemFacts *f) {
        return about(f, ABOUT_SYSTEM) && str_eq(f->attribute->category, "record");
}

static bool is_worker(const ItemFacts *f) {
        return about(f, ABOUT_PRACTITIONER) && !kept_inside(f);
}

/* An officer's own telephone is not what paragraph 17 lets out. */
static bool covered_worker(const ItemFacts *f) {
        return is_worker(f) && (is_class(f, DATA_HEALTH_RECORD) || is_class(f, DATA_SOCIAL_WORK) ||
                                is_class(f, DATA_EDUCATION));
}

static bool worker_in(const ItemFacts *f, DataClass class) {
        return is_worker(f) && is_class(f, class);
}

static bool about_child(const ItemFacts *f) {
        return about(f, ABOUT_SUBJECT) || about(f, ABOUT_SYSTEM);
}

static bool fires(const ItemFacts *f, ExemptionRow row) {
        switch (row) {
        case ROW_ADOPTION:
                return is_class(f, DATA_ADOPTION);
        case ROW_SECTION_56:
                return is_class(f, DATA_ADOPTION_S56);
        case ROW_PARENTAL_ORDER:
                return is_class(f, DATA_PARENTAL_ORDER);
        case ROW_HFE:
                return is_class(f, DATA_HFE);
        case ROW_SEN_PLAN:
                /* Sch 4 names no law of Wales on additional learning needs. */
                return is_class(f, DATA_SEN_PLAN) && f->nation != NATION_WALES;
        case ROW_HEARING:
                return is_class(f, DATA_HEARING) && scotland(f);
        case ROW_PRIVILEGE:
                return is_class(f, DATA_PRIVILEGED);
        case ROW_COURT:
                return is_class(f, DATA_COURT);
        case ROW_ABUSE_PARENT:
                return is_class(f, DATA_CHILD_ABUSE) && !own(f) && !scotland(f);
        case ROW_ABUSE_SCOTLAND:
                return is_class(f, DATA_CHILD_ABUSE) && !own(f) && scotland(f);
        case ROW_ABUSE_SUBJECT:
                return is_class(f, DATA_CHILD_ABUSE) && own(f);
        case ROW_HEALTH:
                return is_health(f);
        case ROW_REPORTER:
                return is_class(f, DATA_REPORTER) && scotland(f);
        case ROW_SENSITIVE:
                return f->sensitive && !is_subject(f);
        case ROW_SHIELD:
                return f->shielded && !is_subject(f) && !is_identity(f);
        case ROW_OWN_DETAILS:
                return about(f, ABOUT_CARER) && !own(f);
        case ROW_INFORMANT:
                return about(f, ABOUT_INFORMANT);
        case ROW_CONTACT:
                return about(f, ABOUT_CARER) && own(f) && is_contact(f);
        case ROW_RELATION:
                return about(f, ABOUT_CARER) && own(f) && !is_contact(f);
        case ROW_STAFF:
                return about(f, ABOUT_PRACTITIONER) && kept_inside(f);
        case ROW_OTHER_WORKER:
                return is_worker(f) && !covered_worker(f);
        case ROW_FLAG:
                return kept_inside(f) && about_child(f) && own(f);
        case ROW_FLAG_PARENT:
                return kept_inside(f) && about_child(f) && !own(f);
        case ROW_WHEREABOUTS:
                return !own(f) && about_child(f) && !is_identity(f) && !is_agency(f) && !kept_inside(f);
        case ROW_MAP:
                return f->attribute->disclose == DISCLOSE_REVIEW && own(f) && about_child(f);
        case ROW_MAP_PARENT:
                return f->attribute->disclose == DISCLOSE_REVIEW && !own(f);
        case ROW_HEALTH_WORKER:
                return worker_in(f, DATA_HEALTH_RECORD);
        case ROW_SOCIAL_WORKER:
                return worker_in(f, DATA_SOCIAL_WORK);
        case ROW_TEACHER:
                return worker_in(f, DATA_EDUCATION);
        case ROW_SOURCE:
                return about(f, ABOUT_SYSTEM);
        case ROW_OWN:
                return about(f, ABOUT_SUBJECT) && own(f);
        case ROW_OF_CHILD:
                return about(f, ABOUT_SUBJECT) && !own(f);
        case _ROW_MAX:
                break;
        }
        return false;
}

static const struct {
        const char *id;
        DisclosureReason because;
        Decision proposed;
        const char *cite, *text;
} rows[_ROW_MAX] = {
#define ROW(name, i, reason, decision, c, t)                                                                 \
        [ROW_##name] = { (i), REASON_##reason, DECISION_##decision, (c), (t) },
        EXEMPTION_ROWS(ROW)
#undef ROW
};

/* The rows from here on let software disclose; those above them never do. */
#define FIRST_OPEN ROW_HEALTH_WORKER

/* The subject's own service or surgery is proposed as known; to a parent nothing is proposed of health data,
 * for what the subject knows says nothing of who asks. */
static void propose(const ItemFacts *f, ExemptionRow row, Exemption *e) {
        e->row = row;
        e->proposed = rows[row].proposed;
        e->because = rows[row].because;
        if (row == ROW_HEALTH && !own(f)) {
                e->proposed = f->sensitive && f->parent_barred ? DECISION_WITHHOLD : DECISION_UNDECIDED;
                e->because = f->sensitive ? REASON_EXPECTATION_GIVEN : REASON_HEALTH_KNOWN;
        }
}

Exemption exemption_judge(const ItemFacts *f) {
        Exemption e = { .row = _ROW_MAX, .because = REASON_REVIEW };
        for (ExemptionRow row = 0; row < _ROW_MAX; row++) {
                if (!fires(f, row))
                        continue;
                e.fired |= UINT64_C(1) << row;
                if (e.row == _ROW_MAX)
                        propose(f, row, &e);
                else if (e.proposed == DECISION_UNDECIDED && rows[row].proposed == DECISION_WITHHOLD) {
                        /* Where the first has nothing to propose, what another would keep back is not given
                         * away. */
                        e.proposed = DECISION_WITHHOLD;
                        e.because = rows[row].because;
                }
        }
        if (e.row >= FIRST_OPEN && e.row < _ROW_MAX)
                e.decision = e.proposed;
        return e;
}

static bool fired_any(uint64_t fired, ExemptionRow row) {
        return (fired & (UINT64_C(1) << row)) != 0;
}

/* Who may rely on what the child expects or wishes against a parent. */
static const char *refuses_wish(const ItemFacts *f) {
        if (own(f) || !f->parent_barred)
                return "What the child expects or wishes counts against a parent of a child under 18, in "
                       "Scotland under 16, or an appointee.";
        return is_health(f) || is_social(f) ? NULL
                                            : "What the child expects or wishes counts for health and social "
                                              "work data alone.";
}

static const char *refuses_withholding(const ItemFacts *f, const DecisionRecord *d) {
        const DisclosureReason because = d->because;
        if (because == REASON_HARM_HEALTH && !is_health(f))
                return "It is no health data; serious harm has another test for it.";
        if (because == REASON_HARM_HEALTH && d->opinion != FINDING_YES)
                return "Health data is withheld for serious harm only by an opinion that the test is met: "
                       "muniment "
                       "request opinion.";
        if (because == REASON_HARM_SOCIAL && (!is_social(f) || is_health(f)))
                return "It is no social work data, as the data map has it.";
        if (because == REASON_HARM_EDUCATION && !is_class(f, DATA_EDUCATION))
                return "It is no educational record, as the data map has it.";
        if (because == REASON_CHILD_ABUSE && (own(f) || scotland(f) || !f->minor))
                return "Child abuse data is kept from a parent or appointee of somebody under 18, in "
                       "England, Wales "
                       "and Northern Ireland.";
        if (because == REASON_WISH || because == REASON_EXPECTATION_GIVEN ||
            because == REASON_EXPECTATION_EXAM)
                return refuses_wish(f);
        return NULL;
}

static const char *refuses_disclosing(const ItemFacts *f, uint64_t fired, const DecisionRecord *d) {
        bool cleared = d->because == REASON_HEALTH_CLEARED && d->opinion == FINDING_NO;
        if (fired_any(fired, ROW_HEALTH) && !cleared && d->because != REASON_HEALTH_KNOWN)
                return "Health data goes out only by health-cleared, with an opinion that the test is not "
                       "met, or "
                       "health-known, when the subject knows it.";
        if (fired_any(fired, ROW_REPORTER) && d->because != REASON_REPORTER_CLEARED)
                return "What the Reporter gave goes out only when the Reporter says that the test is not "
                       "met: "
                       "reporter-cleared.";
        if (fired_any(fired, ROW_SECTION_56))
                return "Protected adoption information goes by the adoption agency alone.";
        if (d->because == REASON_OWN_DATA && !own(f))
                return "It is not about the person who asks: for-child.";
        return NULL;
}

const char *exemption_refuses(const ItemFacts *f, uint64_t fired, const DecisionRecord *d) {
        ReasonSide side = reason_side(d->because);
        bool disclose = d->decision == DECISION_DISCLOSE;
        if (side == SIDE_TRIGGER)
                return "That makes a person look; it is no reason to give or to keep back.";
        if (disclose != (side == SIDE_DISCLOSE))
                return disclose ? "That is a reason to keep back, not to disclose."
                                : "That is no exemption: only DPA 2018 Schs 2 to 4 keep anything back.";
        if (!d->how && (!disclose || reason_is_weighed(d->because) || fired_any(fired, ROW_SHIELD)))
                return "Say with --how what was weighed, in a few words.";
        if (d->decision == DECISION_REDACT && fired_any(fired, ROW_HEALTH))
                return "A part of health data goes out no more easily than all of it: withhold it, or "
                       "disclose it.";
        return disclose ? refuses_disclosing(f, fired, d) : refuses_withholding(f, d);
}

bool opinion_counts(Date given, Date relied) {
        return given <= relied && given > date_add_months(relied, -OPINION_MONTHS);
}

const char *exemption_id(ExemptionRow row) {
        return rows[row].id;
}

const char *exemption_cite(ExemptionRow row) {
        return rows[row].cite;
}

const char *exemption_text(ExemptionRow row) {
        return rows[row].text;
}

const char *exemption_ids(Arena *arena, uint64_t fired) {
        const char *ids = "";
        for (ExemptionRow row = 0; row < _ROW_MAX; row++)
                if (fired_any(fired, row))
                        ids = arena_printf(arena, "%s%s%s", ids, *ids ? " " : "", rows[row].id);
        return ids;
}

static bool has_id(const char *ids, const char *id) {
        size_t n = strlen(id);
        for (const char *at = ids; (at = strstr(at, id)); at += n)
                if ((at == ids || at[-1] == ' ') && (at[n] == ' ' || !at[n]))
                        return true;
        return false;
}

bool exemption_covers(const char *decided, const char *now) {
        for (ExemptionRow row = 0; row < FIRST_OPEN; row++)
                if (has_id(now, rows[row].id) && !has_id(decided, rows[row].id))
                        return false;
        return true;
}

uint64_t exemption_from_ids(const char *ids) {
        uint64_t fired = 0;
        for (ExemptionRow row = 0; row < _ROW_MAX; row++)
                if (has_id(ids, rows[row].id))
                        fired |= UINT64_C(1) << row;
        return fired;
}

bool exemption_has(const char *ids, ExemptionRow row) {
        return has_id(ids, rows[row].id);
}
