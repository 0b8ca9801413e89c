-- The letters of requests.

-- One event makes one letter of a kind.
-- name: request_letter_want
insert into muniment.request_letter (request, kind, occasion, due_on)
select e.request, :kind::text, 'event-' || max(e.n), :due::date from muniment.request_event e where e.request = :ref::text group by e.request
on conflict (request, kind, occasion) do nothing

-- Where a letter that was made is: its delivery, and the newest attempt of it.
-- columns: request_letter_view
l.id, l.request, l.kind, l.occasion, l.due_on, l.state, l.reason, l.document, l.language, l.pages, l.made_on, l.read, l.said,
d.state as delivery,
coalesce(l.reason = 'called-back' and d.state = 'withdrawn', false)
  and exists (select from muniment.document_copy c where c.document = d.document and c.taken_at is not null) as escaped,
coalesce(d.state = 'ready' and (d.stopped is not null or exists (select from muniment.outward_stop t where t.subject = q.subject)), false) as waits,
coalesce(d.stopped, case when d.state in ('failed', 'returned') then a.because end) as because, a.channel as by, a.left_on as sent_on,
case when a.state = 'delivered' then a.ended_on end as received_on, case when a.state = 'delivered' then a.proof end as proof

-- name: request_letter_list
select {request_letter_view}
  from muniment.request_letter l join muniment.request q on q.ref = l.request left join muniment.delivery d on d.request_letter = l.id
  left join lateral (select * from muniment.delivery_attempt t where t.delivery = d.id order by t.id desc limit 1) a on true
 where l.request = :ref::text order by l.id

-- name: request_letter_of
select l.request from muniment.request_letter l where l.id = :id::bigint

-- name: request_letter_set
update muniment.request_letter
   set state = :state::text, reason = :reason::text, document = nullif(:document::bigint, 0), language = :language::text,
       pages = nullif(:pages::integer, 0), made_on = :made_on::date, read = :read::boolean, said = :said::boolean
 where id = :id::bigint

-- Open, or with a letter that is still to be made.
-- name: request_letter_requests
select o.ref as request from muniment.open_request o
union select l.request from muniment.request_letter l where l.state in ('wanted', 'waiting') order by 1

-- One that a day makes: of a kind once for the day that it tells of.
-- name: request_letter_want_on
insert into muniment.request_letter (request, kind, occasion, due_on)
values (:ref::text, :kind::text, 'day-' || to_char(:of::date, 'YYYY-MM-DD'), :due::date)
on conflict (request, kind, occasion) do nothing

-- What it asks for has come, or is asked anew: to be sent it would be untrue.
-- name: request_letter_met
update muniment.request_letter set state = 'lapsed', reason = 'met'
 where request = :ref::text and kind = :kind::text and state in ('wanted', 'waiting')

-- name: request_letter_unread
update muniment.request_letter set read = false where request = :ref::text and read and state = 'made'

-- One that came back, or that nobody took, or that may not go: another, to be judged and made anew. It tells of the same day, and
-- of words that a person gave it is known that there were some.
-- name: request_letter_again
insert into muniment.request_letter (request, kind, occasion, due_on, said)
select request, kind, 'again-' || id || coalesce(substring(occasion from '-\d\d\d\d-\d\d-\d\d$'), ''), due_on, said
  from muniment.request_letter where id = :id::bigint
on conflict (request, kind, occasion) do nothing

-- Called back, for what they wish has changed, and judged anew as another. It stays on record: the print room may have it already.
-- name: request_letter_recall
with back as (
        update muniment.request_letter set state = 'lapsed', reason = 'called-back', made_on = null
         where id = :id::bigint and state = 'made' returning id, request, kind, occasion, due_on, said)
insert into muniment.request_letter (request, kind, occasion, due_on, said)
select request, kind, 'again-' || id || coalesce(substring(occasion from '-\d\d\d\d-\d\d-\d\d$'), ''), due_on, said from back

-- They heard how far it is.
-- name: request_letter_heard
update muniment.request_letter set state = 'told', reason = null, made_on = :on::date
 where request = :ref::text and kind in ('progress', 'late') and state in ('wanted', 'waiting')
   and (kind = 'progress' or substring(occasion from '\d\d\d\d-\d\d-\d\d$') < to_char(:on::date, 'YYYY-MM-DD'))
