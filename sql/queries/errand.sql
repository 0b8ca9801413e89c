-- Errands: what a person's login has done by the engine. sql/migrate/0012-people.sql says how.
-- First what whoever asks may call.
-- name: role_held
select coalesce(pg_has_role(session_user, to_regrole(:role::text), 'member'), false) as held

-- name: errand_recipient
select recipient from muniment.seal_recipient order by n desc limit 1

-- name: errand_ask
select muniment.errand_ask(:words::jsonb, :reply_to::bytea) as id

-- name: errand_look
select state, progress, total from muniment.errand_look(:id::bigint)

-- name: errand_take
select muniment.errand_take(:id::bigint) as answer

-- name: errand_withdraw
select muniment.errand_withdraw(:id::bigint) as withdrawn

-- --- the engine

-- A try that finds it taken does not take it again: nobody knows how far the one before came.
-- name: errand_begin
with fresh as (
        update muniment.errand set taken_at = now()
         where id = :id::bigint and taken_at is null and answered_at is null
        returning id)
select e.login, e.words::text, e.reply_to, exists (select from fresh) as fresh,
       coalesce(pg_has_role(to_regrole(quote_ident(e.login)), to_regrole('muniment_officer'), 'member'), false) as officer,
       coalesce(pg_has_role(to_regrole(quote_ident(e.login)), to_regrole('muniment_auditor'), 'member'), false) as auditor
  from muniment.errand e where e.id = :id::bigint and e.answered_at is null

-- name: errand_answer
update muniment.errand set answer = :sealed::bytea, answered_at = now(), words = '[]'
 where id = :id::bigint and answered_at is null

-- One that nobody fetched, or took up, is gone; one under way is left to its worker for a day. Whoever takes or withdraws one
-- may leave that transaction open for as long as they like: nobody waits for it.
-- name: errand_forget
delete from muniment.errand where id in (
        select id from muniment.errand
         where coalesce(answered_at, asked_at) < now() - interval '10 minutes'
           and (taken_at is null or answered_at is not null or taken_at < now() - interval '1 day')
           for update skip locked)

-- --- who acts

-- For whom the engine acts from now on; null: for nobody.
-- name: acts_for
select set_config('muniment.acts_for', coalesce(:actor::text, ''), false)

-- On whose behalf this login says that it speaks, and who acts by that.
-- name: speaks_for
select muniment.actor() as actor from (select set_config('muniment.speaks_for', coalesce(:name::text, ''), false) as said offset 0) as s
 where said is not null
