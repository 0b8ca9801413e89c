-- What muniment status tells.

-- name: status_overview
select (select count(*) from muniment.open_request where due_on < :today::date) as overdue,
       (select count(*) from muniment.ledger_pending) as pending,
       last.size, last.signed_at
  from (select 1) as one left join lateral (
        select size, signed_at from muniment.ledger_checkpoint order by size desc limit 1) as last on true
