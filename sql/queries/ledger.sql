-- What waits to be numbered in the ledger.

-- name: ledger_pend
insert into muniment.ledger_pending (acted_on, kind, actor, subject, about, detail)
values (:on::date, :kind::text, :actor::text, :subject::uuid, :about::text, coalesce(:detail::text, '{}')::jsonb)

-- name: ledger_pend_many
insert into muniment.ledger_pending (acted_on, kind, actor, subject, about, detail)
select n.acted_on::date, n.kind, n.actor, n.subject::uuid, n.about, coalesce(n.detail, '{}')::jsonb
from unnest(:on::text[], :kind::text[], :actor::text[], :subject::text[], :about::text[], :detail::text[])
        with ordinality as n (acted_on, kind, actor, subject, about, detail, place)
order by n.place
