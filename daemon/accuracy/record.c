#include "accuracy/record.h"

#include "base/error.h"
#include "base/text.h"
#include "store/difference.h"
#include "store/subject.h"

/* Shielding concerns the subject, not one attribute. */
#define RECORD "record"

/* The rows being gathered. Arrays are as long as the slice can make them. */
typedef struct Rows {
        const Sealing *sealing;
        Arena *arena;
        int r; /* the first fault in sealing */
        SubjectChecks checks;
        CheckResults results;
        Discrepancies looked, found;
        SweepCounts counts;
} Rows;

static void rows_new(Rows *rows, size_t subjects, size_t attributes, Arena *arena) {
        size_t n = subjects * (attributes + 2) + 1;
        *rows = (Rows){ .counts.asked = 0 };
        const char ***columns[] = {
                &rows->checks.subject,  &rows->checks.status,    &rows->checks.because,
                &rows->checks.version,  &rows->results.subject,  &rows->results.attribute,
                &rows->results.outcome, &rows->results.grade,    &rows->results.because,
                &rows->looked.subject,  &rows->looked.attribute, &rows->looked.kind,
                &rows->found.subject,   &rows->found.attribute,  &rows->found.kind,
                &rows->found.grade,     &rows->found.because,    &rows->found.version,
                &rows->found.header,    &rows->found.value,
        };
        for (size_t i = 0; i < ELEMENTS(columns); i++)
                *columns[i] = arena_array(arena, n, sizeof **columns[i]);
}

static void add_check(Rows *rows, const char *ref, const char *status, const char *because,
                      const char *version) {
        SubjectChecks *c = &rows->checks;
        c->subject[c->n] = ref;
        c->status[c->n] = status;
        c->because[c->n] = because;
        c->version[c->n++] = version;
}

/* What was found of an attribute, with the evidence where it differs. */
typedef struct Found {
        const char *ref, *attribute, *grade, *because, *version;
        DifferenceKind kind;
        Evidence evidence;
} Found;

/* What became of an attribute. */
static void add_result(Rows *rows, const char *outcome, const Found *found) {
        CheckResults *c = &rows->results;
        c->subject[c->n] = found->ref;
        c->attribute[c->n] = found->attribute;
        c->outcome[c->n] = outcome;
        c->grade[c->n] = found->grade;
        c->because[c->n++] = found->because;
}

/* What was looked at: an open discrepancy about it that is not found again is gone. says: what the register
 * says by itself, of what a source's word would bind. */
static void add_looked(Rows *rows, const char *ref, const char *attribute, const char *says) {
        rows->looked.subject[rows->looked.n] = ref;
        rows->looked.attribute[rows->looked.n] = attribute;
        rows->looked.kind[rows->looked.n++] = says;
}

static void add_found(Rows *rows, const Found *found) {
        Discrepancies *d = &rows->found;
        d->subject[d->n] = found->ref;
        d->attribute[d->n] = found->attribute;
        d->kind[d->n] = difference_kind_to_string(found->kind);
        d->grade[d->n] = found->grade;
        d->because[d->n] = found->because;
        d->version[d->n] = found->version;
        int r = evidence_seal(rows->sealing, &found->evidence, rows->arena, &d->header[d->n],
                              &d->value[d->n]);
        rows->r = rows->r ? rows->r : err_trace(r);
        d->n++;
}

static const char *record_outcome_of(FindingKind kind) {
        static const char *const outcomes[_FINDING_MAX] = {
                [FINDING_NOTHING] = NULL, /* nothing was there to be confirmed */
                [FINDING_AGREES] = "successful",   [FINDING_DIFFERS] = "failed",
                [FINDING_MISSING_HERE] = "failed", [FINDING_MISSING_THERE] = "unknown",
                [FINDING_DECEASED] = "failed",     [FINDING_WITHHELD] = "unknown",
        };
        return outcomes[kind];
}

/* _DIFFERENCE_KIND_MAX: it is none. */
static DifferenceKind discrepancy_of(FindingKind kind) {
        return kind == FINDING_DIFFERS        ? DIFFERENCE_KIND_DIFFERS
               : kind == FINDING_MISSING_HERE ? DIFFERENCE_KIND_MISSING_HERE
               : kind == FINDING_DECEASED     ? DIFFERENCE_KIND_DECEASED
                                              : _DIFFERENCE_KIND_MAX;
}

