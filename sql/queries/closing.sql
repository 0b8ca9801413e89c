-- Registers that are closed, and how far their replay is.

-- name: closing_insert
insert into muniment.closing (register, reason, epoch_found, epoch_known, closed_on)
values (:register_name::text, :reason::text, :epoch_found::bigint, :epoch_known::bigint, :closed_on::date)
on conflict (register) where opened_at is null do nothing
returning id

-- A rehearsal's, never committed. Open it would keep a real one waiting.
-- name: closing_rehearse
insert into muniment.closing (register, reason, epoch_found, epoch_known, closed_on, opened_on, opened_by, opened_at)
values (:register_name::text, 'asked', :epoch_found::bigint, :epoch_known::bigint, :on::date, :on::date, :by::text, now())
returning id, token

-- name: closing_deepen
update muniment.closing set epoch_found = least(epoch_found, :epoch_found::bigint), epoch_known = greatest(epoch_known, :epoch_known::bigint)
 where register = :register_name::text and opened_at is null
   and (epoch_found > :epoch_found::bigint or epoch_known < :epoch_known::bigint)

-- name: closing_get
select id, token, reason, epoch_found, epoch_known, batches, destroyed, closed_on
  from muniment.closing where register = :register_name::text and opened_at is null

-- name: closing_lock
select batches from muniment.closing where id = :id::bigint and opened_at is null for update

-- name: closing_list
select register, reason, closed_on, id from muniment.closing where opened_at is null order by register

-- name: closing_batch
update muniment.closing set batches = greatest(batches, :batch::integer), destroyed = destroyed + :destroyed::bigint
 where id = :id::bigint

-- name: closing_end
update muniment.closing set opened_on = :on::date, opened_by = :by::text, opened_at = now()
 where id = :id::bigint and opened_at is null
returning id

-- name: replayed_insert
insert into muniment.replayed (closing, batch, keys, identifiers)
values (:closing::bigint, :batch::integer, :keys::text[], :identifiers::text[])
on conflict do nothing

-- name: replayed_next
select batch, array_to_json(keys) as keys, array_to_json(identifiers) as identifiers from muniment.replayed
 where closing = :closing::bigint and batch > :after::integer order by batch limit 1
