# shellcheck shell=sh disable=SC2154,SC2034 # variables are set in script/bench
# Stores of script/bench. $engine says on which of the two; each has a base that is filled once and copied.

reception_name=bench-reception
leader_name=bench-leader
password='bench tự đo 2025'

pg_bin=/usr/lib/postgresql/15/bin
pg_dir=$dir/pg
as_postgres= # PostgreSQL refuses to run as root
[ "$(id -u)" != 0 ] || as_postgres='setpriv --reuid=postgres --regid=postgres --clear-groups'

# A cluster of our own, with a server's usual settings: fsync and synchronous_commit on.
cluster()
{
	[ ! -d "$pg_dir" ] || return 0
	mkdir "$pg_dir"
	[ -z "$as_postgres" ] || chown postgres "$pg_dir"
	# shellcheck disable=SC2086 # several words or none
	(
		cd "$pg_dir"
		$as_postgres "$pg_bin/initdb" -D data -A trust -E UTF8 --locale=C -U haicap >"$dir/initdb" 2>&1 &&
			$as_postgres "$pg_bin/pg_ctl" -D data -l log -w start -o "-k $pg_dir -c listen_addresses='' \
				-c fsync=on -c synchronous_commit=on -c shared_buffers=256MB -c max_wal_size=4GB" \
				>>"$dir/initdb" 2>&1
	) || fail "PostgreSQL: $(cat "$dir/initdb")"
	postmaster=$(head -n 1 "$pg_dir/data/postmaster.pid")
}

cluster_stop()
{
	[ -f "$pg_dir/data/postmaster.pid" ] || return 0
	# shellcheck disable=SC2086
	(cd "$pg_dir" && $as_postgres "$pg_bin/pg_ctl" -D data -m immediate stop >/dev/null 2>&1) || true
}

psql_in() # DATABASE SQL
{
	PGOPTIONS="-c client_min_messages=warning" "$pg_bin/psql" -X -q -A -t -v ON_ERROR_STOP=1 -h "$pg_dir" -U haicap -d "$1" -c "$2"
}

store() # NAME: what --db and --key are told of it
{
	case $engine in
	sqlite) db=sqlite:$dir/$1.db ;;
	postgres) db="postgres://haicap@/$1?host=$pg_dir" ;;
	esac
	key=$dir/$engine-$1.key
}

ours() # STORE WORD…: haicap with that store
{
	store "$1"
	shift
	"$haicap" "$@" --db "$db" --key "$key"
}

query() # STORE SQL
{
	case $engine in
	sqlite) sqlite3 -batch -noheader -cmd '.timeout 10000' "$dir/$1.db" "$2" ;;
	postgres) psql_in "$1" "$2" ;;
	esac
}

drop() # STORE
{
	case $engine in
	sqlite) rm -f "$dir/$1.db" "$dir/$1.db-wal" "$dir/$1.db-shm" ;;
	postgres) psql_in postgres "DROP DATABASE IF EXISTS $1" ;;
	esac
	rm -f "$dir/$engine-$1.key"
}

empty() # STORE: a place for one
{
	drop "$1"
	[ "$engine" = sqlite ] || psql_in postgres "CREATE DATABASE $1"
}

# The province on a Monday morning with open dossiers, somebody who receives and somebody who leads.
base()
{
	[ ! -f "$dir/$engine-codes" ] || return 0
	echo "bench: making a store of $dossiers dossiers on $engine" >&2
	[ "$engine" = sqlite ] || cluster
	empty base
	ours base load "$tree/data/dien-bien" --rehearsal --clock 2025-06-23T08:00:00+07:00 >"$dir/load" 2>&1 ||
		fail "$(cat "$dir/load")"
	ours base demo fill --dossiers "$dossiers" --seed 1 >/dev/null
	unit=$(sed -n '2s/,.*//p' "$tree/data/dien-bien/units_before.csv")
	echo "$password" | ours base user add $reception_name --unit "$unit" --role reception --password-stdin >/dev/null
	echo "$password" | ours base user add $leader_name --unit province --role leader --password-stdin >/dev/null
	ours base user token $reception_name >"$dir/$engine-reception"
	ours base user token $leader_name >"$dir/$engine-leader"
	[ "$(query base 'SELECT count(*) FROM dossier')" = "$dossiers" ] || fail "the store was not filled"
	sed '1d; s/,.*//' "$tree/data/dien-bien/units_before.csv" >"$dir/units"
	query base "SELECT code FROM dossier ORDER BY id * 7919 % 1000003 LIMIT 2000" >"$dir/$engine-codes"
	case $engine in
	sqlite) [ ! -s "$dir/base.db-wal" ] || query base 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null ;;
	postgres) query base 'VACUUM ANALYZE' ;;
	esac
}

copy() # STORE: like the base
{
	base
	drop "$1"
	case $engine in
	sqlite)
		cp "$dir/base.db" "$dir/$1.db"
		sync "$dir/$1.db" # else the first commits wait for all of it
		;;
	postgres) psql_in postgres "CREATE DATABASE $1 TEMPLATE base STRATEGY FILE_COPY" ;;
	esac
	cp "$dir/$engine-base.key" "$dir/$engine-$1.key"
}

people() # sets reception, leader and BENCH_CODES for the engine
{
	reception=$(cat "$dir/$engine-reception")
	leader=$(cat "$dir/$engine-leader")
	export BENCH_CODES="$dir/$engine-codes"
}

started() # FILE PID: prints the address once the program has said it
{
	tries=0
	until grep -o 'http://127\.0\.0\.1:[0-9]*' "$1"; do
		tries=$((tries + 1))
		if [ $tries -ge 600 ] || ! kill -0 "$2" 2>/dev/null; then
			fail "$1: $(cat "$1" "$dir/server.log" 2>/dev/null)"
		fi
		sleep 0.05
	done
}

serve() # STORE: sets server and url
{
	store "$1"
	: >"$dir/server.out"
	"$haicap" serve --db "$db" --key "$key" --listen 127.0.0.1:0 --track-limit 0 >"$dir/server.out" 2>"$dir/server.log" &
	server=$!
	pids="$pids $server"
	url=$(started "$dir/server.out" "$server" | head -n 1)
}

hello_url=
hello() # sets hello_url
{
	[ -z "$hello_url" ] || return 0
	: >"$dir/hello.out"
	"$bare/bench_hello" 0 >"$dir/hello.out" 2>&1 &
	pids="$pids $!"
	hello_url=$(started "$dir/hello.out" $! | head -n 1)
}

check() # STORE
{
	ours "$1" check >"$dir/check" 2>&1 || fail "haicap check: $(head -n 5 "$dir/check")"
}
