-- Differences as cases: who has them, what was compared, what was decided, what was put right.

-- name: difference_list
-- What is done with is not here; what stands only when asked for.
select d.id, d.source, r.register, muniment.subject_key(d.subject) as subject, d.attribute, d.kind, d.grade, d.because,
       d.found_on as found, d.seen_on as seen, d.due_on as due, d.owner, d.state
  from muniment.open_difference d
  join muniment.subject_ref r on r.ref = d.subject
 where (:standing_too::boolean or d.state <> 'stands') and (:source::text is null or d.source = :source::text)
   and (:owner::text is null or d.owner = :owner::text)
 order by d.id limit :limit::bigint

-- name: difference_load
select d.id, d.source, r.register, d.subject::text as ref, r.subject_key as subject, d.attribute, d.kind, d.grade, d.because,
       d.found_on, d.seen_on, d.due_on, d.owner, d.state, d.decision, d.decided_because, d.decided_by, d.decided_on,
       e.version, to_char(e.asked_at, 'YYYY-MM-DD HH24:MI') as asked_at, e.value, k.header,
       c.value as correction, c.done_on is not null as corrected
  from muniment.discrepancy d
  join muniment.subject_ref r on r.ref = d.subject
  left join muniment.difference_evidence e on e.difference = d.id
  left join muniment.seal_key k on k.difference = d.id
  left join muniment.correction c on c.difference = d.id
 where d.id = :difference::bigint

-- name: difference_waiting
-- Those that a sheet asks about, or that policy corrects by itself: of a source, by number, after one of them. What a person has put
-- right at somebody's asking policy leaves to a person.
select d.id from muniment.open_difference d
 where d.source = :source::text and d.state <> 'stands' and d.id > :after::bigint
   and (:attributes::text[] = '{}' or d.state = 'open' and d.attribute = any(:attributes::text[]) and d.kind in ('differs', 'missing-here')
        and not exists (select from muniment.request_claim c
                         where c.subject = d.subject and c.ended = 'corrected' and c.entity || '.' || c.attribute = d.attribute))
 order by d.id limit :limit::bigint

-- name: difference_decide
select muniment.difference_decide(:difference::bigint, :decision::text, :because::text, :by::text, :on::date) as outcome

-- name: difference_take
select muniment.difference_take(:difference::bigint) as owner

-- name: correction_begin
-- One that was begun before and is not done is begun anew: whether the register has it is seen there.
insert into muniment.correction as c (difference, value, begun_by)
values (:difference::bigint, :value::text, :by::text)
on conflict (difference) do update set value = excluded.value where c.done_on is null

-- name: correction_drop
delete from muniment.correction where difference = :difference::bigint and done_on is null
