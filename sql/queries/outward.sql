-- What stops everything that goes outward about a subject: muniment.outward_stop.

-- name: outward_judge
select difference, stands from muniment.outward_judge(:subject::uuid, :shielded::boolean, :dead::boolean, :today::date)

-- name: outward_of_subject returns outward_judge
select s.difference, s.stands
  from muniment.subject_ref r join muniment.outward_stop s on s.subject = r.ref
 where r.register = :register_name::text and r.subject_key = :key::text
 order by s.stands, s.difference limit 1
