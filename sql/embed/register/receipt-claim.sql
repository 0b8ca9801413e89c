-- One row when the batch is ours to do. Waits for another that is doing it; none when it has been done.
insert into muniment_agent.receipt (run, batch) values ($1::uuid, $2::integer)
on conflict (run, batch) do nothing returning batch
