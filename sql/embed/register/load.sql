-- How much is going on in this register's server, and how far its replicas are behind.
select coalesce(active, -1), coalesce(lag_bytes, -1) from muniment_agent.load()
