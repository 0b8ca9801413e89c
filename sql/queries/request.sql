-- Requests.

-- name: request_insert
insert into muniment.request (ref, kind, register, subject, requester, channel, jurisdiction, language, received_on,
                              regime, due_on, hold, nation, recognised_on, repeats, language_said, about)
values (:ref::text, :kind::text, :register_name::text, :subject::uuid, :requester::text, :channel::text, :jurisdiction::text, :language::text, :received::date, :regime::text, :due::date, nullif(:hold::bigint, 0), :nation::text, :recognised::date, :repeats::text, :language_said::boolean, :about::text)

-- name: request_number
select nextval('muniment.request_number') as n

-- The same right of the same person, asked for by the same kind of requester near that day: open, or answered in the year before.
-- name: request_alike
select r.ref, r.received_on, o.ref is not null as open, r.subject::text as subject, p.name, coalesce(p.sealed, false) as sealed
  from muniment.request r
  left join muniment.open_request o on o.ref = r.ref
  left join muniment.request_party p on p.request = r.ref
 where r.register = :register_name::text and r.subject = :subject::uuid and r.kind = :kind::text and r.requester = :requester::text
   and (o.ref is not null and r.received_on between :received::date - 31 and :received::date + 31
        or r.state in ('released', 'expired', 'answered', 'refused') and r.received_on between :received::date - 365 and :received::date)
 order by o.ref is null, r.received_on desc, r.ref

-- name: request_give
update muniment.request set owner = :owner::text where ref = :ref::text

-- name: request_party_insert
insert into muniment.request_party (request, subject, name, sealed) values (:ref::text, :subject::uuid, :name::text, :sealed::boolean)

-- name: request_party
select name, sealed, subject from muniment.request_party where request = :ref::text

-- columns: request_view
r.ref, r.kind, r.register, r.subject::text, r.requester, r.channel, r.jurisdiction, r.language, r.received_on, r.regime,
       r.due_on, r.state, r.hold, w.difference, w.stands, r.nation, r.owner, r.recognised_on, r.repeats, r.language_said, r.about

-- name: request_load
select {request_view}
  from muniment.request r
  left join lateral (select s.difference, s.stands from muniment.outward_stop s
                       join muniment.open_request o on o.ref = r.ref
                      where s.subject = r.subject
                      order by s.stands, s.difference limit 1) w on true
 where r.ref = :ref::text

-- name: request_lock
select state from muniment.request where ref = :ref::text for update

-- name: request_list
select {request_view}
  from muniment.request r
  left join lateral (select s.difference, s.stands from muniment.outward_stop s
                       join muniment.open_request o on o.ref = r.ref
                      where s.subject = r.subject
                      order by s.stands, s.difference limit 1) w on true
 where :state::text is null or r.state = :state::text
 order by r.due_on nulls last, r.ref

-- name: request_open_refs
select ref from muniment.open_request order by ref

-- name: request_move
update muniment.request set state = :to::text where ref = :ref::text and state = :from::text

-- name: request_set_due
update muniment.request set due_on = :due::date where ref = :ref::text

-- name: request_event_insert
insert into muniment.request_event (request, n, on_day, kind, code, actor)
select :ref::text, coalesce(max(n), 0) + 1, :on::date, :kind::text, :code::text, :actor::text
  from muniment.request_event where request = :ref::text

-- name: request_said
update muniment.request set requester = :requester::text, nation = :nation::text, jurisdiction = :jurisdiction::text where ref = :ref::text

-- name: request_note_insert
insert into muniment.request_note (request, n, subject, how, sealed)
select e.request, max(e.n), r.subject, :how::text, :sealed::boolean
  from muniment.request r join muniment.request_event e on e.request = r.ref
 where r.ref = :ref::text and r.subject is not null
 group by e.request, r.subject

-- name: request_findings
select e.n as event, e.on_day, e.kind, e.code, e.actor, n.how, n.sealed, n.subject
  from muniment.request_event e left join muniment.request_note n on n.request = e.request and n.n = e.n
 where e.request = :ref::text and (n.n is not null or e.kind in (
        'identity-asked', 'identity-given', 'authority-asked', 'authority-shown', 'authority-recorded', 'understanding-found',
        'child-asked', 'concern-found', 'concern-weighed', 'requester-said', 'evidence-destroyed'))
 order by e.n

-- name: request_events
select n, on_day, kind, code, actor from muniment.request_event where request = :ref::text order by n

-- name: request_document_insert
insert into muniment.request_document (request, document) values (:ref::text, :document::bigint)

-- name: request_documents_drop
delete from muniment.document where id in (select document from muniment.request_document where request = :ref::text)

-- name: request_documents
select d.id, d.format from muniment.request_document r join muniment.document d on d.id = r.document
 where r.request = :ref::text order by d.id

-- name: request_figures
select r.kind, count(*) as received, count(o.ref) as open, count(o.ref) filter (where r.due_on < :today::date) as overdue,
       count(*) filter (where r.state in ('released', 'expired')) as released, count(*) filter (where r.state = 'answered') as answered,
       count(*) filter (where r.state = 'refused') as refused, count(*) filter (where r.state = 'withdrawn') as withdrawn
  from muniment.request r left join muniment.open_request o on o.ref = r.ref
 where (:from::date is null or r.received_on >= :from::date) and (:to::date is null or r.received_on <= :to::date)
 group by r.kind order by r.kind
