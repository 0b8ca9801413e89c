-- What this register has receipts of, by run: how many batches governance has told it that it knows of.
select run, count(*) filter (where outcome is null) from muniment_agent.receipt group by run
