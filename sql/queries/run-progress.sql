-- How far a run is, what it would take along, and a look at its manifest.

-- name: run_progress
-- The end is expected at the pace kept so far, nights and waits included.
select r.counts, b.batches, b.done,
       case when r.state = 'running' and b.done between 2 and b.batches - 1
            then date_trunc('second', b.last_at + (b.last_at - b.first_at) / (b.done - 1) * (b.batches - b.done)) end as expected,
       case when j.state = 'queued' then j.reason end as waits, case when j.state = 'queued' then date_trunc('second', j.not_before) end as waits_until
  from muniment.run r
  cross join lateral (
        select count(*) as batches, count(done_at) as done, min(done_at) as first_at, max(done_at) as last_at
          from muniment.batch where run = r.id) as b
  left join muniment.job j on j.key = concat('retention.carry-out:', r.id) and j.state in ('queued', 'running')
 where r.id = :id::bigint

-- Whoever counts first counts: later some of it may be gone already.
-- name: run_counted
update muniment.run set counts = :counts::jsonb, rows = :rows::bigint where id = :id::bigint and counts is null
returning id

-- name: batch_keys
-- Several at once: to plan the statement that counts what hangs on them takes longer than to count for one.
select max(seq) as seq, array_to_json(array_agg(key)) as keys
  from (select seq, keys from muniment.batch where run = :run::bigint and seq > :after::integer order by seq limit 10) as b
  cross join lateral unnest(keys) as key
having count(*) > 0

-- Random, and the same whenever it is asked for: the run's token is drawn once, and nobody chooses it.
-- name: run_sample
select key from muniment.run r join muniment.batch b on b.run = r.id cross join lateral unnest(b.keys) as key
 where r.id = :id::bigint
 order by sha256(convert_to(concat(r.token, ' ', key), 'UTF8')), key limit :n::bigint

-- name: run_open_list
select r.id, r.register, r.rule, r.state, r.approval, b.batches, b.done, j.reason
  from muniment.open_run r
  cross join lateral (select count(*) as batches, count(done_at) as done from muniment.batch where run = r.id) as b
  left join muniment.job j on j.key = concat('retention.carry-out:', r.id) and j.state = 'queued'
 order by r.id limit :most::bigint
