-- What falls due, or is released, while a run of its rule is open is planned beside it: no record is in two of them, for who
-- plans takes the rule's turn and leaves out what the open runs have.
drop index muniment.run_open;
create index run_open on muniment.run (register, rule) where state in ('planned', 'approved', 'running', 'failed');
grant update (first_seen) on muniment.register to muniment_engine;  -- to lock it
