-- The four roles. They cannot log in; the operator grants them to login roles. Cluster-wide, so created
-- only when missing. Owner: migrations. Engine: the daemon. Officer: people's decisions. Auditor: reads.
-- Run by a superuser, or by a login that may create roles and owns the database.
do $$
declare
        wanted text;
begin
        foreach wanted in array array['muniment_owner', 'muniment_engine', 'muniment_officer', 'muniment_auditor'] loop
                begin
                        if not exists (select from pg_catalog.pg_roles where rolname = wanted) then
                                execute format('create role %I nologin', wanted);
                        end if;
                exception when duplicate_object or unique_violation then
                        null; -- a migration of another database of this cluster was quicker
                end;
        end loop;
        -- Whoever grants the same at this moment makes one of the two fail: then it is there.
        for i in 1 .. 3 loop
                begin
                        -- Whoever decides may look as well.
                        if not pg_catalog.pg_has_role('muniment_officer', 'muniment_auditor', 'member') then
                                grant muniment_auditor to muniment_officer;
                        end if;
                        if not pg_catalog.pg_has_role(current_user, 'muniment_owner', 'member') then
                                execute format('grant muniment_owner to %I', current_user);
                        end if;
                        if not pg_catalog.has_database_privilege('muniment_owner', current_database(), 'create') then
                                execute format('grant create on database %I to muniment_owner', current_database());
                        end if;
                        exit;
                exception when unique_violation or internal_error then
                        if i = 3 then
                                raise;
                        end if;
                end;
        end loop;
end $$;
