-- The queue: background work, claimed by one worker at a time under a lease.
--
-- queued   waiting for its day (run_on) and its moment (not_before)
-- running  claimed: while lease_until lies ahead it belongs to lease_owner; after that to whoever claims it
-- done     ended well
-- failed   stands aside with its reason after too many attempts, or at once where trying again cannot help
-- discarded  an officer decided that it shall not be done
create table muniment.job (
        id           bigint generated always as identity primary key,
        kind         text not null check (kind ~ '^[a-z]+([.-][a-z]+)*$'),
        arguments    jsonb not null default '{}' check (jsonb_typeof(arguments) = 'object'),
        key          text,
        state        text not null default 'queued'
                     check (state in ('queued', 'running', 'done', 'failed', 'discarded')),
        run_on       date not null,
        not_before   timestamptz not null default now(),
        attempts     integer not null default 0, -- begun; a try given back through no fault of the job is not counted
        setbacks     integer not null default 0, -- given back in a row: database away, deadlock, lock not had
        lease_owner  text,
        lease_until  timestamptz,
        reason       text, -- why the last try did not succeed: a code and a place in the program, nothing else
        progress     bigint,
        total        bigint,
        created_at   timestamptz not null default now(),
        started_at   timestamptz,
        finished_at  timestamptz,
        check ((state = 'running') = (lease_owner is not null and lease_until is not null)),
        check ((state in ('done', 'failed', 'discarded')) = (finished_at is not null))
);
-- A key names work that must not stand in the queue twice.
create unique index job_key on muniment.job (key) where key is not null and state in ('queued', 'running');
create index job_next on muniment.job (run_on, not_before, id) where state = 'queued';
create index job_lease on muniment.job (lease_until) where state = 'running';
create index job_failed on muniment.job (id) where state = 'failed';
create index job_ended on muniment.job (finished_at) where state in ('done', 'discarded');

-- What was put in the queue for a day, so that any number of daemons schedule it once.
create table muniment.job_day (
        key text not null,
        day date not null,
        primary key (key, day)
);

-- Sleeping workers listen; a statement that puts a hundred jobs in the queue wakes them once.
create function muniment.job_wake() returns trigger language plpgsql set search_path = pg_catalog as $$
begin
        if exists (select from added) then -- a statement that put nothing in wakes nobody
                perform pg_notify('muniment_job', '');
        end if;
        return null;
end $$;
create trigger job_wake after insert on muniment.job referencing new table as added
        for each statement execute function muniment.job_wake();

grant select, insert, update, delete on muniment.job, muniment.job_day to muniment_engine;
grant select, insert on muniment.job to muniment_officer;
grant update (state, not_before, attempts, setbacks, finished_at) on muniment.job to muniment_officer;
grant select on muniment.job, muniment.job_day to muniment_auditor;
