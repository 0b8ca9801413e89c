-- The dossier of a request.

-- name: dossier_insert
insert into muniment.dossier_item (request, n, subject, entity, row_number, attribute, category, label, about, source,
                                   since, until, value, decision, because, decided_by, decided_on)
select $1::text, i.n, $2::uuid, i.entity, i.row_number, i.attribute, i.category, i.label, i.about, i.source,
       i.since, i.until, i.value, i.decision, i.because, $4::text, $5::date
  from pg_catalog.jsonb_to_recordset($3::text::jsonb) as i (
        n integer, entity text, row_number integer, attribute text, category text, label text, about text, source text,
        since date, until date, value text, decision text, because text)

-- name: dossier_clear
delete from muniment.dossier_item where request = $1::text

-- name: dossier_items
select n, entity, row_number, attribute, category, label, about, source, since, until, value, decision, because, decided_by, redacted
  from muniment.dossier_item where request = $1::text order by n

-- name: dossier_decide
update muniment.dossier_item set decision = $3::text, because = $4::text, decided_by = $5::text, decided_on = $6::date,
       redacted = $7::text
 where request = $1::text and n = $2::integer

-- name: dossier_undecided
select count(*) as undecided from muniment.dossier_item where request = $1::text and decision = 'undecided'
