-- Every number is valid, and can belong to nobody. The check digits here are written anew, digit by digit.
begin;
select plan(14);

create function pg_temp.nhs_ok(number text) returns boolean language sql as $$
        select sum(substr(number, place, 1)::integer * (11 - place)) % 11
               = (11 - substr(number, 10, 1)::integer) % 11
          from generate_series(1, 9) as place
$$;
create function pg_temp.upn_ok(number text) returns boolean language plpgsql as $$
declare
        letters constant text := 'ABCDEFGHJKLMNPQRTUVWXYZ';
        total integer := 0;
begin
        for place in 2 .. 13 loop
                total := total + place * substr(number, place, 1)::integer;
        end loop;
        return substr(letters, total % 23 + 1, 1) = left(number, 1);
end $$;

select ok(pg_temp.nhs_ok('9434765919') and not pg_temp.nhs_ok('9434765918'), 'this test can tell a wrong NHS number');
select ok(pg_temp.upn_ok('H801200001001') and not pg_temp.upn_ok('A801200001001'), 'and a wrong UPN');
select is_empty('select nhs_number from register.child where not pg_temp.nhs_ok(nhs_number)', 'NHS numbers have their check digit');
select is_empty($$select nhs_number from register.child where nhs_number not between '9990000000' and '9999999999'$$, 'and are of the test range');
select is((select count(nhs_number) from register.child), (select count(distinct nhs_number) from register.child), 'each is given once');
select cmp_ok((select count(nhs_number) from register.child), '>', 1500::bigint, 'most children have one');
select is_empty($$select value from register.source_number where kind = 'upn' and not pg_temp.upn_ok(value)$$, 'UPNs have their check letter');
select is((select count(*) from register.source_number where kind = 'upn'),
          (select count(distinct value) from register.source_number where kind = 'upn' and substr(value, 2, 3) in ('990', '991', '992')),
          'each UPN is given once, under authority codes that nobody has');
select is_empty($$select postcode from register.address where postcode !~ '^Z[ABCD][0-9]{1,2} [0-9][A-Z]{2}$'
                  union all select postcode from register.person_address where postcode !~ '^Z[ABCD]'$$, 'postcodes are of areas that do not exist');
select is_empty($$select phone from register.person_contact where phone !~ '^(01632960|07700900|02920180)[0-9]{3}$'$$, 'telephone numbers are those kept for drama');
select is_empty($$select email from register.person_contact where email !~ '@example\.org$'$$, 'e-mail ends at example.org');
select is_empty($$select number from register.child group by 1 having count(*) > 1$$, 'register numbers are given once');
select is_empty($$select number from register.child where number >= '998000000000'$$, 'and none could be a UPRN of the range that addresses are given');
select is_empty($$select register.nhs_number_valid(v) from unnest(array['0000000000', '1234567890', '943476591', '94347659190', '943476591X']) as v
                   where register.nhs_number_valid(v)$$, 'the check of the register itself refuses what is wrong');

select * from finish();
rollback;
