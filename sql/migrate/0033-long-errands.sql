-- An errand may carry what a long review comes to: five hundred decisions, each with what was weighed.
alter table muniment.errand drop constraint errand_words_check;
alter table muniment.errand add constraint errand_words_check check (jsonb_typeof(words) = 'array' and length(words::text) <= 1048576);

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
        if (jsonb_typeof(words) = 'array' and length(words::text) <= 1048576 and length(reply_to) = 32) is not true then
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
