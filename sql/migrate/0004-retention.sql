-- Retention: holds, runs, batches, what came of them, and the proof.

-- Nothing in a hold's scope is disposed of. No register: all of them; no rule: every rule; no subject:
-- everybody; entity to until narrow it within a register, in the words of its data map. It is never deleted
-- while it binds; with its subject's record, long after release, it goes.
create table muniment.hold (
        id             bigint generated always as identity primary key,
        register       text references muniment.register,
        rule           text,
        subject        uuid references muniment.subject_ref on delete cascade,
        entity         text,
        attribute      text,
        category       text,
        service        text,
        of_column      text,
        of_value       text,
        since          date,
        until          date,
        -- The words of daemon/model/hold-basis.h.
        basis          text not null default 'other' check (basis in ('other', 'inquiry', 'litigation', 'section-47',
                'safeguarding-review', 'police', 'request', 'retention-review')),
        reason         text,
        owner          text not null,
        evidence       text,            -- where the order, letter or claim is kept: a reference, never the thing
        set_by         text not null,
        set_on         date not null,
        set_at         timestamptz not null default now(),
        review_on      date not null,
        released_by    text,
        released_on    date,
        release_reason text,
        check (basis <> 'other' or reason is not null),
        check (subject is null or register is not null),
        check (coalesce(entity, category, service) is null or register is not null),
        check (coalesce(attribute, of_column) is null or entity is not null),
        check ((of_column is null) = (of_value is null)),
        check (since <= until),
        check ((released_on is null) = (released_by is null)),
        check (released_on >= set_on)
);
create index hold_subject on muniment.hold (subject) where subject is not null;
create index hold_wide on muniment.hold (id) where subject is null and released_on is null;
create index hold_review_on on muniment.hold (review_on) where released_on is null;

-- What a person decided who looked at a hold again.
create table muniment.hold_review (
        hold        bigint not null references muniment.hold on delete cascade,
        due_on      date not null,
        reviewed_on date not null,
        reviewed_at timestamptz not null default now(),
        reviewed_by text not null,
        because     text not null,
        keep_until  date not null check (keep_until > reviewed_on)
);
create index hold_review_of on muniment.hold_review (hold);

-- Each reminder is given once for a day of review.
create table muniment.hold_reminder (
        hold      bigint not null references muniment.hold on delete cascade,
        review_on date not null,
        stage     text not null check (stage in ('soon', 'due')),
        noted_on  date not null,
        primary key (hold, review_on, stage)
);

create table muniment.run (
        id             bigint generated always as identity primary key,
        token          uuid not null default gen_random_uuid(),  -- its name in the register's receipts
        register       text not null references muniment.register,
        rule           text not null,
        rule_text      jsonb not null,   -- the rule as it stood when the run was planned
        entity         text,             -- it disposes of rows of this entity of the map; null: of whole subjects
        policy_version text not null,
        disposal       text not null check (disposal in ('archive', 'unarchive', 'anonymise', 'destroy', 'review')),
        approval       text not null check (approval in ('none', 'one', 'two')),
        belt           text,             -- why more approval is asked than the rule does; null: it is not
        as_of          date not null,
        state          text not null default 'planned' check (state in ('planned', 'approved', 'running', 'disposed',
                'verified', 'certified', 'stopped', 'failed')),
        reason         text,
        subjects       bigint not null default 0,
        rows           bigint not null default 0,
        held           bigint not null default 0,  -- due, but held back when planned
        counts         jsonb,                      -- rows that go, an entity; null: not yet counted
        planned_by     text not null,
        planned_at     timestamptz not null default now(),
        changed_at     timestamptz not null default now()
);
-- One open run a rule: the due are planned once.
create unique index run_open on muniment.run (register, rule) where state in ('planned', 'approved', 'running', 'failed');

-- The same edges as daemon/model/run-state.c.
create table muniment.run_edge (
        state_from text not null,
        state_to   text not null,
        primary key (state_from, state_to)
);
insert into muniment.run_edge values
        ('planned', 'approved'), ('planned', 'stopped'), ('approved', 'running'), ('approved', 'stopped'),
        ('running', 'disposed'), ('running', 'stopped'), ('running', 'failed'), ('failed', 'running'),
        ('failed', 'stopped'), ('disposed', 'verified'), ('verified', 'certified');

create function muniment.run_step() returns trigger
        language plpgsql security definer set search_path = pg_catalog as $$
begin
        if tg_op = 'INSERT' then
                if new.state <> 'planned' then
                        raise exception 'a run begins as planned' using errcode = 'check_violation';
                end if;
        elsif new.state is distinct from old.state and not exists (
                        select from muniment.run_edge where state_from = old.state and state_to = new.state) then
                raise exception 'a run does not step from % to %', old.state, new.state using errcode = 'check_violation';
        end if;
        new.changed_at = now();
        return new;
