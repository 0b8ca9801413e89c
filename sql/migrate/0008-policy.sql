-- The retention rules that were last loaded, one row a rule, so that a change is noticed; and what changed, when.
-- No rule is about a person.

create table muniment.rule_in_force (
        rule      text primary key,
        version   text not null,   -- digest of all that the rule decides, as in muniment.run
        words     text not null,   -- the same for people
        loaded_on date not null
);

create table muniment.rule_change (
        id         bigint generated always as identity primary key,
        rule       text not null,
        change     text not null check (change in ('added', 'changed', 'removed')),
        before     text,
        after      text,
        noticed_on date not null,
        noticed_at timestamptz not null default now(),
        check ((before is null) = (change = 'added')),
        check ((after is null) = (change = 'removed'))
);

grant select on muniment.rule_in_force, muniment.rule_change to muniment_auditor, muniment_officer, muniment_engine;
grant insert, update, delete on muniment.rule_in_force to muniment_engine;
grant insert on muniment.rule_change to muniment_engine;
