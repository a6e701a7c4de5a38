insert into owner (name) values ('Ada');
insert into owner (name) values ('Grace');
