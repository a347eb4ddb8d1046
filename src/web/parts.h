/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "web/html.h"

/* What the parts in src/web/parts show. A page's view holds such a struct. */

/** How much time is left. At most one of the five holds; none (the clock stopped) shows nothing. */
struct due_tag {
	bool late;   /* past @due_us, by @late_days working days or else @late_hours hours */
	bool today;  /* due on this day */
	bool soon;   /* one working day left, or 80% of the time used */
	bool fine;   /* otherwise */
	bool paused; /* the clock stands until the citizen acts */
	int64_t due_us;
	int64_t late_days, late_hours;
};

/** Where a dossier is, in the ten words of the National Public Service Portal. */
struct status_tag {
	const char *kind; /* class of app.css: info vio warn ok bad-m mute */
	const char *key;  /* words of the catalogue, "status.4" */
};

/** The tag of a public status, 1 to 10 (contracts.md 4). Others are shown as 4. */
struct status_tag status_tag(int64_t public_status);

/** Something that is in order or not, in words. */
struct good_tag {
	bool good;
	const char *words;
};

/** The foot of a list. */
struct more {
	int64_t shown, all; /* rows on this page, and of the list; 0: not said */
	struct url next;    /* "": this was the last page */
};

/** @next as a list's view has it, a URL or NULL. */
struct more more_of(struct arena *mem, int64_t shown, int64_t all, const char *next);
