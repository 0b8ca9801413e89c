-- What is said to be wrong, what is decided of it, and who is told.

-- name: claim_insert
insert into muniment.request_claim (request, n, subject, entity, attribute, value)
select :ref::text, coalesce(max(n), 0) + 1, :subject::uuid, :entity::text, :attribute::text, :value::text
  from muniment.request_claim where request = :ref::text
returning n

-- name: claim_list
select n, subject, entity, attribute, value, decision, because, decided_by, decided_on, begun_at is not null as begun, ended, ended_on,
       replaced
  from muniment.request_claim where request = :ref::text order by n

-- What was overtaken may only be kept, as the register holds it by now.
-- name: claim_decide
update muniment.request_claim set decision = :decision::text, because = :because::text, decided_by = :by::text, decided_on = :on::date,
       begun_at = null, ended = null, ended_on = null
 where request = :ref::text and n = :n::bigint
   and (ended is null and begun_at is null or ended = 'overtaken' and not replaced and :decision::text = 'keep')

-- name: claim_replace
update muniment.request_claim set replaced = true where request = :ref::text and n = :n::bigint and ended = 'overtaken'

-- One that was begun before is begun anew: whether the register has it is seen there.
-- name: claim_begin
update muniment.request_claim set begun_at = coalesce(begun_at, now()) where request = :ref::text and n = :n::bigint and ended is null

-- name: claim_end
update muniment.request_claim set ended = :ended::text, ended_on = :on::date where request = :ref::text and n = :n::bigint and ended is null

-- name: claim_counts
select count(*) filter (where c.ended is distinct from 'overtaken') as all_of_them,
       count(*) filter (where c.decision is null) as undecided,
       count(*) filter (where c.decision = 'correct' and c.ended is distinct from 'overtaken') as to_correct,
       count(*) filter (where c.decision = 'keep') as to_keep,
       count(*) filter (where c.decision = 'correct' and c.ended is null) as open,
       count(*) filter (where c.ended = 'overtaken' and not c.replaced) as overtaken,
       count(*) filter (where c.begun_at is not null and c.ended is distinct from 'overtaken') as begun,
       count(*) filter (where c.ended = 'corrected') as corrected, count(*) filter (where c.ended = 'beside') as beside,
       (select count(*) from muniment.request_recipient p where p.request = :ref::text and p.answer is null) as untold
  from muniment.request_claim c where c.request = :ref::text

-- name: recipient_insert
insert into muniment.request_recipient (request, n, subject, name) values (:ref::text, :n::bigint, :subject::uuid, :name::text)

-- name: recipient_list
select n, subject, name, answer, answered_by as by, answered_on as on_day
  from muniment.request_recipient where request = :ref::text order by n

-- name: recipient_settle
update muniment.request_recipient set answer = :answer::text, answered_by = :by::text, answered_on = :on::date
 where request = :ref::text and n = :n::bigint
