-- Decisions to dispose of a register whose map leaves something out. Each is bound to exactly what was left out, by
-- digest: what is added to the register later was not decided about.
create table muniment.map_decision (
        id         bigint generated always as identity primary key,
        register   text not null references muniment.register,
        digest     bytea not null check (octet_length(digest) = 32),
        coverage   integer not null check (coverage between 0 and 99),
        because    text not null,
        decided_by text not null,
        decided_on date not null,
        unique (register, digest)
);
grant select on muniment.map_decision to muniment_engine, muniment_officer, muniment_auditor;
grant insert on muniment.map_decision to muniment_engine;
