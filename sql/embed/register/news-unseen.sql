-- A trigger stands now: whoever was noted by comparing is no longer needed.
delete from muniment_agent.seen where map = $1::text
