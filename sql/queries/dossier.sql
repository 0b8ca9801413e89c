-- The dossier of a request.

-- name: dossier_insert
insert into muniment.dossier_item (request, n, subject, entity, row_number, attribute, category, label, about, source,
                                   since, until, value, decision, because, decided_by, decided_on, class, proposed, rule,
                                   rules, sealed)
select :ref::text, i.n, :subject::uuid, i.entity, i.row_number, i.attribute, i.category, i.label, i.about, i.source,
       i.since, i.until, i.value, i.decision, i.because, :actor::text, :on::date, i.class, i.proposed, i.rule, i.rules,
       :sealed::boolean
  from pg_catalog.jsonb_to_recordset(:items::text::jsonb) as i (
        n integer, entity text, row_number integer, attribute text, category text, label text, about text, source text,
        since date, until date, value text, decision text, because text, class text, proposed text, rule text, rules text)

-- name: dossier_clear
with gone as (delete from muniment.dossier_item where request = :ref::text)
delete from muniment.seal_key where request = :ref::text

-- name: dossier_items
select n, entity, row_number, attribute, category, label, about, source, since, until, value, decision, because, decided_by, redacted,
       sealed, subject, decided_on, class, proposed, rule, rules, how, opinion,
       how_sealed
  from muniment.dossier_item where request = :ref::text order by n

-- name: dossier_item_key
select sealed, subject from muniment.dossier_item where request = :ref::text and n = :n::integer

-- name: dossier_decide
update muniment.dossier_item set decision = :decision::text, because = :because::text, decided_by = :decided_by::text, decided_on = :on::date,
       redacted = case when sealed then :sealed::text else :redacted::text end,
       how = case when sealed then :how_sealed::text else :how::text end, how_sealed = sealed, opinion = nullif(:opinion::bigint, 0)
 where request = :ref::text and n = :n::integer

-- name: dossier_undecided
select count(*) as undecided from muniment.dossier_item where request = :ref::text and decision = 'undecided'

-- name: dossier_opinion_insert
insert into muniment.request_opinion (request, n, subject, met, given_on, who, why, sealed)
select r.ref, (select coalesce(max(o.n), 0) + 1 from muniment.request_opinion o where o.request = r.ref), r.subject,
       :met::boolean, :given::date, :who::text, :why::text, :sealed::boolean
  from muniment.request r where r.ref = :ref::text and r.subject is not null
returning n

-- name: dossier_opinions
select n, met, given_on, who, why, sealed, subject from muniment.request_opinion where request = :ref::text order by n
