-- Intake: references with a check character, what repeats what, whose a case is, and how people wish to be reached.

alter table muniment.request drop constraint request_ref_check;
alter table muniment.request add constraint request_ref_check check (ref ~ '^R-[0-9]{4}-[0-9]+(-[0-9X])?$');

alter table muniment.request
        add owner         text,  -- whose work it is: the login that recorded it, until it is given to another
        add recognised_on date,  -- the day somebody saw what it was; null: the day of receipt
        add repeats       text references muniment.request; -- the one before it, answered
create index on muniment.request (repeats) where repeats is not null;
create index on muniment.request (subject, kind, requester);
update muniment.request r set owner = e.actor
  from muniment.request_event e where e.request = r.ref and e.kind = 'received';
create trigger stamp before insert on muniment.request for each row execute function muniment.stamp_actor('owner');

alter table muniment.request_event drop constraint request_event_kind_check;
alter table muniment.request_event add constraint request_event_kind_check check (kind in (
        'received', 'identity-asked', 'identity-given', 'fee-asked', 'fee-paid', 'clarification-asked',
        'clarification-given', 'extended', 'authority-recorded', 'authority-asked', 'authority-shown', 'understanding-found',
        'child-asked', 'concern-found', 'concern-weighed', 'requester-said', 'evidence-destroyed', 'collected', 'decided',
        'reviewed', 'approved', 'rendered', 'released', 'refused', 'withdrawn', 'given-over', 'wishes-said', 'promised',
        'progress-told'));

-- How to reach who asks, and what they wish: goes with the subject, and with the case when it is withdrawn or expires.
create table muniment.request_wish (
        request text not null references muniment.request,
        kind    text not null check (kind in ('reach', 'form', 'safe', 'not-to', 'needed-by')),
        subject uuid not null references muniment.subject_ref on delete cascade,
        on_day  date check ((kind = 'needed-by') = (on_day is not null)),
        value   text,
        sealed  boolean not null default false, -- value is
        primary key (request, kind),
        check (value is not null or on_day is not null)
);
create index on muniment.request_wish (subject);
create index request_wish_open on muniment.request_wish (request) where not sealed and value is not null;
grant select, insert, update, delete on muniment.request_wish to muniment_engine;

create function muniment.request_wish_end() returns trigger
        language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
        delete from muniment.request_wish where request = new.ref;
        return null;
end $$;
revoke all on function muniment.request_wish_end() from public;
create trigger wishes_end after update of state on muniment.request
        for each row when (new.state in ('withdrawn', 'expired')) execute function muniment.request_wish_end();
