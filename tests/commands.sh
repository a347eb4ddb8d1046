#!/bin/sh
# The command line from outside: exit status, what stands on stdout, and that a refused command changes nothing.
set -u
here=$(cd "$(dirname "$0")/.." && pwd)
dir=$(mktemp -d)
cd "$dir" || exit 2
unset HAICAP_DB HAICAP_LISTEN
if [ -n "${TEST_POSTGRES:-}" ]; then # its backups are the concern of copy.sh
	HAICAP_DB="postgres://haicap@/commands?host=$TEST_POSTGRES"
	export HAICAP_DB
	checks=32
	trap 'dropdb -h "$TEST_POSTGRES" -U haicap commands; rm -rf "$dir"' EXIT
else
	checks=45
	trap 'rm -rf "$dir"' EXIT
fi
export LANG=vi_VN.UTF-8
unset LC_ALL LC_MESSAGES
# shellcheck source=tests/tap.sh
. "$here/tests/tap.sh"

echo 1..$checks
check 0 help_is_on_stdout_and_says_yes --help
has 'haicap load' out && [ ! -s err ]
say $? help_lists_the_commands
check 0 a_group_has_help_too order --help
check 0 version_is_told_anywhere order --version
check 2 no_command_is_wrong_use
check 2 an_unknown_command_is_wrong_use frob
check 2 an_unknown_option_is_wrong_use check --frob
check 2 an_option_without_its_value_is_wrong_use check --db
check 2 an_unknown_command_has_no_help frob --help
check 2 a_group_alone_is_wrong_use order
has 'haicap order apply' err && ! has '“order”$' err
say $? the_group_says_what_belongs_to_it
check 2 an_unknown_command_of_a_group_is_wrong_use order frob
has '“order frob”' err
say $? it_is_named_with_its_group
check 2 a_store_that_is_not_there_is_wrong_input check
[ $checks = 45 ] || createdb -h "$TEST_POSTGRES" -U haicap commands
mkdir wrong
cp "$here"/data/dien-bien/*.json "$here"/data/dien-bien/units_before.csv "$here"/data/dien-bien/districts_before.csv wrong/
sed -i 's/^03158,/3158,/' wrong/units_before.csv
check 2 a_code_with_a_lost_zero_is_refused load wrong
has '^units_before.csv:[0-9]*: code: ' err
say $? the_fault_has_its_file_line_and_column
[ ! -e haicap.db ]
say $? a_refused_load_leaves_no_store
cp "$here"/data/dien-bien/units_before.csv wrong/ && mkdir wrong/people.csv
check 2 a_folder_in_place_of_a_table_is_refused load wrong
has 'people.csv' err
say $? it_is_named
check 0 a_province_is_loaded load "$here/data/dien-bien" --rehearsal --clock 2025-06-30T15:00:00+07:00
check 2 a_store_is_loaded_once load "$here/data/dien-bien"
! has '[(]' err
say $? a_refusal_speaks_one_language
check 0 a_sound_store_is_told_to_programs check --json
has '^{"sound":true,"breaches":\[\]}$' out
say $? as_an_object
check 1 a_name_nobody_bears_is_a_no unit nowhere
check 0 a_code_finds_its_unit unit 03158
has 'Leng Su Sìn' out
say $? the_code_is_the_old_communes_before_the_night
check 0 an_option_of_a_command_may_stand_before_it --on 2025-06-30 unit 03158
check 2 a_day_of_the_answer_is_for_batches unit 03158 --to 2025-07-01
check 2 a_batch_takes_no_words unit --batch 03158
check 2 a_batch_of_addresses_takes_no_words address --batch 'Leng Su Sìn'
check 2 the_rehearsal_clock_does_not_go_back check --clock 2025-06-30T14:00:00+07:00
[ $checks = 45 ] || exit $bad
check 0 a_backup_is_made backup safe.db
check 2 a_backup_is_not_overwritten backup safe.db
check 0 a_backup_is_restored restore safe.db --db sqlite:again.db
check 0 the_restored_store_breaks_no_invariant check --db sqlite:again.db
check 0 another_province_is_loaded load "$here/data/dien-bien" --db sqlite:other.db
cp other.db.key late.db.key
check 0 a_key_left_by_another_store_is_no_hindrance restore safe.db --db sqlite:late.db
cmp -s other.db.key late.db.key.old-* && ! cmp -s other.db.key late.db.key
say $? that_key_is_set_aside_and_not_lost
check 0 the_store_signs_with_a_new_one ledger checkpoint --db sqlite:late.db
check 2 a_key_that_was_named_and_is_anothers_is_refused restore safe.db --db sqlite:named.db --key other.db.key
[ ! -e named.db ] && cmp -s other.db.key late.db.key.old-*
say $? then_nothing_is_restored
check 0 the_key_of_the_log_itself_is_taken restore safe.db --db sqlite:same.db --key haicap.db.key
head -c 100000 safe.db >cut.db
check 3 a_cut_backup_is_refused restore cut.db --db sqlite:cut2.db
[ ! -e cut2.db ]
say $? a_refused_backup_makes_no_store
exit $bad
