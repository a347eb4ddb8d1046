#!/bin/sh
# The same province, the same dossiers and the same order end in the same roots, whatever keeps the store.
set -u
here=$(cd "$(dirname "$0")/.." && pwd)
[ -n "${TEST_POSTGRES:-}" ] || exec "$here/tests/cluster.sh" "$0" "$@"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 2
# shellcheck source=tests/tap.sh
. "$here/tests/tap.sh"

# What a certificate says, without what names the moment of signing.
summary() { "$HAICAP" order certificate "$1" | head -n 1 | sed 's/,"checkpoint":.*//'; }

night() { # night NAME PROVINCE ORDER NUMBER DOSSIERS: its certificate in NAME.json, how it went in NAME.log
	"$HAICAP" load "$2" --rehearsal --clock 2025-06-30T15:00:00+07:00 &&
		"$HAICAP" demo fill --dossiers "$5" --seed 7 &&
		"$HAICAP" user add lan --unit 03158 --role reception --role clerk &&
		"$HAICAP" order preview "$3" >"$1.preview" &&
		"$HAICAP" order apply "$3" &&
		"$HAICAP" check --clock 2025-07-01T00:00:01+07:00 &&
		summary "$4" >"$1.json" &&
		"$HAICAP" order undo "$4" && "$HAICAP" check &&
		"$HAICAP" order preview "$3" >"$1.after"
}

compare() { # compare WHAT PROVINCE ORDER NUMBER DOSSIERS
	what=$1
	shift
	HAICAP_DB=sqlite:$dir/$what.db
	export HAICAP_DB
	night "$what.sqlite" "$@" >"$what.log" 2>&1
	say $? "${what}_has_its_night_on_sqlite"
	[ $bad = 0 ] || tail -n 20 "$what.log"
	HAICAP_DB="postgres://haicap@/$what?host=$TEST_POSTGRES"
	createdb -h "$TEST_POSTGRES" -U haicap "$what"
	night "$what.postgres" "$@" >"$what.log" 2>&1
	say $? "${what}_has_its_night_on_postgres"
	[ $bad = 0 ] || tail -n 20 "$what.log"
	grep -q '"state":"applied".*"kind":"dossier","before":[1-9]' "$what.sqlite.json" &&
		cmp "$what.sqlite.json" "$what.postgres.json" && cmp "$what.sqlite.preview" "$what.postgres.preview"
	say $? "${what}_has_the_same_roots_on_both"
	cmp "$what.sqlite.after" "$what.postgres.after"
	say $? "${what}_has_the_same_roots_on_both_when_the_order_is_undone"
}

echo 1..8
unset HAICAP_LISTEN
compare six_units "$here/tests/http/worlds/small" "$here/tests/http/worlds/small-order" "$(
	sed -n 's/.*"number": *"\([^"]*\)".*/\1/p' "$here/tests/http/worlds/small-order/order.json")" 60
compare province "$here/data/dien-bien" "$here/data/dien-bien" 1661/NQ-UBTVQH15 2000
exit $bad
