-- Registers that are closed, and how far their replay is.

-- name: closing_insert
insert into muniment.closing (register, reason, epoch_found, epoch_known, closed_on)
values ($1::text, $2::text, $3::bigint, $4::bigint, $5::date)
on conflict (register) where opened_at is null do nothing
returning id

-- name: closing_deepen
update muniment.closing set epoch_found = least(epoch_found, $2::bigint), epoch_known = greatest(epoch_known, $3::bigint)
 where register = $1::text and opened_at is null
   and (epoch_found > $2::bigint or epoch_known < $3::bigint)

-- name: closing_get
select id, token, reason, epoch_found, epoch_known, batches, destroyed, closed_on
  from muniment.closing where register = $1::text and opened_at is null

-- name: closing_lock
select batches from muniment.closing where id = $1::bigint and opened_at is null for update

-- name: closing_list
select register, reason, closed_on, id from muniment.closing where opened_at is null order by register

-- name: closing_batch
update muniment.closing set batches = greatest(batches, $2::integer), destroyed = destroyed + $3::bigint
 where id = $1::bigint

-- name: closing_end
update muniment.closing set opened_on = $2::date, opened_by = $3::text, opened_at = now()
 where id = $1::bigint and opened_at is null
returning id

-- name: replayed_insert
insert into muniment.replayed (closing, batch, keys, identifiers)
values ($1::bigint, $2::integer, $3::text[], $4::text[])
on conflict do nothing

-- name: replayed_next
select batch, array_to_json(keys) as keys, array_to_json(identifiers) as identifiers from muniment.replayed
 where closing = $1::bigint and batch > $2::integer order by batch limit 1
