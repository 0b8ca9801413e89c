-- Batches of runs, what held records back, what went.

-- name: batch_insert
insert into muniment.batch (run, seq, keys)
select $1::bigint, $2::integer + i, ($3::text[])[i * $4::integer + 1:(i + 1) * $4::integer]
  from generate_series(0, (cardinality($3::text[]) - 1) / $4::integer) as i

-- columns: batch_claim
seq, array_to_json(keys) as keys

-- name: batch_claim_free
select {batch_claim} from muniment.batch where run = $1::bigint and seq > $2::integer and done_at is null
 order by seq for update skip locked limit 1

-- name: batch_claim_wait
select {batch_claim} from muniment.batch where run = $1::bigint and seq > $2::integer and done_at is null
 order by seq for update limit 1

-- name: batch_done
update muniment.batch
   set done_on = $3::date, done_at = now(), disposed = $4::integer, held = $5::integer, changed = $6::integer,
       shared = $7::integer, digest = $8::bytea, went = $9::jsonb, wrote = $10::jsonb
 where run = $1::bigint and seq = $2::integer and done_at is null
returning seq

-- name: batch_totals
select count(*) as batches, count(done_at) as done, coalesce(sum(disposed), 0) as disposed, coalesce(sum(held), 0) as held,
       coalesce(sum(changed), 0) as changed, coalesce(sum(shared), 0) as shared, min(done_on) as first_on, max(done_on) as last_on,
       encode(sha256(coalesce(string_agg(digest, ''::bytea order by seq), ''::bytea)), 'hex') as digest,
       (select coalesce(jsonb_object_agg(key, n), '{}') from (select key, sum(value::bigint) as n
          from muniment.batch w, jsonb_each_text(w.went) where w.run = $1::bigint group by key) as w) as went,
       (select coalesce(jsonb_object_agg(key, n), '{}') from (select key, sum(value::bigint) as n
          from muniment.batch w, jsonb_each_text(w.wrote) where w.run = $1::bigint group by key) as w) as wrote
  from muniment.batch where run = $1::bigint

-- name: held_refs
insert into muniment.subject_ref (register, subject_key)
select $1::text, key from unnest($2::text[]) as key
on conflict (register, subject_key) do nothing

-- name: held_insert
insert into muniment.held (run, batch, subject, hold, kept_by)
select $1::bigint, $2::integer, s.ref, h.id, d.kept_by
  from unnest($4::text[], $5::bigint[], $6::text[]) as d (key, hold, kept_by)
  left join muniment.hold h on h.id = d.hold
  join muniment.subject_ref s on s.register = $3::text and s.subject_key = d.key
 where (h.id is null) <> (d.kept_by is null)

-- name: held_met
select hold, count(distinct subject) as records, kept_by from muniment.held where run = $1::bigint
 group by hold, kept_by order by hold, kept_by

-- name: tombstone_insert
insert into muniment.tombstone (fingerprint, run, register, disposed_on, epoch, seq, grave, attribute)
select s.fingerprint, $2::bigint, $3::text, $4::date, $5::bigint, $6::bigint,
       nullif(encode(substr(s.mark, 1, 16), 'hex')::uuid, '00000000-0000-0000-0000-000000000000'),
       ('x' || encode(substr(s.mark, 17), 'hex'))::bit(64)::bigint
  from unnest($1::bytea[], $7::bytea[]) as s (fingerprint, mark)
on conflict do nothing

-- name: disposed_insert
insert into muniment.disposed (run, batch, keys, identifiers) values ($1::bigint, $2::integer, $3::text[], $4::text[])

-- name: disposed_next
select batch, array_to_json(keys) as keys, array_to_json(identifiers) as identifiers from muniment.disposed
 where run = $1::bigint and batch > $2::integer order by batch limit 1

-- Copies of their documents note by whom they end (muniment.document_copy).
-- name: subject_ref_forget
with ended as materialized (select set_config('muniment.ended_by', $3::text, true))
delete from muniment.subject_ref using ended where register = $1::text and subject_key = any($2::text[])
