-- More letters to whoever made a request: how far it is, late, and the answers.
alter table muniment.request_letter drop constraint request_letter_kind_check;
alter table muniment.request_letter add constraint request_letter_kind_check check (
        kind in ('received', 'identity-wanted', 'authority-wanted', 'clarification-wanted', 'extension', 'progress', 'late',
                 'nothing-found', 'refused', 'report-enclosed'));
