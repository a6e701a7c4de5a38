create table if not exists note (text varchar(100));
