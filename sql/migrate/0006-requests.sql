-- Requests: a person exercising a right, from received to released.

create sequence muniment.request_number;

create table muniment.request (
        ref          text primary key check (ref ~ '^R-[0-9]{4}-[0-9]+$'),
        kind         text not null check (kind in ('access', 'rectification', 'erasure', 'restriction',
                                                   'objection', 'portability', 'complaint')),
        register     text not null references muniment.register,
        -- The record of a request outlives the subject's record; what it says of the person does not.
        subject      uuid references muniment.subject_ref on delete set null,
        requester    text not null check (requester in ('subject', 'parent', 'representative')),
        channel      text not null check (channel in ('post', 'phone', 'in-person', 'email', 'web')),
        jurisdiction text not null check (jurisdiction in ('england-wales', 'scotland', 'northern-ireland')),
        language     text not null default 'en' check (language in ('en', 'cy')),
        received_on  date not null,
        regime       text not null,
        due_on       date,
        -- While an access request is open, nothing it asks about is disposed of.
        hold         bigint references muniment.hold on delete set null,
        state        text not null default 'received',
        created_at   timestamptz not null default now()
);
create index on muniment.request (subject);
create index request_open on muniment.request (due_on) where state not in ('released', 'expired', 'refused', 'withdrawn');

-- The life of a request, as model/request-life.c has it; an integration test compares the two.
create table muniment.request_edge (
        from_state text not null,
        to_state   text not null,
        primary key (from_state, to_state)
);
insert into muniment.request_edge values
        ('received', 'identified'), ('identified', 'collected'), ('collected', 'reviewed'), ('reviewed', 'approved'),
        ('approved', 'rendered'), ('rendered', 'released'), ('released', 'expired'),
        ('reviewed', 'collected'), ('approved', 'collected'), ('rendered', 'collected'),
        ('received', 'refused'), ('identified', 'refused'), ('collected', 'refused'), ('reviewed', 'refused'),
        ('received', 'withdrawn'), ('identified', 'withdrawn'), ('collected', 'withdrawn'), ('reviewed', 'withdrawn'),
        ('approved', 'withdrawn'), ('rendered', 'withdrawn');

create function muniment.request_state_guard() returns trigger language plpgsql as $$
begin
        if new.state is distinct from old.state and not exists (
                select from muniment.request_edge where from_state = old.state and to_state = new.state) then
                raise exception 'a request cannot go from % to %', old.state, new.state using errcode = 'check_violation';
        end if;
        return new;
end $$;
create trigger request_state_guard before update of state on muniment.request
        for each row execute function muniment.request_state_guard();

-- Who asks, when it is not the subject: goes with the subject, or when the request is closed for good.
create table muniment.request_party (
        request text primary key references muniment.request on delete cascade,
        subject uuid not null references muniment.subject_ref on delete cascade,
        name    text not null
);

create table muniment.request_event (
        request text not null references muniment.request,
        n       integer not null,
        on_day  date not null,
        kind    text not null check (kind in (
                        'received', 'identity-asked', 'identity-given', 'fee-asked', 'fee-paid', 'clarification-asked',
                        'clarification-given', 'extended', 'authority-recorded', 'collected', 'decided', 'reviewed',
                        'approved', 'rendered', 'released', 'refused', 'withdrawn')),
        code    text check (code ~ '^[a-z]+(-[a-z]+)*$'),
        actor   text not null,
        at      timestamptz not null default now(),
        primary key (request, n)
);

-- Everything found for an access request, value by value, each with a decision.
create table muniment.dossier_item (
        request     text not null references muniment.request,
        n           integer not null,
        subject     uuid not null references muniment.subject_ref on delete cascade,
        entity      text not null,
        row_number  integer not null,
        attribute   text not null,
        category    text not null,
        label       text not null,
        about       text not null check (about in ('subject', 'carer', 'practitioner', 'system')),
        source      text,
        since       date,
        until       date,
        value       text not null,
        decision    text not null check (decision in ('undecided', 'disclose', 'withhold', 'redact')),
        redacted    text,  -- what goes out instead of value
        because     text not null,
        decided_by  text not null,
        decided_on  date not null,
        primary key (request, n),
        check ((decision = 'redact') = (redacted is not null))
);
create index on muniment.dossier_item (subject);

create table muniment.request_document (
        request  text not null references muniment.request,
        document bigint not null references muniment.document on delete cascade,
        primary key (request, document)
);

grant usage on sequence muniment.request_number to muniment_engine, muniment_officer;
grant select, insert, update on muniment.request to muniment_engine, muniment_officer;
grant select on muniment.request_edge to muniment_engine, muniment_officer, muniment_auditor;
grant select, insert on muniment.request_event, muniment.request_party, muniment.request_document to muniment_engine, muniment_officer;
grant select, insert, update, delete on muniment.dossier_item to muniment_engine;
grant select, update, delete on muniment.dossier_item to muniment_officer;
grant select on muniment.request, muniment.request_event to muniment_auditor;
