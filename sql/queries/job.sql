-- The queue.

-- name: job_enqueue
insert into muniment.job (kind, arguments, key, run_on)
values ($1::text, coalesce($2::text, '{}')::jsonb, $3::text, $4::date)
on conflict (key) where key is not null and state in ('queued', 'running') do nothing
