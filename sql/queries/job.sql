-- The queue.

-- name: job_enqueue
insert into muniment.job (kind, arguments, key, run_on)
values (:kind::text, coalesce(:arguments::text, '{}')::jsonb, :key::text, :day::date)
on conflict (key) where key is not null and state in ('queued', 'running') do nothing

-- Once a day, whoever asks: the first to write the day also writes the job.
-- name: job_schedule
with fresh as (
        insert into muniment.job_day (key, day) values (:key::text, :day::date)
        on conflict do nothing returning key)
insert into muniment.job (kind, arguments, key, run_on)
select :kind::text, coalesce(:arguments::text, '{}')::jsonb, key, :day::date from fresh
on conflict (key) where key is not null and state in ('queued', 'running') do nothing

-- Entries that wait to be numbered are work for the sequencer. One that failed is not begun anew that day by
-- whoever is idle next, over and over: a person mends what is wrong and retries or discards it.
-- name: job_enqueue_sequencer
insert into muniment.job (kind, key, run_on)
select 'ledger.sequence', 'ledger.sequence', :day::date
 where exists (select from muniment.ledger_pending)
   and not exists (select from muniment.job
                    where kind = 'ledger.sequence' and state = 'failed' and run_on >= :day::date)
on conflict (key) where key is not null and state in ('queued', 'running') do nothing

-- A job whose lease ran out comes first: it was begun before; its lost try stays counted. Each half asks an index of its
-- own: with an "or" between them the whole queue was sorted for each claim. lanes: so many errands of one login at once. Two that
-- are claimed at the same moment for one lane: the index job_lane refuses the later. least: nothing less urgent.
-- name: job_claim
with left_behind as (
        select id from muniment.job
         where state = 'running' and run_on <= :today::date and lease_until <= now() and urgency <= :least::integer
         order by lease_until limit 1 for update skip locked),
waiting as (
        select id from muniment.job as j
         where state = 'queued' and run_on <= :today::date and not_before <= now() and urgency <= :least::integer
           and (login is null or not exists (
                select from muniment.job as r
                 where r.state = 'running' and r.login = j.login and r.lane = j.behind % :lanes::integer))
         order by urgency, behind, not_before, id limit 1 for update skip locked),
next as (select id from left_behind union all select id from waiting limit 1)
update muniment.job j
   set state = 'running', attempts = attempts + 1, lease_owner = :owner::text,
       lease_until = now() + make_interval(secs => :lease_seconds::integer), started_at = now(),
       progress = null, total = null, lane = case when login is not null then behind % :lanes::integer end
  from next
 where j.id = next.id
returning j.id, j.kind, j.arguments::text, j.key, j.run_on, j.attempts, j.setbacks, j.urgency

-- What waits for a worker, and no idle one took in a second: more urgent than that, or, when its turn is over, as urgent.
-- name: job_wanted
select exists (
        select from muniment.job as j
         where state = 'queued' and run_on <= :today::date and not_before <= now() - interval '1 second'
           and (urgency < :than::integer or (urgency = :than::integer and :turn_over::boolean))
           and (login is null or not exists (
                select from muniment.job as r
                 where r.state = 'running' and r.login = j.login and r.lane = j.behind % :lanes::integer))) as wanted

-- The clock's time, not the transaction's: where a register shares this database, verification renews within its own. A try
-- that brought something is none of those that are counted.
-- name: job_renew
update muniment.job
   set lease_until = clock_timestamp() + make_interval(secs => :lease_seconds::integer), progress = :done::bigint, total = :total::bigint,
       attempts = case when :lasting::boolean then 0 else attempts end
 where id = :id::bigint and state = 'running' and lease_owner = :owner::text

-- name: job_finish
update muniment.job
   set state = 'done', finished_at = now(), lease_owner = null, lease_until = null, reason = null
 where id = :id::bigint and state = 'running' and lease_owner = :owner::text

-- Not the job's fault: the try is not counted.
-- name: job_give_back
update muniment.job
   set state = 'queued', attempts = greatest(attempts - 1, 0), setbacks = :setbacks::integer, reason = :reason::text,
       not_before = now() + make_interval(secs => :wait_seconds::integer), lease_owner = null, lease_until = null
 where id = :id::bigint and state = 'running' and lease_owner = :owner::text

-- name: job_retry_later
update muniment.job
   set state = 'queued', reason = :reason::text,
       not_before = now() + make_interval(secs => :wait_seconds::integer), lease_owner = null, lease_until = null
 where id = :id::bigint and state = 'running' and lease_owner = :owner::text

