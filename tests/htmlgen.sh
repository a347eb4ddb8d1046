#!/bin/sh
# What a template may not do: each case must stop the build, with the template's name and line.
cd "$(dirname "$0")/.." || exit 2
build=$(dirname "${HAICAP:-build-test/haicap}")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
gen="$build/tools/htmlgen"
number=0

cat >"$work/page.h" <<'EOF'
#pragma once
#include "web/html.h"
struct inner { const char *name; };
struct page_view {
	const char *text;
	int64_t n;
	bool yes;
	struct url link;
	struct inner *inner;
	struct inner rows[2];
	size_t rows_count;
};
EOF

answer() { # answer NAME GOOD
	number=$((number + 1))
	[ "$2" = 1 ] && echo "ok $number - $1" && return
	sed 's/^/# /' "$work/out"
	echo "not ok $number - $1"
}

generate() { # generate TEMPLATE: the header on stdout
	printf '{{! view: struct page_view from page.h }}\n%s\n' "$1" >"$work/page.html"
	"$gen" po/vi.po po/en.po page "$work/page.html" >"$work/page.html.h" 2>"$work/out"
}

compile() {
	cat >"$work/page.c" <<'EOF'
#include "page.html.h"
void shown(struct html *h, const void *view);
void shown(struct html *h, const void *view) { page_html(h, view); }
EOF
	cc -std=gnu17 -D_GNU_SOURCE -Wall -Wextra -Werror -fsyntax-only -include src/core/banned.h \
		-I "$work" -I src -I "$build/src" "$work/page.c" >"$work/out" 2>&1
}

refused() { # refused NAME TEMPLATE WORDS: the generator says WORDS, about line 2 (or a later one)
	good=0
	generate "$2" || { grep -qE "page.html:[2-9]: .*$3" "$work/out" && good=1; }
	answer "$1" "$good"
}

uncompiled() { # uncompiled NAME TEMPLATE WORDS: the compiler says WORDS, about the template
	good=0
	if generate "$2"; then
		compile || { grep -q "page.html:2:" "$work/out" && grep -qE "$3" "$work/out" && good=1; }
	fi
	answer "$1" "$good"
}

accepted() { # accepted NAME TEMPLATE
	good=0
	generate "$2" && compile && good=1
	answer "$1" "$good"
}

cases() {
	accepted a_plain_page_compiles '<p title="{{ text }}">{{ n | number }} {{ inner.name }}</p>'
	accepted an_if_within_a_tag_is_fine '<a href="{{ link }}"{{#if yes}} class="on"{{/if}}>{{ text }}</a>'
	accepted both_ways_may_open_the_same_tag '{{#if yes}}<p class="a">{{else}}<p>{{/if}}x</p>'
	accepted data_may_follow_a_path '<a href="/units/{{ text }}?page={{ n }}">x</a>'
	accepted a_svg_closes_its_shapes_itself '<svg viewBox="0 0 1 1"><path d="M0 0"/></svg>'

	accepted the_page_around_is_at_hand '{{#if page.demo}}<p>x</p>{{/if}}'

	uncompiled a_misspelt_member_does_not_compile '<p>{{ texd }}</p>' "no member named .texd"
	uncompiled a_misspelt_member_of_a_member_does_not_compile '<p>{{ inner.nane }}</p>' "no member named .nane"
	uncompiled a_misspelt_member_of_a_row_does_not_compile \
		'{{#each rows as row}}{{ row.nane }}{{/each}}' "no member named .nane"
	uncompiled rows_without_their_number_do_not_compile '{{#each text as t}}{{ t }}{{/each}}' "text_count"
	uncompiled a_bool_is_no_text '<p>{{ yes }}</p>' "_Generic"
	uncompiled a_struct_is_no_text '<p>{{ inner }}</p>' "_Generic"
	uncompiled an_address_needs_a_url '<a href="{{ text }}">x</a>' "incompatible type"
	uncompiled a_url_is_no_text '<p>{{ link }}</p>' "_Generic"
	uncompiled an_unknown_asset_does_not_compile '<link rel="stylesheet" href="{{ asset no.css }}">' "ASSET_NO_CSS"
	uncompiled an_unknown_icon_does_not_compile '<p>{{> icon nothing }}</p>' "ICON_NOTHING"
	uncompiled text_is_no_date '<p>{{ text | date }}</p>' "_Generic"

	refused no_name_within_a_script '<script src="/a.js">{{ text }}</script>' "script"
	refused no_script_in_the_page '<script src="/a.js">let a</script>' "file of its own"
	refused no_script_without_a_source '<script>x</script>' "file of its own"
	refused no_style_tag '<style>p{}</style>' "does not stand in our pages"
	refused no_style_attribute '<p style="color:red">x</p>' "does not stand in our pages"
	refused no_event_attribute '<p onclick="{{ text }}">x</p>' "is a script"
	refused no_name_in_an_attribute_without_quotes '<p title={{ text }}>x</p>' "without quotes"
	refused no_attribute_without_quotes '<p class=a>x</p>' "without quotes"
	refused no_name_as_a_tag '<{{ text }}>' "between tags"
	refused no_name_as_an_attribute '<p {{ text }}>x</p>' "between tags"
	refused no_data_behind_a_bare_slash '<a href="/{{ text }}">x</a>' "data may follow"
	refused no_data_behind_another_scheme '<a href="javascript:{{ text }}">x</a>' "data may follow"
	refused no_date_for_people_in_an_address '<a href="/u?on={{ n | date }}">x</a>' "does not stand in an address"
	refused no_words_in_an_address '<a href="/u?on={{_ due.late }}">x</a>' "do not stand in an address"
	refused no_key_without_words '<p>{{_ no.such_key }}</p>' "no words for the key: no.such_key"
	refused no_words_without_their_arguments '<p>{{_ due.today }}</p>' "need more arguments"
	refused no_unknown_format '<p>{{ n | nonsense }}</p>' "no such format"
	refused no_unknown_part '<p>{{> nonsense }}</p>' "no such part"
	refused no_form_that_posts_without_csrf '<form method="post" action="/x"></form>' "needs \{\{ csrf"
	refused no_csrf_in_a_form_that_gets '<form action="/x">{{ csrf }}</form>' "belongs inside a form"
	refused no_tag_left_open '<div><p>x</p>' "before all tags are closed"
	refused no_tag_closed_twice '<p>x</p></p>' "closes nothing"
	refused no_ways_that_end_in_different_places '{{#if yes}}<p>{{else}}x{{/if}}</p>' "different places"
	refused no_if_that_opens_a_tag_alone '{{#if yes}}<p>{{/if}}x' "needs an else"
	refused no_each_that_opens_a_tag '{{#each rows as row}}<p>{{/each}}' "end where it began"
	refused no_block_left_open '{{#if yes}}x' "no end"
	refused no_end_without_a_beginning 'x{{/if}}' "without its beginning"
	refused no_comment_of_html '<!-- x -->' "write a comment as"
	refused no_name_in_a_meta_tag '<meta content="{{ text }}">' "meta"
	refused no_frame_in_the_middle '<p>x</p>{{> layout }}' "before everything else"
	refused no_expression '<p>{{ n + 1 }}</p>' "not understood"
	refused no_call '<p>{{ f(n) }}</p>' "no name of a member"
}

# The plan comes first, so count before running.
echo "1..$(sed -n "/^cases()/,/^}/p" tests/htmlgen.sh | grep -cE "^	(accepted|refused|uncompiled) ")"
cases
