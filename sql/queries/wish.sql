-- How who asks wishes to be reached and answered.

-- name: wish_put
insert into muniment.request_wish (request, kind, subject, on_day, value, sealed)
values (:ref::text, :kind::text, :subject::uuid, :on::date, :value::text, :sealed::boolean)
on conflict (request, kind) do update set on_day = excluded.on_day, value = excluded.value, sealed = excluded.sealed

-- name: wish_list
select kind, subject, on_day, value, sealed from muniment.request_wish where request = :ref::text
 order by array_position(array['letters-to', 'reach', 'form', 'safe', 'not-to', 'plain', 'needed-by'], kind)

-- name: wish_needed_by
select on_day from muniment.request_wish where request = :ref::text and kind = 'needed-by'

-- name: wish_is_said
select exists (select from muniment.request_wish where request = :ref::text and kind = :kind::text) as said

-- name: wish_unsealed
select kind, value from muniment.request_wish where request = :ref::text and not sealed and value is not null for update

-- name: wish_seal
update muniment.request_wish set value = :value::text, sealed = true
 where request = :ref::text and kind = :kind::text and not sealed
