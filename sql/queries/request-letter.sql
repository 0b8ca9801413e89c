-- The letters of requests.

-- One event makes one letter of a kind.
-- name: request_letter_want
insert into muniment.request_letter (request, kind, occasion, due_on)
select e.request, :kind::text, 'event-' || max(e.n), :due::date from muniment.request_event e where e.request = :ref::text group by e.request
on conflict (request, kind, occasion) do nothing

-- columns: request_letter_view
l.id, l.request, l.kind, l.due_on, l.state, l.reason, l.document, l.language, l.pages, l.made_on

-- name: request_letter_list
select {request_letter_view} from muniment.request_letter l where l.request = :ref::text order by l.id

-- name: request_letter_set
update muniment.request_letter
   set state = :state::text, reason = :reason::text, document = nullif(:document::bigint, 0), language = :language::text,
       pages = nullif(:pages::integer, 0), made_on = :made_on::date
 where id = :id::bigint

-- name: request_letter_requests
select distinct l.request from muniment.request_letter l where l.state in ('wanted', 'waiting') order by l.request
