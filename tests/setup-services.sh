#!/usr/bin/env bash
# Installs what the service tests need on Debian and Ubuntu: PostgreSQL, Redis, curl, Chromium, a JDK >= 21 and Elasticsearch;
# besides, the Compose schema, where the system packages one.
# Nothing is started here: the fixtures in tests/services*.py start what they need on ports of their own and stop it again.
# Safe to run again; takes a second when everything is there. Prints one line per service.
#
#   $DATELINE_SERVICES/jdk            -> a JDK >= 21
#   $DATELINE_SERVICES/elasticsearch  -> Elasticsearch, unpacked where an unprivileged user can read it
#   $DATELINE_SERVICES/compose_spec.json  what a Compose file may hold
set -euo pipefail

SERVICES="${DATELINE_SERVICES:-$HOME/.cache/dateline-services}"
ES_VERSION=9.5.3
ES_SHA256=bec49f3b8d00e75c8d1cec85c35298635ec9fbd3ae80ef5aeb6bc05abdb3db2d
ES_ARTIFACT="org.elasticsearch.distribution.integ-test-zip:elasticsearch:$ES_VERSION:zip"

say() { printf '%-14s %s\n' "$1" "$2"; }
fail() { printf 'setup-services: %s\n' "$1" >&2; exit 1; }

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }

# One `apt-get update`, and only when something is missing. Services are not started: Debian would start PostgreSQL and Redis
# on their standard ports, where a developer may have his own.
updated=""
update_lists() {
    [ -z "$updated" ] || return 0
    as_root apt-get update -qq || fail "apt-get update failed: check the network and /etc/apt/sources.list"
    updated=yes
}

install_package() {
    command -v apt-get >/dev/null || fail "$1 is missing and this is not Debian or Ubuntu; install it with your package manager"
    update_lists
    as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq --no-install-recommends "$1" >/dev/null ||
        fail "apt-get install $1 failed; run it by hand to see why"
}

newest() { ls -d "$@" 2>/dev/null | sort -V | tail -n 1; }

postgres_bin() { dirname "$(newest /usr/lib/postgresql/*/bin/initdb)" 2>/dev/null; }

java_major() { sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null; }

find_jdk() {
    local home major
    for home in "${ES_JAVA_HOME:-}" "$SERVICES/jdk" "${JAVA_HOME:-}" /usr/lib/jvm/*; do
        [ -n "$home" ] && [ -x "$home/bin/java" ] || continue
        major="$(java_major "$home")"
        if [ -n "$major" ] && [ "$major" -ge 21 ]; then
            readlink -f "$home"
            return
        fi
    done
    return 1
}

install_jdk() {
    local package
    for package in openjdk-21-jdk-headless openjdk-25-jdk-headless temurin-21-jdk temurin-25-jdk; do
        if apt-cache show "$package" >/dev/null 2>&1; then
            install_package "$package"
            return
        fi
    done
    fail "no JDK >= 21 found and apt offers none; install one under /usr/lib/jvm (Temurin, for example) or set ES_JAVA_HOME"
}

fetch_elasticsearch() {
    local zip="$SERVICES/elasticsearch-$ES_VERSION.zip"
    if ! echo "$ES_SHA256  $zip" | sha256sum --check --status 2>/dev/null; then
        command -v mvn >/dev/null || install_package maven
        rm -f "$zip"
        JAVA_HOME="$JDK" mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy \
            -Dartifact="$ES_ARTIFACT" -DoutputDirectory="$SERVICES" >&2 || fail "Maven could not fetch $ES_ARTIFACT"
        echo "$ES_SHA256  $zip" | sha256sum --check --status || fail "$zip has another sha256 than $ES_SHA256; delete it and try again"
    fi
    printf '%s\n' "$zip"
}

# Elasticsearch refuses to run as root, so it is unpacked where the user that it runs as can read it: the home folder of root is closed.
unpack_elasticsearch() {
    local parent="$SERVICES" home staging
    [ "$(id -u)" = 0 ] && parent=/opt/dateline-services
    home="$parent/elasticsearch-$ES_VERSION"
    if [ ! -x "$home/bin/elasticsearch" ]; then
        mkdir -p "$parent"
        staging="$(mktemp -d "$parent/unpack.XXXXXX")"
        python3 -m zipfile -e "$(fetch_elasticsearch)" "$staging"
        chmod -R a+rX "$staging"
        chmod a+x "$staging"/elasticsearch-*/bin/* # Python's zipfile drops the run bits.
        find "$staging"/elasticsearch-*/modules -path '*/bin/*' -type f -exec chmod a+x {} +
        rm -rf "$home"
        mv "$staging"/elasticsearch-* "$home"
        rm -rf "$staging"
    fi
    ln -sfn "$home" "$SERVICES/elasticsearch"
}

# The last Compose that was written in Python carries its schema as JSON (Debian 12, Ubuntu 22.04); only that file is taken.
# Where there is none, the test that needs it is skipped: the structure of the file is tested without it.
fetch_compose_schema() {
    local staging schema
    [ -s "$SERVICES/compose_spec.json" ] && return
    command -v apt-get >/dev/null || return
    update_lists
    staging="$(mktemp -d)"
    if (cd "$staging" && apt-get download -qq docker-compose) >/dev/null 2>&1; then
        dpkg -x "$staging"/docker-compose_*.deb "$staging"
        schema="$(find "$staging" -name compose_spec.json)"
        [ -z "$schema" ] || cp "$schema" "$SERVICES/compose_spec.json"
    fi
    rm -rf "$staging"
    [ -s "$SERVICES/compose_spec.json" ]
}

mkdir -p "$SERVICES"

[ -n "$(newest /usr/lib/postgresql/*/bin/initdb)" ] || install_package postgresql
say PostgreSQL "$(postgres_bin)"

command -v redis-server >/dev/null || install_package redis-server
say Redis "$(command -v redis-server)"

command -v curl >/dev/null || install_package curl # The guide's commands for a snapshot are run as they stand there.

command -v chromium >/dev/null || install_package chromium
say Chromium "$(command -v chromium)"

JDK="$(find_jdk)" || { install_jdk && JDK="$(find_jdk)"; } || fail "no JDK >= 21 found; set ES_JAVA_HOME"
ln -sfn "$JDK" "$SERVICES/jdk"
say JDK "$SERVICES/jdk -> $JDK"

unpack_elasticsearch
say Elasticsearch "$SERVICES/elasticsearch -> $(readlink -f "$SERVICES/elasticsearch")"

if fetch_compose_schema; then say "Compose schema" "$SERVICES/compose_spec.json"; else say "Compose schema" "not packaged for this system"; fi
