-- Accuracy: stale -> asked -> compared -> recorded. What is recorded about a subject hangs on subject_ref
-- and goes with it. No value of a register or of a source is kept here: a check says which attribute was
-- compared and how it came out; whoever decides looks at the register and asks the source again.

create table muniment.sweep (
        id          bigint generated always as identity primary key,
        source      text not null,
        register    text not null references muniment.register,
        begun_on    date not null,
        sample      bigint check (sample > 0),  -- at most so many subjects are asked about; null: all
        state       text not null default 'running' check (state in ('running', 'done')),
        after_key   text,                       -- resumes after this subject's key; null: at the beginning
        subjects    bigint not null default 0,  -- looked at
        asked       bigint not null default 0,
        agreed      bigint not null default 0,
        differed    bigint not null default 0,
        withheld    bigint not null default 0,
        unknown     bigint not null default 0,  -- no usable answer
        begun_at    timestamptz not null default now(),
        finished_at timestamptz,
        check ((state = 'done') = (finished_at is not null))
);
-- One at a time for a source and register: a second start carries the first on.
create unique index sweep_running on muniment.sweep (source, register) where state = 'running';

-- How a subject as a whole stands with a source: the last answer. The words of DfE's record matching
-- (no-differences, differences, not-found, superseded, number-invalid, error), and restricted.
create table muniment.subject_check (
        subject    uuid not null references muniment.subject_ref on delete cascade,
        source     text not null,
        sweep      bigint references muniment.sweep,
        status     text not null check (status in ('no-differences', 'differences', 'not-found', 'invalidated',
                'superseded', 'number-invalid', 'restricted', 'error')),
        because    text not null,  -- a code of ours or of the source: never a value
        version    text,           -- the source's version of the record, as last seen
        asked_on   date not null,
        failures   integer not null default 0,  -- asked in a row without a usable answer
        primary key (subject, source)
);
create index subject_check_asked on muniment.subject_check (source, asked_on);

-- One attribute compared with one source: FHIR R4 VerificationResult. status is what is known of the value,
-- outcome is what this asking brought (primarySource.validationStatus): an agency that cannot be reached
-- leaves the status as it was.
create table muniment.check_result (
        subject    uuid not null references muniment.subject_ref on delete cascade,
        source     text not null,
        attribute  text not null,  -- "entity.column" of the data map
        status     text not null check (status in ('attested', 'validated', 'in-process', 'req-revalid', 'val-fail',
                'reval-fail')),
        outcome    text not null check (outcome in ('successful', 'failed', 'unknown')),
        grade      text check (grade in ('same', 'equivalent', 'similar', 'different')),
        because    text not null,
        checked_on date not null,
        next_on    date,
        primary key (subject, source, attribute)
);
create index check_result_status on muniment.check_result (source, status);

-- A difference found, until somebody has settled it. 'gone': a later sweep found it no more.
create table muniment.discrepancy (
        id         bigint generated always as identity primary key,
        subject    uuid not null references muniment.subject_ref on delete cascade,
        source     text not null,
        attribute  text not null,  -- "entity.column"; or 'record' for what concerns the subject as a whole
        kind       text not null check (kind in ('differs', 'missing-here', 'deceased', 'shielding', 'superseded',
                'not-found', 'invalidated', 'number-invalid')),
        grade      text check (grade in ('similar', 'different')),
        state      text not null default 'open' check (state in ('open', 'settled', 'gone')),
        found_on   date not null,
        seen_on    date not null,
        ended_on   date,
        check ((state = 'open') = (ended_on is null))
);
create unique index discrepancy_open on muniment.discrepancy (subject, source, attribute, kind) where state = 'open';
create index discrepancy_list on muniment.discrepancy (source, id) where state = 'open';

grant select, insert, update on muniment.sweep, muniment.subject_check, muniment.check_result,
        muniment.discrepancy to muniment_engine;
grant select on muniment.sweep, muniment.subject_check, muniment.check_result, muniment.discrepancy
        to muniment_officer, muniment_auditor;
grant update (state, ended_on) on muniment.discrepancy to muniment_officer;
