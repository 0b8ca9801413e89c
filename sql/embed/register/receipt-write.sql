update muniment_agent.receipt set counts = $3::jsonb, outcome = $4::jsonb, epoch = $5::bigint, stones = $6::bytea,
       marks = $7::bytea
 where run = $1::uuid and batch = $2::integer
