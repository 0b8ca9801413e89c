-- Letters on their way, and each attempt to hand one over.

-- name: delivery_insert
with made as (insert into muniment.delivery (notice, request_letter, document, channel, ready_on)
              values (nullif(:notice::bigint, 0), nullif(:request_letter::bigint, 0), :document::bigint, :channel::text, :ready_on::date)
              returning id),
     address as (insert into muniment.delivery_address (delivery, mark) select id, muniment.address_mark(:address::text) from made)
select id from made

-- name: delivery_list
-- A letter that lies ready and is stopped is not ready to go: who takes it to the post does not find it there.
select id as delivery, letter, number, notice, audience, register, language, channel, state, ready_on, reason, by, sent_on, received_on, proof
  from (select d.id, coalesce('N-' || o.id, 'L-' || l.id) as letter, coalesce(o.id, l.id) as number, coalesce(o.notice, l.kind) as notice,
               coalesce(o.audience, q.requester) as audience, coalesce(s.register, q.register) as register,
               coalesce(n.language, l.language) as language, d.channel,
               case when d.state = 'ready' and (d.stopped is not null
                                                or exists (select from muniment.outward_stop t where t.subject = coalesce(o.subject, q.subject)))
                    then 'waits' else d.state end as state, d.ready_on,
               coalesce(d.stopped, case when d.state in ('failed', 'returned') then a.because end) as reason, a.channel as by,
               a.left_on as sent_on, case when a.state = 'delivered' then a.ended_on end as received_on,
               case when a.state = 'delivered' then a.proof end as proof
          from muniment.delivery d
          left join muniment.notice n on n.id = d.notice left join muniment.obligation o on o.id = n.obligation
          left join muniment.subject_ref s on s.ref = o.subject
          left join muniment.request_letter l on l.id = d.request_letter left join muniment.request q on q.ref = l.request
          left join lateral (select * from muniment.delivery_attempt t where t.delivery = d.id order by t.id desc limit 1) a on true) listed
 where (:id::bigint = 0 or id = :id::bigint) and (:state::text is null or state = :state::text)
 order by id

-- What is not over yet.
-- name: delivery_next
select id from muniment.delivery where state in ('ready', 'sent') and id > :after::bigint order by id limit 20

-- columns: delivery_view
d.id, d.state, d.stopped, d.again_after, n.obligation, d.request_letter, c.subject::text as subject, d.document

-- One that somebody else is at is in good hands; so an attempt that stands as begun and can be locked was cut off.
-- name: delivery_lock
select {delivery_view}
  from muniment.delivery d join muniment.document c on c.id = d.document left join muniment.notice n on n.id = d.notice
 where d.id = :id::bigint for update of d skip locked

-- What a person says of it waits for whoever is at it.
-- name: delivery_lock_of_letter
select {delivery_view}
  from muniment.delivery d join muniment.document c on c.id = d.document left join muniment.notice n on n.id = d.notice
 where n.obligation = nullif(:obligation::bigint, 0) or d.request_letter = nullif(:request_letter::bigint, 0) for update of d

-- Those of a request: from here on nothing of it is sent.
-- name: delivery_lock_of_request
select d.id from muniment.delivery d join muniment.request_letter l on l.id = d.request_letter
 where l.request = :ref::text order by d.id for update of d

-- name: delivery_set
update muniment.delivery set state = :state::text, stopped = :stopped::text, channel = coalesce(:channel::text, channel)
 where id = :id::bigint

-- A person says that it is to be tried once more: what was tried until then counts no longer.
-- name: delivery_again
update muniment.delivery set state = 'ready', stopped = null, again_after = :after::bigint where id = :id::bigint

-- Does the letter bear this address, and has a letter to it come back?
-- name: delivery_address_look
select not exists (select from muniment.delivery_address a
                    where a.delivery = :delivery::bigint and a.mark <> muniment.address_mark(:address::text)) as same,
       exists (select from muniment.delivery_address a
                where a.mark = muniment.address_mark(:address::text) and a.returned_on is not null) as disproved

-- name: delivery_address_returned
update muniment.delivery_address set returned_on = :on::date where delivery = :delivery::bigint

-- name: attempt_list
select id, channel, reference::text, state, because, planned_on, accepted_on, left_on, deemed_on,
       coalesce(extract(epoch from now() - begun_at)::bigint, 0) as begun_seconds_ago
  from muniment.delivery_attempt where delivery = :delivery::bigint order by id

-- name: attempt_insert
insert into muniment.delivery_attempt (delivery, channel, planned_on, handed_as, understood)
values (:delivery::bigint, :channel::text, :on::date, :handed_as::text, :understood::text)
returning id, reference::text

-- Only from the state that it was read in. Days are those of the first time.
-- name: attempt_step
update muniment.delivery_attempt
   set state = :to::text, begun_at = case when :to::text = 'sending' then now() else begun_at end, because = coalesce(:because::text, because), proof = coalesce(:proof::text, proof),
       deemed_on = coalesce(:deemed_on::date, deemed_on),
       accepted_on = case when :to::text = 'accepted' then :on::date else accepted_on end,
       left_on = case when :to::text in ('dispatched', 'delivered') then coalesce(left_on, :on::date) else left_on end,
       ended_on = case when :to::text in ('delivered', 'failed', 'returned') then :on::date else ended_on end
 where id = :id::bigint and state = :from::text
returning id
