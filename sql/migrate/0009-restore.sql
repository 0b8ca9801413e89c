-- After a restore: how far each register had come, which of them are closed, and what was lost with a governance
-- database that went back itself.

-- The mirror of muniment_agent.epoch in each register. The file in the state folder is the other one.
create table muniment.mark (
        register  text primary key references muniment.register,
        epoch     bigint not null default 0,
        stones    bigint not null default 0,  -- batches that left tombstones, in the order in which they came to us
        system    text,                       -- server and database, as last looked at
        timeline  integer,
        looked_at timestamptz
);

-- A register is closed while it has a row here without opened_at.
create table muniment.closing (
        id          bigint generated always as identity primary key,
        token       uuid not null default gen_random_uuid(),  -- its name in the register's receipts
        register    text not null references muniment.register,
        reason      text not null check (reason in ('register-went-back', 'governance-went-back',
                'governance-forgot', 'agent-closed', 'asked')),
        epoch_found bigint not null,  -- where it had gone back to, the furthest while it was closed
        epoch_known bigint not null,
        closed_on   date not null,
        closed_at   timestamptz not null default now(),
        batches     integer not null default 0,
        destroyed   bigint not null default 0,
        opened_on   date,
        opened_by   text,
        opened_at   timestamptz,
        check ((opened_on is null) = (opened_at is null))
);
create unique index closing_open on muniment.closing (register) where opened_at is null;

-- Tombstones whose runs this database has forgotten: from the file in the state folder, or a register's receipts.
create table muniment.tombstone_kept (
        fingerprint bytea not null,
        register    text not null references muniment.register,
        epoch       bigint not null,
        seq         bigint not null,
        disposed_on date not null,
        primary key (fingerprint, register, epoch)
);
create index tombstone_kept_seq on muniment.tombstone_kept (register, seq);

-- Runs that only a register's receipts know of in full: what they tell has been taken over.
create table muniment.run_lost (
        token    uuid primary key,
        register text not null references muniment.register,
        batches  bigint not null
);

-- What the verification of a replay looks for. Dropped as soon as it has found nothing.
create table muniment.replayed (
        closing     bigint not null references muniment.closing,
        batch       integer not null,
        keys        text[] not null,
        identifiers text[] not null,
        primary key (closing, batch)
);

grant select on muniment.mark, muniment.closing, muniment.tombstone_kept, muniment.run_lost
        to muniment_engine, muniment_officer, muniment_auditor;
grant insert, update on muniment.mark, muniment.closing, muniment.run_lost to muniment_engine;
grant insert on muniment.tombstone_kept to muniment_engine;
grant select, insert, delete on muniment.replayed to muniment_engine;
