-- The replayable feed of events, which readers page through with cursors of their own.

-- Up to here events are past their retention: nothing promises that all of them are still there. So whoever
-- has not read them cannot go on without a gap. Moved before their partitions are dropped.
create table outbox_horizon (seq bigint not null, xid xid8 not null);
insert into outbox_horizon values (0, '0');
