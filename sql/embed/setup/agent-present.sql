select to_regclass('muniment_agent.receipt') is not null and to_regclass('muniment_agent.outbox') is not null as present
