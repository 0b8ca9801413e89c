-- The queue.

-- name: job_enqueue
insert into muniment.job (kind, arguments, key, run_on)
values ($1::text, coalesce($2::text, '{}')::jsonb, $3::text, $4::date)
on conflict (key) where key is not null and state in ('queued', 'running') do nothing

-- Once a day, whoever asks: the first to write the day also writes the job.
-- name: job_schedule
with fresh as (
        insert into muniment.job_day (key, day) values ($3::text, $4::date)
        on conflict do nothing returning key)
insert into muniment.job (kind, arguments, key, run_on)
select $1::text, coalesce($2::text, '{}')::jsonb, key, $4::date from fresh
on conflict (key) where key is not null and state in ('queued', 'running') do nothing

-- Entries that wait to be numbered are work for the sequencer. One that failed is not begun anew that day by
-- whoever is idle next, over and over: a person mends what is wrong and retries or discards it.
-- name: job_enqueue_sequencer
insert into muniment.job (kind, key, run_on)
select 'ledger.sequence', 'ledger.sequence', $1::date
 where exists (select from muniment.ledger_pending)
   and not exists (select from muniment.job
                    where kind = 'ledger.sequence' and state = 'failed' and run_on >= $1::date)
on conflict (key) where key is not null and state in ('queued', 'running') do nothing

-- A job whose lease ran out comes first: it was begun before; its lost try stays counted. Each half asks an index of its
-- own: with an "or" between them the whole queue was sorted for each claim. $4: so many errands of one login at once. Two that
-- are claimed at the same moment for one lane: the index job_lane refuses the later. $5: nothing less urgent.
-- name: job_claim
with left_behind as (
        select id from muniment.job
         where state = 'running' and run_on <= $1::date and lease_until <= now() and urgency <= $5::integer
         order by lease_until limit 1 for update skip locked),
waiting as (
        select id from muniment.job as j
         where state = 'queued' and run_on <= $1::date and not_before <= now() and urgency <= $5::integer
           and (login is null or not exists (
                select from muniment.job as r
                 where r.state = 'running' and r.login = j.login and r.lane = j.behind % $4::integer))
         order by urgency, behind, not_before, id limit 1 for update skip locked),
next as (select id from left_behind union all select id from waiting limit 1)
update muniment.job j
   set state = 'running', attempts = attempts + 1, lease_owner = $2::text,
       lease_until = now() + make_interval(secs => $3::integer), started_at = now(),
       progress = null, total = null, lane = case when login is not null then behind % $4::integer end
  from next
 where j.id = next.id
returning j.id, j.kind, j.arguments::text, j.key, j.run_on, j.attempts, j.setbacks, j.urgency

-- What waits for a worker, and no idle one took in a second: more urgent than that, or, $3, as urgent.
-- name: job_wanted
select exists (
        select from muniment.job as j
         where state = 'queued' and run_on <= $1::date and not_before <= now() - interval '1 second'
           and (urgency < $2::integer or (urgency = $2::integer and $3::boolean))
           and (login is null or not exists (
                select from muniment.job as r
                 where r.state = 'running' and r.login = j.login and r.lane = j.behind % $4::integer))) as wanted

-- The clock's time, not the transaction's: where a register shares this database, verification renews within its own. A try
-- that brought something is none of those that are counted.
-- name: job_renew
update muniment.job
   set lease_until = clock_timestamp() + make_interval(secs => $3::integer), progress = $4::bigint, total = $5::bigint,
       attempts = case when $6::boolean then 0 else attempts end
 where id = $1::bigint and state = 'running' and lease_owner = $2::text

-- name: job_finish
update muniment.job
   set state = 'done', finished_at = now(), lease_owner = null, lease_until = null, reason = null
 where id = $1::bigint and state = 'running' and lease_owner = $2::text

-- Not the job's fault: the try is not counted.
-- name: job_give_back
update muniment.job
   set state = 'queued', attempts = greatest(attempts - 1, 0), setbacks = $5::integer, reason = $3::text,
       not_before = now() + make_interval(secs => $4::integer), lease_owner = null, lease_until = null
 where id = $1::bigint and state = 'running' and lease_owner = $2::text

