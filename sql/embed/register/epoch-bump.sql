-- No row: the register is closed, or has gone back behind what was known of it.
-- returns: epoch_bump
update muniment_agent.epoch
   set epoch = epoch + 1, looked_at = now(), system = coalesce($2::text, system)
 where open and epoch >= $1::bigint
returning epoch
