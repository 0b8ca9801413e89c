-- What was decided about maps that do not cover their register.

-- name: map_decide
insert into muniment.map_decision (register, digest, coverage, because, decided_by, decided_on)
values ($1::text, $2::bytea, $3::integer, $4::text, $5::text, $6::date)
on conflict (register, digest) do nothing
returning id

-- name: map_decided
select exists (select from muniment.map_decision where register = $1::text and digest = $2::bytea) as decided
