select outcome from muniment_agent.receipt where run = $1::bigint and batch = $2::integer
