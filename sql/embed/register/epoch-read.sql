-- returns: epoch_read
select epoch, open from muniment_agent.epoch
