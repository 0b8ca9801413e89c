-- returns: setup_statement
-- What a server still lacks before and (true) after the schemas are made. $1: logins, $2: the role that each
-- is to take on, $3: the database wanted; null: none. The roles themselves come with embed/roles.sql.
with wanted as (select w.login, w.role from unnest($1::text[], $2::text[]) as w (login, role))
select false as after, format('create role %I login', login) as sql
  from (select distinct login from wanted) as logins
 where not exists (select from pg_catalog.pg_roles where rolname = login)
union all
select false, format('create database %I template template0 encoding ''UTF8''', $3::text)
 where $3::text is not null and not exists (select from pg_catalog.pg_database where datname = $3::text)
union all
select true, format('grant %I to %I', role, login)
  from wanted
 where case when to_regrole(quote_ident(role)) is null or to_regrole(quote_ident(login)) is null then true
            else not pg_has_role(to_regrole(quote_ident(login)), to_regrole(quote_ident(role)), 'member') end
order by 1, 2
