#!/bin/sh
# Compose mounts secrets as files; Airflow reads some of its settings only from the environment. Nothing is printed.
set -eu
read_secret() { # NAME FILE
    if [ -r "$2" ]; then value=$(cat "$2"); export "$1=$value"; fi
}
read_secret AIRFLOW__CORE__FERNET_KEY /run/secrets/fernet_key
read_secret AIRFLOW__API__SECRET_KEY /run/secrets/api_secret_key
read_secret AIRFLOW__API_AUTH__JWT_SECRET /run/secrets/jwt_secret
if [ -r /run/secrets/postgres_password ]; then
    password=$(cat /run/secrets/postgres_password)
    export AIRFLOW__DATABASE__SQL_ALCHEMY_CONN="postgresql+psycopg2://dateline:${password}@postgres:5432/airflow"
    export AIRFLOW__CELERY__RESULT_BACKEND="db+postgresql+psycopg2://dateline:${password}@postgres:5432/airflow"
    export DATELINE_LEDGER_URL="postgresql+psycopg://dateline:${password}@postgres:5432/dateline"
fi
if [ -r /run/secrets/redis_password ]; then
    export AIRFLOW__CELERY__BROKER_URL="redis://:$(cat /run/secrets/redis_password)@redis:6379/0"
fi
if [ -r /run/secrets/airflow_passwords ]; then
    # Airflow opens this file for writing; the secret cannot be written.
    (umask 077 && cp /run/secrets/airflow_passwords /tmp/airflow_passwords && chmod 600 /tmp/airflow_passwords)
    export AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE=/tmp/airflow_passwords
fi
exec "$@"
