#!/bin/sh
# A store carried from engine to engine and back, backed up and restored: equal on both sides, or nothing there.
# 5 points of time at which it is killed, 50 with --long. TEST_POSTGRES is the folder of a PostgreSQL's socket,
# where haicap may make databases; without it one is started here.
set -u
points=5
case ${1:-} in --long) points=50 ;; esac
here=$(cd "$(dirname "$0")/.." && pwd)
[ -n "${TEST_POSTGRES:-}" ] || exec "$here/tests/cluster.sh" "$0" "$@"
dir=$(mktemp -d)
# shellcheck source=tests/tap.sh
. "$here/tests/tap.sh"
unset HAICAP_DB HAICAP_LISTEN LC_ALL LC_MESSAGES
export LANG=en_US.UTF-8

bin=/usr/lib/postgresql/15/bin
names=
psql_() { "$bin/psql" -h "$TEST_POSTGRES" -U haicap -qAtX -v ON_ERROR_STOP=1 "$@"; }
finish() {
	for name in $names; do
		psql_ postgres -c "DROP DATABASE IF EXISTS $name WITH (FORCE)" >/dev/null 2>&1
	done
	rm -rf "$dir"
}
trap finish EXIT
cd "$dir" || exit 2

new() { # new NAME: an empty database; its URL in url
	database=haicap_copy_$$_$1
	case " $names " in *" $database "*) ;; *) names="$names $database" ;; esac
	psql_ postgres -c "SET client_min_messages = warning" \
		-c "DROP DATABASE IF EXISTS $database WITH (FORCE)" -c "CREATE DATABASE $database" >/dev/null
	url="postgres://haicap@/$database?host=$TEST_POSTGRES"
}
ask() { psql_ "$1" -c "$2"; }
tables() { ask "haicap_copy_$$_$1" "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"; }

nothing() { # nothing FILE: neither it nor a beginning of it
	set -- "$1"*
	[ ! -e "$1" ]
}
content() { # every row of every table, as SQLite shows it
	for table in $(sqlite3 "$1" "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT IN ('migration', 'backup_digest') ORDER BY name"); do
		key=$(sqlite3 "$1" "SELECT group_concat(name) FROM (SELECT name FROM pragma_table_info('$table') WHERE pk ORDER BY pk)")
		sqlite3 "$1" '.mode quote' "SELECT '$table', * FROM $table ORDER BY $key"
	done
}

echo "1..$((54 + 3 * points))"

# A night of the real map, and values that are hard to carry.
{
	"$HAICAP" load "$here/data/dien-bien" --rehearsal --clock 2025-06-30T15:00:00+07:00 --db sqlite:a.db &&
		"$HAICAP" demo fill --dossiers 1500 --db sqlite:a.db &&
		"$HAICAP" user add admin --unit province --role admin --db sqlite:a.db &&
		"$HAICAP" order apply "$here/data/dien-bien" --db sqlite:a.db &&
		"$HAICAP" check --clock 2025-07-01T08:00:00+07:00 --db sqlite:a.db
} >log 2>&1 || cat log >&2
sqlite3 a.db "INSERT INTO setting VALUES ('odd.1', ''), ('odd.2', '\N'), ('odd.3', 'a' || char(9, 10, 13, 8, 11, 12, 92, 1, 127) || '\x41\\'),
		('odd.4', '\.'), ('odd.5', 'Lò Văn Ứng 🏛 ' || char(160)), ('odd.É', ' '), ('odd.e', 'z');
	INSERT INTO idempotency VALUES (-9223372036854775807 - 1, 'POST', '/x', 'k', 'd', 9223372036854775807, NULL, '', 't', x'', 0),
		(1, 'POST', '/x', 'k', 'd', 200, NULL, NULL, NULL, NULL, 0), (1, 'POST', '/x', 'l', 'd', 200, NULL, NULL, 't', x'00ff5c0a09', 0)"

