# shellcheck shell=sh disable=SC2154 # variables are set in script/bench
# What is asked over HTTP. One server an engine; each round asks everything of each at each number of
# connections, hello at the same, and then commits what was created by the bare engine.

use() # ENGINE: its server from here on
{
	engine=$1
	people
	read -r server url <"$dir/$engine-server"
}

# load SCRIPT URL CONNECTIONS SECONDS [REST]: asks for so long and waits REST more for what is under way.
# Sets acked, rate and p99_ms; fails when an answer was not as it should be.
load()
{
	threads=2
	[ "$3" -ge 2 ] || threads=1
	BENCH_SECONDS=$4 wrk -t $threads -c "$3" -d "$(($4 + ${5:-2}))s" --timeout 20s -s "$tree/bench/$1.lua" "$2" \
		>"$dir/wrk" 2>&1 || fail "$(cat "$dir/wrk")"
	result=$(sed -n 's/^RESULT //p' "$dir/wrk")
	[ -n "$result" ] || fail "$(cat "$dir/wrk")"
	# shellcheck disable=SC2086 # four words
	set -- $result
	if [ "$2" != 0 ] || [ "$1" = 0 ]; then
		fail "$2 of $(($1 + $2)) answers are wrong: $(sed -n 's/^FAULT //p' "$dir/wrk")"
	fi
	acked=$1
	rate=$(calc "$1 / $3" %.1f)
	p99_ms=$(calc "$4 / 1000" %.2f)
}

one='"code":"(H18[^"]*)"' # the first code in an answer is the dossier's

# reads PATH TOKEN TIMES LOOKS: answers of the engine's server; each must have left so many looks.
reads()
{
	before=$(query served 'SELECT count(*) FROM look')
	BENCH_PATH=$1 BENCH_TOKEN=$2 BENCH_TIMES=$3 BENCH_EXPECT=$one BENCH_ROW='"received_at":' \
		load read "$url" "$connected" "$span"
	after=$(query served 'SELECT count(*) FROM look')
	[ "$((after - before))" = "$(($4 * acked))" ] || fail "$1: $acked answers, $((after - before)) looks recorded"
}

http_track()
{
	reads '/track/{}' '' '' 0
}

http_look()
{
	reads '/dossiers/{}' "$leader" '' 1
}

http_queue()
{
	reads '/dossiers?limit=20' "$leader" 20 1
}

# The same page of one of all units at a time, so that hardly two ask the same at once. With few dossiers a unit has no 20.
http_units()
{
	BENCH_CODES="$dir/units" BENCH_ANY=yes reads '/dossiers?unit={}&limit=20' "$leader" "$([ "$dossiers" -lt 20000 ] || echo 20)" 1
}

# What was acknowledged must be in the store, once, and nothing else.
http_create()
{
	rm -f "$dir/acked."*
	before=$(query served 'SELECT count(*) FROM dossier')
	BENCH_TOKEN=$reception BENCH_PROCEDURE=1.000593 BENCH_ACKED="$dir/acked." load create "$url" "$connected" "$span"
	after=$(query served 'SELECT count(*) FROM dossier')
	[ "$after" = "$((before + acked))" ] || fail "create: $acked acknowledged, $((after - before)) stored"
	sort "$dir/acked."* >"$dir/acknowledged"
	query served "SELECT code FROM dossier ORDER BY id DESC LIMIT $acked" | sort >"$dir/stored"
	cmp -s "$dir/acknowledged" "$dir/stored" || fail "create: the codes acknowledged are not those stored"
	echo "$acked" >>"$dir/$engine-created"
}

# All that was created in this round, as rows alone.
bare_engine()
{
	created=$(awk '{ n += $1 } END { print n + 0 }' "$dir/$engine-created")
	rm -f "$dir/$engine-created"
	case $engine in
	sqlite) "$bare/bench_engine" "$dir/served.db" "$dir/bare.db" ;;
	postgres) "$bare/bench_engine_postgres" "host=$pg_dir user=haicap dbname=served" "host=$pg_dir user=haicap dbname=bare" ;;
	esac >"$dir/bare" || fail "the bare engine"
	read -r committed took settings <"$dir/bare"
	echo "$settings" >"$dir/$engine-settings"
	[ "$committed" = "$created" ] || fail "the bare engine committed $committed dossiers, not $created"
	keep "$engine.bare" "$(calc "$committed / $took" %.1f)"
}

