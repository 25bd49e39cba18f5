-- Runs once, when the volume is new. Airflow and the ledger each own one database, and neither can reach the other's.
-- psql fills in the passwords from the secrets; where one cannot be read, the statement fails and PostgreSQL does not start.
\set airflow_password `cat /run/secrets/airflow_database_password`
\set ledger_password `cat /run/secrets/ledger_password`
CREATE ROLE airflow LOGIN PASSWORD :'airflow_password';
CREATE ROLE ledger LOGIN PASSWORD :'ledger_password';
CREATE DATABASE airflow OWNER airflow;
CREATE DATABASE ledger OWNER ledger;
REVOKE CONNECT ON DATABASE airflow, ledger FROM PUBLIC;
