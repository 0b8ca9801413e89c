-- Notices.

-- name: obligation_insert
insert into muniment.obligation (subject, notice, audience, recipient, obtained_on, due_on)
values ($1::uuid, $2::text, $3::text, $4::text, $5::date, $6::date)
on conflict (subject, notice, recipient) do nothing
returning id

-- Of $3 slices, the one of number $4.
-- name: obligation_next
select id from muniment.obligation
 where state = 'open' and id > $1::bigint and id % $3::bigint = $4::bigint order by id limit $2::integer

-- name: obligations_open
select count(*) as n from muniment.obligation where state = 'open'

-- name: obligation_load
select o.id, o.subject::text, o.notice, o.audience, o.recipient, o.obtained_on, o.due_on, o.state, o.reason,
       s.register, s.subject_key, w.difference, w.stands
  from muniment.obligation o join muniment.subject_ref s on s.ref = o.subject
  left join lateral (select t.difference, t.stands from muniment.outward_stop t where t.subject = o.subject
                      order by t.stands, t.difference limit 1) w on true
 where o.id = $1::bigint

-- What stops its letter is judged by whoever locks it.
-- name: obligation_lock returns obligation_load
select o.id, o.subject::text, o.notice, o.audience, o.recipient, o.obtained_on, o.due_on, o.state, o.reason,
       s.register, s.subject_key, null::bigint as difference, null::boolean as stands
  from muniment.obligation o join muniment.subject_ref s on s.ref = o.subject
 where o.id = $1::bigint for update of o

-- name: obligation_list returns obligation_load
select o.id, o.subject::text, o.notice, o.audience, muniment.recipient_key(o.id) as recipient, o.obtained_on, o.due_on, o.state,
       o.reason, s.register, muniment.subject_key(o.subject), w.difference, w.stands
  from muniment.obligation o join muniment.subject_ref s on s.ref = o.subject
  left join lateral (select t.difference, t.stands from muniment.outward_stop t where t.subject = o.subject
                      order by t.stands, t.difference limit 1) w on true
 where ($1::date is null or (o.due_on <= $1::date and o.state in ('open', 'waiting')))
 order by o.due_on, o.id

-- name: obligation_set_state
update muniment.obligation set state = $2::text, reason = $3::text where id = $1::bigint

-- name: notice_insert
insert into muniment.notice (obligation, language, document, pages, made_on)
values ($1::bigint, $2::text, $3::bigint, $4::integer, $5::date)
returning id

-- name: notice_of_obligation
select n.id, n.language, n.pages, n.made_on, d.channel, d.state
  from muniment.notice n left join muniment.delivery d on d.notice = n.id
 where n.obligation = $1::bigint

-- name: delivery_insert
insert into muniment.delivery (notice, channel, ready_on) values ($1::bigint, $2::text, $3::date)

-- name: delivery_list
-- A letter that lies ready and is stopped is not ready to go: who takes it to the post does not find it there.
select id as delivery, number, notice, audience, register, language, channel, state, ready_on
  from (select d.id, o.id as number, o.notice, o.audience, s.register, n.language, d.channel,
               case when d.state = 'ready' and exists (select from muniment.outward_stop t where t.subject = o.subject)
                    then 'waits' else d.state end as state, d.ready_on
          from muniment.delivery d join muniment.notice n on n.id = d.notice join muniment.obligation o on o.id = n.obligation
          join muniment.subject_ref s on s.ref = o.subject) listed
 where ($1::bigint is null or id = $1::bigint) and ($2::text is null or state = $2::text)
 order by id