end $$;
create trigger run_step before insert or update of state on muniment.run
        for each row execute function muniment.run_step();

create table muniment.approval (
        run         bigint not null references muniment.run,
        name        text not null,
        approved_on date not null,
        approved_at timestamptz not null default now(),
        primary key (run, name)
);

-- The frozen manifest, in pieces of one transaction each. The keys are dropped when the run is verified.
create table muniment.batch (
        run      bigint not null references muniment.run,
        seq      integer not null,
        keys     text[],
        done_on  date,
        done_at  timestamptz,
        disposed integer,
        held     integer,
        changed  integer,  -- no longer due, or no longer there, when their turn came
        shared   integer,  -- shared rows that went with their last link
        digest   bytea,    -- SHA-256 over the tombstones
        primary key (run, seq),
        check ((done_at is null) = (done_on is null))
);
-- Millions of keys are frozen at once, and let go of batch by batch: packing them costs more than it saves.
alter table muniment.batch alter keys set storage external;
create index batch_left on muniment.batch (run, seq) where done_at is null;

-- Whose data was due and held back, when planned (batch null) or when the batch ran, and by which hold or
-- minimum rule.
create table muniment.held (
        run     bigint not null references muniment.run,
        batch   integer,
        subject uuid not null references muniment.subject_ref on delete cascade,
        hold    bigint references muniment.hold on delete cascade,
        kept_by text,
        check ((hold is null) <> (kept_by is null))
);
create index held_run on muniment.held (run);
create index held_subject on muniment.held (subject);
create index held_hold on muniment.held (hold);

-- Keyed fingerprints: they name nobody without the key. With them a restored backup is cleaned again
-- (0009-restore.sql).
create table muniment.tombstone (
        fingerprint bytea not null,
        run         bigint not null,  -- of muniment.run, which nobody may delete from; to look there for each was a sixth
                                      -- of what a run takes
        register    text not null,
        disposed_on date not null,
        epoch       bigint not null default 0,  -- the register's when it was destroyed
        seq         bigint not null default 0,  -- in which order batches came to us: muniment.mark.stones
        primary key (fingerprint, run)
);
create index tombstone_seq on muniment.tombstone (register, seq);

-- What verification looks for: keys and identifiers of those destroyed. Dropped as soon as it has found nothing.
create table muniment.disposed (
        run         bigint not null references muniment.run,
        batch       integer not null,
        keys        text[] not null,
        identifiers text[] not null,
        primary key (run, batch)
);

create table muniment.verification (
        id          bigint generated always as identity primary key,
        run         bigint not null references muniment.run,
        verified_on date not null,
        verified_at timestamptz not null default now(),
        clean       boolean not null,
        grade       text not null check (grade in ('hidden', 'deleted', 'reclaimed', 'rewritten')),
        places      bigint not null,       -- tables looked through
        findings    jsonb not null,
        traces      jsonb                  -- where traces are left, and until when; null: it did not come to that
);
create index verification_run on muniment.verification (run);

-- Places of a register that a run has had vacuumed or rewritten: after a crash they are not done again.
create table muniment.reclaimed (
        run   bigint not null references muniment.run,
        place text not null,
        at    timestamptz not null default now(),
        primary key (run, place)
);

create table muniment.certificate (
        run        bigint primary key references muniment.run,
        body       bigint not null references muniment.document,
        pdf        bigint references muniment.document,
        issued_on  date not null
);
create index certificate_body on muniment.certificate (body);
create index certificate_pdf on muniment.certificate (pdf);

-- The entries of a run, for its certificate.
create index ledger_entry_run on muniment.ledger_entry (("left"(leaf, 40) collate "C")) where leaf like '{"about":"run %';

grant select on muniment.hold, muniment.hold_review, muniment.hold_reminder, muniment.run, muniment.run_edge,
        muniment.approval, muniment.batch, muniment.held, muniment.tombstone, muniment.verification, muniment.certificate
        to muniment_engine, muniment_officer, muniment_auditor;
grant insert, update on muniment.hold, muniment.run, muniment.batch to muniment_engine;
grant insert on muniment.approval, muniment.held, muniment.tombstone, muniment.verification, muniment.certificate
        to muniment_engine;
grant select, insert, delete on muniment.disposed, muniment.reclaimed to muniment_engine;
grant insert on muniment.hold_reminder to muniment_engine;
grant insert, update on muniment.hold to muniment_officer;
grant insert on muniment.hold_review to muniment_officer;
grant insert on muniment.approval to muniment_officer;
grant update (state, reason, changed_at) on muniment.run to muniment_officer;
