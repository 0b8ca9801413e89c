-- A difference is a case: somebody's, by a day, with the evidence beside it. Its life is that of daemon/model/lives/difference.c.
-- What was held and what was answered is sealed under a key of the difference alone, and goes with that key when it ends.

insert into muniment.life_edge values
        ('difference', 'open', 'asked', false),
        ('difference', 'open', 'stands', false),
        ('difference', 'open', 'settled', true),
        ('difference', 'open', 'corrected', true),
        ('difference', 'open', 'gone', true),
        ('difference', 'asked', 'stands', false),
        ('difference', 'asked', 'settled', true),
        ('difference', 'asked', 'corrected', true),
        ('difference', 'asked', 'gone', true),
        ('difference', 'stands', 'settled', true),
        ('difference', 'stands', 'corrected', true),
        ('difference', 'stands', 'gone', true);

alter table muniment.discrepancy
        drop constraint discrepancy_state_check,
        drop constraint discrepancy_in_force,
        drop constraint discrepancy_decided,
        drop constraint discrepancy_decided_because_check,
        add column because text check (because ~ '^[a-z-]+$'), -- how it differs: never a value
        add column owner text,                                 -- the login that has taken it
        add column due_on date,
        add column decision text check (decision in ('keep', 'correct', 'ask-person', 'shield', 'died', 'put-right'));
update muniment.discrepancy
   set decision = case when decided_because <> 'confirmed-here-too' then 'keep' when kind = 'deceased' then 'died' else 'shield' end
 where decided_because is not null;
update muniment.discrepancy
   set due_on = found_on + case when muniment.difference_binds(kind) then 1 else 28 end where ended_on is null;
alter table muniment.discrepancy
        add constraint discrepancy_state_check check (state in ('open', 'asked', 'stands', 'settled', 'corrected', 'gone')),
        add constraint discrepancy_in_force check ((state in ('open', 'asked', 'stands')) = (ended_on is null)),
        add constraint discrepancy_decided_because_check check (decided_because in ('confirmed-here-too', 'not-so', 'no-longer',
                'both-right', 'evidence-seen', 'person-said', 'unclear', 'in-register', 'by-policy')),
        add constraint discrepancy_decided check (
                (decided_by is null) = (decided_on is null) and (decided_by is null) = (decided_because is null)
                and (decided_by is null) = (decision is null)
                and (state not in ('asked', 'stands', 'corrected') or decided_by is not null));
create trigger difference_life before insert or update of state on muniment.discrepancy
        for each row execute function muniment.life_step('difference', 'open');
create view muniment.open_difference with (security_invoker = true) as
        select id, subject, source, attribute, kind, grade, because, found_on, seen_on, due_on, owner, state
          from muniment.discrepancy
         where state in ('open', 'asked', 'stands');
create index difference_open on muniment.discrepancy (source, id) where state in ('open', 'asked', 'stands');
drop index muniment.discrepancy_list;

-- The same reason given twice is two decisions.
drop trigger stamp on muniment.discrepancy;
create trigger stamp before update on muniment.discrepancy
        for each row when ((old.decision, old.decided_because, old.decided_by, old.decided_on)
                           is distinct from (new.decision, new.decided_because, new.decided_by, new.decided_on))
        execute function muniment.stamp_actor('decided_by');

-- What was compared, sealed. A null value: no document key was there to seal it, or the difference has ended.
create table muniment.difference_evidence (
        difference bigint primary key references muniment.discrepancy on delete cascade,
        version    text,                 -- the source's version of its record
        asked_at   timestamptz not null,
        value      text
);
alter table muniment.seal_key add difference bigint unique references muniment.discrepancy on delete cascade;
alter table muniment.seal_key add check (difference is null or (subject is not null and request is null));
drop index muniment.seal_key_subject;
create unique index seal_key_subject on muniment.seal_key (subject) where request is null and document is null and difference is null;

create function muniment.difference_ended() returns trigger language plpgsql security definer
        set search_path = pg_catalog, pg_temp as $$
begin
        delete from muniment.seal_key where difference = new.id;
        update muniment.difference_evidence set value = null where difference = new.id;
        return null;
end $$;
create trigger difference_ended after update of state on muniment.discrepancy
        for each row when (old.ended_on is null and new.ended_on is not null)
        execute function muniment.difference_ended();

-- A value put right in a register: what it was and what it is now, sealed under the subject's key. begun: the register may
-- have it or not; done_on: it has.
create table muniment.correction (
        difference bigint primary key references muniment.discrepancy on delete cascade,
        value      text not null,
        begun_at   timestamptz not null default now(),
        begun_by   text not null,
        done_on    date
);
create trigger stamp before insert on muniment.correction for each row execute function muniment.stamp_actor('begun_by');

-- A person's decision and its entry are one act. What became of it: done, none, ended, or unfit: not for such a difference.
drop function muniment.difference_decide(bigint, text, text, date);
create function muniment.difference_decide(difference bigint, decision text, because text, decider text, today date) returns text
        language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
        found muniment.discrepancy;
        next text := case decision when 'shield' then 'stands' when 'died' then 'stands' when 'ask-person' then 'asked'
                                   when 'correct' then 'corrected' else 'settled' end;
begin
        -- The subject first, as whoever is about to send something does.
        perform from muniment.subject_ref r join muniment.discrepancy d on d.subject = r.ref
          where d.id = difference for key share of r;
        select * into found from muniment.discrepancy d where d.id = difference for update;
        if found.id is null then
                return 'none';
        elsif found.ended_on is not null then
                return 'ended';
        -- What binds is asked about without letting it go; only what was corrected in the register has been corrected.
        elsif decision = 'shield' and found.kind <> 'shielding' or decision = 'died' and found.kind <> 'deceased'
              or found.state = 'stands' and next = 'asked'
              or next = 'corrected' and not exists (select from muniment.correction c where c.difference = found.id) then
                return 'unfit';
        end if;
        update muniment.discrepancy d
           set state = next, ended_on = case when next in ('stands', 'asked') then null else today end,
               owner = coalesce(d.owner, muniment.actor()), decision = difference_decide.decision,
               decided_by = decider, decided_on = today, decided_because = difference_decide.because
         where d.id = difference;
        update muniment.correction c set done_on = today where c.difference = found.id and next = 'corrected';
        -- Not of which kind it was: an entry would tell whoever reads the ledger of a shield. So shield and died are one word.
        insert into muniment.ledger_pending (acted_on, kind, actor, subject, about, detail)
        values (today, 'difference-decided', decider, found.subject, 'difference ' || difference,
                jsonb_build_object('source', found.source, 'because', because, 'decision',
                                   case when next = 'stands' then 'stands' else decision end));
        return 'done';
end $$;

-- The login that takes a difference is its owner; another may take it over.
create function muniment.difference_take(difference bigint) returns text
        language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
        update muniment.discrepancy set owner = muniment.actor() where id = difference and ended_on is null returning owner
$$;

revoke all on function muniment.difference_decide(bigint, text, text, text, date), muniment.difference_ended(),
        muniment.difference_take(bigint) from public;
grant execute on function muniment.difference_decide(bigint, text, text, text, date), muniment.difference_take(bigint)
        to muniment_engine;
grant select, insert, update on muniment.difference_evidence, muniment.correction to muniment_engine;
grant delete on muniment.correction to muniment_engine;
grant select on muniment.open_difference to muniment_engine, muniment_officer, muniment_auditor;
