-- A replay after a restore: who has an identifier in common with a tombstone, what becomes of them, and who said so.

-- name: replay_touch_clear
delete from muniment.replay_touch where closing = :closing::bigint

-- name: replay_touch_insert
insert into muniment.replay_touch (closing, key, attribute, fingerprint)
select :closing::bigint, t.key, t.attribute, t.fingerprint
  from unnest(:keys::text[], :attributes::bigint[], :fingerprints::bytea[]) as t (key, attribute, fingerprint)
on conflict (closing, key, attribute) do update set fingerprint = excluded.fingerprint

-- A record goes by itself when every identifier that both it and a grave have agrees, and no other record has one of that
-- grave's. Of tombstones without a grave: when each is this record's alone, and it has no identifier beside them. What
-- only agrees with tombstones that are older than what was restored is somebody recorded anew: asked about on request.
-- name: replay_classify
with wanted as materialized (
        select :anew::boolean or exists (select from muniment.replay_record where closing = :closing::bigint and asked = 'anew') as anew
 ), hit as materialized (
        select t.key, t.fingerprint, s.grave, s.epoch > c.epoch_found as newer
          from muniment.replay_touch t
          join muniment.closing c on c.id = t.closing
          join muniment.stone s on s.fingerprint = t.fingerprint and s.register = c.register
         where t.closing = :closing::bigint
 ), graves as (
        select g.key, g.grave, g.newer, count(*) over (partition by g.grave) > 1 as shared
          from (select key, grave, bool_or(newer) as newer from hit where grave is not null group by key, grave) as g
 ), graveless as (
        select g.key, g.newer, count(*) over (partition by g.fingerprint) > 1 as shared
          from (select key, fingerprint, bool_or(newer) as newer from hit where grave is null group by key, fingerprint) as g
 ), judged as (
        select key, newer, true as has_grave, shared,
               exists (select from muniment.replay_touch t join muniment.stone s
                           on s.grave = graves.grave and s.attribute = t.attribute and s.fingerprint <> t.fingerprint
                        where t.closing = :closing::bigint and t.key = graves.key) as differs
          from graves
        union all
        select key, newer, false, shared,
               exists (select from muniment.replay_touch t
                        where t.closing = :closing::bigint and t.key = graveless.key
                          and not exists (select from hit h where h.key = t.key and h.fingerprint = t.fingerprint))
          from graveless
 ), verdict as (
        select key, case when not bool_or(newer) then 'anew'
                         when bool_or(newer and has_grave and differs) then 'differs'
                         when bool_or(newer and has_grave and shared) then 'shared'
                         when not bool_or(newer and has_grave) and bool_or(newer and (shared or differs)) then 'old'
                    end as asked
          from judged group by key
 ), stale as (
        delete from muniment.replay_record r
         where r.closing = :closing::bigint and r.key is not null
           and not exists (select from verdict v, wanted w
                            where v.key = r.key and (v.asked is distinct from 'anew' or w.anew))
 ), kept as (
        insert into muniment.replay_record as r (closing, key, asked)
        select :closing::bigint, v.key, v.asked from verdict v, wanted w where v.asked is distinct from 'anew' or w.anew
        on conflict (closing, key) where key is not null do update
           set asked = excluded.asked,
               approved = r.approved and coalesce(r.answer = 'goes', false)
         where r.asked is distinct from excluded.asked
        returning asked
 )
select count(*) filter (where asked is distinct from 'anew') as matched, count(*) filter (where asked = 'anew') as anew,
       (select count(*) from kept where asked is null) as fresh
  from verdict

-- name: replay_counts
-- Would go; of those, not approved yet; asked about and not answered; answered to stay; places left; of those, not answered.
select count(*) filter (where goes) as goes, count(*) filter (where goes and not approved) as unapproved,
       count(*) filter (where key is not null and asked is not null and answer is null) as unanswered,
       count(*) filter (where key is not null and answer = 'stays') as stay,
       count(*) filter (where place is not null) as places,
       count(*) filter (where place is not null and answer is null) as places_unanswered
  from (select *, key is not null and (asked is null or answer is not distinct from 'goes') as goes
          from muniment.replay_record where closing = :closing::bigint) as r

