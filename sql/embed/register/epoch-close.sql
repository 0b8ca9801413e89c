update muniment_agent.epoch set open = false where open
