#!/bin/sh
# For Airflow's processes: Compose mounts secrets as files, and Airflow reads some of its settings only from the environment.
# One rule: where there is no folder of secrets, nothing is set (`docker run IMAGE airflow version`); where there is one, every
# secret below must be in it. Otherwise a service would quietly fall back to SQLite. Services that are not Airflow's read their
# one secret from its file themselves and do without this script.
set -eu
folder=${SECRETS_DIR:-/run/secrets}
[ -e "$folder" ] || exec "$@"

secret() { # NAME: its value; it never stands in an argument or a message
    value=$(cat "$folder/$1" 2>/dev/null) || value=
    if [ -z "$value" ]; then
        echo "entrypoint: the secret $1 is missing, unreadable or empty in $folder; make it with: make secrets" >&2
        exit 1
    fi
    printf '%s' "$value"
}

# Assigned first and exported afterwards: the failure of a command inside `export` would be lost.
AIRFLOW__CORE__FERNET_KEY=$(secret fernet_key)
AIRFLOW__API__SECRET_KEY=$(secret api_secret_key)
AIRFLOW__API_AUTH__JWT_SECRET=$(secret jwt_secret)
export AIRFLOW__CORE__FERNET_KEY AIRFLOW__API__SECRET_KEY AIRFLOW__API_AUTH__JWT_SECRET

database=airflow:$(secret airflow_database_password)@${POSTGRES_ADDRESS:-postgres:5432}/airflow
ledger=ledger:$(secret ledger_password)@${POSTGRES_ADDRESS:-postgres:5432}/ledger
broker=:$(secret redis_password)@${REDIS_ADDRESS:-redis:6379}/0
export AIRFLOW__DATABASE__SQL_ALCHEMY_CONN="postgresql+psycopg2://$database"
export AIRFLOW__CELERY__RESULT_BACKEND="db+postgresql+psycopg2://$database"
export AIRFLOW__CELERY__BROKER_URL="redis://$broker"
export DATELINE_LEDGER_URL="postgresql+psycopg://$ledger"

# Dateline reads these two itself; better to hear of them now than from the first task.
for name in index_password ca; do secret "$name" > /dev/null; done

# Airflow opens this file for writing; the secret cannot be written.
passwords=${TMPDIR:-/tmp}/airflow_passwords
(umask 077 && secret airflow_passwords > "$passwords")
export AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE="$passwords"
exec "$@"
