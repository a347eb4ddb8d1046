# shellcheck shell=sh disable=SC2154 # variables are set in script/bench
# Small things of script/bench: what was started and is stopped, arithmetic, the tables.

dir=$(mktemp -d)
chmod 755 "$dir"
pids=
stop() # PID…: what this script started, and waits
{
	for pid; do
		kill "$pid" 2>/dev/null || true
		wait "$pid" 2>/dev/null || true
	done
}
# shellcheck disable=SC2086 # a list of numbers
trap 'stop $pids; cluster_stop; rm -rf "$dir"' EXIT
trap 'exit 130' INT TERM
fail()
{
	echo "bench: $*" >&2
	exit 1
}

export BENCH_LUA="$tree/bench"
unset HAICAP_DB HAICAP_LISTEN PGHOST PGPORT PGDATABASE PGUSER PGOPTIONS
mkdir "$dir/r"

now_us()
{
	echo $(($(date +%s%N) / 1000))
}

calc() # an expression of awk
{
	awk "BEGIN { printf \"${2:-%.3f}\", $1 }"
}

median() # FILE of one number a line
{
	sort -n "$1" | awk '{ v[NR] = $1 } END { m = int((NR + 1) / 2); print NR % 2 ? v[m] : (v[m] + v[m + 1]) / 2 }'
}

keep() # NAME NUMBER: one more measure of this name
{
	echo "$2" >>"$dir/r/$1"
}

# verdict REACHED GOAL THEN [less]: both goals are numbers; "less" where less is better
verdict()
{
	awk -v got="$1" -v goal="$2" -v more="$3" -v less="${4:-}" 'BEGIN {
		if (less ? got <= more : got >= more) print "yes, and the next"
		else print (less ? got <= goal : got >= goal) ? "yes" : "no"
	}'
}

# row WHAT REACHED BESIDE RATIO GOAL VERDICT: a line of the table at the end.
row()
{
	printf '%s\t%s\t%s\t%s\t%s\t%s\n' "$@" >>"$dir/table"
	echo "  $1: $2, beside it $3, ratio $4: $6" >&2
}

note()
{
	echo "$*" >>"$dir/notes"
}

about_the_machine()
{
	echo "bench: $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg), $(stat -f -c %T "$dir") at ${TMPDIR:-/tmp}," \
		"$seconds s a piece ($short s beside 64 connections), $rounds rounds, $dossiers dossiers" >&2
	awk -v cores="$(nproc)" '$1 > cores / 4 { print "bench: this machine is busy; only an idle one gives figures worth keeping" }' /proc/loadavg >&2
	case $(stat -f -c %T "$dir") in
	tmpfs) echo "bench: ${TMPDIR:-/tmp} is in memory, nothing there is durable; set TMPDIR to a disk" >&2 ;;
	esac
}

print_tables()
{
	tab=$(printf '\t')
	echo
	if [ -f "$dir/table" ]; then
		(printf 'what\treached\tbeside\tratio\tgoal, then\treached?\n' && cat "$dir/table") | column -t -s "$tab"
	fi
	if [ -f "$dir/compact" ]; then
		printf '\nAt other numbers of connections: answers a second (ratio, slowest of a hundred).\n'
		column -t -s "$tab" <"$dir/compact"
	fi
	[ ! -f "$dir/notes" ] || { echo && cat "$dir/notes"; }
}
