-- Notices.

-- name: obligation_insert
insert into muniment.obligation (subject, notice, audience, recipient, obtained_on, due_on)
values (:subject::uuid, :notice::text, :audience::text, :recipient::text, :obtained::date, :due::date)
on conflict (subject, notice, recipient) do nothing
returning id

-- Of so many slices, the one of number nth.
-- name: obligation_next
select id from muniment.obligation
 where state = 'open' and id > :after::bigint and id % :of::bigint = :nth::bigint order by id limit :limit::integer

-- name: obligations_open
select count(*) as n from muniment.obligation where state = 'open'

-- name: obligation_load
select o.id, o.subject::text, o.notice, o.audience, o.recipient, o.obtained_on, o.due_on, o.state, o.reason,
       s.register, s.subject_key, w.difference, w.stands
  from muniment.obligation o join muniment.subject_ref s on s.ref = o.subject
  left join lateral (select t.difference, t.stands from muniment.outward_stop t where t.subject = o.subject
                      order by t.stands, t.difference limit 1) w on true
 where o.id = :id::bigint

-- What stops its letter is judged by whoever locks it.
-- name: obligation_lock returns obligation_load
select o.id, o.subject::text, o.notice, o.audience, o.recipient, o.obtained_on, o.due_on, o.state, o.reason,
       s.register, s.subject_key, null::bigint as difference, null::boolean as stands
  from muniment.obligation o join muniment.subject_ref s on s.ref = o.subject
 where o.id = :id::bigint for update of o

-- name: obligation_list returns obligation_load
select o.id, o.subject::text, o.notice, o.audience, muniment.recipient_key(o.id) as recipient, o.obtained_on, o.due_on, o.state,
       o.reason, s.register, muniment.subject_key(o.subject), w.difference, w.stands
  from muniment.obligation o join muniment.subject_ref s on s.ref = o.subject
  left join lateral (select t.difference, t.stands from muniment.outward_stop t where t.subject = o.subject
                      order by t.stands, t.difference limit 1) w on true
 where (:due_by::date is null or (o.due_on <= :due_by::date and o.id in (select id from muniment.open_obligation)))
 order by o.due_on, o.id

-- name: obligation_set_state
update muniment.obligation set state = :state::text, reason = :reason::text where id = :id::bigint

-- name: notice_insert
insert into muniment.notice (obligation, language, document, pages, made_on)
values (:obligation::bigint, :language::text, :document::bigint, :pages::integer, :made_on::date)
returning id

-- name: notice_of_obligation
select n.id, n.language, n.pages, n.made_on, d.channel, d.state
  from muniment.notice n left join muniment.delivery d on d.notice = n.id
 where n.obligation = :obligation::bigint
