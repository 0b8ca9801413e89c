-- The governance schema: what every feature stands on. Forward only; immutable once released.
-- Later files add a feature each: 0002 ledger, 0003 jobs, 0004 retention, 0005 accuracy, 0006 requests,
-- 0007 notices. Roles: sql/embed/roles.sql, run before this.

create schema muniment;

create table muniment.migration (
        version    integer primary key,
        name       text not null,
        sha256     text not null,
        applied_at timestamptz not null default now()
);

-- Every text of policy that was ever in force here, so that an old decision can be read beside the rule it
-- was made under.
create table muniment.policy (
        id        bigint generated always as identity primary key,
        kind      text not null check (kind in ('settings', 'law-pack', 'map', 'source', 'notice')),
        name      text not null,
        sha256    text not null,
        body      text not null,
        loaded_at timestamptz not null default now(),
        unique (kind, name, sha256)
);

create table muniment.register (
        name       text primary key,
        map        text not null,
        first_seen timestamptz not null default now()
);

-- The only bridge between a subject and what governance holds about them. It goes with the subject, and
-- what hangs on it by cascade goes too; the ledger keeps only the random ref.
create table muniment.subject_ref (
        ref         uuid primary key default gen_random_uuid(),
        register    text not null references muniment.register,
        subject_key text not null,
        unique (register, subject_key)
);

-- Documents made: reports, letters, certificates. Dropping the row destroys the document.
create table muniment.document (
        id         bigint generated always as identity primary key,
        kind       text not null check (kind in ('report', 'letter', 'certificate')),
        format     text not null check (format in ('pdf', 'json', 'html', 'text')),
        language   text not null default 'en',
        subject    uuid references muniment.subject_ref on delete cascade,
        sha256     bytea not null,
        body       bytea not null,
        made_on    date not null,
        made_at    timestamptz not null default now()
);
create index on muniment.document (subject);

grant usage on schema muniment to muniment_engine, muniment_officer, muniment_auditor;
grant select on muniment.migration, muniment.policy, muniment.register to muniment_engine, muniment_officer, muniment_auditor;
grant insert, update on muniment.policy, muniment.register to muniment_engine;
grant insert on muniment.register to muniment_officer;
grant update (map) on muniment.register to muniment_officer;
grant select, insert, delete on muniment.subject_ref, muniment.document to muniment_engine;
grant select, insert on muniment.subject_ref to muniment_officer;
grant select on muniment.document to muniment_officer;
-- An auditor sees that there was a document and its digest, never what it says, nor whose key a reference hides.
grant select (ref, register) on muniment.subject_ref to muniment_auditor;
grant select (id, kind, format, language, subject, sha256, made_on, made_at) on muniment.document to muniment_auditor;
