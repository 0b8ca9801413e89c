-- Which tombstones are one person's, so that after a restore nobody is taken for somebody else who shares an identifier
-- with them; and a replay that is planned, asked about and approved.

-- grave: random, the same for all tombstones of one person. attribute: a digest of the name of the identifier's column.
-- Null for those made before: they say of nobody which others are theirs.
alter table muniment.tombstone add column grave uuid, add column attribute bigint;
alter table muniment.tombstone drop constraint tombstone_pkey;
create unique index tombstone_one on muniment.tombstone (fingerprint, run, grave) nulls not distinct;
create index tombstone_grave on muniment.tombstone (grave) where grave is not null;

alter table muniment.tombstone_kept add column grave uuid, add column attribute bigint;
alter table muniment.tombstone_kept drop constraint tombstone_kept_pkey;
create unique index tombstone_kept_one on muniment.tombstone_kept (fingerprint, register, epoch, grave) nulls not distinct;
create index tombstone_kept_grave on muniment.tombstone_kept (grave) where grave is not null;

create view muniment.stone as
        select fingerprint, register, epoch, seq, disposed_on, grave, attribute from muniment.tombstone
        union all
        select fingerprint, register, epoch, seq, disposed_on, grave, attribute from muniment.tombstone_kept;

-- What a replay would take, and who said so.
alter table muniment.closing
        add column planned_by text,
        add column planned_on date,
        add column approval   text check (approval in ('one', 'two')),
        add column belt       text;

-- The identifiers, as fingerprints, of records that have one in common with a tombstone.
create table muniment.replay_touch (
        closing     bigint not null references muniment.closing,
        key         text not null,
        attribute   bigint not null,
        fingerprint bytea not null,
        primary key (closing, key, attribute)
);
create index replay_touch_fingerprint on muniment.replay_touch (closing, fingerprint);

-- Each of those records: it goes by itself, or is asked about, and what was answered; and each place in which
-- verification found something. Forgotten when the register opens; the ledger keeps the answers, without the keys.
create table muniment.replay_record (
        id          bigint generated always as identity primary key,
        closing     bigint not null references muniment.closing,
        key         text,
        place       text,
        rows        bigint not null default 0,
        asked       text check (asked in ('differs', 'shared', 'old', 'anew', 'left')),  -- null: it goes by itself
        approved    boolean not null default false,
        answer      text check (answer in ('goes', 'stays')),
        answered_by text,
        answered_on date,
        why         text,
        check ((key is null) <> (place is null)),
        check ((place is not null) = (asked is not distinct from 'left')),
        check (num_nulls(answer, answered_by, answered_on, why) in (0, 4))
);
create unique index replay_record_key on muniment.replay_record (closing, key) where key is not null;
create unique index replay_record_place on muniment.replay_record (closing, place) where place is not null;

create table muniment.replay_approval (
        closing     bigint not null references muniment.closing,
        name        text not null,
        approved_on date not null,
        approved_at timestamptz not null default now(),
        primary key (closing, name)
);

grant select on muniment.stone, muniment.replay_record, muniment.replay_approval
        to muniment_engine, muniment_officer, muniment_auditor;
grant select, insert, update, delete on muniment.replay_touch to muniment_engine;
grant insert, update, delete on muniment.replay_record to muniment_engine;
grant insert, delete on muniment.replay_approval to muniment_engine;
