#!/bin/sh
# `serve --demo` makes its store, and starts over: a file, or with TEST_POSTGRES a database there.
set -u
here=$(cd "$(dirname "$0")/.." && pwd)
dir=$(mktemp -d)
cd "$dir" || exit 2
unset HAICAP_DB HAICAP_LISTEN LC_ALL LC_MESSAGES
export LANG=en_US.UTF-8
# shellcheck source=tests/tap.sh
. "$here/tests/tap.sh"
server=
if [ -n "${TEST_POSTGRES:-}" ]; then
	bin=/usr/lib/postgresql/15/bin
	database=demo_$$
	store="postgres://haicap@/$database?host=$TEST_POSTGRES"
	sql() { "$bin/psql" -h "$TEST_POSTGRES" -U haicap -d "$database" -qAtX -c "$1"; }
	"$bin/createdb" -h "$TEST_POSTGRES" -U haicap "$database" || exit 2
	trap '[ -z "$server" ] || kill "$server"; "$bin/dropdb" -f -h "$TEST_POSTGRES" -U haicap "$database"; rm -rf "$dir"' EXIT
	# Tables of a load that was refused, and somebody's own beside them.
	mkdir wrong
	"$HAICAP" load wrong --db "$store" 2>/dev/null
	cp "$here"/data/dien-bien/*.json "$here"/data/dien-bien/*_before.csv wrong/
	sed -i 's/^03158,/3158,/' wrong/units_before.csv
	"$HAICAP" load wrong --db "$store" 2>/dev/null
	sql 'CREATE TABLE theirs (a INT); INSERT INTO theirs VALUES (7)'
	key=haicap-$database.key
	echo 1..15
else
	store=sqlite:demo.db
	sql() { sqlite3 demo.db "$1"; }
	trap '[ -z "$server" ] || kill "$server"; rm -rf "$dir"' EXIT
	key=demo.db.key
	echo 1..9
fi

serve() { # serve: starts the demo and waits for its address
	: >out
	"$HAICAP" serve --demo --db "$store" --listen 127.0.0.1:0 --track-limit 0 >out 2>err &
	server=$!
	while kill -0 $server 2>/dev/null && ! grep -q http:// out; do sleep 0.05; done
	address=$(grep -o 'http://[^ ]*' out)
	token=$(curl -s -c jar -H 'Accept: text/html' "$address/" | grep -o 'name="csrf" value="[^"]*"' | head -n 1 | cut -d'"' -f4)
}
restart() { # restart: presses the button of the bar
	curl -s -o page -w '%{http_code}' -b jar -H 'Accept: text/html' -d "csrf=$token" "$address/demo/restart"
}
clock() { curl -s -H 'Accept: text/html' "$address/" | grep -o 'datetime="[^"]*"' | head -n 1; }
again() { # again: waits until the server that starts over answers from the evening; false when it ended or never does
	tries=600
	while kill -0 $server 2>/dev/null && [ $((tries -= 1)) -gt 0 ]; do
		case $(clock) in *2025-06-30T15:00*) return 0 ;; esac
		sleep 0.05
	done
	return 1
}
counts() { sql 'SELECT (SELECT count(*) FROM dossier), (SELECT count(*) FROM login_account), (SELECT count(*) FROM unit)'; }

serve
[ -n "$address" ]
say $? it_is_made_and_served
first=$(counts)
sql "UPDATE dossier SET code = 'X' || code WHERE id = (SELECT min(id) FROM dossier)"
sql "INSERT INTO setting VALUES ('mine', '1')"
cp "$key" key.before
check 0 its_clock_moves_on check --clock 2025-07-01T08:00:00+07:00 --db "$store"
[ "$(restart)" = 200 ]
say $? it_is_asked_to_start_over
again
say $? it_serves_the_evening_again
[ "$(counts)" = "$first" ] && [ "$(sql "SELECT count(*) FROM dossier WHERE code LIKE 'X%'")" = 0 ] &&
	[ "$(sql "SELECT count(*) FROM setting WHERE key = 'mine'")" = 0 ]
say $? nothing_is_left_of_what_was_done
check 0 it_is_whole check --db "$store"
check 0 its_key_signs ledger checkpoint --db "$store"
! cmp -s "$key" key.before && [ -z "$(find . -name '*.next*')" ]
say $? the_key_is_a_new_one_and_nothing_lies_about
kill $server
wait $server
say $? it_ends_well
server=
[ -n "${TEST_POSTGRES:-}" ] || exit $bad

[ "$(sql 'SELECT a FROM theirs')" = 7 ]
say $? a_table_of_others_stays_as_it_was
serve
check 0 its_clock_moves_on_again check --clock 2025-06-30T20:00:00+07:00 --db "$store"
sql "INSERT INTO setting VALUES ('mine', '1')"
sql 'UPDATE head SET rehearsal = 0'
[ "$(restart)" = 200 ]
say $? a_store_that_is_no_rehearsal_any_more_is_asked_to_start_over
! again && ! kill -0 $server 2>/dev/null
say $? the_server_refuses_and_ends
kill -0 $server 2>/dev/null || server=
grep -q 'already' err
say $? it_says_why
[ "$(sql "SELECT count(*) FROM setting WHERE key = 'mine'")" = 1 ] && [ "$(counts)" = "$first" ] && [ -z "$(find . -name '*.next*')" ]
say $? everything_is_as_it_was
exit $bad
