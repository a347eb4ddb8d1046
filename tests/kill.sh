#!/bin/sh
# SIGKILL while an order is carried out over 20,000 dossiers: the next start finds the whole evening or the whole
# morning, and ends where an undisturbed night ended, root by root. 20 points of time, 200 with --long.
set -u
points=20
case ${1:-} in --long) points=200 ;; esac
dossiers=${KILL_DOSSIERS:-20000}
here=$(cd "$(dirname "$0")/.." && pwd)
# What was written is there whoever is killed, whether it reached a disk or not: it need not wait for one.
shm_kib=$(df --output=avail /dev/shm 2>/dev/null | tail -n 1)
[ -z "$shm_kib" ] || [ "$shm_kib" -lt $((dossiers * 20)) ] || [ ! -w /dev/shm ] || export TMPDIR=/dev/shm
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
midnight=2025-07-01T00:00:01+07:00
# shellcheck source=tests/tap.sh
. "$here/tests/tap.sh"

cd "$dir" || exit 2
on_server() { psql -h "$TEST_POSTGRES" -U haicap -qAtX "$@"; }

# A store is a file and its key, or a database and its key: copied while nobody has it open.
if [ -n "${TEST_POSTGRES:-}" ]; then
	url() { echo "postgres://haicap@/$1?host=$TEST_POSTGRES"; }
	ask() { on_server -d "$1" -c "$2"; }
	copy() {
		on_server -d postgres -c 'SET client_min_messages = error' -c "DROP DATABASE IF EXISTS $2 WITH (FORCE)" \
			-c "CREATE DATABASE $2 TEMPLATE $1"
		cp -p "haicap-$1.key" "haicap-$2.key"
	}
	on_server -d postgres -c 'CREATE DATABASE base'
else
	url() { echo "sqlite:$dir/$1.db"; }
	ask() { sqlite3 -cmd '.timeout 10000' "$1.db" "$2"; } # who was killed may still be leaving
	copy() {
		for end in db db-wal db.key; do
			rm -f "$2.$end"
			[ ! -f "$1.$end" ] || cp -p "$1.$end" "$2.$end"
		done
		rm -f "$2.db-shm"
	}
fi

haicap() { # haicap STORE WORDS…
	store=$1
	shift
	"$HAICAP" "$@" --db "$(url "$store")"
}

summary() { # what the certificate says, without what names the moment of signing
	haicap "$1" order certificate 1661/NQ-UBTVQH15 | head -n 1 | sed 's/,"checkpoint":.*//'
}

state() { # evening or morning, asked of the engine itself; anything else is neither
	ask "$1" "SELECT CASE
		WHEN (SELECT state FROM unit_order) = 'scheduled' AND (SELECT count(*) FROM order_move) = 0
			AND (SELECT count(*) FROM unit WHERE order_id IS NOT NULL) = 0 THEN 'evening'
		WHEN (SELECT state FROM unit_order) = 'applied' AND (SELECT count(*) FROM unit WHERE order_id IS NOT NULL) = 45
			AND (SELECT count(*) FROM order_move WHERE kind = 'dossier' AND (parts & 1) <> 0) = $dossiers THEN 'morning'
		ELSE 'neither' END"
}

echo "1..$((points + 1))"
{
	haicap base load "$here/data/dien-bien" --rehearsal --clock 2025-06-30T15:00:00+07:00 &&
		haicap base demo fill --dossiers "$dossiers" &&
		haicap base order apply "$here/data/dien-bien"
} >log 2>&1 || cat log >&2

copy base whole
start=$(date +%s%N)
haicap whole check --clock $midnight >log 2>&1
say $? an_undisturbed_night_breaks_no_invariant
took_ms=$((($(date +%s%N) - start) / 1000000))
summary whole >whole.json
echo "# the night took $took_ms ms"

evenings=0
mornings=0
for i in $(seq 1 "$points"); do
	after_ms=$((took_ms * i / (points + 1)))
	copy base torn
	timeout -s KILL "$((after_ms / 1000)).$(printf '%03d' $((after_ms % 1000)))" \
		"$HAICAP" check --clock $midnight --db "$(url torn)" >/dev/null 2>&1
	found=$(state torn)
	case $found in
	evening) evenings=$((evenings + 1)) ;;
	morning) mornings=$((mornings + 1)) ;;
	esac
	haicap torn check --clock $midnight >log 2>&1 || haicap torn check >log 2>&1
	rc=$?
	summary torn >torn.json
	{ [ "$found" = evening ] || [ "$found" = morning ]; } && [ $rc = 0 ] && [ -s torn.json ] && cmp -s whole.json torn.json
	ok=$?
	[ $ok = 0 ] || { echo "# killed after $after_ms ms: $found, check $rc"; cat log; diff whole.json torn.json; }
	say $ok "killed_after_${i}_of_$((points + 1))_parts_of_the_night_it_is_whole"
done
echo "# $evenings evenings, $mornings mornings"
exit $bad
