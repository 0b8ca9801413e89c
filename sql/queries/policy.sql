-- The rules last loaded, and what changed.

-- name: policy_known
select count(*) as rules from muniment.rule_in_force

-- name: policy_load
with loaded as (
        select l.rule, l.version, l.words from unnest(:rules::text[], :versions::text[], :words::text[]) as l (rule, version, words)),
gone as (
        delete from muniment.rule_in_force p where not exists (select from loaded l where l.rule = p.rule)),
written as (
        insert into muniment.rule_in_force as p (rule, version, words, loaded_on)
        select rule, version, words, :on::date from loaded
        on conflict (rule) do update set version = excluded.version, words = excluded.words, loaded_on = excluded.loaded_on
         where p.version <> excluded.version)
insert into muniment.rule_change (rule, change, before, after, noticed_on)
select coalesce(l.rule, p.rule),
       case when p.rule is null then 'added' when l.rule is null then 'removed' else 'changed' end,
       p.words, l.words, :on::date
  from loaded l full join muniment.rule_in_force p on p.rule = l.rule
 where p.version is distinct from l.version
 order by 1
returning rule, change, before, after

-- name: policy_changes
select noticed_on as noticed, change, rule, before, after from muniment.rule_change
 where :since::date is null or noticed_on >= :since::date
 order by id desc limit :limit::bigint

-- name: policy_open_runs
select id from muniment.open_run where rule = :rule::text
 order by id
