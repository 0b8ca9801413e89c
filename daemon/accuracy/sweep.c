#include "accuracy/sweep.h"

#include "accuracy/correct.h"
#include "accuracy/record.h"
#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "settings/settings.h"
#include "store/json.h"
#include "store/ledger.h"
#include "store/subject.h"

#include <jansson.h>

/* Keys looked at in one question to the register, and asked about in one go: what a crash can cost. */
#define PAGE  500
#define SLICE 50
/* A slice at least so long without one usable answer: the source is away, not the records at fault. */
#define BROKEN_FROM 5

typedef struct Sweep {
        Context *context;
        const Source *source;
        Register *reg;
        Agency *agency;
        JudgePlan plan;
        Watch *watch;
        SweepState state;
        Date on;
        bool taken, stopped;
        Text after;          /* the mark, as far as pages have been worked */
        Arena *page, *slice; /* what is held of subjects, wiped after each page and each slice */
} Sweep;

static void sweep_done(Sweep *sweep) {
        if (sweep->taken)
                (void)sweep_leave(sweep->context->store, sweep->state.id); /* a lost connection has left it */
        agency_close(sweep->agency);
        register_close(sweep->reg);
        arena_free(sweep->page);
        arena_free(sweep->slice);
        text_done(&sweep->after);
}
#define _cleanup_sweep_ _cleanup_(sweep_done)

static const Source *find_source(const Settings *settings, const char *name) {
        for (size_t i = 0; i < settings->n_sources; i++)
                if (str_eq(settings->sources[i]->name, name))
                        return settings->sources[i];
        return NULL;
}

static int sweep_note(Sweep *sweep, EntryKind kind, json_t *detail) {
        Context *context = sweep->context;
        json_put(detail, "source", json_string(sweep->source->name));
        json_put(detail, "register", json_string(sweep->source->register_name));
        return err_trace(ledger_note(context, kind,
                                     arena_printf(context->arena, "sweep %lld", (long long)sweep->state.id),
                                     detail));
}

static int sweep_begin_all(Sweep *sweep, int64_t sample) {
        Context *context = sweep->context;
        const char *name = sweep->source->name, *register_name = sweep->source->register_name;
        bool got = false;
        _cleanup_pg_tx_ PgTx tx = { 0 };
        int r = pg_tx_begin(store_pg(context->store), &tx);
        if (r == 0)
                r = register_ensure(context->store, register_name, sweep->source->map_name);
        if (r == 0)
                r = sweep_begin(context->store, name, register_name, sweep->on, sample, context->arena,
                                &sweep->state);
        if (r == 0)
                r = sweep_take(context->store, sweep->state.id, &got);
        if (r == 0 && !got)
                return ACCURACY_E_BUSY;
        if (r == 0 && sweep->state.fresh)
                r = sweep_note(sweep, ENTRY_SWEEP_STARTED, json_pack("{s:I}", "sample", (json_int_t)sample));
        if (r == 0)
                r = pg_tx_commit(&tx);
        sweep->taken = r == 0;
        return err_trace(r);
}

static int accuracy_sweep_finish(Sweep *sweep) {
        SweepCounts counts;
        _cleanup_pg_tx_ PgTx tx = { 0 };
        int r = pg_tx_begin(store_pg(sweep->context->store), &tx);
        if (r == 0)
                r = sweep_finish(sweep->context->store, sweep->state.id, &counts);
        if (r == 0)
                r = sweep_note(sweep, ENTRY_SWEEP_FINISHED,
                               json_pack("{s:I, s:I, s:I, s:I, s:I, s:I}", "subjects",
                                         (json_int_t)counts.subjects, "asked", (json_int_t)counts.asked,
                                         "agreed", (json_int_t)counts.agreed, "differed",
                                         (json_int_t)counts.differed, "withheld", (json_int_t)counts.withheld,
                                         "unknown", (json_int_t)counts.unknown));
        if (r == 0)
                r = pg_tx_commit(&tx);
        if (r)
                return err_trace(r);
        LOG(SWEEP_DONE, LOG_TEXT("SOURCE", sweep->source->name), LOG_NUMBER("ASKED", counts.asked),
            LOG_NUMBER("DIFFERED", counts.differed), LOG_NUMBER("UNKNOWN", counts.unknown));
        return 0;
}

