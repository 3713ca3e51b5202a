-- What the calendar found stays with the task; the words for it, which are the same for all tasks, are
-- written when it is read. They were two thirds of what a task with a due time wrote to disk.
update task set astronomical = jsonb_strip_nulls(jsonb_build_object(
  'activity', astronomical -> 'activity',
  'score', astronomical -> 'score',
  'moon_phase', astronomical -> 'moon_phase' -> 'key',
  'lunar_mansion', astronomical -> 'lunar_mansion' -> 'number',
  'optimal_time_of_day', astronomical -> 'optimal_time_of_day',
  'suggested_by_calendar', astronomical -> 'suggested_by_calendar'))
where astronomical is not null;
