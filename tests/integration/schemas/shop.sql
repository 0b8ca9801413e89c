-- A register in the manner of a web shop: not ours, and not to be changed to suit us. Customers 1, 2 and 3 closed their
-- account long ago; the others are live.
create schema "web.shop";
create schema stock;
set local search_path = "web.shop";

create table stock.category (id serial primary key, name text, parent integer references stock.category);
create table stock.product (sku text primary key, category integer references stock.category, name text,
        champion uuid);

create domain email as text check (value like '%@%');
create table customer (
        id          uuid primary key,
        email       email not null unique,
        shown_name  text,
        "Born"      date,
        closed      date,
        invited_by  email references customer (email),
        best_review bigint
);
alter table stock.product add foreign key (champion) references customer on delete set null;

-- Partitioned by the day; the key of two columns leads on; replaced by another order.
create table "Order" (
        id          bigint generated always as identity,
        placed      date not null,
        customer    uuid not null references customer,
        "user"      text,
        replaced_id bigint,
        replaced_placed date,
        total       numeric(10, 2) generated always as (0) stored,
        primary key (id, placed),
        foreign key (replaced_id, replaced_placed) references "Order"
) partition by range (placed);
create table "Order 2017" partition of "Order" for values from ('2017-01-01') to ('2018-01-01');
create table "Order later" partition of "Order" default;
create table "select" (
        order_id bigint, placed date, "from" integer, sku text not null references stock.product, n integer default 1,
        primary key (order_id, placed, "from"),
        foreign key (order_id, placed) references "Order" on delete cascade
);

-- A card is its giver's and its taker's; a payment is an order's or a card's, or both.
create table gift_card (
        code  char(8) primary key,
        giver uuid references customer on delete cascade,
        taker uuid references customer on delete set null,
        words text
);
create table payment (
        id       numeric primary key,
        order_id bigint,
        placed   date,
        card     char(8) references gift_card,
        iban     text,
        refund_of numeric references payment,
        foreign key (order_id, placed) references "Order" match full
);
create table payment_try (id bigint primary key, payment numeric not null references payment, says jsonb);

-- A circle that waits until the end of a transaction, and one that need not be closed.
create table review (
        id       bigint primary key,
        customer uuid not null references customer,
        sku      text references stock.product,
        best_answer bigint not null,
        words    text
);
create table answer (
        id     bigint primary key,
        review bigint not null references review,
        author uuid references customer,
        words  text
);
alter table review add foreign key (best_answer) references answer deferrable initially deferred;
alter table customer add foreign key (best_review) references review;

-- By list; shared addresses by way of a link; what no foreign key guards.
create table letter (id bigint, kind text not null, customer uuid not null references customer, opened text,
        primary key (id, kind)) partition by list (kind);
create table "letter news" partition of letter for values in ('news');
create table "letter rest" partition of letter default;
create table address (id integer primary key, street text);
create table customer_address (customer uuid references customer on delete cascade, address integer references address,
        primary key (customer, address));
create table session (token text primary key, customer uuid, ip inet);

create index on customer ("Born");
create index on customer (closed);
create index on customer (invited_by);
create index on customer (best_review);
create index on stock.product (champion);
create index on "Order" (customer);
create index on "Order" (replaced_id, replaced_placed);
create index on gift_card (giver);
create index on gift_card (taker);
create index on payment (order_id, placed);
create index on payment (card);
create index on payment (refund_of);
create index on payment_try (payment);
create index on review (customer);
create index on review (best_answer);
create index on answer (review);
create index on answer (author);
create index on letter (customer);
create index on customer_address (address);
create index on session (customer);

insert into stock.category (name, parent) values ('all', null), ('toys', 1);
insert into stock.product select 'sku' || n, 2, 'Toy ' || n from generate_series(1, 3) n;
create function c(n integer) returns uuid language sql immutable as $$ select md5('customer' || n)::uuid $$;
insert into customer (id, email, shown_name, "Born", closed, invited_by)
select c(n), 'c' || n || '@shop.example', 'Customer ' || n, date '1980-01-01' + n,
       case when n <= 3 then date '2017-03-01' + n end, case when n in (2, 5) then 'c1@shop.example' when n = 6 then 'c5@shop.example' end
  from generate_series(1, 8) n;
update stock.product set champion = case sku when 'sku1' then c(1) when 'sku2' then c(4) end;
insert into "Order" (placed, customer, "user")
select date '2017-01-15' + k * 300, c(n), 'web' from generate_series(1, 8) n, generate_series(1, 2) k order by n, k;
-- An order of 4 was replaced by one of 1 (they shared a basket); one of 5 by its own other.
update "Order" set replaced_id = 1, replaced_placed = (select placed from "Order" where id = 1) where id in (2, 7);
update "Order" set replaced_id = 9, replaced_placed = (select placed from "Order" where id = 9) where id = 10;
insert into "select" select id, placed, k, 'sku' || k, k from "Order", generate_series(1, 2) k;
-- G1 of 1 and 2, G2 of 1 and 4, G3 of 4 and 1, G4 of 3 alone, G5 of 4 and 5.
insert into gift_card values ('G1', c(1), c(2), 'w'), ('G2', c(1), c(4), 'w'), ('G3', c(4), c(1), 'w'),
        ('G4', null, c(3), 'w'), ('G5', c(4), c(5), 'w');
-- 1 to 16: one for each order. 21: of an order of 1 and of card 2, which 4 keeps. 22: of an order of 4 and of card 1,
-- which goes. 23: of cards alone: of 1, which goes. 24: of 5, which stays. 25: refunds 1, for 4.
insert into payment select id, id, placed, null, 'GB00' || id, null from "Order";
insert into payment select 21, id, placed, 'G2', 'x', null from "Order" where id = 1;
insert into payment select 22, id, placed, 'G1', 'x', null from "Order" where id = 7;
insert into payment values (23, null, null, 'G1', 'x', null), (24, null, null, 'G5', 'x', null);
insert into payment select 25, id, placed, null, 'x', 1 from "Order" where id = 8;
insert into payment_try select id, id, '{"ok": true}' from payment;
insert into review select n, c(n), 'sku1', n, 'w' from generate_series(1, 8) n;
insert into answer select n, n, c(9 - n), 'w' from generate_series(1, 8) n;
update customer set best_review = n from generate_series(1, 8) n where id = c(n);
update customer set best_review = 1 where id = c(8);
insert into letter select n, k, c(n), 'no' from generate_series(1, 8) n, unnest(array['news', 'bill']) k;
insert into address select n, n || ' Street' from generate_series(1, 4) n;
insert into customer_address values (c(1), 1), (c(2), 1), (c(3), 2), (c(4), 2), (c(5), 3);
insert into session select 's' || n, c(n), '192.0.2.1' from generate_series(1, 8) n;
