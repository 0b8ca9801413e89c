-- Who asks may say that they are a child, or wish plain words, before they have shown who they are.
alter table muniment.request_wish drop constraint request_wish_kind_check;
alter table muniment.request_wish add constraint request_wish_kind_check check (
        kind in ('letters-to', 'reach', 'form', 'safe', 'not-to', 'plain', 'needed-by'));
