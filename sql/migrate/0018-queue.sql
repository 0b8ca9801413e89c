-- Nobody holds every worker: of one login so many errands are done at once, each in a lane of its own; and whoever asks for fifty
-- comes with one of them before the others, and with the rest behind. Behind: how many of the same login were open when it was
-- asked for. Then the oldest first, by when it may be begun and not by its day, so that what gave its worker back comes after
-- those that have waited meanwhile.
alter table muniment.job add login text, add lane integer, add behind integer not null default 0;
create unique index job_lane on muniment.job (login, lane) where state = 'running';
drop index muniment.job_next;
create index job_next on muniment.job (urgency, behind, not_before, id) where state = 'queued';

create or replace function muniment.errand_ask(words jsonb, reply_to bytea) returns bigint
        language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
        made bigint;
        open bigint;
begin
        if not (pg_has_role(session_user, 'muniment_officer', 'member') or pg_has_role(session_user, 'muniment_auditor', 'member')) then
                raise exception 'no role of muniment' using errcode = 'insufficient_privilege';
        end if;
        -- The table checks the same, but its refusal would have the words in the server's log.
        if (jsonb_typeof(words) = 'array' and length(words::text) <= 65536 and length(reply_to) = 32) is not true then
                raise exception 'no errand' using errcode = 'check_violation';
        end if;
        select count(*) into open from muniment.errand e where e.login = session_user and e.answered_at is null;
        if open >= 50 then
                raise exception 'too many errands at once' using errcode = 'configuration_limit_exceeded';
        end if;
        insert into muniment.errand (words, reply_to) values (words, reply_to) returning id into made;
        -- An errand is for whatever day the daemon lives on, and before everything else.
        insert into muniment.job (kind, arguments, key, run_on, login, behind)
        values ('errand', jsonb_build_object('errand', made), 'errand:' || made, date '2000-01-01', session_user, open);
        return made;
end $$;