-- name: job_fail
update muniment.job
   set state = 'failed', reason = :reason::text, finished_at = now(), lease_owner = null, lease_until = null
 where id = :id::bigint and state = 'running' and lease_owner = :owner::text

-- columns: job_orphan
id, kind, state

-- What a dead worker held goes back at once, or aside when it has killed too many.
-- name: job_orphans
update muniment.job
   set state = case when attempts >= :max_attempts::integer then 'failed' else 'queued' end,
       finished_at = case when attempts >= :max_attempts::integer then now() end,
       not_before = now() + make_interval(secs => :wait_seconds::integer),
       reason = 'worker-died', lease_owner = null, lease_until = null
 where state = 'running' and starts_with(lease_owner, :slot::text || '.')
returning {job_orphan}

-- Likewise whatever nobody came back for, on any host.
-- name: job_bury
update muniment.job
   set state = 'failed', reason = 'worker-died', finished_at = now(), lease_owner = null, lease_until = null
 where state = 'running' and lease_until <= now() and attempts >= :max_attempts::integer
returning {job_orphan}

-- What a clock that was ahead has left: nothing is put off, or leased, for longer than a day, and no day's work
-- comes before the day. Null, or the last day that has not come and was worked for.
-- name: job_bring_near
with near as (
        update muniment.job
           set run_on = least(run_on, :today::date), not_before = least(not_before, now()),
               lease_until = least(lease_until, now())
         where state in ('queued', 'running')
           and (run_on > :today::date + 1 or not_before > now() + interval '25 hours'
                or lease_until > now() + interval '25 hours')),
     not_come as (delete from muniment.job_day where day > :today::date + 1 returning day)
select max(day) as day from not_come

-- The last day before that one for which it was put in the queue.
-- name: job_day_before returns job_bring_near
select max(day) as day from muniment.job_day where key = :key::text and day < :day::date

-- Seconds until something may be claimed: null when nothing waits, or only what is put off for longer than most_seconds.
-- name: job_next_in
select ceil(extract(epoch from min(moment) - now()))::bigint as seconds
  from (select min(not_before) as moment from muniment.job where state = 'queued' and run_on <= :today::date
           and not_before <= now() + make_interval(secs => :most_seconds::integer) and urgency <= :least::integer
        union all
        select min(lease_until) from muniment.job
         where state = 'running' and run_on <= :today::date and urgency <= :least::integer) as moments

-- name: job_counts
select count(*) filter (where state = 'queued' and run_on <= :today::date and not_before <= now()) as due,
       count(*) filter (where state = 'queued' and not (run_on <= :today::date and not_before <= now())) as waiting,
       count(*) filter (where state = 'running') as running,
       count(*) filter (where state = 'failed') as failed
  from muniment.job
 where state in ('queued', 'running', 'failed')

-- Without what it is about: an auditor reads this list.
-- columns: job_view
id, kind, state, run_on, attempts, reason, progress, total, not_before, created_at, started_at, finished_at, key

-- Errands that ended well crowd nothing: whoever wants to see them names their kind.
-- name: job_list
select {job_view}
  from muniment.job
 where (:state::text is null or state = :state::text)
   and (kind = :kind::text or (:kind::text is null and (kind <> 'errand' or state in ('queued', 'running', 'failed'))))
 order by id desc limit :limit::integer

-- name: job_show
select {job_view}, muniment.job_arguments(id)::text as arguments
  from muniment.job where id = :id::bigint

-- Refused by the key when the same work stands in the queue again already. An errand is asked for again by whoever asked, who
-- has been told that no answer will come.
-- name: job_requeue
update muniment.job set state = 'queued', not_before = now(), attempts = 0, setbacks = 0, finished_at = null
 where id = :id::bigint and state in ('failed', 'discarded') and kind <> 'errand'

-- name: job_discard
update muniment.job set state = 'discarded', finished_at = now()
 where id = :id::bigint and state in ('queued', 'failed')
   and kind <> 'errand' -- whoever asked withdraws it

-- name: job_wake
select pg_notify('muniment_job', '')

-- name: job_tidy
with old_days as (
        delete from muniment.job_day as old where day < :today::date - 400
           and exists (select from muniment.job_day as later where later.key = old.key and later.day > old.day and later.day < :today::date))
delete from muniment.job where state in ('done', 'discarded') and finished_at < now() - make_interval(days => :keep_days::integer)

-- name: worker_count
select count(*) as workers from muniment.engine_session where name = 'munimentd worker'
