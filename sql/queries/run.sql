-- Runs, who approved them, what verification found.

-- name: run_insert
insert into muniment.run (register, rule, rule_text, policy_version, disposal, approval, belt, as_of, planned_by, entity)
values ($1::text, $2::text, $3::jsonb, $4::text, $5::text, $6::text, $7::text, $8::date, $9::text, $10::text)
returning id

-- name: run_totals
update muniment.run set subjects = $2::bigint, rows = $3::bigint, held = $4::bigint, approval = $5::text, belt = $6::text
 where id = $1::bigint

-- columns: run_view
id, register, rule, rule_text, policy_version, disposal, approval, belt, as_of, state, reason, subjects, rows, held, planned_by,
       (select array_to_json(array_agg(name order by approved_at)) from muniment.approval a where a.run = r.id) as approved_by,
       token, entity

-- name: run_get
select {run_view}
  from muniment.run r where id = $1::bigint

-- name: run_open
select id from muniment.open_run where register = $1::text and rule = $2::text

-- name: run_list
select {run_view}
  from muniment.run r
 where $1::text is null or register = $1::text
 order by id desc limit $2::bigint

-- name: run_step
update muniment.run set state = $3::text, reason = $4::text where id = $1::bigint and state = $2::text
returning id

-- name: run_lock
select state from muniment.run where id = $1::bigint for update

-- name: approval_insert
insert into muniment.approval (run, name, approved_on) values ($1::bigint, $2::text, $3::date)
on conflict (run, name) do nothing returning run

-- name: approval_count
select count(*) as n from muniment.approval where run = $1::bigint

-- name: batch_forget
update muniment.batch set keys = null where run = $1::bigint

-- name: tombstone_count returns approval_count
select count(*) as n from muniment.tombstone where run = $1::bigint

-- name: disposed_forget
delete from muniment.disposed where run = $1::bigint

-- name: verification_insert
insert into muniment.verification (run, verified_on, clean, grade, places, findings, traces, notes)
values ($1::bigint, $2::date, $3::boolean, $4::text, $5::bigint, $6::jsonb, $7::jsonb, $8::jsonb)

-- name: verification_last
select clean, grade, places, findings, verified_on, traces, notes from muniment.verification
 where run = $1::bigint order by id desc limit 1

-- name: finding_decide
insert into muniment.finding_decision (run, place, rows, because, decided_by, decided_on)
select $1::bigint, f ->> 'where', (f ->> 'rows')::bigint, $3::text, $4::text, $5::date from jsonb_array_elements($2::jsonb) as f
on conflict (run, place) do update set rows = excluded.rows, because = excluded.because, decided_by = excluded.decided_by,
       decided_on = excluded.decided_on, decided_at = now()

-- name: finding_decisions
select jsonb_agg(jsonb_build_object('where', place, 'rows', rows, 'because', because, 'by', decided_by, 'on', decided_on)
                 order by place) as decisions
  from muniment.finding_decision where run = $1::bigint

-- name: reclaimed_insert
insert into muniment.reclaimed (run, place) values ($1::bigint, $2::text) on conflict do nothing

-- name: reclaimed_find
select from muniment.reclaimed where run = $1::bigint and place = $2::text

-- name: reclaimed_forget
delete from muniment.reclaimed where run = $1::bigint