# Sign-ins end up on a pool of two workers: more clients only wait longer.
http_login()
{
	touch "$dir/hashing"
	before=$(query served 'SELECT count(*) FROM login_session')
	BENCH_NAME=$leader_name BENCH_PASSWORD=$password load login "$url" 8 "$seconds" 5
	after=$(query served 'SELECT count(*) FROM login_session')
	[ "$((after - before))" = "$acked" ] || fail "login: $acked signed in, $((after - before)) sessions"
	keep "$engine.login" "$rate"
	keep "$engine.login.p99" "$p99_ms"
	keep "$engine.hash" "$("$bare/bench_hash" 2 "$seconds")"
	rm "$dir/hashing"
}

# watched: a second of creating, not measured, with the syncs of the disk counted: at least one a commit.
watch_syncs()
{
	connected=64
	span=1
	syncs="not watched (no strace here)"
	case $engine in
	sqlite) watched=$server ;;
	postgres) watched=$(pgrep -d, -P "$postmaster") ;;
	esac
	strace -f -q -e trace=fsync,fdatasync -o "$dir/strace" -p "$watched" >/dev/null 2>&1 &
	watcher=$!
	pids="$pids $watcher"
	sleep 1
	if kill -0 "$watcher" 2>/dev/null; then
		batches=$(query served 'SELECT batch FROM head')
		http_create
		batches=$(($(query served 'SELECT batch FROM head') - batches))
		stop "$watcher"
		done=$(grep -cE 'f(data)?sync.* = 0$' "$dir/strace" || true)
		[ "$done" -ge "$batches" ] || fail "create: $batches commits, but only $done syncs"
		syncs="$acked dossiers in $batches commits with $done syncs of the disk"
	fi
	rm -f "$dir/$engine-created"
	note "$engine: the bare engine with $(cat "$dir/$engine-settings"); the program: $syncs"
}

# The server's proportional memory, in KiB, twice a second; not while passwords are checked, which takes
# 64 MiB each by intention.
sample_memory()
{
	while pss=$(awk '/^Pss:/ { print $2 }' "/proc/$server/smaps_rollup" 2>/dev/null) && [ -n "$pss" ]; do
		[ -f "$dir/hashing" ] || echo "$pss" >>"$dir/r/$engine.pss"
		sleep 0.5
	done &
	sampler=$!
	pids="$pids $sampler"
}

begin_http()
{
	hello
	for engine in $engines; do
		copy served
		copy bare
		serve served
		echo "$server $url" >"$dir/$engine-server"
		sample_memory
	done
}

# Of track, look, queue, units and create, those asked for; memory is measured under all of them.
pieces()
{
	for name in track look queue units create; do
		if wanted $name || wanted memory; then echo $name; fi
	done
}

hello_too() # NAME: how it fares at as many connections
{
	use "${engines%% *}"
	BENCH_PATH='/track/{}' BENCH_TOKEN='' BENCH_TIMES='' BENCH_EXPECT='"code":"H18%.25%-250630%-(0007)"' \
		load read "$hello_url" "$connected" "$span" 1
	keep "hello.$1" "$rate"
	keep "hello.$1.p99" "$p99_ms"
}

round_at() # CONNECTIONS
{
	connected=$1
	span=$short
	[ "$connected" != 64 ] || span=$seconds
	hello_too "$connected"
	for engine in $engines; do
		use "$engine"
		for name in $(pieces); do
			"http_$name"
			keep "$engine.$name.$connected" "$rate"
			keep "$engine.$name.$connected.p99" "$p99_ms"
		done
	done
}

bench_http()
{
	begin_http
	for round in $(seq "$rounds"); do
		echo "bench: round $round of what is asked over HTTP" >&2
		for connected in $connections; do round_at "$connected"; done
		for engine in $engines; do
			use "$engine"
			[ ! -f "$dir/$engine-created" ] || bare_engine
			! wanted login || http_login
		done
	done
	for engine in $engines; do
		use "$engine"
		[ ! -f "$dir/r/$engine.bare" ] || watch_syncs
		stop "$server"
		check served
		drop bare
		drop served
	done
	for engine in $engines; do
		http_rows
		http_compact
	done
}

