# shellcheck shell=sh disable=SC2034 # `bad` is the exit status of who reads this file
# Read by the test programs that are scripts: . "$here/tests/tap.sh"
number=0
bad=0
trap 'trap "" HUP INT TERM; exit 1' HUP INT TERM # cleans up as at the end, not disturbed by another

say() { # say OK? NAME: one result; OK? is an exit status
	number=$((number + 1))
	if [ "$1" = 0 ]; then echo "ok $number - $2"; else
		echo "not ok $number - $2"
		bad=1
	fi
}

check() { # check STATUS NAME WORDS…: runs haicap WORDS, output in out and err
	want=$1
	name=$2
	shift 2
	"$HAICAP" "$@" >out 2>err </dev/null
	got=$?
	[ "$got" = "$want" ] || echo "# haicap $*: status $got, not $want: $(head -c 400 err)"
	[ "$got" = "$want" ]
	say $? "$name"
}

has() { grep -q -- "$1" "$2"; }
