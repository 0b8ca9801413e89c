#include "accuracy/correct.h"

#include "base/error.h"
#include "base/text.h"
#include "model/lives/difference.h"
#include "register/collect.h"
#include "register/correct.h"
#include "settings/settings.h"
#include "store/difference.h"

#include <jansson.h>
#include <string.h>

#define PAGE 200

typedef struct Correction {
        Context *context;
        Arena *arena;
        Difference difference;
        const Source *source;
        const SourceAttribute *attribute; /* NULL: the difference is about none that the source confirms */
        Register *reg;
} Correction;

static void correction_done(Correction *correction) {
        register_close(correction->reg);
        arena_free(correction->arena);
}
#define _cleanup_correction_ _cleanup_(correction_done)

static void find_policy(Correction *c) {
        const Settings *settings = c->context->settings;
        for (size_t i = 0; i < settings->n_sources; i++)
                if (str_eq(settings->sources[i]->name, c->difference.source))
                        c->source = settings->sources[i];
        for (size_t i = 0; c->source && i < c->source->n_confirms; i++) {
                const SourceAttribute *a = &c->source->confirms[i];
                if (str_eq(arena_printf(c->arena, "%s.%s", a->entity, a->column), c->difference.attribute))
                        c->attribute = a;
        }
}

/* A day of which only the month or the year is known is no value for a column. */
static bool is_whole(const Correction *c) {
        bool day = c->attribute->field == SOURCE_FIELD_BIRTH_DATE ||
                   c->attribute->field == SOURCE_FIELD_DEATH_DATE;
        const char *told = c->difference.evidence.told;
        return !str_empty(told) && (!day || strlen(told) == DATE_TEXT_SIZE - 1);
}

static int may_correct(const Correction *c, bool by_itself) {
        const unsigned kinds = 1u << DIFFERENCE_KIND_DIFFERS | 1u << DIFFERENCE_KIND_MISSING_HERE |
                               1u << DIFFERENCE_KIND_DECEASED;
        const SourceCorrects least = by_itself ? SOURCE_CORRECTS_BY_ITSELF : SOURCE_CORRECTS_WHEN_DECIDED;
        if (!c->attribute || c->attribute->corrects < least || !(kinds & 1u << c->difference.kind))
                return ACCURACY_E_POLICY;
        return c->difference.evidence.held && c->difference.evidence.row && is_whole(c) ? 0
                                                                                        : ACCURACY_E_VALUES;
}

/* Every name that the source's "tells" finds beside the subject, each once. */
static int find_recipients(const Correction *c, Recipients *ret) {
        json_auto_t *all = NULL;
        *ret = (Recipients){ 0 };
        if (!c->source->tells_entity)
                return 0;
        int r = register_collect(c->reg, c->difference.subject, &all);
        if (r == 0)
                register_each_once(all, c->source->tells_entity, c->source->tells_column, c->context->arena,
                                   &ret->names, &ret->n);
        return err_trace(r);
}

typedef struct CorrectVerdict {
        const Correction *correction;
        DifferenceReason because;
} CorrectVerdict;

static int correct_decided(void *to) {
        const CorrectVerdict *v = to;
        Context *context = v->correction->context;
        return difference_decide(context->store, v->correction->difference.id,
                                 (DifferenceVerdict){ DIFFERENCE_DECISION_CORRECT, v->because },
                                 context->actor, clock_today(&context->clock));
}

static int write_and_decide(Correction *c, DifferenceReason because) {
        const Difference *d = &c->difference;
        const Correcting what = {
                .entity = c->attribute->entity,
                .column = c->attribute->column,
                .subject = d->subject,
                .row = d->evidence.row,
                .held = d->evidence.held,
                .told = d->evidence.told,
                .on = clock_today(&c->context->clock),
        };
        CorrectVerdict verdict = { c, because };
        int r = register_correct_with(c->context, c->reg, &what,
                                      &(CorrectDecided){ correct_decided, &verdict });
        return err_trace(r);
}

static int correct(Correction *c, DifferenceReason because, Recipients *ret) {
        Store *store = c->context->store;
        int r = may_correct(c, because == DIFFERENCE_REASON_BY_POLICY);
        if (r == 0)
                r = register_open(c->context, c->difference.register_name, &c->reg);
        if (r == 0)
                r = find_recipients(c, ret);
        if (r == 0)
                r = correction_begin(store, &c->difference, &c->difference.evidence, c->context->actor);
        if (r == 0)
                r = write_and_decide(c, because);
        if (r != CORRECT_E_CHANGED && r != CORRECT_E_REFUSED)
                return err_trace(r);
        int dropped = correction_drop(store, c->difference.id);
        return dropped                  ? err_trace(dropped)
               : r == CORRECT_E_CHANGED ? ACCURACY_E_CHANGED
                                        : ACCURACY_E_REGISTER;
}

static int open_and_correct(Context *context, int64_t difference, DifferenceReason because, Recipients *ret) {
        _cleanup_correction_ Correction c = { .context = context, .arena = arena_new() };
        int r = difference_load(context->store, difference, c.arena, &c.difference);
        if (r)
                return err_trace(r);
        if (!life_is_open(&life_of_differences, (int)c.difference.state))
                return DIFFERENCE_E_ENDED;
        find_policy(&c);
        return err_trace(correct(&c, because, ret));
}

int accuracy_decide(Context *context, int64_t difference, DifferenceVerdict verdict, Recipients *ret) {
        *ret = (Recipients){ 0 };
        if (verdict.decision == DIFFERENCE_DECISION_CORRECT)
                return open_and_correct(context, difference, verdict.because, ret);
        return difference_decide(context->store, difference, verdict, context->actor,
                                 clock_today(&context->clock));
}

/* What keeps one from being corrected keeps no other: it stays open, for a person. */
static bool stays_open(int r) {
        return r == ACCURACY_E_POLICY || r == ACCURACY_E_VALUES || r == ACCURACY_E_CHANGED ||
               r == ACCURACY_E_REGISTER || r == DIFFERENCE_E_ENDED || r == DIFFERENCE_E_NONE ||
               r == SEALING_E_NO_KEY;
}

int accuracy_correct_by_itself(Context *context, const Source *source) {
        _cleanup_(arena_freep) Arena *arena = arena_new();
        const char **attributes = arena_array(arena, source->n_confirms + 1, sizeof *attributes);
        size_t n_attributes = 0, n = PAGE;
        int64_t ids[PAGE], after = 0;
        int r = 0;
        for (size_t i = 0; i < source->n_confirms; i++)
                if (source->confirms[i].corrects == SOURCE_CORRECTS_BY_ITSELF)
                        attributes[n_attributes++] = arena_printf(arena, "%s.%s", source->confirms[i].entity,
                                                                  source->confirms[i].column);
        while (r == 0 && n == PAGE && n_attributes) {
                Recipients recipients;
                r = difference_waiting(context->store, source->name, attributes, n_attributes, after, ids,
                                       PAGE, &n);
                for (size_t i = 0; r == 0 && i < n; i++) {
                        after = ids[i];
                        r = open_and_correct(context, ids[i], DIFFERENCE_REASON_BY_POLICY, &recipients);
                        r = stays_open(r) ? 0 : r;
                }
        }
        return err_trace(r);
}
