-- Who takes a lock of ours: only who has a role of ours. Advisory locks are anybody's who may connect.

-- What one at a time does, for a transaction: whoever does it locks the row. ledger: to number and sign; policy: to
-- note what changed in the rules, which two who load at once note once.
create table muniment.turn (what text primary key);
insert into muniment.turn values ('ledger'), ('policy');
grant select, update on muniment.turn to muniment_engine;

-- Who is connected here and may be the engine: what lasts as long as a session, and longer than a transaction, is
-- shown by it. Anybody may give a session any name, but not the role.
create view muniment.engine_session with (security_barrier) as
select pid, application_name as name from pg_catalog.pg_stat_activity
 where datname = pg_catalog.current_database() and pg_catalog.pg_has_role(usesysid, 'muniment_engine', 'member');
grant select on muniment.engine_session to muniment_engine, muniment_officer, muniment_auditor;

-- The session that works a sweep; null, or one that is no more: nobody does.
alter table muniment.sweep add worked_by integer;

-- What a function names is looked for in pg_temp last: a caller's temporary table must not pass for a catalog.
do $$
declare
        f regprocedure;
begin
        for f in select p.oid from pg_catalog.pg_proc p where p.pronamespace = 'muniment'::regnamespace loop
                execute pg_catalog.format('alter function %s set search_path = pg_catalog, pg_temp', f);
        end loop;
end $$;

-- An auditor sees what was done, and no key: not of those planned to go or asked about, nor how far a sweep is, nor what
-- a job or a hold is about.
revoke select on muniment.batch, muniment.sweep, muniment.job, muniment.hold, muniment.replay_record from muniment_auditor;
grant select (id, closing, place, rows, asked, approved, answer, answered_by, answered_on, why)
        on muniment.replay_record to muniment_auditor;
grant select (run, seq, done_on, done_at, disposed, held, changed, shared, digest) on muniment.batch to muniment_auditor;
grant select (id, source, register, begun_on, sample, state, subjects, asked, agreed, differed, withheld, unknown,
              begun_at, finished_at) on muniment.sweep to muniment_auditor;
-- A key of a job names runs, registers and requests.
grant select (id, kind, key, state, run_on, not_before, attempts, setbacks, lease_owner, lease_until, reason, progress, total,
              created_at, started_at, finished_at) on muniment.job to muniment_auditor;
grant select (id, register, rule, subject, entity, attribute, category, service, of_column, since, until, basis, reason,
              owner, evidence, set_by, set_on, set_at, review_on, released_by, released_on, release_reason)
        on muniment.hold to muniment_auditor;
-- What a job is about, and the value that narrows a hold, for those who may know whose record it is.
create function muniment.job_arguments(job bigint) returns jsonb
        language sql stable security definer set search_path = pg_catalog, pg_temp as $$
        select j.arguments from muniment.job j
         where j.id = job and (pg_has_role(session_user, 'muniment_officer', 'member')
                               or pg_has_role(session_user, 'muniment_engine', 'member'))
$$;
create function muniment.hold_value(hold bigint) returns text
        language sql stable security definer set search_path = pg_catalog, pg_temp as $$
        select h.of_value from muniment.hold h
         where h.id = hold and (pg_has_role(session_user, 'muniment_officer', 'member')
                                or pg_has_role(session_user, 'muniment_engine', 'member'))
$$;
revoke all on function muniment.job_arguments(bigint), muniment.hold_value(bigint) from public;
grant execute on function muniment.job_arguments(bigint), muniment.hold_value(bigint)
        to muniment_engine, muniment_officer, muniment_auditor;
