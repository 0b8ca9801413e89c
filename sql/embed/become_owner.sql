-- What migrations make belongs to the owner role, whoever runs them.
set role muniment_owner;
