-- Batches of runs, what held records back, what went.

-- name: batch_insert
insert into muniment.batch (run, seq, keys)
select :run::bigint, :seq::integer + i, (:keys::text[])[i * :size::integer + 1:(i + 1) * :size::integer]
  from generate_series(0, (cardinality(:keys::text[]) - 1) / :size::integer) as i

-- columns: batch_claim
seq, array_to_json(keys) as keys

-- name: batch_claim_free
select {batch_claim} from muniment.batch where run = :run::bigint and seq > :after::integer and done_at is null
 order by seq for update skip locked limit 1

-- name: batch_claim_wait
select {batch_claim} from muniment.batch where run = :run::bigint and seq > :after::integer and done_at is null
 order by seq for update limit 1

-- name: batch_done
update muniment.batch
   set done_on = :on::date, done_at = now(), disposed = :disposed::integer, held = :held::integer, changed = :changed::integer,
       shared = :shared::integer, digest = :digest::bytea, went = :went::jsonb, wrote = :wrote::jsonb,
       last_links = :last_links::jsonb, still_shared = :still_shared::jsonb
 where run = :run::bigint and seq = :seq::integer and done_at is null
returning seq

-- name: batch_totals
select count(*) as batches, count(done_at) as done, coalesce(sum(disposed), 0) as disposed, coalesce(sum(held), 0) as held,
       coalesce(sum(changed), 0) as changed, coalesce(sum(shared), 0) as shared, min(done_on) as first_on, max(done_on) as last_on,
       encode(sha256(coalesce(string_agg(digest, ''::bytea order by seq), ''::bytea)), 'hex') as digest,
       (select coalesce(jsonb_object_agg(key, n), '{}') from (select key, sum(value::bigint) as n
          from muniment.batch w, jsonb_each_text(w.went) where w.run = :run::bigint group by key) as w) as went,
       (select coalesce(jsonb_object_agg(key, n), '{}') from (select key, sum(value::bigint) as n
          from muniment.batch w, jsonb_each_text(w.wrote) where w.run = :run::bigint group by key) as w) as wrote,
       (select coalesce(jsonb_object_agg(key, n), '{}') from (select key, sum(value::bigint) as n
          from muniment.batch w, jsonb_each_text(w.last_links) where w.run = :run::bigint group by key) as w) as last_links,
       (select coalesce(jsonb_object_agg(key, n), '{}') from (select key, sum(value::bigint) as n
          from muniment.batch w, jsonb_each_text(w.still_shared) where w.run = :run::bigint group by key) as w) as still_shared
  from muniment.batch where run = :run::bigint

-- name: held_refs
insert into muniment.subject_ref (register, subject_key)
select :register_name::text, key from unnest(:keys::text[]) as key
on conflict (register, subject_key) do nothing

-- name: held_insert
insert into muniment.held (run, batch, subject, hold, kept_by)
select :run::bigint, nullif(:batch::integer, 0), s.ref, h.id, d.kept_by
  from unnest(:subject::text[], :hold::bigint[], :kept_by::text[]) as d (key, hold, kept_by)
  left join muniment.hold h on h.id = d.hold
  join muniment.subject_ref s on s.register = :register_name::text and s.subject_key = d.key
 where (h.id is null) <> (d.kept_by is null)

-- name: held_met
select hold, count(distinct subject) as records, kept_by from muniment.held where run = :run::bigint
 group by hold, kept_by order by hold, kept_by

-- name: tombstone_insert
insert into muniment.tombstone (fingerprint, run, register, disposed_on, epoch, seq, grave, attribute)
select s.fingerprint, :run::bigint, :register_name::text, :on::date, :epoch::bigint, :seq::bigint,
       nullif(encode(substr(s.mark, 1, 16), 'hex')::uuid, '00000000-0000-0000-0000-000000000000'),
       ('x' || encode(substr(s.mark, 17), 'hex'))::bit(64)::bigint
  from unnest(:fingerprints::bytea[], :marks::bytea[]) as s (fingerprint, mark)
on conflict do nothing

-- name: disposed_insert
insert into muniment.disposed (run, batch, keys, identifiers) values (:run::bigint, :batch::integer, :keys::text[], :identifiers::text[])

-- name: disposed_next
select batch, array_to_json(keys) as keys, array_to_json(identifiers) as identifiers from muniment.disposed
 where run = :run::bigint and batch > :after::integer order by batch limit 1

-- Copies of their documents note by whom they end (muniment.document_copy).
-- name: subject_ref_forget
with ended as materialized (select set_config('muniment.ended_by', :token::text, true))
delete from muniment.subject_ref using ended where register = :register_name::text and subject_key = any(:keys::text[])