-- name: replay_plan
-- What is not approved yet is planned; what some had approved before it changed, they have not approved.
with changed as (
        delete from muniment.replay_approval where closing = :closing::bigint and :changed::boolean
 )
update muniment.closing set planned_by = :planned_by::text, planned_on = :on::date, approval = :approval::text, belt = :belt::text
 where id = :closing::bigint

-- name: replay_plan_get
select planned_by, approval, belt,
       (select array_to_json(array_agg(name order by approved_at)) from muniment.replay_approval where closing = c.id) as approved_by
  from muniment.closing c where id = :closing::bigint

-- name: replay_approve
insert into muniment.replay_approval (closing, name, approved_on) values (:closing::bigint, :name::text, :on::date)
on conflict (closing, name) do nothing
returning (select count(*) + 1 from muniment.replay_approval where closing = :closing::bigint) as approvals

-- name: replay_approved
update muniment.replay_record set approved = true
 where closing = :closing::bigint and key is not null and (asked is null or answer = 'goes')

-- name: replay_answer
-- anew: everybody who was recorded anew. An answer that adds to what goes undoes the plan, and its approvals.
with answered as (
        update muniment.replay_record
           set answer = :answer::text, answered_by = :by::text, answered_on = :on::date, why = :why::text,
               approved = approved and :answer::text = 'goes'
         where closing = :closing::bigint and asked is not null and (place is null or :answer::text = 'stays')
           and (id = any(:ids::bigint[]) or (:anew::boolean and asked = 'anew' and answer is null))
        returning id, asked
 ), undone as (
        delete from muniment.replay_approval where closing = :closing::bigint and :answer::text = 'goes'
 ), unplanned as (
        update muniment.closing set planned_by = null, approval = null where id = :closing::bigint and :answer::text = 'goes'
 )
select count(*) as answered, array_to_json(array_agg(distinct asked)) as kinds from answered

-- name: replay_list
select id, key, place, rows, asked, answer, answered_by, approved from muniment.replay_record
 where closing = :closing::bigint and (asked is not null or :all::boolean) order by id limit :limit::bigint

-- name: replay_next
select r.key from muniment.replay_record r
 where r.closing = :closing::bigint and r.approved and r.key > :after::text order by r.key limit :limit::bigint

-- Those of the keys that are still what was looked at.
-- name: replay_same returns replay_next
select now.key
  from (select key, array_agg(attribute order by attribute) as attributes, array_agg(fingerprint order by attribute) as stones
          from unnest(:keys::text[], :attributes::bigint[], :fingerprints::bytea[]) as n (key, attribute, fingerprint) group by key) as now
  join (select key, array_agg(attribute order by attribute) as attributes, array_agg(fingerprint order by attribute) as stones
          from muniment.replay_touch where closing = :closing::bigint and key = any(:keys::text[]) group by key) as seen
       using (key, attributes, stones)
  join muniment.replay_record r on r.closing = :closing::bigint and r.key = now.key and r.approved

-- name: replay_destroyed
delete from muniment.replay_record where closing = :closing::bigint and key = any(:keys::text[])

-- name: replay_place
insert into muniment.replay_record as r (closing, place, rows, asked) values (:closing::bigint, :place::text, :rows::bigint, 'left')
on conflict (closing, place) where place is not null do update
   set rows = excluded.rows,
       answer = case when excluded.rows <= r.rows then r.answer end,
       answered_by = case when excluded.rows <= r.rows then r.answered_by end,
       answered_on = case when excluded.rows <= r.rows then r.answered_on end,
       why = case when excluded.rows <= r.rows then r.why end
returning id, answer is not null as answered

-- name: replay_places_forget
delete from muniment.replay_record where closing = :closing::bigint and place is not null and place <> all(:places::text[])

-- name: replay_forget
with touches as (delete from muniment.replay_touch where closing = :closing::bigint),
     approvals as (delete from muniment.replay_approval where closing = :closing::bigint),
     records as (delete from muniment.replay_record where closing = :closing::bigint)
delete from muniment.replayed where closing = :closing::bigint
