-- What the engine filled itself it may have analysed: a first sweep writes a hundred thousand rows into tables that the planner
-- takes for empty, and autovacuum comes after minutes. Only who owns a table may, hence the owner's rights; one at a time.
insert into muniment.turn values ('analyse');
create function muniment.analyse_grown() returns bigint
        language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
        grown regclass;
        done bigint := 0;
begin
        perform from muniment.turn where what = 'analyse' for update skip locked;
        if not found then
                return 0;
        end if;
        for grown in
                select c.oid from pg_class c join pg_stat_all_tables s on s.relid = c.oid
                 where c.relnamespace = 'muniment'::regnamespace and c.relkind = 'r'
                   and s.n_mod_since_analyze > 500 + 0.2 * greatest(c.reltuples, 0)
        loop
                execute format('analyze (skip_locked) %s', grown);
                done := done + 1;
        end loop;
        return done;
end $$;
revoke all on function muniment.analyse_grown() from public;
grant execute on function muniment.analyse_grown() to muniment_engine;