/* Compares whatever was answered, with the rows as they are now. */
static int compare(Sweep *sweep, Slice *slice) {
        const char **keys = arena_array(sweep->slice, slice->n + 1, sizeof *keys);
        const WatchRow **mine = NULL;
        WatchRow *rows = NULL;
        size_t n_rows;
        for (size_t i = 0; i < slice->n; i++)
                keys[i] = slice->subjects[i].key;
        int r = watch_rows(sweep->watch, keys, slice->n, sweep->on, sweep->slice, &rows, &n_rows);
        if (r)
                return err_trace(r);
        mine = arena_array(sweep->slice, n_rows + 1, sizeof *mine);
        slice->findings = arena_array(sweep->slice, slice->n + 1, sizeof *slice->findings);
        for (size_t i = 0; i < slice->n; i++) {
                if (slice->answers[i].kind != ANSWER_FOUND)
                        continue;
                size_t n = 0;
                for (size_t k = 0; k < n_rows; k++)
                        if (str_eq(rows[k].key, keys[i]))
                                mine[n++] = &rows[k];
                slice->findings[i] = arena_array(sweep->slice, sweep->plan.n_items + 1, sizeof(Finding));
                judge_subject(&sweep->plan, slice->answers[i].told, mine, n, sweep->slice,
                              slice->findings[i]);
        }
        return 0;
}

static bool is_broken(const Slice *slice) {
        for (size_t i = 0; i < slice->n; i++)
                if (slice->answers[i].kind != ANSWER_ERROR)
                        return false;
        return slice->n >= BROKEN_FROM;
}

static int sweep_record(Sweep *sweep, const Slice *slice) {
        _cleanup_pg_tx_ PgTx tx = { 0 };
        int r = pg_tx_begin(store_pg(sweep->context->store), &tx);
        if (r == 0)
                r = record_slice(sweep->context, &sweep->plan, slice, sweep->slice);
        return err_trace(r ? err_trace(r) : pg_tx_commit(&tx));
}

/* Asks about a slice (which may be empty: then only the mark moves), compares and records. */
static int work_slice(Sweep *sweep, Slice *slice) {
        const char **numbers = arena_array(sweep->slice, slice->n + 1, sizeof *numbers);
        slice->answers = arena_array(sweep->slice, slice->n + 1, sizeof *slice->answers);
        for (size_t i = 0; i < slice->n; i++)
                numbers[i] = slice->subjects[i].lookup;
        int r = agency_ask(sweep->agency, numbers, slice->n, sweep->slice, slice->answers);
        if (r == 0 && slice->n)
                r = compare(sweep, slice);
        slice->broken = is_broken(slice);
        if (r == 0)
                r = sweep_record(sweep, slice);
        if (r)
                return err_trace(r);
        if (slice->broken) {
                LOG(SOURCE_AWAY, LOG_TEXT("SOURCE", sweep->source->name),
                    LOG_TEXT("BECAUSE", slice->answers[0].because));
                return ACCURACY_E_UNAVAILABLE;
        }
        sweep->state.asked += (int64_t)slice->n;
        return 0;
}

/* No more than can be asked about in some seconds, at the rate the source allows. */
static int64_t slice_size(const Source *source) {
        double n = source->rate_per_second * 10;
        return n <= 0 || n >= SLICE ? SLICE : n < 1 ? 1 : (int64_t)n;
}

/* A page of the register: its subjects, and beside them, in the same order, the keys of those that are stale.
 */
typedef struct SweepPage {
        WatchSubject *subjects;
        const char **due;
        size_t n, n_due, place, due_place; /* places: what was taken already */
} SweepPage;

