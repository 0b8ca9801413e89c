-- A language is a folder of notices/, so the database knows what a code looks like and none by name. A letter in several at
-- once has their codes in its order, with a hyphen between.
alter table muniment.request drop constraint request_language_check,
                             add constraint request_language_check check (language ~ '^[a-z]{2,8}$'),
                             alter column language drop default;
alter table muniment.notice drop constraint notice_language_check,
                            add constraint notice_language_check check (language ~ '^[a-z]{2,8}(-[a-z]{2,8})*$');
alter table muniment.document add constraint document_language_check check (language ~ '^[a-z]{2,8}(-[a-z]{2,8})*$'),
                              alter column language drop default;
