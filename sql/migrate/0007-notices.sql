-- Notices: event -> obligation -> composed and rendered -> ready to be delivered.

-- A duty to tell somebody something by a day. It goes with its subject.
create table muniment.obligation (
        id          bigint generated always as identity primary key,
        subject     uuid not null references muniment.subject_ref on delete cascade,
        notice      text not null check (notice ~ '^[a-z]+(-[a-z]+)*$'),
        audience    text not null check (audience in ('child-0-5', 'child-6-9', 'child-10-12', 'child-13-15',
                                                      'child-16-17', 'adult', 'parent')),
        -- The register's key of the parent who is to be told; '' when it is the subject.
        recipient   text not null default '',
        obtained_on date not null,
        due_on      date not null,
        -- waiting: cannot be met yet, for the reason given; a person sees to it.
        state       text not null default 'open' check (state in ('open', 'waiting', 'met', 'lapsed')),
        reason      text check (reason ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
        created_at  timestamptz not null default now(),
        check ((state in ('waiting', 'lapsed')) = (reason is not null)),
        check ((audience = 'parent') = (recipient <> '')),
        unique (subject, notice, recipient)
);
create index obligation_open on muniment.obligation (id) where state = 'open';
create index obligation_due on muniment.obligation (due_on, id) where state in ('open', 'waiting');

-- The document that fulfils an obligation.
create table muniment.notice (
        id         bigint generated always as identity primary key,
        obligation bigint not null unique references muniment.obligation on delete cascade,
        language   text not null check (language in ('en', 'cy', 'cy-en')),
        document   bigint not null references muniment.document on delete cascade,
        pages      integer not null check (pages between 1 and 10),
        made_on    date not null
);
create index on muniment.notice (document);

-- Handing it over, by a channel, with proof.
create table muniment.delivery (
        id       bigint generated always as identity primary key,
        notice   bigint not null references muniment.notice on delete cascade,
        channel  text not null check (channel in ('post', 'email', 'in-person')),
        state    text not null default 'ready' check (state in ('ready', 'sent', 'delivered', 'failed')),
        ready_on date not null
);
create index on muniment.delivery (notice);

grant select, insert, update on muniment.obligation, muniment.notice, muniment.delivery to muniment_engine;
grant select on muniment.obligation, muniment.notice, muniment.delivery to muniment_officer;
-- An auditor sees that duties were met, not who a parent is in the register.
grant select (id, subject, notice, audience, obtained_on, due_on, state, reason, created_at) on muniment.obligation
        to muniment_auditor;
grant select on muniment.notice, muniment.delivery to muniment_auditor;
