-- Letters handed to GOV.UK Notify. Asked whether it has one that it never confirmed, its "no" means something only after a while,
-- and only for a while: when the attempt was begun must be known to more than the day.
alter table muniment.delivery_attempt drop constraint delivery_attempt_channel_check;
alter table muniment.delivery_attempt add constraint delivery_attempt_channel_check check (
        channel in ('spool', 'notify', 'hand', 'voice'));
alter table muniment.delivery_attempt add column begun_at timestamptz;
