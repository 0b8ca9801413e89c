-- Values under a key of their case or subject. First the key of a case, or with a null case that of a subject: made with the
-- header given unless there is one.

-- name: seal_value_key
with made as (insert into muniment.seal_key (header, recipient, escrow, request, subject)
              select :header::text, :recipient::text, :escrow::text, :request::text, :subject::uuid
               where :header::text is not null and not exists (select from muniment.seal_key
                      where subject = :subject::uuid and request is not distinct from :request::text and difference is null)
              on conflict do nothing
              returning header)
select coalesce((select header from made), (select header from muniment.seal_key
                  where subject = :subject::uuid and request is not distinct from :request::text and difference is null)) as header

-- name: seal_values_open
select request, subject, 'dossier' as what from (select distinct request, subject from muniment.dossier_item where not sealed) d
union all
select request, subject, 'party' as what from muniment.request_party where not sealed
union all
select request, subject, 'wish' as what from muniment.request_wish where not sealed and value is not null
 limit :limit::integer

-- name: dossier_unsealed
select n, value, redacted from muniment.dossier_item where request = :ref::text and not sealed for update

-- name: dossier_seal
update muniment.dossier_item d set value = v.value, redacted = v.redacted, sealed = true
  from unnest(:numbers::bigint[], :values::text[], :redacted::text[]) as v (n, value, redacted)
 where d.request = :ref::text and d.n = v.n and not d.sealed

-- name: party_unsealed
select name from muniment.request_party where request = :ref::text and not sealed for update

-- name: party_seal
update muniment.request_party set name = :name::text, sealed = true where request = :ref::text and not sealed
