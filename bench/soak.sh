# shellcheck shell=sh disable=SC2154 # variables are set in script/bench
# Half an hour of everything at once: creating, tracking, looking and listing at four connections each, while an order
# is carried out and undone every minute from the command line beside the server. A line a minute; at the end whether
# memory (the most of each minute), file descriptors and the slowest answers stayed where they were. An order counts
# every dossier of the province, and who asks meanwhile waits for it: so only five dossiers a second are created, more
# than fifty times what a province files. Without that pause the store would be ten times as large at the end, and so
# would the wait be.

# Two communes become one, on the day after the last work there and far from where dossiers are created: so that the
# order may be undone.
soak_order()
{
	order=$dir/order
	mkdir -p "$order"
	echo '{"number":"01/SOAK","title":"Soak","issued_by":"Bench","kind":"nghị quyết","passed":"2025-06-01",
		"in_force":"2025-06-01","operates":"2025-06-24","ends_district_tier":false,"default_rule":"none"}' >"$order/order.json"
	awk -F, -v dir="$order" 'NR > 1 {
		code[NR] = $1
		name[NR] = $2
		type[NR] = $3
	}
	END {
		print "code,name,type" >(dir "/units_after.csv")
		print "old_code,new_code,share,note" >(dir "/reorganisation.csv")
		for (i = 2; i < NR; i++)
			print code[i] "," name[i] "," type[i] >(dir "/units_after.csv")
		for (i = 2; i <= NR; i++)
			print code[i] "," (i == NR ? code[NR - 1] : code[i]) ",whole," >(dir "/reorganisation.csv")
	}' "$tree/data/dien-bien/units_before.csv"
}

soak_ask() # KIND SCRIPT PAUSE PATH TOKEN TIMES
{
	rm -f "$dir/soak.$1".*
	BENCH_PAUSE=$3 BENCH_BUSY=yes BENCH_SECONDS=50 BENCH_PATH=$4 BENCH_TOKEN=$5 BENCH_TIMES=$6 BENCH_EXPECT=$one BENCH_ROW='"received_at":' \
		BENCH_PROCEDURE=1.000593 BENCH_ACKED="$dir/soak.$1." \
		wrk -t 1 -c 4 -d 58s --timeout 20s -s "$tree/bench/$2.lua" "$url" >"$dir/wrk.$1" 2>&1 &
	asking="$asking $!"
}

figure() # FILE WORD: of a line "Word: 123 kB"
{
	awk -v word="$2:" '$1 == word { print $2; exit }' "/proc/$server/$1"
}

# The longest that the server itself says it took: wrk counts an answer as timed out also when the clock went back.
longest_logged()
{
	awk '{ t = $NF; if (sub(/us$/, "", t) && t + 0 > most) { most = t + 0; line = $0 } } END { print line }' "$dir/server.log"
}

# The night and the way back, beside the server; how long both took.
soak_there_and_back()
{
	t=$(now_us)
	# shellcheck disable=SC2086 # two words or none
	ours soak order apply "$order" $night >"$dir/there" 2>&1 || fail "order apply: $(cat "$dir/there")"
	sleep 1
	ours soak order undo 01/SOAK >"$dir/back" 2>&1 || fail "order undo: $(cat "$dir/back")"
	night=
	turn=$(calc "($(now_us) - $t) / 1e6 - 1" %.1f)
}

# What the server keeps is bounded, but fills slowly at this pace: filled at once, it is not taken for growth.
soak_fill()
{
	BENCH_PATH='/track/{}' BENCH_TOKEN='' BENCH_EXPECT=$one load read "$url" 16 10
	BENCH_PATH='/dossiers/{}' BENCH_TOKEN=$leader BENCH_EXPECT=$one load read "$url" 16 10
}

soak_minute()
{
	asking=
	echo 5 >"/proc/$server/clear_refs" # the most it has taken is counted anew
	before=$(query soak 'SELECT (SELECT count(*) FROM dossier) + (SELECT count(*) FROM look)')
	soak_ask create create 800 '' "$reception" ''
	soak_ask track read 0 '/track/{}' '' ''
	soak_ask look read 10 '/dossiers/{}' "$leader" ''
	soak_ask queue read 10 '/dossiers?limit=20' "$leader" 20
	pids="$pids $asking"
	sleep 10
	soak_there_and_back
	# shellcheck disable=SC2086 # a list of numbers
	for pid in $asking; do wait "$pid" || fail "wrk"; done
	made=0
	slowest=0
	late=0
	for kind in create track look queue; do
		read -r good wrong _ p99 later <<-END_OF_RESULT
			$(sed -n 's/^RESULT //p' "$dir/wrk.$kind")
		END_OF_RESULT
		[ "${wrong:-1}" = 0 ] || fail "$kind: $(cat "$dir/wrk.$kind") the longest in the server's log: $(longest_logged)"
		[ $kind = track ] || made=$((made + good))
		late=$((late + later))
		slowest=$(calc "($p99 > $slowest ? $p99 : $slowest)" %.0f)
	done
	after=$(query soak 'SELECT (SELECT count(*) FROM dossier) + (SELECT count(*) FROM look)')
	[ "$((after - before))" = "$made" ] || fail "soak: $made acknowledged, $((after - before)) stored"
	sleep 1
	printf '%s %s %s %s %s\n' "$minute" "$(figure status VmHWM)" "$(figure smaps_rollup Pss_Anon)" \
		"$(find "/proc/$server/fd" -mindepth 1 | wc -l)" "$(calc "$slowest / 1000" %.1f)" >>"$dir/soak"
	awk -v n="$made" -v turn="$turn" -v late="$late" 'END {
		printf "  minute %s: RSS at most %.1f MiB, own now %.1f MiB, %s descriptors, slowest of a hundred %s ms, %d recorded, %d put off by 503, order there and back %s s\n",
			$1, $2 / 1024, $3 / 1024, $4, $5, n, late, turn }' "$dir/soak" >&2
}

# Of a column of $dir/soak without its first fifth: the mean, and what the straight line through it gains in all.
slope() # COLUMN
{
	awk -v c="$1" '{ v[NR] = $c } END {
		first = int(NR / 5) + 1
		for (i = first; i <= NR; i++) { n++; x += i; y += v[i]; xy += i * v[i]; xx += i * i }
		d = n * xx - x * x
		printf "%.1f %.1f", y / n, d ? (n * xy - x * y) / d * (n - 1) : 0
	}' "$dir/soak"
}

# flat WHAT COLUMN ALLOWED PART UNIT DIVIDED: whether the line gained at most ALLOWED, or that part of its mean
flat()
{
	read -r mean gained <<-END_OF_SLOPE
		$(slope "$2")
	END_OF_SLOPE
	row "$engine soak: $1 over $minutes minutes" "$(calc "$mean / $6" %.1f)$5, $(calc "$gained / $6" %+.1f)" - - flat \
		"$(awk -v m="$mean" -v g="$gained" -v most="$3" -v part="$4" 'BEGIN { print g <= most || g <= m * part ? "yes" : "no" }')"
}

bench_soak()
{
	soak_order
	for engine in $engines; do
		copy soak
		people
		serve soak
		rm -f "$dir/soak"
		night='--clock 2025-06-24T00:00:00+07:00'
		soak_fill
		for minute in $(seq "$minutes"); do soak_minute; done
		stop "$server"
		check soak
		drop soak
		flat 'most memory' 2 1024 0.1 ' MiB' 1024
		flat 'file descriptors' 4 0.5 0 '' 1
		flat 'slowest of a hundred' 5 2 0.25 ' ms' 1
	done
}
