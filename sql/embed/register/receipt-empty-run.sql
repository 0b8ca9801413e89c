update muniment_agent.receipt set outcome = null where run = $1::bigint and outcome is not null
