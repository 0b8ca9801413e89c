-- What stops everything that goes outward about a subject: muniment.outward_stop.

-- name: outward_judge
select difference, stands from muniment.outward_judge($1::uuid, $2::boolean, $3::boolean, $4::date)

-- name: outward_of_subject returns outward_judge
select s.difference, s.stands
  from muniment.subject_ref r join muniment.outward_stop s on s.subject = r.ref
 where r.register = $1::text and r.subject_key = $2::text
 order by s.stands, s.difference limit 1
