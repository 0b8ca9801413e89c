-- When the daemon last looked at the register: of a copy, the state that it is of, to five minutes.
-- returns: epoch_looked
select to_char(looked_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as looked_at from muniment_agent.epoch
