-- Rights other than access: each has a life of its own, as daemon/model/lives/ has them, of one list of words. A case is decided
-- by a person, carried out, and answered when who asked has been told.

alter table muniment.request drop constraint request_state_check;
alter table muniment.request add constraint request_state_check check (state in ('received', 'identified', 'collected',
        'reviewed', 'approved', 'rendered', 'decided', 'carried-out', 'released', 'expired', 'answered', 'refused', 'withdrawn'));
insert into muniment.life_edge values
        ('complaint', 'received', 'identified', false),
        ('complaint', 'identified', 'decided', false),
        ('complaint', 'decided', 'answered', true),
        ('complaint', 'received', 'refused', true),
        ('complaint', 'identified', 'refused', true),
        ('complaint', 'received', 'withdrawn', true),
        ('complaint', 'identified', 'withdrawn', true),
        ('rectification', 'received', 'identified', false),
        ('rectification', 'identified', 'decided', false),
        ('rectification', 'decided', 'identified', false),
        ('rectification', 'decided', 'carried-out', false),
        ('rectification', 'carried-out', 'answered', true),
        ('rectification', 'received', 'refused', true),
        ('rectification', 'identified', 'refused', true),
        ('rectification', 'decided', 'refused', true),
        ('rectification', 'received', 'withdrawn', true),
        ('rectification', 'identified', 'withdrawn', true),
        ('rectification', 'decided', 'withdrawn', true),
        ('right', 'received', 'identified', false),
        ('right', 'identified', 'decided', false),
        ('right', 'decided', 'carried-out', false),
        ('right', 'carried-out', 'answered', true),
        ('right', 'received', 'refused', true),
        ('right', 'identified', 'refused', true),
        ('right', 'decided', 'refused', true),
        ('right', 'received', 'withdrawn', true),
        ('right', 'identified', 'withdrawn', true),
        ('right', 'decided', 'withdrawn', true);
drop trigger request_life on muniment.request;
create trigger request_life before update of state on muniment.request
        for each row when (new.kind = 'access') execute function muniment.life_step('request');
create trigger complaint_life before update of state on muniment.request
        for each row when (new.kind = 'complaint') execute function muniment.life_step('complaint');
create trigger rectification_life before update of state on muniment.request
        for each row when (new.kind = 'rectification') execute function muniment.life_step('rectification');
create trigger right_life before update of state on muniment.request
        for each row when (new.kind not in ('access', 'complaint', 'rectification')) execute function muniment.life_step('right');

-- One view of all that is open; the index carries it.
create or replace view muniment.open_request with (security_invoker = true) as
        select ref, kind, register, subject, received_on, due_on, state from muniment.request
         where state not in ('released', 'expired', 'answered', 'refused', 'withdrawn');
drop index muniment.request_open;
create index request_open on muniment.request (due_on) where state not in ('released', 'expired', 'answered', 'refused', 'withdrawn');

alter table muniment.request_event drop constraint request_event_kind_check;
alter table muniment.request_event add constraint request_event_kind_check check (kind in (
        'received', 'identity-asked', 'identity-given', 'fee-asked', 'fee-paid', 'clarification-asked',
        'clarification-given', 'extended', 'authority-recorded', 'authority-asked', 'authority-shown', 'understanding-found',
        'child-asked', 'concern-found', 'concern-weighed', 'requester-said', 'evidence-destroyed', 'collected', 'decided',
        'reviewed', 'approved', 'rendered', 'released', 'refused', 'withdrawn', 'given-over', 'wishes-said', 'promised',
        'progress-told', 'acknowledged', 'enquiry-made', 'enquiry-answered', 'regulator-asked', 'regulator-decided',
        'outcome-found', 'claim-made', 'claim-decided', 'carried-out', 'recipient-told', 'answered'));
alter table muniment.request_letter drop constraint request_letter_kind_check;
alter table muniment.request_letter add constraint request_letter_kind_check check (
        kind in ('received', 'identity-wanted', 'authority-wanted', 'clarification-wanted', 'extension', 'progress', 'late',
                 'nothing-found', 'refused', 'report-enclosed', 'complaint-decided', 'rectified', 'carried-out'));

-- Complaints (DPA 2018 s.164A). about: the request that it is about; null: about none, or about many.
alter table muniment.request add about text references muniment.request,
        add constraint request_about_check check (about is null or kind = 'complaint');
create index on muniment.request (about) where about is not null;

-- Cases of others about the same. Their number names nobody without their files.
create table muniment.request_outside (
        request    text not null references muniment.request,
        body       text not null check (body in ('regulator', 'ombudsman', 'court')),
        reference  text not null check (reference ~ '^[A-Za-z0-9][A-Za-z0-9 ./-]{0,39}$'),
        opened_on  date not null,
        answer_by  date,
        decided    text check (decided in ('upheld', 'partly-upheld', 'not-upheld', 'closed')),
        decided_on date,
        primary key (request, body, reference),
        check ((decided is null) = (decided_on is null))
);
grant select, insert, update on muniment.request_outside to muniment_engine;
grant select on muniment.request_outside to muniment_officer, muniment_auditor;

-- Whether somebody decided what a complaint may be about: the request that it names, and anything else that was asked about the same
-- person. Whoever writes for another is that other, as in muniment.actor().
create function muniment.complaint_is_first_hand(complaint text, decider text) returns boolean
        language sql stable security definer set search_path = pg_catalog, pg_temp as $$
        select exists (
                select from muniment.request c
                  join muniment.request o on o.ref <> c.ref and (o.ref = c.about or o.subject = c.subject)
                  join muniment.request_event e on e.request = o.ref
                 where c.ref = complaint
                   and regexp_replace(e.actor, '^.* for ', '') = regexp_replace(decider, '^.* for ', '')
                   and e.kind in ('fee-asked', 'extended', 'authority-recorded', 'authority-asked', 'authority-shown',
                                  'understanding-found', 'child-asked', 'concern-weighed', 'decided', 'reviewed', 'approved', 'refused',
                                  'withdrawn', 'outcome-found', 'claim-decided', 'carried-out'))
$$;
-- After the login is stamped: nobody gets past this by another program.
create function muniment.complaint_outcome() returns trigger
        language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
        if exists (select from muniment.request r where r.ref = new.request and r.kind = 'complaint')
           and muniment.complaint_is_first_hand(new.request, new.actor) then
                raise exception 'whoever decided first does not decide the complaint' using errcode = 'check_violation';
        end if;
        return new;
end $$;
create trigger z_outcome before insert on muniment.request_event
        for each row when (new.kind in ('outcome-found', 'refused')) execute function muniment.complaint_outcome();
revoke all on function muniment.complaint_is_first_hand(text, text), muniment.complaint_outcome() from public;
grant execute on function muniment.complaint_is_first_hand(text, text) to muniment_engine;
