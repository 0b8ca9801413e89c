-- The engine's own corner of a register: receipts of finished batches, and events about subjects. Safe to
-- run again: muniment migrate runs it in every register. The triggers at the end fit register/schema.sql; for a
-- register of another make muniment migrate makes triggers from its map.

-- PUBLIC may enter the schema, for applications ask open() and require_open(), and gets nothing else of it. What a
-- function names is looked for in pg_temp last: a caller's temporary table must not pass for a catalog.

do $$
begin
        if not exists (select from pg_catalog.pg_roles where rolname = 'muniment_engine') then
                create role muniment_engine nologin;
        end if;
exception when duplicate_object or unique_violation then
        null; -- a migration of another database of this cluster was quicker
end $$;

create schema if not exists muniment_agent;

-- Whose turn it is, a row a register: who sets a hold locks it alone, batches share it. A row, for an advisory lock is
-- anybody's who may connect.
create table if not exists muniment_agent.turn (register text primary key);

-- Two migrations at once take turns.
do $$
begin
        lock table muniment_agent.turn in share update exclusive mode;
end $$;

-- Written in the transaction of the batch itself. When the governance database is another one and a crash
-- falls between two commits, the receipt says that this batch is done, so it is done once. Until the
-- governance database has heard of it, outcome holds what that needs to know; then it is emptied. The run
-- is known by its token: another governance database, or one made anew, would give the same number to another.
-- stones are the fingerprints of who went, side by side, and stay: a governance database that was restored from
-- a backup gets back from here what it forgot. marks say, in the same order, which of them are one person's, and of
-- which column each is; receipts of older programs have none.
create table if not exists muniment_agent.receipt (
        run     uuid not null,
        batch   integer not null,
        done_at timestamptz not null default now(),
        counts  jsonb not null default '{}',
        outcome jsonb,
        epoch   bigint,
        stones  bytea,
        marks   bytea,
        primary key (run, batch)
);
do $$
begin
        -- Asked first: to alter a table waits for whoever looks at it, though it changes nothing.
        if (select count(*) < 3 from pg_catalog.pg_attribute
             where attrelid = 'muniment_agent.receipt'::regclass and attname in ('epoch', 'stones', 'marks')) then
                alter table muniment_agent.receipt add column if not exists epoch bigint;
                alter table muniment_agent.receipt add column if not exists stones bytea;
                alter table muniment_agent.receipt add column if not exists marks bytea;
        end if;
end $$;

-- How far this register has come: the epoch grows with each batch and each look of the daemon, and what it was
-- is known outside this database too. A register that went back in time, as a restored backup does, is found out
-- by it, and is closed until what had been destroyed is destroyed again (muniment retention replay).
create table if not exists muniment_agent.epoch (
        only_one  boolean primary key default true check (only_one),
        epoch     bigint not null default 0,
        open      boolean not null default true,
        system    text,        -- the server and database that the daemon last looked at
        looked_at timestamptz  -- when it did
);
insert into muniment_agent.epoch default values on conflict do nothing;

create or replace function muniment_agent.system() returns text
        language sql stable set search_path = pg_catalog, pg_temp as $$
        select s.system_identifier || '.' || d.oid from pg_control_system() s, pg_database d
         where d.datname = current_database()
$$;

-- For applications: whether what stands here may be used. False while the register is closed, and in a copy that
-- the daemon has not looked at yet. With within, false also when the daemon has not looked for that long: the
-- only way to know at once that a whole server was restored. In a policy: using ((select muniment_agent.open())).
create or replace function muniment_agent.open(within interval default null) returns boolean
        language sql stable security definer set search_path = pg_catalog, pg_temp as $$
        select coalesce(bool_and(e.open and (e.system is null or e.system = muniment_agent.system())
                                 and (within is null or e.looked_at > now() - within)), false)
          from muniment_agent.epoch e
$$;

create or replace function muniment_agent.require_open(within interval default null) returns void
        language plpgsql stable set search_path = pg_catalog, pg_temp as $$
begin
        if not muniment_agent.open(within) then
                raise exception 'this register is closed: it went back in time, and may hold what had been destroyed'
                        using errcode = 'object_not_in_prerequisite_state',
                              hint = 'It opens when "muniment retention replay" has cleaned it.';
        end if;
end $$;

-- The turn, until the transaction ends. Sharing, a batch first waits behind whoever stands in line to be alone, and
-- only then shares: else, of several workers, there would always be one whose batch is under way, and a hold would wait
-- for ever. For that the row is locked more strongly for a moment; what is caught gives that back.
create or replace function muniment_agent.share_turn(of_register text) returns void
        language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
        insert into muniment_agent.turn values (of_register) on conflict do nothing;
        begin
                perform from muniment_agent.turn where register = of_register for share;
                raise sqlstate 'MU001';
        exception when sqlstate 'MU001' then
                null;
        end;
        perform from muniment_agent.turn where register = of_register for key share;
end $$;

-- First in line, which nobody who shares already hinders, then alone.
create or replace function muniment_agent.take_turn(of_register text) returns void
        language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
        insert into muniment_agent.turn values (of_register) on conflict do nothing;
        perform from muniment_agent.turn where register = of_register for no key update;
        perform from muniment_agent.turn where register = of_register for update;
end $$;

-- What happened to whom, until the daemon has taken it. occurred_on is the day that clocks run from.
create table if not exists muniment_agent.outbox (
        id          bigint generated always as identity primary key,
        at          timestamptz not null default now(),
        subject_key text not null,
        event       text not null check (event in ('first-record', 'changed', 'died', 'left', 'archived',
               'unarchived')),
        occurred_on date not null default current_date
);
-- Whose subject it is, where two registers share a database; null: of the register that the triggers below fit.
do $$
begin
        if not exists (select from pg_catalog.pg_attribute
                        where attrelid = 'muniment_agent.outbox'::regclass and attname = 'map') then
                alter table muniment_agent.outbox add column map text;
        end if;
