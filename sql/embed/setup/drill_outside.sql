-- What in a restored register reaches another server: what its triggers do there, a rehearsal would do in earnest.
-- returns: setup_drill_outside
select coalesce((select 'a foreign server, ' || min(srvname) from pg_catalog.pg_foreign_server),
                (select 'the extension ' || min(extname) from pg_catalog.pg_extension where extname in ('dblink', 'postgres_fdw')))
       as outside