new one
one=$url
check 0 a_file_is_copied_to_postgresql copy --db sqlite:a.db --to "$one"
cp out roots
grep -qP '^table\tdossier\t1500\t[0-9a-f]{64}$' out && grep -qP '^kind\tdossier\t1500\t[0-9a-f]{64}$' out && grep -qP '^kind\tgrant\t1\t' out
say $? roots_of_tables_and_kinds_are_printed
[ "$(wc -l <err)" = 1 ] && has "a.db.key" err && has "haicap-haicap_copy_$$_one.key" err && ! ls haicap*.key 2>/dev/null
say $? nothing_else_is_said_in_a_pipe_than_where_the_key_belongs
check 0 postgresql_is_copied_to_a_file copy --db "$one" --to sqlite:b.db
cmp -s out roots
say $? the_roots_are_the_same_on_the_way_back
content a.db >a.rows
content b.db >b.rows
[ "$(wc -l <a.rows)" -gt 15000 ] && cmp a.rows b.rows
say $? every_value_came_back_as_it_was
schema="SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"
[ "$(sqlite3 a.db "$schema")" = "$(sqlite3 b.db "$schema")" ]
say $? the_schema_is_the_one_of_a_loaded_store
check 0 the_copy_on_postgresql_breaks_no_invariant check --db "$one"
check 0 the_copy_in_a_file_breaks_no_invariant check --db sqlite:b.db
check 2 the_rehearsal_clock_was_copied_and_does_not_go_back check --clock 2025-06-30T14:00:00+07:00 --db "$one"
check 0 the_copied_ledger_verifies ledger verify --db "$one"
check 0 the_certificate_was_copied order certificate 1661/NQ-UBTVQH15 --db "$one"
cp out certificate
cp -p a.db.key "haicap-haicap_copy_$$_one.key"
check 0 with_the_key_beside_it_the_copy_verifies_the_certificate order verify certificate --db "$one"
cp roots roots.a
check 0 postgresql_may_be_copied_again_after_use copy --json --db "$one" --to sqlite:b2.db
grep -qP '^\{"tables":\[(\{"table":"\w+","rows":\d+,"root":"[0-9a-f]{64}"\},?){30,}\],"kinds":\[.*\{"kind":"dossier","records":1500,"root":"[0-9a-f]{64}"\}.*\]\}$' out
say $? roots_are_facts_in_json
check 0 a_file_is_copied_to_a_file copy --db sqlite:a.db --to sqlite:c.db
cmp -s out roots.a
say $? with_the_same_roots

# What is refused leaves everything as it was.
check 2 a_store_on_postgresql_is_not_written_over copy --db sqlite:b.db --to "$one"
check 2 nor_is_a_file copy --db "$one" --to sqlite:a.db
touch old.db-wal
check 2 nor_the_log_of_a_lost_file copy --db "$one" --to sqlite:old.db
rm old.db-wal
new two
two=$url
check 2 nothing_cannot_be_copied copy --db sqlite:none.db --to "$two"
check 2 a_copy_goes_somewhere copy --db sqlite:a.db
ask "haicap_copy_$$_two" "CREATE TABLE theirs (x int)"
check 2 tables_of_others_are_left_alone copy --db sqlite:a.db --to "$two"
[ "$(tables two)" = 1 ] && ask "haicap_copy_$$_two" "DROP TABLE theirs"
say $? and_nothing_is_put_beside_them

