#!/bin/sh
# Runs PROGRAM with a PostgreSQL of its own around it: TEST_POSTGRES is the folder of its socket.
#   tests/cluster.sh PROGRAM [ARGUMENTS]
# User haicap may make databases there and needs no password. Its order of texts is Vietnamese, and a crash may
# cost its data: it lives as long as PROGRAM, in a temporary folder.
set -u
bin=$(for folder in /usr/lib/postgresql/*/bin "$(dirname "$(command -v initdb || echo /none)")"; do
	[ -x "$folder/initdb" ] && echo "$folder"
done | sort -V | tail -n 1)
[ -n "$bin" ] || {
	echo "cluster: no initdb: script/bootstrap test" >&2
	exit 3
}
dir=$(mktemp -d)
chmod 755 "$dir"

# PostgreSQL refuses to run as root.
as=
if [ "$(id -u)" = 0 ]; then
	chown postgres "$dir"
	as='setpriv --reuid=postgres --regid=postgres --clear-groups'
fi
trap '$as "$bin/pg_ctl" -D "$dir/data" -m immediate stop >/dev/null 2>&1; rm -rf "$dir"' EXIT
trap 'trap "" HUP INT TERM; exit 1' HUP INT TERM # what cleans up is not disturbed by another

settings="-k $dir -c listen_addresses='' -c fsync=off -c full_page_writes=off -c wal_level=minimal
	-c max_wal_senders=0 -c max_connections=200"
(
	cd / || exit 2
	$as "$bin/initdb" -D "$dir/data" -A trust -U haicap -N -E UTF8 --locale=C.UTF-8 \
		--locale-provider=icu --icu-locale=vi-VN >"$dir/log" 2>&1 &&
		$as "$bin/pg_ctl" -D "$dir/data" -o "$(echo "$settings" | tr '\n\t' '  ')" -l "$dir/server.log" -w start >>"$dir/log" 2>&1
) || {
	cat "$dir/log" "$dir/server.log" >&2
	exit 3
}
TEST_POSTGRES=$dir "$@"