end $$;

-- Who was there when the daemon last compared, in a register on whose subjects no trigger of ours stands. The empty key
-- says that it has compared before.
create table if not exists muniment_agent.seen (
        map         text not null,
        subject_key text not null,
        primary key (map, subject_key)
);

-- What anonymising leaves for the planning of services: no key, no day of its own, nothing that leads back.
create table if not exists muniment_agent.planning (
        rule       text not null,
        data       jsonb not null,
        pseudonyms jsonb not null default '{}'
);

-- Asked first, as above: an index that stands already is waited for all the same.
do $$
begin
        if pg_catalog.to_regclass('muniment_agent.outbox_subject') is null then
                create index outbox_subject on muniment_agent.outbox (subject_key);
        end if;
        if pg_catalog.to_regclass('muniment_agent.planning_rule') is null then
                create index planning_rule on muniment_agent.planning (rule);
        end if;
end $$;

-- Statement triggers with transition tables: one insert a statement, whatever the number of children.
-- Loading a register from elsewhere makes no news: set muniment_agent.quiet to 'on' in that transaction.
create or replace function muniment_agent.quiet() returns boolean
        language sql stable set search_path = pg_catalog, pg_temp as $$
        select coalesce(current_setting('muniment_agent.quiet', true), '') = 'on'
$$;

create or replace function muniment_agent.child_added() returns trigger
        language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
        if not muniment_agent.quiet() then
                insert into muniment_agent.outbox (subject_key, event, occurred_on)
                select child_id::text, 'first-record', first_recorded_on from added order by child_id;
        end if;
        return null;
end $$;

create or replace function muniment_agent.child_changed() returns trigger
        language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
        if not muniment_agent.quiet() then
                insert into muniment_agent.outbox (subject_key, event, occurred_on)
                select after.child_id::text, news.event, coalesce(news.day, current_date)
                  from before join after using (child_id)
                  cross join lateral (values
                       ('died', after.died_on, before.died_on is null and after.died_on is not null),
                       ('archived', after.archived_on, before.archived_on is null
                              and after.archived_on is not null),
                       ('unarchived', null, before.archived_on is not null and after.archived_on is null),
                       ('changed', null, (before.born_on, before.gender, before.nhs_number, before.language,
                              before.shielded)
                                 is distinct from (after.born_on, after.gender, after.nhs_number,
                                        after.language, after.shielded))
                  ) as news (event, day, happened)
                 where news.happened
                 order by after.child_id;
        end if;
        return null;
end $$;

-- A destroyed child leaves no event behind.
create or replace function muniment_agent.child_gone() returns trigger
        language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
        delete from muniment_agent.outbox where subject_key in (select child_id::text from gone);
        return null;
end $$;

create or replace function muniment_agent.departure_added() returns trigger
        language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
        if not muniment_agent.quiet() then
                insert into muniment_agent.outbox (subject_key, event, occurred_on)
                select child_id::text, 'left', left_on from added order by child_id;
        end if;
        return null;
end $$;

do $$
begin
        if pg_catalog.to_regclass('register.child') is null then
                return;
        end if;
        create or replace trigger muniment_child_added after insert on register.child
                referencing new table as added for each statement execute function muniment_agent.child_added();
        create or replace trigger muniment_child_changed after update on register.child
                referencing old table as before new table as after
                for each statement execute function muniment_agent.child_changed();
        create or replace trigger muniment_child_gone after delete on register.child
                referencing old table as gone for each statement execute function muniment_agent.child_gone();
        create or replace trigger muniment_departure_added after insert on register.departure
                referencing new table as added for each statement execute function muniment_agent.departure_added();
end $$;

-- How much is going on in this server, for work that stands back: sessions at work, ours left out, and the bytes of
-- the log that the slowest replica has still to replay. It looks with its owner's rights and tells two numbers, so
-- that the engine needs no right to read what others are doing. Null: the owner may not look either.
create or replace function muniment_agent.load(out active bigint, out lag_bytes bigint)
        language sql stable security definer set search_path = pg_catalog, pg_temp as $$
        select (select case when count(*) filter (where query = '<insufficient privilege>') = 0
                            then count(*) filter (where backend_type = 'client backend' and pid <> pg_backend_pid()
                                 and state in ('active', 'fastpath function call')
                                 and not starts_with(application_name, 'muniment')) end
                  from pg_stat_activity),
               (select case when count(*) filter (where state is null) = 0
                            then coalesce(max(pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn))
                                 filter (where state in ('streaming', 'catchup')), 0)::bigint end
                  from pg_stat_replication)
$$;
revoke all on all tables in schema muniment_agent from public;
revoke all on all sequences in schema muniment_agent from public;
revoke all on all functions in schema muniment_agent from public;
grant usage on schema muniment_agent to public;
grant execute on function muniment_agent.open(interval), muniment_agent.require_open(interval) to public;

grant usage on schema muniment_agent to muniment_engine;
grant execute on function muniment_agent.share_turn(text), muniment_agent.take_turn(text) to muniment_engine;
grant select, insert, update on muniment_agent.turn to muniment_engine;
grant execute on function muniment_agent.load() to muniment_engine;
grant select, insert, update on muniment_agent.receipt to muniment_engine;
grant select, insert, delete on muniment_agent.outbox to muniment_engine;
grant select, insert, delete on muniment_agent.seen to muniment_engine;
grant select, insert on muniment_agent.planning to muniment_engine;
grant select, update on muniment_agent.epoch to muniment_engine;
