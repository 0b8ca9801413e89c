select epoch, open from muniment_agent.epoch
