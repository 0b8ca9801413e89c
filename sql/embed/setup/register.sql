-- returns: setup_statement
-- The rights on a register that the engine still lacks. $1, $2: schemas and tables of its map, $3: whether
-- the engine disposes of what is in the table ('true') or only reads it.
with wanted as (
        select w.schema, w.name, w.writes::boolean as writes,
               to_regclass(format('%I.%I', w.schema, w.name)) as id, to_regrole('muniment_engine') as engine
          from unnest($1::text[], $2::text[], $3::text[]) as w (schema, name, writes))
select false as after, format('grant usage on schema %I to muniment_engine', schema) as sql
  from (select distinct schema, engine from wanted where id is not null) as schemas
 where engine is null or not has_schema_privilege(engine, schema, 'usage')
union all
select false, format('grant %s on %I.%I to muniment_engine',
              case when writes then 'select, update, delete' else 'select' end, schema, name)
  from wanted
 where id is not null
   and (engine is null or not has_table_privilege(engine, id, 'select')
        or writes and not (has_table_privilege(engine, id, 'update')
                           and has_table_privilege(engine, id, 'delete')))
order by sql desc
