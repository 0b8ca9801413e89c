update muniment_agent.receipt set outcome = null where run = $1::uuid and outcome is not null
