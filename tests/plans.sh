#!/bin/sh
# Runs test_plans with a PostgreSQL 15 of its own in a temporary folder, started and stopped here.
set -u
program=$(dirname "$HAICAP")/tests/test_plans
bin=/usr/lib/postgresql/15/bin
dir=$(mktemp -d)
chmod 755 "$dir"

# PostgreSQL refuses to run as root.
as=
if [ "$(id -u)" = 0 ]; then
	chown postgres "$dir"
	as='setpriv --reuid=postgres --regid=postgres --clear-groups'
fi
trap '$as "$bin/pg_ctl" -D "$dir/data" -m immediate stop >/dev/null 2>&1; rm -rf "$dir"' EXIT
cd /
$as "$bin/initdb" -D "$dir/data" -A trust -E UTF8 --locale=C -U haicap -N >"$dir/log" 2>&1 &&
	$as "$bin/pg_ctl" -D "$dir/data" -o "-k $dir -c listen_addresses='' -F" -l "$dir/server.log" -w start >/dev/null 2>&1 ||
	cat "$dir/log" "$dir/server.log" >&2
TEST_POSTGRES="host=$dir user=haicap dbname=postgres" "$program" "$@"
