# shellcheck shell=sh disable=SC2154 # variables are set in script/bench
# What is measured without load: the order, the batches of the command line, the start, the pages.

# The night, next to the engine alone rewriting the same columns of all dossiers in one transaction.
bench_order()
{
	for _ in $(seq "$rounds"); do
		for engine in $engines; do order_round; done
	done
	for engine in $engines; do
		million=$(calc "$(median "$dir/r/$engine.order") * 1000000 / $dossiers" %.1f)
		row "$engine order: the night over $dossiers dossiers" "$(median "$dir/r/$engine.order") s" \
			"rewriting alone $(median "$dir/r/$engine.rewrite") s" "$(ratio "$engine.order" "$engine.rewrite")" \
			'60 s, 15 (a million)' "$(verdict "$million" 60 15 less) at $million s a million"
	done
}

order_round()
{
	copy night
	t=$(now_us)
	ours night order apply "$tree/data/dien-bien" --clock 2025-07-01T00:00:00+07:00 \
		>"$dir/night.out" 2>"$dir/night.err" || fail "order: $(cat "$dir/night.err")"
	keep "$engine.order" "$(calc "($(now_us) - $t) / 1e6")"
	grep -q '"state": *"applied"' "$dir/night.out" || fail "order: not applied: $(head -c 500 "$dir/night.out")"
	moved=$(query night "SELECT count(*) FROM order_move WHERE kind = 'dossier' AND (parts & 1) <> 0")
	[ "$moved" = "$dossiers" ] || fail "order: $moved dossiers of $dossiers are accounted for"
	check night
	copy night
	rewrite='UPDATE dossier SET competent = received_by, received_by = return_at, return_at = competent,
		version = version + 1, moves = moves + 1'
	[ "$engine" = postgres ] || rewrite="PRAGMA synchronous = FULL; $rewrite"
	t=$(now_us)
	query night "$rewrite"
	keep "$engine.rewrite" "$(calc "($(now_us) - $t) / 1e6")"
	drop night
}

# batch NAME WHAT GOAL THEN INPUT LINES OUTPUT-CHECK COMMAND…: lines a second on one core, next to awk
# printing the first column of the same lines.
batch()
{
	name=$1 what=$2 goal=$3 then=$4 input=$5 lines=$6 output_check=$7
	shift 7
	for _ in $(seq "$rounds"); do
		t=$(now_us)
		taskset -c 0 "$@" <"$input" >"$dir/out" || fail "$name"
		keep "$name" "$(calc "$lines * 1e6 / ($(now_us) - $t)" %.0f)"
		[ "$(wc -l <"$dir/out")" = "$lines" ] || fail "$name: not a line for a line"
		"$output_check"
		t=$(now_us)
		# shellcheck disable=SC2016 # awk expands
		taskset -c 0 awk -F '\t' '{ print $1 }' <"$input" >/dev/null
		keep "$name.awk" "$(calc "$lines * 1e6 / ($(now_us) - $t)" %.0f)"
	done
	got=$(median "$dir/r/$name")
	row "$what" "$got lines/s" "awk $(median "$dir/r/$name.awk")/s" "$(ratio "$name" "$name.awk")" "$goal/s, $then" \
		"$(verdict "$got" "$goal" "$then")"
}

# The first lines are the table of contracts with their answers, the others are drawn with a seed.
bench_due()
{
	cat >"$dir/due.known" <<'END_OF_CASES'
2026-08-28T10:00	3wd		2026-09-07T17:00
2026-08-20T10:00	3wd		2026-08-24T17:00
2026-02-13T15:30	same		2026-02-23T17:00
2026-08-21T16:30	8wh		2026-08-22T17:00
2026-11-02T09:00	5wd	pause@2026-11-04T10:00;resume@2026-11-09T08:00	2026-11-13T17:00
2026-11-02T09:00	3d		2026-11-05T17:00
2026-11-05T09:00	2d		2026-11-09T17:00
END_OF_CASES
	cut -f 1-3 "$dir/due.known" >"$dir/due.in"
	awk -v n=1000000 'BEGIN {
		srand(7)
		split("wd wh d", kinds, " ")
		for (i = 0; i < n; i++) {
			month = 1 + int(rand() * 9)
			at = sprintf("2026-%02d-%02dT%02d:%02d", month, 1 + int(rand() * 28), 7 + int(rand() * 11), int(rand() * 60))
			limit = rand() < 0.1 ? "same" : 1 + int(rand() * 60) kinds[1 + int(rand() * 3)]
			events = ""
			if (rand() < 0.3)
				events = sprintf("pause@2026-%02d-%02dT09:00;resume@2026-%02d-%02dT10:00", month + 1, 1 + int(rand() * 14), month + 1, 15 + int(rand() * 14))
			print at "\t" limit "\t" events
		}
	}' >>"$dir/due.in"
	batch due 'due --batch, one core' 500000 2000000 "$dir/due.in" 1000007 due_right \
		"$haicap" due --batch --calendar "$tree/data/calendar.csv"
}

