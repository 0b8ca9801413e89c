-- Complaints: cases of others about the same, and who may find the outcome.

-- name: request_outside_put
insert into muniment.request_outside as o (request, body, reference, opened_on, answer_by, decided, decided_on)
values (:ref::text, :body::text, :reference::text, :on::date, :answer_by::date, :decided::text,
        case when :decided::text is not null then :on::date end)
on conflict (request, body, reference) do update
   set answer_by = coalesce(excluded.answer_by, o.answer_by), decided = coalesce(excluded.decided, o.decided),
       decided_on = coalesce(excluded.decided_on, o.decided_on)

-- name: request_outside_list
select body, reference, coalesce(decided_on, opened_on) as on_day, answer_by, decided
  from muniment.request_outside where request = :ref::text order by opened_on, body, reference

-- name: request_may_find
select muniment.complaint_is_first_hand(:ref::text, muniment.actor()) is not true as may
