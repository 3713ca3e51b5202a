-- For a statement that finds, when it has already written, that not all which it saw was still there
-- to be changed: it ends as a conflict, so nothing of it stays, and who sent it tries again.
create function overtaken() returns boolean language plpgsql volatile as $$
begin
  raise exception 'what was to be changed has been changed by others meanwhile'
    using errcode = 'serialization_failure';
end $$;

-- What schedules have done, and what was asked for with max_age, is removed when it is old.
create index firing_age on firing (fired_at);
create index freshness_age on freshness (task_id);