# What people look at from the first of July on: dossiers that the night moved.
bench_moved()
{
	hello
	connected=64
	span=$seconds
	for engine in $engines; do
		copy served
		ours served order apply "$tree/data/dien-bien" --clock 2025-07-01T00:00:00+07:00 >"$dir/night.out" 2>&1 ||
			fail "moved: $(cat "$dir/night.out")"
		[ "$(query served 'SELECT count(*) FROM dossier WHERE moves > 0')" = "$dossiers" ] || fail "moved: not all were moved"
		serve served
		echo "$server $url" >"$dir/$engine-server"
	done
	for _ in $(seq "$rounds"); do
		hello_too moved
		for engine in $engines; do
			use "$engine"
			http_look
			keep "$engine.moved" "$rate"
			keep "$engine.moved.p99" "$p99_ms"
		done
	done
	for engine in $engines; do
		use "$engine"
		stop "$server"
		drop served
		got=$(ratio "$engine.moved" hello.moved)
		row "$engine moved: look, after the night moved all" "$(whole "$engine.moved")/s, p99 $(median "$dir/r/$engine.moved.p99") ms" \
			"hello $(whole hello.moved)/s" "$got" '0.08, 0.15' "$(verdict "$got" 0.08 0.15)"
	done
}

# ratio FILE BASE: the median of the rounds' ratios
ratio()
{
	paste "$dir/r/$1" "$dir/r/$2" | awk '{ print $1 / $2 }' >"$dir/ratios"
	median "$dir/ratios" | awk '{ printf "%.3f", $1 }'
}

base_of() # NAME CONNECTIONS
{
	if [ "$1" = create ]; then echo "$engine.bare"; else echo "hello.$2"; fi
}

whole() # FILE: its median without decimals
{
	median "$dir/r/$1" | awk '{ printf "%.0f", $1 }'
}

# $engine's lines of the table, at 64 connections
http_rows()
{
	for line in 'track GET /track/{code} 0.2 0.4' 'look GET /dossiers/{code}, recorded 0.08 0.15' \
		"queue first 20 of $dossiers, recorded 0.12 0.25" \
		"units first 20 of a unit, each of another, recorded - -" \
		"create POST /dossiers, durable $([ "$engine" = sqlite ] && echo 0.25 0.4 || echo 0.15 0.25)"; do
		name=${line%% *}
		then=${line##* }
		what=${line#* }
		what=${what% *}
		goal=${what##* }
		what=${what% *}
		if [ ! -f "$dir/r/$engine.$name.64" ] || ! wanted "$name"; then continue; fi
		base_file=$(base_of "$name" 64)
		got=$(ratio "$engine.$name.64" "$base_file")
		[ "$goal" = - ] || median "$dir/r/$engine.$name.64.p99" >>"$dir/r/$engine.p99"
		row "$engine $name: $what" "$(whole "$engine.$name.64")/s, p99 $(median "$dir/r/$engine.$name.64.p99") ms" \
			"$([ "$name" = create ] && echo bare || echo hello) $(whole "$base_file")/s" "$got" "$goal, $then" \
			"$([ "$goal" = - ] && echo - || verdict "$got" "$goal" "$then")"
	done
	[ ! -f "$dir/r/$engine.p99" ] || {
		worst=$(sort -n "$dir/r/$engine.p99" | tail -n 1)
		row "$engine slowest of a hundred, most of these" "$worst ms" "hello $(median "$dir/r/hello.64.p99") ms" - '15 ms, 10 (idle machine)' \
			"$(verdict "$worst" 15 10 less)"
	}
	! wanted login || row "$engine login: POST /sign-in, 8 connections" \
		"$(median "$dir/r/$engine.login")/s, p99 $(whole "$engine.login.p99") ms" \
		"Argon2id alone $(median "$dir/r/$engine.hash")/s" "$(ratio "$engine.login" "$engine.hash")" - -
	! wanted memory || {
		most=$(sort -n "$dir/r/$engine.pss" | tail -n 1 | awk '{ printf "%.1f", $1 / 1024 }')
		row "$engine memory: most PSS meanwhile, $dossiers dossiers" "$most MiB" - - '64 MiB, 40 (of a million)' "$(verdict "$most" 64 40 less)"
	}
}

http_compact()
{
	[ -f "$dir/compact" ] || printf 'what\t%s\n' "$(echo "$connections" | sed 's/ *$//; s/  */\t/g')" >"$dir/compact"
	for name in track look queue units create; do
		line="$engine $name"
		for connected in $connections; do
			file=$engine.$name.$connected
			[ -f "$dir/r/$file" ] || continue 2
			line="$line$(printf '\t')$(whole "$file")/s ($(ratio "$file" "$(base_of $name "$connected")"), $(median "$dir/r/$file.p99") ms)"
		done
		echo "$line" >>"$dir/compact"
	done
	case " $engines" in *" $engine") ;; *) return 0 ;; esac
	line=hello
	for connected in $connections; do
		line="$line$(printf '\t')$(whole "hello.$connected")/s ($(median "$dir/r/hello.$connected.p99") ms)"
	done
	echo "$line" >>"$dir/compact"
}