/* Of a number that is wrong. */
static DifferenceKind wrong_number_of(AnswerKind kind) {
        return kind == ANSWER_SUPERSEDED    ? DIFFERENCE_KIND_SUPERSEDED
               : kind == ANSWER_NOT_FOUND   ? DIFFERENCE_KIND_NOT_FOUND
               : kind == ANSWER_INVALIDATED ? DIFFERENCE_KIND_INVALIDATED
                                            : DIFFERENCE_KIND_NUMBER_INVALID;
}

/* Returns whether it is a discrepancy. */
static bool record_add_finding(Rows *rows, const JudgePlan *plan, size_t place, const Finding *finding,
                               const Found *about) {
        const JudgeItem *item = &plan->items[place];
        const char *ref = about->ref;
        const char *outcome = record_outcome_of(finding->kind);
        DifferenceKind kind = discrepancy_of(finding->kind);
        bool graded = finding->kind == FINDING_AGREES || finding->kind == FINDING_DIFFERS;
        const char *grade = graded ? grade_to_string(finding->grade) : NULL;
        for (size_t i = 0; outcome && i < item->n_columns; i++)
                add_result(rows, outcome,
                           &(Found){ .ref = ref,
                                     .attribute = plan->attributes[item->columns[i]],
                                     .grade = grade,
                                     .because = finding->because });
        if (finding->kind != FINDING_WITHHELD && finding->kind != FINDING_MISSING_THERE)
                add_looked(rows, ref, item->attribute,
                           graded && item->field == SOURCE_FIELD_DEATH_DATE
                                   ? difference_kind_to_string(DIFFERENCE_KIND_DECEASED)
                                   : NULL);
        if (kind != _DIFFERENCE_KIND_MAX)
                add_found(rows, &(Found){ .ref = ref,
                                          .attribute = item->attribute,
                                          .kind = kind,
                                          .grade = finding->kind == FINDING_DIFFERS ? grade : NULL,
                                          .because = finding->because,
                                          .version = about->version,
                                          .evidence = { finding->held, finding->told, finding->why,
                                                        finding->row } });
        return kind != _DIFFERENCE_KIND_MAX;
}

static void add_compared(Rows *rows, const JudgePlan *plan, const Slice *slice, size_t place,
                         const char *ref) {
        const WatchSubject *subject = &slice->subjects[place];
        const Answer *answer = &slice->answers[place];
        bool differs = false, restricted = answer->told->restricted;
        for (size_t i = 0; i < plan->n_items; i++)
                differs = record_add_finding(rows, plan, i, &slice->findings[place][i],
                                             &(Found){ .ref = ref, .version = answer->version }) ||
                          differs;
        /* The source restricts whoever may be in danger; a register that does not is to be looked at. */
        add_looked(rows, ref, RECORD,
                   subject->shielded ? difference_kind_to_string(DIFFERENCE_KIND_SHIELDING) : NULL);
        if (restricted && !subject->shielded)
                add_found(rows, &(Found){ .ref = ref,
                                          .attribute = RECORD,
                                          .kind = DIFFERENCE_KIND_SHIELDING,
                                          .because = "restricted-there",
                                          .version = answer->version,
                                          .evidence = { .held = "", .told = "" } });
        add_looked(rows, ref, plan->lookup, NULL);
        add_result(rows, "successful",
                   &(Found){ .ref = ref,
                             .attribute = plan->lookup,
                             .grade = grade_to_string(GRADE_SAME),
                             .because = "answered" });
        add_check(rows, ref,
                  restricted ? "restricted"
                  : differs  ? "differences"
                             : "no-differences",
                  restricted ? "location-withheld"
                  : differs  ? "differs"
                             : "agrees",
                  answer->version);
        rows->counts.withheld += restricted;
        rows->counts.differed += differs && !restricted;
        rows->counts.agreed += !differs && !restricted;
}

