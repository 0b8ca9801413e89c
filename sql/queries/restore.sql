-- After a restore: marks, tombstones, lost runs.

-- name: mark_guard
-- What is known of a register here, and when the ledger's entry that the state file names was made.
select coalesce((select epoch from muniment.mark where register = :register_name::text), 0) as epoch,
       exists (select from muniment.closing where register = :register_name::text and opened_at is null) as closed,
       coalesce((select to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
                   from muniment.ledger_pending where id = :entry::bigint),
                (select leaf::json ->> 'at' from muniment.ledger_entry where pending = :entry::bigint)) as entry_at

-- name: mark_get
select epoch, stones, system, timeline from muniment.mark where register = :register_name::text

-- name: mark_ensure
insert into muniment.mark (register) values (:register_name::text) on conflict (register) do nothing

-- name: mark_advance
insert into muniment.mark (register, epoch, stones) values (:register_name::text, :epoch::bigint, :stones::bigint)
on conflict (register) do update
   set epoch = greatest(mark.epoch, excluded.epoch), stones = mark.stones + excluded.stones
returning stones

-- name: mark_look
update muniment.mark
   set epoch = greatest(epoch, :epoch::bigint), system = :system::text, timeline = :timeline::integer, looked_at = now()
 where register = :register_name::text

-- name: mark_stones
update muniment.mark set stones = greatest(stones, :seq::bigint) where register = :register_name::text

-- The newest entry of the ledger, numbered or not.
-- name: mark_ledger
select id, at from (
        select id, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at
          from (select id, at from muniment.ledger_pending order by id desc limit 1) as newest
        union all
        select pending, leaf::json ->> 'at'
          from (select pending, leaf from muniment.ledger_entry order by pending desc limit 1) as numbered
 ) as either order by id desc limit 1

-- name: tombstone_next
-- mark: grave and attribute, side by side; nothing where it has none.
select fingerprint, epoch, seq, disposed_on, uuid_send(grave) || int8send(attribute) as mark from (
        select fingerprint, epoch, seq, disposed_on, grave, attribute,
               coalesce(grave, '00000000-0000-0000-0000-000000000000') as which
          from muniment.stone
         where register = :register_name::text and seq >= :seq::bigint
           and (seq, fingerprint, coalesce(grave, '00000000-0000-0000-0000-000000000000'))
             > (:seq::bigint, :fingerprint::bytea, encode(:grave::bytea, 'hex')::uuid)
 ) as stones order by seq, fingerprint, which limit :limit::integer

-- name: tombstone_keep
insert into muniment.tombstone_kept (fingerprint, register, epoch, seq, disposed_on, grave, attribute)
select s.fingerprint, :register_name::text, s.epoch, s.seq, s.disposed_on::date, s.grave,
       case when s.grave is not null then ('x' || encode(substr(s.mark, 17), 'hex'))::bit(64)::bigint end
  from (select fingerprint, epoch, seq, disposed_on, mark,
               nullif(encode(substr(mark, 1, 16), 'hex')::uuid, '00000000-0000-0000-0000-000000000000') as grave
          from unnest(:fingerprints::bytea[], :epochs::bigint[], :seqs::bigint[], :days::text[], :marks::bytea[])
               as s (fingerprint, epoch, seq, disposed_on, mark)) as s
 where not exists (select from muniment.tombstone t
                    where t.fingerprint = s.fingerprint and t.register = :register_name::text and t.epoch = s.epoch
                      and (t.grave = s.grave or s.grave is null))
on conflict do nothing

-- Which of the fingerprints have a tombstone, and the newest epoch of it.
-- name: tombstone_match
select f.place, max(s.epoch) as epoch
  from unnest(:fingerprints::bytea[]) with ordinality as f (fingerprint, place)
  join muniment.stone s on s.fingerprint = f.fingerprint and s.register = :register_name::text
 group by f.place order by f.place

-- Runs that a register has receipts of and this database has not, or of more batches than were done here.
-- name: run_forgotten
select r.token from unnest(:tokens::uuid[], :batches::bigint[]) as r (token, batches)
 where not exists (select from muniment.closing where token = r.token)
   and not exists (select from muniment.run_lost where token = r.token and batches >= r.batches)
   and r.batches > (select count(b.done_at) from muniment.run n join muniment.batch b on b.run = n.id
                     where n.token = r.token)

-- name: run_lost_note
insert into muniment.run_lost (token, register, batches) values (:token::uuid, :register_name::text, :batches::bigint)
on conflict (token) do update set batches = greatest(run_lost.batches, excluded.batches)

-- name: run_lost_known
select exists (select from muniment.run_lost where token = :token::uuid) as known

-- A run that is under way here, but had come further once, is not taken up again.
-- name: run_lost_stop
update muniment.run set state = 'stopped', reason = :reason::text
 where token = :token::uuid and id in (select id from muniment.open_run)
returning id

-- A look at every register that nobody has looked at for so many seconds.
-- name: watch_enqueue
insert into muniment.job (kind, arguments, key, run_on)
select 'register.watch', jsonb_build_object('register', r.name), 'register.watch:' || r.name, :today::date
  from unnest(:registers::text[]) as r (name) left join muniment.mark m on m.register = r.name
 where m.looked_at is null or m.looked_at < now() - make_interval(secs => :seconds::integer)
on conflict (key) where key is not null and state in ('queued', 'running') do nothing

-- What waited for a register to open need not wait any longer.
-- name: job_unblock
update muniment.job set not_before = now() where state = 'queued' and reason = 'register-closed'