due_right()
{
	head -n 7 "$dir/out" >"$dir/due.got"
	cut -f 4 "$dir/due.known" | cmp -s - "$dir/due.got" || fail "due: the known cases are wrong: $(cat "$dir/due.got")"
	! grep -q error "$dir/out" || fail "due: an error among the answers"
}

# As many units as the nation had in 2024: 63 provinces, 693 districts, 10,395 communes, whose names come from two
# lists of syllables, so that most are borne in several provinces. No commune is named twice in a district.
nation()
{
	mkdir "$dir/nation"
	echo '{"time_zone":"Asia/Ho_Chi_Minh","from":"2020-01-01"}' >"$dir/nation/province.json"
	awk -v dir="$dir/nation" -v addresses="$dir/address.in" -v codes="$dir/address.known" -v n=1000000 'BEGIN {
		OFS = ","
		m = split("An Bình Cẩm Châu Diên Đại Đông Giao Hà Hòa Hưng Khánh Kim Long Lộc Mỹ Nam Ninh Phú Phước Quang Quỳnh Sơn Tam Tân Thạnh Thanh Tiên Trung Vĩnh", one, " ")
		k = split("An Bắc Châu Cường Dương Đình Đồng Giang Hải Hiệp Hội Khê Lâm Lập Lợi Minh Nghĩa Phong Quý Sơn Thắng Thành Thịnh Tiến Trạch Trị Tường Vân Xuân Yên", two, " ")
		print "code,name,type,province_code,province_name" >(dir "/districts_before.csv")
		print "code,name,type,district_code,province_code,province_name" >(dir "/units_before.csv")
		for (d = 0; d < 693; d++) {
			p = d % 63
			province = one[1 + p % m] " " two[1 + (p * 7 + int(p / m)) % k]
			district = one[1 + (d * 11) % m] " " two[1 + (d * 13 + int(d / 30)) % k]
			print sprintf("%03d", d + 1), district, d % 7 ? "huyen" : "thi_xa", sprintf("%02d", p + 1), province >(dir "/districts_before.csv")
			for (i = 0; i < 15; i++) {
				x = (d * 37 + i * 61) % 900
				name = one[1 + x % m] " " two[1 + int(x / m) % k]
				type = i % 5 ? "xa" : "thi_tran"
				code = sprintf("%05d", d * 15 + i + 1)
				print code, name, type, sprintf("%03d", d + 1), sprintf("%02d", p + 1), province >(dir "/units_before.csv")
				line[d * 15 + i] = "Thôn " (i + 1) ", " (i % 5 ? "xã " : "thị trấn ") name ", " (d % 7 ? "huyện " : "thị xã ") district ", tỉnh " province
				right[d * 15 + i] = "unique\t" code
			}
		}
		for (i = 0; i < n; i++) {
			print line[i * 7919 % 10395] >addresses
			print right[i * 7919 % 10395] >codes
		}
	}'
	"$haicap" load "$dir/nation" --rehearsal --clock 2025-06-23T08:00:00+07:00 --db "sqlite:$dir/nation.db" >"$dir/load" 2>&1 ||
		fail "$(head -n 5 "$dir/load")"
}

# Every unit of the province by its code and by its name, and every one of a whole nation by an address.
bench_unit()
{
	engine=sqlite
	base
	awk -F, -v OFS='\t' 'NR > 1 { print $1, $1; print $2, $1 }' "$tree/data/dien-bien/units_before.csv" >"$dir/unit.known"
	known=$(wc -l <"$dir/unit.known")
	cut -f 1 "$dir/unit.known" | awk -v n=1000000 '{ line[NR - 1] = $0 } END { for (i = 0; i < n; i++) print line[i % NR] }' >"$dir/unit.in"
	batch unit 'unit --batch, one core' 200000 1000000 "$dir/unit.in" 1000000 unit_right \
		"$haicap" unit --batch --on 2025-06-23 --to 2025-06-23 --db "sqlite:$dir/base.db"
	nation
	batch address 'address --batch, one core, whole nation loaded' 200000 1000000 "$dir/address.in" 1000000 address_right \
		"$haicap" address --batch --on 2025-06-23 --to 2025-06-23 --db "sqlite:$dir/nation.db"
}

