-- The ledger lives in `dateline` (made by the image); Airflow's own tables in a database of their own.
CREATE DATABASE airflow OWNER dateline;
