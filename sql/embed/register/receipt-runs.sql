-- What this register has receipts of, by run: how many batches governance has told it that it knows of.
-- returns: receipt_runs
select run, count(*) filter (where outcome is null) as batches from muniment_agent.receipt group by run
