-- What verification found left after a run, and a person has decided to leave: the run is then closed, and its certificate
-- says so. Rows: no more than were found then.
create table muniment.finding_decision (
        run        bigint not null references muniment.run,
        place      text not null,
        rows       bigint not null,
        because    text not null,
        decided_by text not null,
        decided_on date not null,
        decided_at timestamptz not null default now(),
        primary key (run, place)
);
create trigger stamp before insert or update on muniment.finding_decision
        for each row execute function muniment.stamp_actor('decided_by');
grant select on muniment.finding_decision to muniment_engine, muniment_officer, muniment_auditor;
grant insert, update on muniment.finding_decision to muniment_engine;
