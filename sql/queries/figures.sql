-- How things stand, in numbers: what monitoring and muniment status tell. Counts only, never whose.
-- The first: a session that only looks.
-- name: figures_read_only
select set_config('default_transaction_read_only', 'on', false)

-- One row a figure: the name of the metric without its prefix, two labels or null, the value; null when there is
-- nothing to tell. Each part looks at what is open, by an index where the table only ever grows. soon_days: how many days
-- ahead a day counts as soon.
-- name: figures
with job as (
        select count(*) filter (where state = 'queued' and ripe) as due,
               count(*) filter (where state = 'queued' and not ripe) as waiting,
               count(*) filter (where state = 'running') as running,
               count(*) filter (where state = 'failed') as failed,
               count(*) filter (where state = 'running' and lease_until < now()) as expired,
               coalesce(extract(epoch from now() - min(not_before) filter (where state = 'queued' and ripe)), 0) as age
          from (select state, not_before, lease_until, run_on <= :today::date and not_before <= now() as ripe
                  from muniment.job where state in ('queued', 'running', 'failed')) as open),
request as (
        select count(*) as open, count(*) filter (where due_on < :today::date) as overdue,
               count(*) filter (where due_on between :today::date and :today::date + :soon_days::integer) as soon
          from muniment.open_request),
obligation as (
        select count(*) filter (where state = 'open') as open, count(*) filter (where state = 'waiting') as waiting,
               count(*) filter (where due_on < :today::date) as overdue,
               count(*) filter (where due_on between :today::date and :today::date + :soon_days::integer) as soon
          from muniment.open_obligation),
hold as (
        select count(*) as binding, count(*) filter (where review_on <= :today::date) as overdue
          from muniment.hold where released_on is null),
run as (
        select s.state, count(r.id) as runs, coalesce(sum(r.rows), 0) as rows, coalesce(sum(r.subjects), 0) as subjects,
               coalesce(extract(epoch from now() - min(r.changed_at)), 0) as age
          from (select unnest(array[state_from, state_to]) as state from muniment.life_edge where life = 'run' group by 1) as s
          left join muniment.run r on r.state = s.state
         group by s.state),
sweep as (
        select source, sum(subjects) as subjects, sum(agreed) as agreed, sum(differed) as differed,
               sum(withheld) as withheld, sum(unknown) as unknown, count(*) filter (where state = 'running') as running,
               extract(epoch from max(finished_at)) as finished
          from muniment.sweep group by source),
discrepancy as (
        select source, count(*) as open from muniment.open_difference where state <> 'stands' group by source),
pending as (
        select (select count(*) from muniment.ledger_pending) as n,
               coalesce((select extract(epoch from now() - at) from muniment.ledger_pending order by id limit 1), 0) as age),
ledger as (
        select (select coalesce(max(index) + 1, 0) from muniment.ledger_entry) as entries,
               (select extract(epoch from signed_at) from muniment.ledger_checkpoint order by size desc limit 1) as signed)
select f.metric, f.a, f.b, f.value::double precision::text as value
  from (
        select v.* from job, lateral (values
                ('jobs', 'due', null, due::numeric), ('jobs', 'waiting', null, waiting), ('jobs', 'running', null, running),
                ('jobs', 'failed', null, failed), ('job_leases_expired', null, null, expired),
                ('job_oldest_due_age_seconds', null, null, age)) as v (metric, a, b, value)
        union all
        select v.* from request, lateral (values
                ('requests_open', null, null, open::numeric), ('requests_overdue', null, null, overdue),
                ('requests_due_soon', null, null, soon)) as v (metric, a, b, value)
        union all
        select v.* from obligation, lateral (values
                ('obligations', 'open', null, open::numeric), ('obligations', 'waiting', null, waiting),
                ('obligations_overdue', null, null, overdue), ('obligations_due_soon', null, null, soon)) as v (metric, a, b, value)
        union all
        select v.* from hold, lateral (values
                ('holds_binding', null, null, binding::numeric), ('holds_review_due', null, null, overdue)) as v (metric, a, b, value)
        union all
        select v.* from run, lateral (values
                ('runs', state, null, runs::numeric), ('run_rows', state, null, rows), ('run_subjects', state, null, subjects),
                ('run_oldest_age_seconds', state, null, age)) as v (metric, a, b, value)
         where v.metric <> 'run_oldest_age_seconds' or state in ('planned', 'approved', 'running', 'disposed', 'failed')
        union all
        select v.* from sweep, lateral (values
                ('source_subjects', source, null, subjects::numeric), ('source_answers', source, 'agreed', agreed),
                ('source_answers', source, 'differed', differed), ('source_answers', source, 'withheld', withheld),
                ('source_answers', source, 'unknown', unknown), ('source_sweeps_running', source, null, running),
                ('source_sweep_finished_timestamp_seconds', source, null, finished)) as v (metric, a, b, value)
        union all
        select 'registers_closed', null, null, count(*) from muniment.closing where opened_at is null
        union all
        select 'discrepancies_open', source, null, open from discrepancy
        union all
        -- One that came back is a person's as well. Held: the channel whose turn it is cannot be used; behind each may be many.
        select 'deliveries', s.state, null,
               (select count(*) from muniment.delivery d
                 where d.state = s.state or (s.state = 'failed' and d.state = 'returned')
                    or (s.state = 'held' and d.state = 'ready' and d.stopped in ('notify-key', 'notify-away', 'notify-busy', 'notify-unsure')))
          from (values ('ready'), ('sent'), ('failed'), ('held')) as s (state)
        union all
        select v.* from pending, lateral (values
                ('ledger_pending', null, null, n::numeric), ('ledger_pending_age_seconds', null, null, age)) as v (metric, a, b, value)
        union all
        select v.* from ledger, lateral (values
                ('ledger_entries', null, null, entries::numeric),
                ('ledger_checkpoint_timestamp_seconds', null, null, signed)) as v (metric, a, b, value)
        union all
        select 'workers', null, null, count(*) from muniment.engine_session where name = 'munimentd worker'
       ) as f (metric, a, b, value)
 where f.value is not null
