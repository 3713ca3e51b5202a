create table thing (id int primary key, name text not null);