# Faults half-way.
cp a.db torn.db
sqlite3 torn.db "DELETE FROM login_account WHERE name = 'admin'"
check 3 a_broken_reference_is_not_copied_to_postgresql copy --db sqlite:torn.db --to "$two"
[ "$(tables two)" = 0 ]
say $? and_nothing_is_left_there
check 3 nor_to_a_file copy --db sqlite:torn.db --to sqlite:t.db
nothing t.db
say $? and_no_file_is_left
cp a.db odd.db
sqlite3 odd.db "UPDATE dossier_event SET note = x'ff' WHERE (dossier, number) IN (SELECT dossier, number FROM dossier_event LIMIT 1 OFFSET 999)"
check 3 a_value_that_its_column_cannot_hold_is_refused copy --db sqlite:odd.db --to "$two"
has 'table dossier_event, row [0-9]*: note' err && [ "$(tables two)" = 0 ]
say $? with_its_row_and_nothing_left
(
	trap '' XFSZ
	ulimit -f 2000
	"$HAICAP" copy --db "$one" --to sqlite:full.db >out 2>err
)
[ $? = 3 ] && nothing full.db
say $? a_full_disk_leaves_no_file
(
	trap '' XFSZ
	ulimit -f 2000
	"$HAICAP" backup full.bak --db sqlite:a.db >out 2>err
)
[ $? = 3 ] && nothing full.bak
say $? nor_a_beginning_of_a_backup
psql_ postgres -c "DO \$\$ BEGIN
	FOR i IN 1..10000 LOOP
		PERFORM pg_stat_clear_snapshot(), pg_sleep(0.001);
		PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
			WHERE query LIKE 'COPY%' AND xact_start IS NOT NULL AND datname = 'haicap_copy_$$_two';
		IF FOUND THEN RETURN; END IF;
	END LOOP;
	RAISE 'nobody came'; END \$\$" &
job=$!
"$HAICAP" copy --db sqlite:a.db --to "$two" >out 2>err
[ $? = 3 ] && wait $job && [ "$(tables two)" = 0 ]
say $? a_connection_cut_half_way_leaves_nothing

# Killed at any time, it can be begun again.
start=$(date +%s%N)
"$HAICAP" copy --db sqlite:a.db --to "$two" >out 2>err
took_ms=$((($(date +%s%N) - start) / 1000000))
sleep_ms() { sleep "$(($1 / 1000)).$(printf '%03d' $(($1 % 1000)))"; }
killed() { # killed PART WORDS…: haicap WORDS, killed after that part of the time that it takes
	after_ms=$((took_ms * $1 / (points + 1)))
	shift
	"$HAICAP" "$@" >/dev/null 2>&1 &
	job=$!
	sleep_ms $after_ms
	kill -9 $job 2>/dev/null
	wait $job 2>/dev/null
}
for i in $(seq "$points"); do
	new three
	killed "$i" copy --db sqlite:a.db --to "$url"
	found=$(tables three)
	"$HAICAP" copy --db sqlite:a.db --to "$url" >out 2>err
	rc=$?
	if [ "$found" = 0 ]; then [ $rc = 0 ] && cmp -s out roots.a; else [ $rc = 2 ] && "$HAICAP" check --db "$url"; fi
	say $? "killed_on_the_way_to_postgresql_at_${i}_of_$((points + 1))_nothing_is_there_or_all"
	rm -f k.db*
	killed "$i" copy --db "$two" --to sqlite:k.db
	if [ -e k.db ]; then content k.db | cmp -s - a.rows; else "$HAICAP" copy --db "$two" --to sqlite:k.db >out 2>err && cmp -s out roots.a; fi
	say $? "killed_on_the_way_to_a_file_at_${i}_of_$((points + 1))_nothing_is_there_or_all"
	rm -f k.bak*
	killed "$i" backup k.bak --db "$two"
	[ -e k.bak ] || "$HAICAP" backup k.bak --db "$two" 2>err
	rm -f r.db*
	"$HAICAP" restore k.bak --key a.db.key --db sqlite:r.db 2>err && content r.db | grep -v "^'head'" >r.rows &&
		grep -v "^'head'" a.rows | cmp - r.rows # entering the key is one more batch
	say $? "a_backup_killed_at_${i}_of_$((points + 1))_is_made_again_whole"
done

