-- The ledger: entries are pending in the act's own transaction, then numbered by one sequencer.

create table muniment.ledger_pending (
        id      bigint generated always as identity primary key,
        at      timestamptz not null default now(),
        acted_on date not null,
        kind    text not null check (kind ~ '^[a-z]+(-[a-z]+)*$'),
        actor   text not null,
        subject uuid,
        about   text,
        detail  jsonb not null default '{}'
);
grant select, insert on muniment.ledger_pending to muniment_engine, muniment_officer;
grant select on muniment.ledger_pending to muniment_auditor;
