-- Requests.

-- name: request_insert
insert into muniment.request (ref, kind, register, subject, requester, channel, jurisdiction, language, received_on,
                              regime, due_on, hold, nation)
values (pg_catalog.format('R-%s-%s', extract(year from $7::date), nextval('muniment.request_number')),
        $1::text, $2::text, $3::uuid, $4::text, $5::text, $6::text, $10::text, $7::date, $8::text, $9::date, $11::bigint, $12::text)
returning ref

-- name: request_party_insert
insert into muniment.request_party (request, subject, name) values ($1::text, $2::uuid, $3::text)

-- columns: request_view
r.ref, r.kind, r.register, r.subject::text, r.requester, r.channel, r.jurisdiction, r.language, r.received_on, r.regime,
       r.due_on, r.state, r.hold, w.difference, w.stands, r.nation

-- name: request_load
select {request_view}
  from muniment.request r
  left join lateral (select s.difference, s.stands from muniment.outward_stop s
                       join muniment.open_request o on o.ref = r.ref
                      where s.subject = r.subject
                      order by s.stands, s.difference limit 1) w on true
 where r.ref = $1::text

-- name: request_lock
select state from muniment.request where ref = $1::text for update

-- name: request_list
select {request_view}
  from muniment.request r
  left join lateral (select s.difference, s.stands from muniment.outward_stop s
                       join muniment.open_request o on o.ref = r.ref
                      where s.subject = r.subject
                      order by s.stands, s.difference limit 1) w on true
 where $1::text is null or r.state = $1::text
 order by r.due_on nulls last, r.ref

-- name: request_move
update muniment.request set state = $3::text where ref = $1::text and state = $2::text

-- name: request_set_due
update muniment.request set due_on = $2::date where ref = $1::text

-- name: request_event_insert
insert into muniment.request_event (request, n, on_day, kind, code, actor)
select $1::text, coalesce(max(n), 0) + 1, $2::date, $3::text, $4::text, $5::text
  from muniment.request_event where request = $1::text

-- name: request_said
update muniment.request set requester = $2::text, nation = $3::text, jurisdiction = $4::text where ref = $1::text

-- name: request_note_insert
insert into muniment.request_note (request, n, subject, how)
select e.request, max(e.n), r.subject, $2::text
  from muniment.request r join muniment.request_event e on e.request = r.ref
 where r.ref = $1::text and r.subject is not null
 group by e.request, r.subject

-- name: request_findings
select e.on_day, e.kind, e.code, e.actor, n.how
  from muniment.request_event e left join muniment.request_note n on n.request = e.request and n.n = e.n
 where e.request = $1::text and e.kind in (
        'identity-asked', 'identity-given', 'authority-asked', 'authority-shown', 'authority-recorded', 'understanding-found',
        'child-asked', 'concern-found', 'concern-weighed', 'requester-said', 'evidence-destroyed')
 order by e.n

-- name: request_events
select n, on_day, kind, code, actor from muniment.request_event where request = $1::text order by n

-- name: request_document_insert
insert into muniment.request_document (request, document) values ($1::text, $2::bigint)

-- name: request_documents_drop
delete from muniment.document where id in (select document from muniment.request_document where request = $1::text)

-- name: request_documents
select d.id, d.format from muniment.request_document r join muniment.document d on d.id = r.document
 where r.request = $1::text order by d.id

-- name: request_figures
select r.kind, count(*) as received, count(o.ref) as open, count(o.ref) filter (where r.due_on < $3::date) as overdue,
       count(*) filter (where r.state in ('released', 'expired')) as released,
       count(*) filter (where r.state = 'refused') as refused, count(*) filter (where r.state = 'withdrawn') as withdrawn
  from muniment.request r left join muniment.open_request o on o.ref = r.ref
 where ($1::date is null or r.received_on >= $1::date) and ($2::date is null or r.received_on <= $2::date)
 group by r.kind order by r.kind
