create index concurrently thing_colour on thing (colour);
