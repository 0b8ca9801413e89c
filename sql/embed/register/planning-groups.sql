-- How many rows there are of each combination that might be recognised.
-- returns: planning_groups
select data, count(*) as rows from muniment_agent.planning where rule = $1::text group by data
