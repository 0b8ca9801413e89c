-- What waits to be numbered in the ledger.

-- name: ledger_pend
insert into muniment.ledger_pending (acted_on, kind, actor, subject, about, detail)
values ($1::date, $2::text, $3::text, $4::uuid, $5::text, coalesce($6::text, '{}')::jsonb)

-- name: ledger_pend_many
insert into muniment.ledger_pending (acted_on, kind, actor, subject, about, detail)
select n.acted_on::date, n.kind, n.actor, n.subject::uuid, n.about, coalesce(n.detail, '{}')::jsonb
from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
        with ordinality as n (acted_on, kind, actor, subject, about, detail, place)
order by n.place
