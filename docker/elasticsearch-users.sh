#!/bin/sh
# Runs once after Elasticsearch answers; repeating it changes nothing. Passwords go through standard input, never an argument.
set -eu
call() { # METHOD PATH, body on standard input
    printf 'user = "elastic:%s"\n' "$(cat /run/secrets/elastic_password)" > /tmp/auth
    curl -sS --fail-with-body --config /tmp/auth --cacert /run/secrets/ca -X "$1" -H 'Content-Type: application/json' \
        "https://elasticsearch:9200$2" --data-binary @-
    rm -f /tmp/auth
}
umask 077
call PUT /_security/role/dateline < /role.json
printf '{"password": "%s", "roles": ["dateline"], "full_name": "Dateline"}' "$(cat /run/secrets/index_password)" | call PUT /_security/user/dateline
call PUT /_security/role/dateline_reader < /reader.json
printf '{"password": "%s", "roles": ["dateline_reader", "kibana_admin"], "full_name": "Dashboards"}' "$(cat /run/secrets/dashboards_password)" |
    call PUT /_security/user/dashboards
printf '{"password": "%s", "roles": ["dateline_reader"], "full_name": "Pages"}' "$(cat /run/secrets/pages_password)" | call PUT /_security/user/pages
printf '{"password": "%s"}' "$(cat /run/secrets/kibana_password)" | call PUT /_security/user/kibana_system/_password