# Backups, while somebody writes.
(
	i=0
	while [ ! -e stop ]; do
		i=$((i + 1))
		"$HAICAP" user add "can-bo-$i" --unit 03158 --role clerk --db "$two" >/dev/null 2>&1 || exit 1
	done
) &
job=$!
sleep 2
check 0 postgresql_is_backed_up_while_somebody_writes backup p.bak --db "$two"
touch stop
wait $job
say $? and_nobody_was_refused
[ "$(stat -c %a p.bak)" = 600 ] && [ "$(head -c 15 p.bak)" = 'SQLite format 3' ] && ! ls p.bak?* 2>/dev/null
say $? it_is_one_file_for_its_owner_alone
check 0 it_is_restored_to_a_file restore p.bak --db sqlite:p.db
check 0 which_breaks_no_invariant check --db sqlite:p.db
check 0 whose_ledger_verifies ledger verify --db sqlite:p.db
in_backup=$(sqlite3 p.db "SELECT count(*) FROM login_account")
in_all=$(ask "haicap_copy_$$_two" "SELECT count(*) FROM login_account")
[ "$in_backup" -gt 1 ] && [ "$in_backup" -le "$in_all" ]
say $? with_the_accounts_of_one_moment
new four
check 0 it_is_restored_to_postgresql restore p.bak --db "$url"
check 0 which_breaks_no_invariant_either check --db "$url"
check 2 a_store_is_not_restored_over restore p.bak --db "$url"
check 0 a_backup_that_was_opened_as_a_store_is_still_one check --db sqlite:p.bak --clock 2025-07-02T08:00:00+07:00
check 0 and_is_restored restore p.bak --db sqlite:p2.db

# Damage has a place.
check 0 a_file_is_backed_up backup s.bak --db sqlite:a.db
size=$(stat -c %s s.bak)
head -c $((size - 5000)) s.bak >cut.bak
"$HAICAP" restore cut.bak --db sqlite:x.db 2>err
[ $? = 3 ] && has "cut after $((size - 5000)) of $size bytes" err && nothing x.db
say $? a_cut_backup_is_refused_with_the_place
LC_ALL=C sed 's/Lò Văn/Lò Vên/' s.bak >letter.bak
[ "$(stat -c %s letter.bak)" = "$size" ] && ! cmp -s s.bak letter.bak
"$HAICAP" restore letter.bak --db sqlite:x.db 2>err
[ $? = 3 ] && has 'table [a-z_]*, rows [0-9]* to [0-9]*' err && nothing x.db
say $? a_changed_letter_is_refused_with_its_rows
new five
"$HAICAP" restore letter.bak --db "$url" 2>err
[ $? = 3 ] && has 'table [a-z_]*, rows [0-9]* to [0-9]*' err && [ "$(tables five)" = 0 ]
say $? also_for_postgresql
cp s.bak page.bak
head -c 4096 /dev/urandom | dd of=page.bak bs=4096 seek=40 conv=notrunc 2>/dev/null
"$HAICAP" restore page.bak --db sqlite:x.db 2>err
[ $? = 3 ] && has 'bytes [0-9]* to [0-9]*\|table [a-z_]*, rows\|page' err && nothing x.db
say $? a_torn_page_is_refused_with_the_place
cp s.bak new.bak
sqlite3 new.bak "INSERT INTO migration VALUES (999, 'migration_0999', '00')"
check 2 a_backup_of_a_newer_program_is_refused restore new.bak --db sqlite:x.db
check 2 also_for_postgresql_if_newer restore new.bak --db "$url"
cp s.bak other.bak
sqlite3 other.bak "UPDATE migration SET checksum = '00' WHERE number = 4"
check 2 one_of_another_schema_is_refused restore other.bak --db sqlite:x.db
echo hello >hello.bak
sqlite3 theirs.bak 'CREATE TABLE theirs (x)'
"$HAICAP" restore theirs.bak --db sqlite:x.db 2>err
[ $? = 2 ] && nothing x.db
say $? a_file_of_others_is_refused_and_nothing_is_left
exit $bad
