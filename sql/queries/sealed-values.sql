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

-- That of a hold: likewise.
-- name: seal_hold_key
with made as (insert into muniment.seal_key (header, recipient, escrow, hold)
              select :header::text, :recipient::text, :escrow::text, :hold::bigint
               where :header::text is not null
              on conflict do nothing
              returning header)
select coalesce((select header from made), (select header from muniment.seal_key where hold = :hold::bigint)) as header

-- The next that lies open: what is about a request, with its subject, or a hold.
-- name: seal_values_open
select request, subject, null::bigint as hold, 'dossier' as what
  from (select distinct request, subject from muniment.dossier_item where not sealed) d
union all
select request, subject, null, 'party' from muniment.request_party where not sealed
union all
select request, subject, null, 'wish' from muniment.request_wish where not sealed and value is not null
union all
select request, subject, null, 'weighed'
  from (select distinct request, subject from muniment.dossier_item where how is not null and not how_sealed) w
union all
select request, subject, null, 'note' from (select distinct request, subject from muniment.request_note where not sealed) n
union all
select request, subject, null, 'opinion' from (select distinct request, subject from muniment.request_opinion where not sealed) o
union all
select null, null, id, 'hold' from muniment.hold
 where not sealed and (reason is not null or evidence is not null or release_reason is not null or of_value is not null)
union all
select null, null, hold, 'hold' from (select distinct hold from muniment.hold_review where not sealed) v
 limit :limit::integer

-- Two texts at most that belong together: those of a request.
-- name: values_unsealed
select d.n, d.value as one, d.redacted as two
  from (select n, value, redacted from muniment.dossier_item where :what::text = 'dossier' and request = :ref::text and not sealed for update) d
union all
select 0, p.name, null
  from (select name from muniment.request_party where :what::text = 'party' and request = :ref::text and not sealed for update) p
union all
select w.n, w.how, null
  from (select n, how from muniment.dossier_item
         where :what::text = 'weighed' and request = :ref::text and how is not null and not how_sealed for update) w
union all
select t.n, t.how, null
  from (select n, how from muniment.request_note where :what::text = 'note' and request = :ref::text and not sealed for update) t
union all
select o.n, o.who, o.why
  from (select n, who, why from muniment.request_opinion where :what::text = 'opinion' and request = :ref::text and not sealed for update) o

-- name: values_seal
with v as (select n, one, two from unnest(:numbers::bigint[], :ones::text[], :twos::text[]) as u (n, one, two)),
     d as (update muniment.dossier_item d set value = v.one, redacted = v.two, sealed = true
             from v where :what::text = 'dossier' and d.request = :ref::text and d.n = v.n and not d.sealed),
     p as (update muniment.request_party p set name = v.one, sealed = true
             from v where :what::text = 'party' and p.request = :ref::text and not p.sealed),
     w as (update muniment.dossier_item d set how = v.one, how_sealed = true
             from v where :what::text = 'weighed' and d.request = :ref::text and d.n = v.n and not d.how_sealed),
     t as (update muniment.request_note t set how = v.one, sealed = true
             from v where :what::text = 'note' and t.request = :ref::text and t.n = v.n and not t.sealed)
update muniment.request_opinion o set who = v.one, why = v.two, sealed = true
  from v where :what::text = 'opinion' and o.request = :ref::text and o.n = v.n and not o.sealed

-- Those of a hold: which, and of a review when.
-- name: hold_unsealed
select t.what, t.at, t.words
  from (select id, reason, evidence, release_reason, of_value from muniment.hold where id = :id::bigint and not sealed for update) h,
       lateral (values ('reason', null::text, h.reason), ('evidence', null, h.evidence), ('release', null, h.release_reason),
                       ('value', null, h.of_value)) as t (what, at, words)
 where t.words is not null
union all
select 'review', v.reviewed_at::text, v.because
  from (select reviewed_at, because from muniment.hold_review where hold = :id::bigint and not sealed for update) v

-- name: hold_seal
with v as (select what, at::timestamptz as at, words from unnest(:whats::text[], :ats::text[], :words::text[]) as u (what, at, words)),
     r as (update muniment.hold_review w set because = v.words, sealed = true
             from v where v.what = 'review' and w.hold = :id::bigint and w.reviewed_at = v.at and not w.sealed)
update muniment.hold set sealed = true,
       reason = (select words from v where what = 'reason'), evidence = (select words from v where what = 'evidence'),
       release_reason = (select words from v where what = 'release'), of_value = (select words from v where what = 'value')
 where id = :id::bigint and not sealed
