-- Runs, who approved them, what verification found.

-- name: run_insert
insert into muniment.run (register, rule, rule_text, policy_version, disposal, approval, belt, as_of, planned_by, entity)
values (:register_name::text, :rule::text, :rule_text::jsonb, :policy_version::text, :disposal::text, :approval::text, :belt::text, :as_of::date, :planned_by::text, :entity::text)
returning id

-- name: run_totals
update muniment.run set subjects = :subjects::bigint, rows = :rows::bigint, held = :held::bigint, approval = :approval::text, belt = :belt::text
 where id = :id::bigint

-- columns: run_view
id, register, rule, rule_text, policy_version, disposal, approval, belt, as_of, state, reason, subjects, rows, held, planned_by,
       (select array_to_json(array_agg(name order by approved_at)) from muniment.approval a where a.run = r.id) as approved_by,
       token, entity

-- name: run_get
select {run_view}
  from muniment.run r where id = :id::bigint

-- name: run_open
-- The first that may go on, before those that wait for approval.
select id from muniment.open_run where register = :register_name::text and rule = :rule::text order by state = 'planned', id limit 1

-- name: run_list
select {run_view}
  from muniment.run r
 where :register_name::text is null or register = :register_name::text
 order by id desc limit :limit::bigint

-- name: run_step
update muniment.run set state = :to::text, reason = :reason::text where id = :id::bigint and state = :from::text
returning id

-- name: run_lock
select state from muniment.run where id = :id::bigint for update

-- name: approval_insert
insert into muniment.approval (run, name, approved_on) values (:run::bigint, :name::text, :on::date)
on conflict (run, name) do nothing returning run

-- name: approval_count
select count(*) as n from muniment.approval where run = :run::bigint

-- name: batch_forget
update muniment.batch set keys = null where run = :run::bigint

-- name: tombstone_count returns approval_count
select count(*) as n from muniment.tombstone where run = :run::bigint

-- name: disposed_forget
delete from muniment.disposed where run = :run::bigint

-- name: verification_insert
insert into muniment.verification (run, verified_on, clean, grade, places, findings, traces, notes)
values (:run::bigint, :on::date, :clean::boolean, :grade::text, :places::bigint, :findings::jsonb, :traces::jsonb, :notes::jsonb)

-- name: verification_last
select clean, grade, places, findings, verified_on, traces, notes from muniment.verification
 where run = :run::bigint order by id desc limit 1

-- name: finding_decide
insert into muniment.finding_decision (run, place, rows, because, decided_by, decided_on)
select :run::bigint, f ->> 'where', (f ->> 'rows')::bigint, :because::text, :name::text, :on::date from jsonb_array_elements(:findings::jsonb) as f
on conflict (run, place) do update set rows = excluded.rows, because = excluded.because, decided_by = excluded.decided_by,
       decided_on = excluded.decided_on, decided_at = now()

-- name: finding_decisions
select jsonb_agg(jsonb_build_object('where', place, 'rows', rows, 'because', because, 'by', decided_by, 'on', decided_on)
                 order by place) as decisions
  from muniment.finding_decision where run = :run::bigint

-- name: reclaimed_insert
insert into muniment.reclaimed (run, place) values (:run::bigint, :place::text) on conflict do nothing

-- name: reclaimed_find
select from muniment.reclaimed where run = :run::bigint and place = :place::text

-- name: reclaimed_forget
delete from muniment.reclaimed where run = :run::bigint
