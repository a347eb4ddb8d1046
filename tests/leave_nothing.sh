#!/bin/sh
# Nothing that script/test has started outlives it, whether it ends by itself or is ended.
set -u
here=$(cd "$(dirname "$0")/.." && pwd)
program=$(dirname "$HAICAP")/tests/leave_nothing
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir" || exit 2
# shellcheck source=tests/tap.sh
. "$here/tests/tap.sh"

# A child, one with a session of its own, and one whose parent has ended.
# shellcheck disable=SC2016 # the inner shell expands
family='sleep 1000 & echo $! >>all; setsid sleep 1000 & echo $! >>all; (sleep 1000 & echo $! >>all)'

begun() { # begun COUNT: waits until all of a family are written down
	for _ in $(seq 1000); do
		[ "$(grep -c . all 2>/dev/null)" = "$1" ] && return 0
		sleep 0.02
	done
	return 1
}
gone() { # gone: those written down have ended
	while read -r pid; do
		! kill -0 "$pid" 2>/dev/null || return 1
	done <all
}
soon_gone() {
	for _ in $(seq 500); do
		gone && return 0
		sleep 0.02
	done
	return 1
}

echo 1..6
"$program" sh -c "$family; exit 7"
[ $? = 7 ] && begun 3 && gone
say $? what_a_program_leaves_ends_with_it

for signal in HUP INT TERM; do
	rm -f all
	"$program" sh -c "$family; wait" &
	begun 3
	kill -s $signal $!
	! wait $! && gone
	say $? "all_end_when_it_is_told_to_by_$signal"
done

rm -f all
sh -c '"$@"; :' sh "$program" sh -c "$family; wait" &
begun 3
kill -s KILL $!
wait $! 2>/dev/null
soon_gone
say $? all_end_when_who_called_it_is_killed

rm -f all
# shellcheck disable=SC2016 # the inner shell expands
"$program" "$here/tests/cluster.sh" sh -c 'echo "$TEST_POSTGRES" >folder
	head -n 1 "$TEST_POSTGRES/data/postmaster.pid" >all
	sleep 1000' &
begun 1
kill -s TERM $!
! wait $! && gone && [ ! -e "$(cat folder)" ]
say $? a_postgresql_around_a_program_ends_and_its_folder_goes
exit $bad
