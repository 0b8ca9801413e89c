-- To judge a merge join the planner reads the ends of its indexes, and where the oldest rows have just gone that is a
-- walk over the dead: milliseconds for each statement of a batch.
select set_config('enable_mergejoin', 'off', true)
