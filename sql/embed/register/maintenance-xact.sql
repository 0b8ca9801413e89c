-- A transaction number younger than every deletion that has been committed.
-- returns: maintenance_xact
select pg_current_xact_id()::xid::text as xid
