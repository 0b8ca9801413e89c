-- Who acts, and through what. Officers and auditors read; whatever one of them has done is carried out by the engine, for the
-- login that asked: an errand. So there is one door to every act, and the database says who came through it.

create table muniment.errand (
        id          bigint generated always as identity primary key,
        login       text not null default session_user,
        words       jsonb not null check (jsonb_typeof(words) = 'array' and length(words::text) <= 65536),
        -- Whoever asked holds the other half of this key, in the memory of one command, and nobody else.
        reply_to    bytea not null check (length(reply_to) = 32),
        asked_at    timestamptz not null default now(),
        taken_at    timestamptz,
        answered_at timestamptz,
        answer      bytea,
        check ((answer is null) = (answered_at is null)),
        check (answered_at is null or words = '[]') -- what was asked is forgotten when it is answered
);
create index errand_open on muniment.errand (login) where answered_at is null;
grant select, update, delete on muniment.errand to muniment_engine;

-- The only thing that an officer or an auditor may write.
create function muniment.errand_ask(words jsonb, reply_to bytea) returns bigint
        language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
        made bigint;
begin
        if not (pg_has_role(session_user, 'muniment_officer', 'member') or pg_has_role(session_user, 'muniment_auditor', 'member')) then
                raise exception 'no role of muniment' using errcode = 'insufficient_privilege';
        end if;
        -- The table checks the same, but its refusal would have the words in the server's log.
        if (jsonb_typeof(words) = 'array' and length(words::text) <= 65536 and length(reply_to) = 32) is not true then
                raise exception 'no errand' using errcode = 'check_violation';
        end if;
        if (select count(*) >= 50 from muniment.errand e where e.login = session_user and e.answered_at is null) then
                raise exception 'too many errands at once' using errcode = 'configuration_limit_exceeded';
        end if;
        insert into muniment.errand (words, reply_to) values (words, reply_to) returning id into made;
        -- An errand is for whatever day the daemon lives on, and before everything else.
        insert into muniment.job (kind, arguments, key, run_on)
        values ('errand', jsonb_build_object('errand', made), 'errand:' || made, date '2000-01-01');
        return made;
end $$;

-- Where it is, for whoever asked: waiting, taken, answered, failed, or gone.
create function muniment.errand_look(errand bigint, out state text, out progress bigint, out total bigint)
        language sql stable security definer set search_path = pg_catalog, pg_temp as $$
        select case when e.id is null then 'gone' when e.answered_at is not null then 'answered'
                    when j.state in ('failed', 'discarded') then 'failed'
                    when e.taken_at is not null then 'taken' else 'waiting' end,
               j.progress, j.total
          from (select errand as id) as asked
          left join muniment.errand e on e.id = asked.id and e.login = session_user
          left join muniment.job j on e.id is not null and j.id = (
                select max(id) from muniment.job where kind = 'errand' and key = 'errand:' || asked.id)
$$;

-- Read once, by whoever asked, within ten minutes.
create function muniment.errand_take(errand bigint) returns bytea
        language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
        with taken as (
                delete from muniment.errand e
                 where e.id = errand and e.login = session_user and e.answered_at is not null
                returning e.answer, e.answered_at)
        select answer from taken where answered_at > now() - interval '10 minutes'
$$;

-- True: nobody has begun it, and nobody will.
create function muniment.errand_withdraw(errand bigint) returns boolean
        language sql volatile security definer set search_path = pg_catalog, pg_temp as $$
        with gone as (
                delete from muniment.errand e
                 where e.id = errand and e.login = session_user and e.taken_at is null and e.answered_at is null
                returning e.id),
             let as (
                update muniment.job j set state = 'discarded', finished_at = now()
                  from gone where j.key = 'errand:' || gone.id and j.state = 'queued'
                returning j.id)
        select exists (select from gone)
$$;

revoke all on function muniment.errand_ask(jsonb, bytea), muniment.errand_look(bigint), muniment.errand_take(bigint),
        muniment.errand_withdraw(bigint) from public;
grant execute on function muniment.errand_ask(jsonb, bytea), muniment.errand_look(bigint), muniment.errand_take(bigint),
        muniment.errand_withdraw(bigint) to muniment_officer, muniment_auditor;