-- name: job_retry_later
update muniment.job
   set state = 'queued', reason = $3::text,
       not_before = now() + make_interval(secs => $4::integer), lease_owner = null, lease_until = null
 where id = $1::bigint and state = 'running' and lease_owner = $2::text

-- name: job_fail
update muniment.job
   set state = 'failed', reason = $3::text, finished_at = now(), lease_owner = null, lease_until = null
 where id = $1::bigint and state = 'running' and lease_owner = $2::text

-- columns: job_orphan
id, kind, state

-- What a dead worker held goes back at once, or aside when it has killed too many.
-- name: job_orphans
update muniment.job
   set state = case when attempts >= $2::integer then 'failed' else 'queued' end,
       finished_at = case when attempts >= $2::integer then now() end,
       not_before = now() + make_interval(secs => $3::integer),
       reason = 'worker-died', lease_owner = null, lease_until = null
 where state = 'running' and starts_with(lease_owner, $1::text || '.')
returning {job_orphan}

-- Likewise whatever nobody came back for, on any host.
-- name: job_bury
update muniment.job
   set state = 'failed', reason = 'worker-died', finished_at = now(), lease_owner = null, lease_until = null
 where state = 'running' and lease_until <= now() and attempts >= $1::integer
returning {job_orphan}

-- What a clock that was ahead has left: nothing is put off, or leased, for longer than a day, and no day's work
-- comes before the day. Null, or the last day that has not come and was worked for.
-- name: job_bring_near
with near as (
        update muniment.job
           set run_on = least(run_on, $1::date), not_before = least(not_before, now()),
               lease_until = least(lease_until, now())
         where state in ('queued', 'running')
           and (run_on > $1::date + 1 or not_before > now() + interval '25 hours'
                or lease_until > now() + interval '25 hours')),
     not_come as (delete from muniment.job_day where day > $1::date + 1 returning day)
select max(day) as day from not_come

-- The last day before that one for which it was put in the queue.
-- name: job_day_before returns job_bring_near
select max(day) as day from muniment.job_day where key = $1::text and day < $2::date

-- Seconds until something may be claimed: null when nothing waits, or only what is put off for longer than $2 seconds.
-- name: job_next_in
select ceil(extract(epoch from min(moment) - now()))::bigint as seconds
  from (select min(not_before) as moment from muniment.job where state = 'queued' and run_on <= $1::date
           and not_before <= now() + make_interval(secs => $2::integer) and urgency <= $3::integer
        union all
        select min(lease_until) from muniment.job
         where state = 'running' and run_on <= $1::date and urgency <= $3::integer) as moments

-- name: job_counts
select count(*) filter (where state = 'queued' and run_on <= $1::date and not_before <= now()) as due,
       count(*) filter (where state = 'queued' and not (run_on <= $1::date and not_before <= now())) as waiting,
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
 where ($1::text is null or state = $1::text)
   and (kind = $2::text or ($2::text is null and (kind <> 'errand' or state in ('queued', 'running', 'failed'))))
 order by id desc limit $3::integer

-- name: job_show
select {job_view}, muniment.job_arguments(id)::text as arguments
  from muniment.job where id = $1::bigint

-- Refused by the key when the same work stands in the queue again already. An errand is asked for again by whoever asked, who
-- has been told that no answer will come.
-- name: job_requeue
update muniment.job set state = 'queued', not_before = now(), attempts = 0, setbacks = 0, finished_at = null
 where id = $1::bigint and state in ('failed', 'discarded') and kind <> 'errand'

-- name: job_discard
update muniment.job set state = 'discarded', finished_at = now()
 where id = $1::bigint and state in ('queued', 'failed')
   and kind <> 'errand' -- whoever asked withdraws it

-- name: job_wake
select pg_notify('muniment_job', '')

-- name: job_tidy
with old_days as (
        delete from muniment.job_day as old where day < $1::date - 400
           and exists (select from muniment.job_day as later where later.key = old.key and later.day > old.day and later.day < $1::date))
delete from muniment.job where state in ('done', 'discarded') and finished_at < now() - make_interval(days => $2::integer)

-- name: worker_count
select count(*) as workers from muniment.engine_session where name = 'munimentd worker'
