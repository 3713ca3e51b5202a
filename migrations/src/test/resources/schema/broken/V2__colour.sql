create table half (id int);
alter table thing add column colour text collate nowhere;
