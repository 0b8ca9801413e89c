-- returns: receipt
select outcome from muniment_agent.receipt where run = $1::uuid and batch = $2::integer