/* The number itself is wrong: nothing else can be compared, and nothing else is said to differ. */
static void add_wrong_number(Rows *rows, const JudgePlan *plan, const WatchSubject *subject,
                             const Answer *answer, const char *ref) {
        add_looked(rows, ref, plan->lookup, NULL);
        add_found(rows, &(Found){ .ref = ref,
                                  .attribute = plan->lookup,
                                  .kind = wrong_number_of(answer->kind),
                                  .because = answer->because,
                                  .version = answer->version,
                                  .evidence = { .held = subject->lookup, .told = "" } });
        add_result(rows, "failed",
                   &(Found){ .ref = ref, .attribute = plan->lookup, .because = answer->because });
        add_check(rows, ref, answer->because, answer->because, answer->version);
        rows->counts.differed++;
}

static void add_error(Rows *rows, const JudgePlan *plan, const Answer *answer, const char *ref) {
        for (size_t i = 0; i < plan->source->n_confirms; i++)
                add_result(rows, "unknown",
                           &(Found){ .ref = ref, .attribute = plan->attributes[i], .because = "no-answer" });
        add_check(rows, ref, "error", answer->because, NULL);
        rows->counts.unknown++;
}

static void add_subject(Rows *rows, const JudgePlan *plan, const Slice *slice, size_t i, const char *ref) {
        const Answer *answer = &slice->answers[i];
        switch (answer->kind) {
        case ANSWER_FOUND:
                add_compared(rows, plan, slice, i, ref);
                break;
        case ANSWER_SUPERSEDED:
        case ANSWER_NOT_FOUND:
        case ANSWER_INVALIDATED:
        case ANSWER_NUMBER_INVALID:
                add_wrong_number(rows, plan, &slice->subjects[i], answer, ref);
                break;
        case ANSWER_ERROR:
        case _ANSWER_KIND_MAX:
                add_error(rows, plan, answer, ref);
                break;
        }
}

static int record_write_rows(Context *context, const JudgePlan *plan, const Slice *slice, const Rows *rows) {
        Store *store = context->store;
        const char *source = plan->source->name;
        Date on = clock_today(&context->clock);
        int r = 0;
        if (slice->n) {
                /* A broken slice is not counted as asked by this sweep, so that carrying it on asks again. */
                r = subject_checks_record(store, source, slice->broken ? 0 : slice->sweep, on, &rows->checks);
                if (r == 0)
                        r = check_results_record(store, source, on, on + plan->source->interval_days,
                                                 &rows->results);
                if (r == 0)
                        r = discrepancies_gone(store, source, on, &rows->looked, &rows->found);
                if (r == 0)
                        r = discrepancies_record(store, source, on, on + plan->source->decide_days,
                                                 rows->sealing, &rows->found);
        }
        if (r == 0 && !slice->broken)
                r = sweep_progress(store, slice->sweep, slice->after, &rows->counts);
        return err_trace(r);
}

int record_slice(Context *context, const JudgePlan *plan, const Slice *slice, Arena *arena) {
        const char **keys = arena_array(arena, slice->n + 1, sizeof *keys), **refs = NULL;
        for (size_t i = 0; i < slice->n; i++)
                keys[i] = slice->subjects[i].key;
        if (slice->n) {
                int r = subject_refs_ensure(context->store, slice->register_name, keys, slice->n, arena,
                                            &refs);
                if (r)
                        return err_trace(r);
        }
        Sealing sealing;
        int sealed = sealing_begin(context->store, arena, &sealing);
        if (sealed ==
            SEALING_E_NO_KEY) /* another host has the key: the finding counts, its values are let go */
                sealing = (Sealing){ 0 };
        else if (sealed)
                return err_trace(sealed);
        Rows rows;
        rows_new(&rows, slice->n, plan->source->n_confirms, arena);
        rows.sealing = &sealing;
        rows.arena = arena;
        for (size_t i = 0; i < slice->n; i++)
                add_subject(&rows, plan, slice, i, refs[i]);
        rows.counts.asked = (int64_t)slice->n;
        rows.counts.subjects = (int64_t)slice->n + slice->passed_over;
        return rows.r ? err_trace(rows.r) : record_write_rows(context, plan, slice, &rows);
}
