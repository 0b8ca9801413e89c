-- Whether anybody might still see what was deleted before that transaction: then vacuum must leave it. Waits a
-- moment first.
-- returns: maintenance_held
select exists (select from pg_sleep(0.1)) and (
        exists (select from pg_stat_activity
                 where datname = current_database() and pid <> pg_backend_pid() and backend_type <> 'autovacuum worker'
                   and (age(backend_xmin) >= age($1::xid) or age(backend_xid) >= age($1::xid)))
        or exists (select from pg_prepared_xacts
                    where database = current_database() and age(transaction) >= age($1::xid))
        or exists (select from pg_replication_slots
                    where age(xmin) >= age($1::xid) or age(catalog_xmin) >= age($1::xid))) as held
