-- Planning beside a rule's open runs.

-- Who plans for a register does so alone, until the transaction ends.
-- name: run_plan_alone
select from muniment.register where name = :register_name::text for no key update

-- name: run_beside
select count(*) as runs, coalesce(sum(r.subjects), 0) as subjects
  from muniment.open_run o join muniment.run r on r.id = o.id
 where o.register = :register_name::text and o.rule = :rule::text and o.id <> :run::bigint

-- Those of the keys that no other open run of the rule has still to deal with, in their order.
-- name: run_unplanned
select coalesce(array_to_json(array_agg(d.key order by d.n)), '[]') as keys
  from unnest(:keys::text[]) with ordinality as d (key, n)
 where not exists (
        select from muniment.open_run r join muniment.batch b on b.run = r.id cross join unnest(b.keys) as k (key)
         where r.register = :register_name::text and r.rule = :rule::text and r.id <> :run::bigint
           and b.done_at is null and k.key = d.key)
