delete from muniment_agent.outbox where id = any ($1::bigint[])
