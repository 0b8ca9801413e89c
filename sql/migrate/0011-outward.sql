-- What a source says about danger binds at once: while a difference of that kind is in force, nothing about its
-- subject goes outward. open: a person has not looked yet. stands: a person has found it true, and it binds until the
-- register says so itself, or another decision ends it. It alone ends nothing else: no request, no record, no clock.

alter table muniment.discrepancy
        drop constraint discrepancy_state_check,
        drop constraint discrepancy_check,
        add column decided_by text,
        add column decided_on date,
        add column decided_because text check (decided_because in ('confirmed-here-too', 'not-so', 'no-longer')), -- cli/cmd-accuracy.c
        add constraint discrepancy_state_check check (state in ('open', 'stands', 'settled', 'gone')),
        add constraint discrepancy_in_force check ((state in ('open', 'stands')) = (ended_on is null)),
        add constraint discrepancy_decided check (
                (decided_by is null) = (decided_on is null) and (decided_by is null) = (decided_because is null)
                and (state <> 'stands' or decided_by is not null));
drop index muniment.discrepancy_open;
create unique index discrepancy_in_force on muniment.discrepancy (subject, source, attribute, kind) where ended_on is null;

-- A restricted or sensitive record; a death. The register that knows neither might tell where the child lives.
create function muniment.difference_binds(kind text) returns boolean language sql immutable parallel safe
        set search_path = pg_catalog, pg_temp
        return kind in ('shielding', 'deceased');

-- The one place that says for whom nothing goes outward, and because of what. No row: nothing stands in the way.
create view muniment.outward_stop as
        select d.subject, d.id as difference, d.kind, d.state = 'stands' as stands
          from muniment.discrepancy d
         where d.ended_on is null and muniment.difference_binds(d.kind);

-- The same question at the moment at which something is about to go out: what is found from now on waits until that
-- moment is over, and what is being recorded just now is waited for. What the register says itself by now has ended.
create function muniment.outward_judge(about uuid, shielded boolean, dead boolean, today date,
                                       out difference bigint, out stands boolean)
        language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
        perform from muniment.subject_ref where ref = about for update;
        update muniment.discrepancy d set state = 'gone', ended_on = today
         where d.subject = about and d.ended_on is null
           and (d.kind = 'shielding' and shielded or d.kind = 'deceased' and dead);
        select s.difference, s.stands into outward_judge.difference, outward_judge.stands
          from muniment.outward_stop s where s.subject = about order by s.stands, s.difference limit 1;
end $$;

-- What waited goes on by itself, whoever ended the difference: a person, the source, or the register.
create function muniment.outward_resume() returns trigger language plpgsql security definer
        set search_path = pg_catalog, pg_temp as $$
begin
        -- A letter that is being judged at this moment is waited for, so that none is left to wait for ever.
        perform from muniment.subject_ref where ref = new.subject for key share;
        if exists (select from muniment.outward_stop s where s.subject = new.subject) then
                return null;
        end if;
        update muniment.obligation set state = 'open', reason = null
         where subject = new.subject and state = 'waiting' and reason = 'person-decides';
        insert into muniment.job (kind, arguments, key, run_on)
        select 'notice.compose', '{}', 'notice.compose', new.ended_on
         where exists (select from muniment.obligation where subject = new.subject and state = 'open')
        union all
        select 'request.render', jsonb_build_object('request', ref), 'request.render ' || ref, new.ended_on
          from muniment.request where subject = new.subject and state = 'approved'
        on conflict (key) where key is not null and state in ('queued', 'running')
           do update set not_before = now() where job.state = 'queued';
        perform pg_notify('muniment_job', '');
        return null;
end $$;
create trigger outward_resume after update of state on muniment.discrepancy
        for each row when (old.ended_on is null and new.ended_on is not null and muniment.difference_binds(new.kind))
        execute function muniment.outward_resume();

-- A person's decision and its entry are one act. True: done; false: the difference had ended; null: there is none.
create function muniment.difference_decide(difference bigint, because text, decider text, today date) returns boolean
        language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
        found muniment.discrepancy;
begin
        -- The subject first, as whoever is about to send something does.
        perform from muniment.subject_ref r join muniment.discrepancy d on d.subject = r.ref
          where d.id = difference for key share of r;
        select * into found from muniment.discrepancy d where d.id = difference for update;
        if found.id is null then
                return null;
        elsif found.ended_on is not null then
                return false;
        end if;
        update muniment.discrepancy d
           set state = case because when 'confirmed-here-too' then 'stands' else 'settled' end,
               ended_on = case because when 'confirmed-here-too' then null else today end,
               decided_by = decider, decided_on = today, decided_because = because
         where d.id = difference;
        -- Not of which kind it was: an entry would tell whoever reads the ledger of a shield.
        insert into muniment.ledger_pending (acted_on, kind, actor, subject, about, detail)
        values (today, 'difference-decided', decider, found.subject, 'difference ' || difference,
                jsonb_build_object('source', found.source, 'because', because));
        return true;
end $$;

revoke all on function muniment.outward_judge(uuid, boolean, boolean, date), muniment.outward_resume(),
        muniment.difference_decide(bigint, text, text, date) from public;
grant execute on function muniment.outward_judge(uuid, boolean, boolean, date) to muniment_engine;
grant execute on function muniment.difference_decide(bigint, text, text, date) to muniment_engine, muniment_officer;
grant select on muniment.outward_stop to muniment_engine, muniment_officer;
revoke update on muniment.discrepancy from muniment_officer;
