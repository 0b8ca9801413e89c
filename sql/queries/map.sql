-- What was decided about maps that do not cover their register.

-- name: map_decide
insert into muniment.map_decision (register, digest, coverage, because, decided_by, decided_on)
values (:register_name::text, :digest::bytea, :coverage::integer, :because::text, :decided_by::text, :decided_on::date)
on conflict (register, digest) do nothing
returning id

-- name: map_decided
select exists (select from muniment.map_decision where register = :register_name::text and digest = :digest::bytea) as decided