unit_right() # each answer holds the code that was meant
{
	head -n "$known" "$dir/out" | paste "$dir/unit.known" - |
		awk -F '\t' '$3 == "none" || index(" " $4 " ", " " $2 " ") == 0 { exit 1 }' || fail "unit: wrong answers"
}

address_right()
{
	cmp -s "$dir/out" "$dir/address.known" || fail "address: $(diff "$dir/out" "$dir/address.known" | head -n 4)"
}

# Start to the first answer, asked every few milliseconds; hello likewise, so that it shows what curl costs.
first_answer() # FILE COMMAND…: sets took, milliseconds
{
	file=$1
	shift
	t=$(now_us)
	"$@" >"$file" 2>"$dir/start.err" &
	starting=$!
	pids="$pids $starting"
	tries=0
	until curl -sf -o /dev/null "http://127.0.0.1:$port/healthz" 2>/dev/null; do
		tries=$((tries + 1))
		[ $tries -lt 2000 ] || fail "start: no answer: $(cat "$dir/start.err")"
	done
	took=$(calc "($(now_us) - $t) / 1000" %.1f)
	kill -0 "$starting" 2>/dev/null || fail "start: somebody else answers at port $port"
	stop "$starting"
}

bench_start()
{
	for engine in $engines; do
		copy start
		serve start
		port=${url##*:} # free a moment later
		stop "$server"
		for _ in $(seq "$((rounds * 3))"); do
			first_answer "$dir/start.out" "$haicap" serve --db "$db" --key "$key" --listen "127.0.0.1:$port"
			keep "$engine.start" "$took"
			first_answer "$dir/start.out" "$bare/bench_hello" "$port"
			keep "$engine.start.hello" "$took"
		done
		drop start
		got=$(median "$dir/r/$engine.start")
		row "$engine start: to the first answer, $dossiers dossiers" "$got ms" "hello $(median "$dir/r/$engine.start.hello") ms" \
			"$(ratio "$engine.start" "$engine.start.hello")" '200 ms, 50' "$(verdict "$got" 200 50 less)"
	done
}

# wire PATH MUST [TOKEN]: bytes on the wire of a first visit with everything that page refers to.
wire()
{
	ask="curl -s -f --compressed -H Accept:text/html"
	bytes='%{size_header} %{size_download} %{size_request}\n'
	: >"$dir/curlrc"
	[ -z "${3:-}" ] || printf 'header = "Authorization: Bearer %s"\n' "$3" >"$dir/curlrc"
	$ask -K "$dir/curlrc" -o "$dir/page.html" -w "$bytes" "$url$1" >"$dir/wire" || fail "page: $1"
	grep -q "$2" "$dir/page.html" || fail "page: $1 does not show $2"
	grep -oE '(href|src)="/assets/[^"#?]*[^"]*"' "$dir/page.html" | cut -d'"' -f2 | sort -u >"$dir/assets"
	while read -r asset; do
		$ask -o "$dir/asset" -w "$bytes" "$url$asset" >>"$dir/wire" || fail "page: $asset"
		grep -aoE 'url\("?/assets/[^")]*' "$dir/asset" | sed 's/url("\{0,1\}//' >>"$dir/assets.more" || true
	done <"$dir/assets"
	[ ! -s "$dir/assets.more" ] || fail "page: a style sheet asks for more: $(sort -u "$dir/assets.more")"
	awk '{ n += $1 + $2 } END { printf "%.1f", n / 1000 }' "$dir/wire"
}

bench_page()
{
	engine=sqlite
	copy page
	people
	serve page
	home=$(wire / '<main')
	queue=$(wire '/dossiers' '<main' "$leader")
	row "page: home, first visit, on the wire" "$home kB" - - '20 kB, 14' "$(verdict "$home" 20 14 less)"
	row "page: queue of an officer, first visit, on the wire" "$queue kB" - - '100 kB, 60' "$(verdict "$queue" 100 60 less)"
	stop "$server"
	drop page
}
