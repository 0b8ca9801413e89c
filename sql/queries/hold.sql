-- Holds.

-- With the header of a key of its own where there are words to be sealed.
-- name: hold_insert
with made as (
        insert into muniment.hold (register, rule, subject, entity, attribute, category, service, of_column, of_value, since,
                                   until, basis, reason, owner, evidence, set_by, set_on, review_on, sealed)
        values (:register_name::text, :rule::text, :subject::uuid, :entity::text, :attribute::text, :category::text, :service::text, :column::text, :value::text, :since::date,
                :until::date, :basis::text, :reason::text, :owner::text, :evidence::text, :set_by::text, :set_on::date, :review_on::date, :header::text is not null)
        returning id
), key as (
        insert into muniment.seal_key (header, recipient, escrow, hold)
        select :header::text, :recipient::text, :escrow::text, id from made where :header::text is not null
)
select id from made

-- name: hold_lock
select id from muniment.hold where id = :id::bigint and released_on is null for update

-- name: hold_release
update muniment.hold set released_by = :by::text, released_on = :on::date, release_reason = :reason::text
 where id = :id::bigint and released_on is null
returning register, rule

-- name: hold_review
with held as (
        select id, review_on from muniment.hold where id = :id::bigint and released_on is null for update
), kept as (
        update muniment.hold h set review_on = :keep_until::date from held where h.id = held.id
)
insert into muniment.hold_review (hold, due_on, reviewed_on, reviewed_by, because, keep_until, sealed)
select id, review_on, :reviewed_on::date, :by::text, :because::text, :keep_until::date, :sealed::boolean from held
returning hold

-- name: hold_reviews
select due_on, reviewed_on, reviewed_by, muniment.hold_review_words(hold, reviewed_at) as because, keep_until, sealed
  from muniment.hold_review
 where hold = :id::bigint order by reviewed_at

-- name: hold_remind
insert into muniment.hold_reminder (hold, review_on, stage, noted_on)
select id, review_on, case when review_on <= :today::date then 'due' else 'soon' end, :today::date
  from muniment.hold where released_on is null and review_on <= :today::date + :days::integer
 order by id
on conflict do nothing
returning hold, review_on, stage

-- name: hold_counts
select count(*) as binding, count(*) filter (where review_on <= :today::date + :days::integer and review_on > :today::date) as soon,
       count(*) filter (where review_on <= :today::date) as due
  from muniment.hold where released_on is null

-- columns: hold_scope
h.entity, h.attribute, h.category, h.service, h.of_column, h.since, h.until

-- name: hold_list
select {hold_scope}, muniment.hold_value(h.id), h.id, h.register, h.rule, muniment.subject_key(h.subject), h.subject, h.basis,
       muniment.hold_words(h.id, 'reason') as reason, h.owner, muniment.hold_words(h.id, 'evidence') as evidence, h.set_by,
       h.set_on, h.review_on, h.released_by, h.released_on, muniment.hold_words(h.id, 'release') as release_reason, h.sealed
  from muniment.hold h
 where (:id::bigint = 0 or h.id = :id::bigint) and (:released_too::boolean or h.released_on is null)
 order by h.id

-- Every hold that may bind one of the keys' subjects. A rule that a pack gives for several entities is called
-- ID.ENTITY for each, and a hold on ID binds them all.
-- name: hold_match
select {hold_scope}, h.of_value, h.id, null as subject_key, h.sealed, h.basis
  from muniment.hold h
 where h.subject is null and h.released_on is null and (h.register is null or h.register = :register_name::text)
   and (:rule::text is null or h.rule is null or h.rule = :rule::text or starts_with(:rule::text, h.rule || '.'))
union all
select {hold_scope}, h.of_value, h.id, s.subject_key, h.sealed, h.basis
  from muniment.subject_ref s join muniment.hold h on h.subject = s.ref
 where s.register = :register_name::text and s.subject_key = any(:keys::text[]) and h.released_on is null
   and (:rule::text is null or h.rule is null or h.rule = :rule::text or starts_with(:rule::text, h.rule || '.'))
 order by subject_key nulls first, id
