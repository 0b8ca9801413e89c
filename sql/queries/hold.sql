-- Holds.

-- name: hold_insert
insert into muniment.hold (register, rule, subject, reason, set_by, set_on, review_on)
values ($1::text, $2::text, $3::uuid, $4::text, $5::text, $6::date, $7::date)
returning id

-- name: hold_release
update muniment.hold set released_by = $2::text, released_on = $3::date, release_reason = $4::text
 where id = $1::bigint and released_on is null
returning subject

-- name: hold_list
select h.id, h.register, h.rule, s.subject_key, h.reason, h.set_by, h.set_on, h.review_on, h.released_by, h.released_on,
       h.release_reason, h.subject
  from muniment.hold h left join muniment.subject_ref s on s.ref = h.subject
 where ($1::bigint is null or h.id = $1::bigint) and ($2::boolean or h.released_on is null)
 order by h.id

-- name: hold_match
select h.id, s.subject_key
  from muniment.hold h left join muniment.subject_ref s on s.ref = h.subject
 where h.released_on is null
   and (h.register is null or h.register = $1::text)
   and (h.rule is null or h.rule = $2::text)
   and (h.subject is null or s.subject_key = any($3::text[]))
 order by h.subject is not null, h.id
