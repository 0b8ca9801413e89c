select muniment_agent.share_turn($1::text)
