#!/bin/sh
# Domain code knows neither HTTP nor SQL; a store is known to its own area only; knowledge points downward;
# every area has its ten lines.
cd "$(dirname "$0")/.." || exit 2

includes() {
	grep -HnE '#include "(web|db)/' src/*/*.[ch] |
		grep -vE '^src/(web|db|jobs)/|_web(_[a-z]+)?\.[ch]:.*"web/|_store(_[a-z]+)?\.c:.*"db/|_test\.c:'
	grep -HnE '#include "[a-z]+/[a-z_]+_store\.h"' src/*/*.[ch] |
		grep -vE '^src/([a-z]+)/[a-z_]+(\.c|_store\.h):[0-9]+:#include "\1/'
	grep -HnE '#include "[a-z]+/[a-z_]+_store\.h"' src/*/*_web*.c
}

upward() {
	seen=
	for area in $(sed -n "s/^subdir('\([a-z]*\)').*/\1/p" src/meson.build); do
		seen="$seen|$area"
		grep -HnE '#include "[a-z]+/' src/"$area"/*.[ch] 2>/dev/null | grep -vE "#include \"(tests${seen})/"
	done
}

unexplained() {
	for area in src/*/; do
		[ -f "${area}README.md" ] || echo "$area has no README.md"
	done
}

number=0
report() { # report NAME OUTPUT
	number=$((number + 1))
	if [ -z "$2" ]; then
		echo "ok $number - $1"
	else
		printf '%s\n' "$2" | sed 's/^/# /'
		echo "not ok $number - $1"
	fi
}
echo 1..3
report domain_code_knows_neither_http_nor_sql "$(includes)"
report knowledge_points_downward "$(upward)"
report every_area_has_its_ten_lines "$(unexplained)"
