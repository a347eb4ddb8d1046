/* SPDX-License-Identifier: Apache-2.0 */
#include "web/html.h"
#include "web/layout.html.h"
#include "web/paper.html.h"
#include <string.h>

/* A link back to here in another language: /language/en?to=… */
static struct url in_language(struct arena *mem, const char *lang, const char *path)
{
	return url_with(mem, URL(mem, "language", lang), "to", path ? path : "/");
}

static void mark_where_we_are(struct arena *mem, struct page *page)
{
	struct nav_item *nav = arena_many(mem, struct nav_item, page->nav_count + 1);

	for (size_t i = 0; i < page->nav_count; i++) {
		nav[i] = page->nav[i];
		nav[i].current = page->nav_key && !strcmp(nav[i].key, page->nav_key);
	}
	page->nav = nav;
}

static void choose_flash(struct page *page)
{
	static const struct {
		const char *class;
		enum icon icon;
	} kinds[] = {
		[FLASH_OK] = {"ok", ICON_OK},
		[FLASH_INFO] = {"info", ICON_INFO},
		[FLASH_WARN] = {"warn", ICON_WARN},
		[FLASH_BAD] = {"bad-m", ICON_STOP},
	};

	page->flash_class = kinds[page->flash_kind].class;
	page->flash_icon = kinds[page->flash_kind].icon;
}

static struct page *dressed(struct html *h)
{
	struct page *page = arena_one(h->mem, struct page);
	char count[24];

	if (h->page)
		*page = *h->page;
	const struct actor *actor = page->actor;
	page->signed_in = actor && actor->id;
	page->name = page->signed_in && html_if_text(actor->full_name) ? actor->full_name
		     : page->signed_in				       ? actor->name
								       : "";
	page->english = h->lang == LANG_EN;
	page->failed = page->faults_count > 0;
	page->here_vi = in_language(h->mem, "vi", page->path);
	page->here_en = in_language(h->mem, "en", page->path);
	snprintf(count, sizeof count, "%zu", page->faults_count);
	page->faults_heading = words_put(h->mem, h->lang, "page.faults", count);
	choose_flash(page);
	mark_where_we_are(h->mem, page);
	return page;
}

void html_frame(struct html *h, void (*frame)(struct html *h), const char *classes,
		void (*title)(struct html *h, const void *view),
		void (*content)(struct html *h, const void *view), const void *view)
{
	h->page = dressed(h);
	h->main_classes = classes;
	h->title = title;
	h->content = content;
	h->view = view;
	frame(h);
}

void frame_layout(struct html *h)
{
	layout_show(h, h->page);
}

void frame_paper(struct html *h)
{
	paper_show(h, h->page);
}

void html_title(struct html *h)
{
	if (h->page->failed) {
		html_text(h, words(h->lang, "page.error"));
		HTML_LIT(h, ": ");
	}
	if (html_if_text(h->page->title))
		html_text(h, h->page->title);
	else if (h->title)
		h->title(h, h->view);
	else
		return;
	HTML_LIT(h, " · ");
}

void html_content(struct html *h)
{
	h->content(h, h->view);
}

void html_main_class(struct html *h)
{
	html_text(h, h->main_classes ? h->main_classes : h->page->app ? "" : "wrap stack-l");
}

void html_icon(struct html *h, enum icon icon)
{
	const char *name = icon_name(icon);

	if (!*name)
		return;
	h->icons |= UINT64_C(1) << icon;
	HTML_LIT(h, "<svg class=\"i\" aria-hidden=\"true\"><use href=\"#i-");
	html_raw(h, name, strlen(name));
	HTML_LIT(h, "\"/></svg>");
}

void html_sprite(struct html *h)
{
	if (!h->icons)
		return;
	HTML_LIT(h, "<svg hidden>");
	for (int icon = 1; icon < ICONS; icon++) {
		if (!(h->icons >> icon & 1))
			continue;
		HTML_LIT(h, "<symbol id=\"i-");
		html_text(h, icon_name((enum icon)icon));
		HTML_LIT(h, "\" viewBox=\"0 0 24 24\">");
		html_raw(h, icon_symbol((enum icon)icon), strlen(icon_symbol((enum icon)icon)));
		HTML_LIT(h, "</symbol>");
	}
	HTML_LIT(h, "</svg>");
}

static void hidden(struct html *h, const char *name, const char *value)
{
	HTML_LIT(h, "<input type=\"hidden\" name=\"");
	html_text(h, name);
	HTML_LIT(h, "\" value=\"");
	html_text(h, value);
	HTML_LIT(h, "\">");
}

void html_csrf(struct html *h)
{
	if (!h->page)
		return;
	h->forms++;
	hidden(h, "csrf", h->page->csrf);
	if (h->page->once)
		hidden(h, "idempotency_key", arena_text(h->mem, "%s-%d", h->page->once, h->forms));
}

static const char *fault_of(const struct html *h, const char *field)
{
	for (size_t i = 0; h->page && i < h->page->faults_count; i++)
		if (h->page->faults[i].field && !strcmp(h->page->faults[i].field, field))
			return h->page->faults[i].text;
	return NULL;
}

void html_error(struct html *h, const char *field)
{
	const char *fault = fault_of(h, field);

	if (!fault)
		return;
	HTML_LIT(h, "<p class=\"err\" id=\"");
	html_text(h, field);
	HTML_LIT(h, "-e\"><span class=\"vh\">");
	html_text(h, words(h->lang, "page.error"));
	HTML_LIT(h, ": </span>");
	html_text(h, fault);
	HTML_LIT(h, "</p>");
}

void html_invalid(struct html *h, const char *field, bool hint)
{
	bool fault = fault_of(h, field) != NULL;

	if (!fault && !hint)
		return;
	if (fault)
		HTML_LIT(h, " aria-invalid=\"true\"");
	HTML_LIT(h, " aria-describedby=\"");
	if (hint) {
		html_text(h, field);
		HTML_LIT(h, "-h");
	}
	if (fault) {
		html_text(h, hint ? " " : "");
		html_text(h, field);
		HTML_LIT(h, "-e");
	}
	HTML_LIT(h, "\"");
}

void html_typed(struct html *h, const char *field, const char *otherwise)
{
	for (size_t i = 0; h->page && i < h->page->typed_count; i++)
		if (!strcmp(h->page->typed[i].field, field)) {
			html_text(h, h->page->typed[i].value);
			return;
		}
	html_text(h, otherwise);
}
