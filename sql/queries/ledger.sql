-- The ledger.

-- name: ledger_pend
insert into muniment.ledger_pending (acted_on, kind, actor, subject, about, detail)
values ($1::date, $2::text, $3::text, $4::uuid, $5::text, coalesce($6::text, '{}')::jsonb)
