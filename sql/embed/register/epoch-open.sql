-- returns: epoch_open
update muniment_agent.epoch
   set epoch = greatest(epoch, $1::bigint) + 1, open = true, looked_at = now(), system = $2::text
returning epoch