-- Who acts: the login. The engine says for whom it does an errand or a job (it read the login from where the database had
-- stamped it), "engine" when for nobody; whoever speaks for another is named with that other behind.
create function muniment.actor() returns text
        language sql stable set search_path = pg_catalog, pg_temp as $$
        select case when pg_has_role(session_user, 'muniment_engine', 'member')
                    then coalesce(nullif(current_setting('muniment.acts_for', true), ''),
                                  session_user || coalesce(' for ' || nullif(current_setting('muniment.speaks_for', true), ''), ''))
                    else session_user end
$$;

-- The column that the trigger names says who acted, whatever the statement said.
create function muniment.stamp_actor() returns trigger
        language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
        return jsonb_populate_record(new, jsonb_build_object(tg_argv[0], muniment.actor()));
end $$;

-- The ledger writes most, so its trigger does without the detour.
create function muniment.stamp_ledger() returns trigger
        language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
        new.actor := muniment.actor();
        return new;
end $$;
create trigger stamp before insert on muniment.ledger_pending for each row execute function muniment.stamp_ledger();
create trigger stamp before insert on muniment.approval for each row execute function muniment.stamp_actor('name');
create trigger stamp before insert on muniment.hold for each row execute function muniment.stamp_actor('set_by');
create trigger stamp_release before update on muniment.hold
        for each row when (old.released_by is distinct from new.released_by)
        execute function muniment.stamp_actor('released_by');
create trigger stamp before insert on muniment.hold_review for each row execute function muniment.stamp_actor('reviewed_by');
create trigger stamp before insert on muniment.run for each row execute function muniment.stamp_actor('planned_by');
create trigger stamp before insert on muniment.request_event for each row execute function muniment.stamp_actor('actor');
create trigger stamp before update on muniment.dossier_item
        for each row when ((old.decision, old.because, old.redacted, old.decided_by)
                           is distinct from (new.decision, new.because, new.redacted, new.decided_by))
        execute function muniment.stamp_actor('decided_by');
create trigger stamp before insert on muniment.map_decision for each row execute function muniment.stamp_actor('decided_by');
create trigger stamp_opening before update on muniment.closing
        for each row when (old.opened_by is distinct from new.opened_by)
        execute function muniment.stamp_actor('opened_by');

create trigger stamp before update on muniment.discrepancy
        for each row when (old.decided_because is distinct from new.decided_because)
        execute function muniment.stamp_actor('decided_by');

-- A register's key of somebody, for those who may know whose record it is; null for an auditor.
create function muniment.subject_key(subject uuid) returns text
        language sql stable security definer set search_path = pg_catalog, pg_temp as $$
        select r.subject_key from muniment.subject_ref r
         where r.ref = subject and (pg_has_role(session_user, 'muniment_officer', 'member')
                                    or pg_has_role(session_user, 'muniment_engine', 'member'))
$$;
-- Likewise of the parent who is to be told.
create function muniment.recipient_key(obligation bigint) returns text
        language sql stable security definer set search_path = pg_catalog, pg_temp as $$
        select o.recipient from muniment.obligation o
         where o.id = obligation and (pg_has_role(session_user, 'muniment_officer', 'member')
                                      or pg_has_role(session_user, 'muniment_engine', 'member'))
$$;
revoke all on function muniment.subject_key(uuid), muniment.recipient_key(bigint) from public;
grant execute on function muniment.subject_key(uuid), muniment.recipient_key(bigint)
        to muniment_engine, muniment_officer, muniment_auditor;

-- What an officer's own SQL could do is what an officer's commands could not: nothing of it is left but reading.
revoke insert, update, delete on all tables in schema muniment from muniment_officer;
revoke all on all sequences in schema muniment from muniment_officer;
revoke all on function muniment.difference_decide(bigint, text, text, date) from muniment_officer;
grant select on muniment.outward_stop to muniment_auditor;
grant insert, update on muniment.hold, muniment.discrepancy, muniment.dossier_item to muniment_engine;
grant insert on muniment.hold_review, muniment.approval to muniment_engine;
-- A trigger needs nobody's right to call it, and anybody could hang it on a table of theirs.
revoke all on function muniment.run_step() from public;