/* The next stale subjects of the page, at most a slice of them. */
static void sweep_take_slice(Sweep *sweep, SweepPage *page, Slice *ret) {
        int64_t most = slice_size(sweep->source), left = sweep->state.sample - sweep->state.asked;
        if (sweep->state.sample && left < most)
                most = left;
        WatchSubject *subjects = arena_array(sweep->slice, SLICE + 1, sizeof *subjects);
        *ret = (Slice){ .sweep = sweep->state.id,
                        .register_name = sweep->source->register_name,
                        .subjects = subjects };
        while (page->place < page->n && (int64_t)ret->n < most) {
                const WatchSubject *subject = &page->subjects[page->place++];
                ret->after = subject->key;
                if (page->due_place < page->n_due && str_eq(page->due[page->due_place], subject->key)) {
                        subjects[ret->n++] = *subject;
                        page->due_place++;
                } else {
                        ret->passed_over++;
                }
        }
}

static bool sampled(const Sweep *sweep) {
        return sweep->state.sample && sweep->state.asked >= sweep->state.sample;
}

static bool sweep_goes_on(const Sweep *sweep) {
        Context *context = sweep->context;
        return !context->proceed || context->proceed(context, sweep->state.asked, sweep->state.sample);
}

/* Works one page of the register. *ret_end: there was nothing more. */
static int work_page(Sweep *sweep, bool *ret_end) {
        SweepPage page = { .place = 0 };
        int r = watch_subjects(sweep->watch, sweep->after.n ? text_str(&sweep->after) : NULL, PAGE,
                               sweep->page, &page.subjects, &page.n);
        if (r)
                return err_trace(r);
        *ret_end = page.n == 0;
        const char **keys = arena_array(sweep->page, page.n + 1, sizeof *keys);
        for (size_t i = 0; i < page.n; i++)
                keys[i] = page.subjects[i].key;
        r = subject_checks_due(sweep->context->store, sweep->state.id, sweep->source->name,
                               sweep->source->register_name, keys, page.n,
                               sweep->on - sweep->source->interval_days, sweep->page, &page.due, &page.n_due);
        while (r == 0 && page.place < page.n && !sweep->stopped && !sampled(sweep)) {
                Slice slice;
                arena_clear(sweep->slice);
                sweep_take_slice(sweep, &page, &slice);
                r = work_slice(sweep, &slice);
                /* Told to stop: the sweep is carried on from its mark by whoever takes the job next. */
                sweep->stopped = r == 0 && !sweep_goes_on(sweep);
        }
        if (r == 0 && page.n && !sweep->stopped) {
                text_clear(&sweep->after);
                text_append(&sweep->after, page.subjects[page.n - 1].key);
        }
        return err_trace(r);
}

static int open_all(Sweep *sweep, const char *source) {
        Context *context = sweep->context;
        sweep->source = find_source(context->settings, source);
        if (!sweep->source)
                return ACCURACY_E_NO_SOURCE;
        int r = register_open(context, sweep->source->register_name, &sweep->reg);
        if (r)
                return err_trace(r);
        judge_plan(sweep->source, context->arena, &sweep->plan);
        r = watch_compile(sweep->reg, context->arena,
                          (WatchColumn){ sweep->source->lookup_entity, sweep->source->lookup_column },
                          sweep->plan.columns, sweep->source->n_confirms, &sweep->watch);
        if (r)
                return ACCURACY_E_MAP;
        r = agency_open(sweep->source, sweep->on, &sweep->agency);
        return r == AGENCY_E_NO_CREDENTIAL ? ACCURACY_E_NO_CREDENTIAL : err_trace(r);
}

int accuracy_sweep(Context *context, const char *source, int64_t sample) {
        _cleanup_sweep_ Sweep sweep = { .context = context, .on = clock_today(&context->clock) };
        sweep.page = arena_new();
        sweep.slice = arena_new();
        int r = open_all(&sweep, source);
        if (r == 0)
                r = sweep_begin_all(&sweep, sample);
        if (r == 0 && sweep.state.after)
                text_append(&sweep.after, sweep.state.after);
        context->resumes = true;
        sweep.stopped = r == 0 && !sweep_goes_on(&sweep); /* from where it goes on */
        for (bool end = false; r == 0 && !end && !sweep.stopped && !sampled(&sweep);) {
                r = work_page(&sweep, &end);
                arena_clear(sweep.page);
        }
        if (r == 0 && !sweep.stopped)
                r = accuracy_correct_by_itself(context, sweep.source);
        return err_trace(r || sweep.stopped ? err_trace(r) : accuracy_sweep_finish(&sweep));
}
