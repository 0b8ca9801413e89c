-- Waits, however long a batch takes: a hold must not be refused because work is going on.
select set_config('lock_timeout', '0', true), muniment_agent.take_turn($1::text)
