-- How many rows there are of each combination that might be recognised.
select data, count(*) from muniment_agent.planning where rule = $1::text group by data
