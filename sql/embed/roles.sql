-- The four roles. They cannot log in; the operator grants them to login roles. Cluster-wide, so created
-- only when missing. Owner: migrations. Engine: the daemon. Officer: people's decisions. Auditor: reads.
do $$
declare
        wanted text;
begin
        foreach wanted in array array['muniment_owner', 'muniment_engine', 'muniment_officer', 'muniment_auditor'] loop
                if not exists (select from pg_catalog.pg_roles where rolname = wanted) then
                        execute format('create role %I nologin', wanted);
                end if;
        end loop;
end $$;
