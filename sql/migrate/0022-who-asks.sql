-- Who asks, and for whom: the nation whose law decides, six kinds of requester, and what was found of each gate.

-- Holidays are kept by jurisdiction, the law on children by nation. Null: received before it was asked for; nothing goes out
-- until it is said.
alter table muniment.request add nation text
        check (nation in ('england', 'wales', 'scotland', 'northern-ireland'));
update muniment.request set nation = jurisdiction where jurisdiction <> 'england-wales';
alter table muniment.request add check (
        jurisdiction = case when nation in ('england', 'wales') then 'england-wales' else coalesce(nation, jurisdiction) end);

-- "representative" is of before it was asked whose.
alter table muniment.request drop constraint request_requester_check;
alter table muniment.request add constraint request_requester_check
        check (requester in ('subject', 'parent', 'court-appointee', 'representative-of-subject', 'representative-of-parent',
                             'other', 'representative'));

alter table muniment.request_event drop constraint request_event_kind_check;
alter table muniment.request_event add constraint request_event_kind_check check (kind in (
        'received', 'identity-asked', 'identity-given', 'fee-asked', 'fee-paid', 'clarification-asked',
        'clarification-given', 'extended', 'authority-recorded', 'authority-asked', 'authority-shown', 'understanding-found',
        'child-asked', 'concern-found', 'concern-weighed', 'requester-said', 'evidence-destroyed', 'collected', 'decided',
        'reviewed', 'approved', 'rendered', 'released', 'refused', 'withdrawn'));

-- How something was found, in the words of whoever found it: it goes with the subject, the event stays.
create table muniment.request_note (
        request text not null,
        n       integer not null,
        subject uuid not null references muniment.subject_ref on delete cascade,
        how     text not null check (length(how) <= 500),
        primary key (request, n),
        foreign key (request, n) references muniment.request_event
);
create index on muniment.request_note (subject);
grant select, insert on muniment.request_note to muniment_engine;
grant select on muniment.request_note to muniment_officer;
