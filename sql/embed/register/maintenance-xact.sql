-- A transaction number younger than every deletion that has been committed.
select pg_current_xact_id()::xid::text
