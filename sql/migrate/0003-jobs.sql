-- The queue.

create table muniment.job (
        id           bigint generated always as identity primary key,
        kind         text not null,
        arguments    jsonb not null default '{}',
        key          text,
        state        text not null default 'queued' check (state in ('queued', 'running', 'done', 'failed')),
        run_on       date not null,
        not_before   timestamptz not null default now(),
        attempts     integer not null default 0,
        lease_owner  text,
        lease_until  timestamptz,
        reason       text,
        progress     bigint,
        total        bigint,
        created_at   timestamptz not null default now(),
        finished_at  timestamptz
);
create unique index job_key on muniment.job (key) where key is not null and state in ('queued', 'running');
create index job_next on muniment.job (run_on, not_before, id) where state in ('queued', 'running');
grant select, insert, update on muniment.job to muniment_engine;
grant select, insert on muniment.job to muniment_officer;
grant select on muniment.job to muniment_auditor;
