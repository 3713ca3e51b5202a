-- For a statement that finds, when it has already written, that not all which it saw was still there
-- to be changed: it ends as a conflict, so nothing of it stays, and who sent it tries again.
create function overtaken() returns boolean language plpgsql volatile as $$
begin
  raise exception 'what was to be changed has been changed by others meanwhile'
    using errcode = 'serialization_failure';
end $$;
