/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "calendar/calendar.h"

/*
 * When something is due (contracts.md 5; Civil Code 91/2015/QH13 art. 147 and 148: the day of the event
 * is not counted, an end on a day off moves). All in local minutes, see calendar.h.
 */
enum limit_unit {
	LIMIT_WORK_DAYS,  /* "5wd" */
	LIMIT_WORK_HOURS, /* "8wh" */
	LIMIT_DAYS,       /* "30d" */
	LIMIT_SAME,       /* "same": the same day, received after 15:00 the next working day */
};

struct limit {
	enum limit_unit unit;
	int count; /* 1 to 9999; 0 of LIMIT_SAME */
};

/** While a pause lasts, its end. */
#define PAUSE_OPEN INT64_MAX

/** [@from, @to) */
struct pause {
	int64_t from, to;
};

/** What is asked. @pauses in order of time; only the last may be open. */
struct due_question {
	struct limit limit;
	int64_t from; /* reception */
	const struct pause *pauses;
	size_t pauses_count;
	bool restart; /* the end of a pause is a new reception, what was used before is forgotten */
};

enum due_fault {
	DUE_GOOD,
	DUE_PAUSE_EARLY,  /* a pause begins before the reception or before the end of an earlier one */
	DUE_RESUME_EARLY, /* a pause ends before it begins */
	DUE_TOO_LATE,     /* after the year 9999 */
};

struct due {
	bool paused;  /* a pause has not ended: there is no due time now */
	int64_t at;   /* when not paused */
	size_t item;  /* of a fault: which pause, from 0 */
};

/** Counts. O(pauses x log n of the calendar), whatever the distance; allocates nothing. */
enum due_fault due_count(const struct calendar *c, const struct due_question *q, struct due *out);

/** The catalogue key that says what is wrong. */
const char *due_fault_key(enum due_fault fault);

/* ---- As text: exactly the forms of contracts.md 5, @size bytes, nothing around them. ---- */

bool limit_parse(const char *text, size_t size, struct limit *out);
/** "15 ngày làm việc", "15 working days". */
char *limit_show(struct arena *mem, enum lang lang, struct limit limit);

enum { MINUTE_TEXT_SIZE = 16 };
/** "2026-08-28T10:00", years 1000 to 9999. */
bool minute_parse(const char *text, size_t size, int64_t *out);
/** Writes the 16 characters, no NUL. @minute lies in the years 1000 to 9999. */
void minute_write(char out[MINUTE_TEXT_SIZE], int64_t minute);

/** Room for the pauses of one list of events; grows as needed, may be used again and again. */
struct pause_list {
	struct arena *mem;
	struct pause *items;
	size_t count, room;
};

/**
 * "pause@T;resume@T;…", alternating, no blanks, no empty item; an empty text has none. Says nothing
 * about order in time: due_count does. On false *@item is the number of the item at fault, from 1.
 */
bool events_parse(const char *text, size_t size, struct pause_list *out, size_t *item);

/* ---- Why: line by line ---- */

enum due_line_kind {
	DUE_LINE_RECEIVED,     /* the day of @from: never counted */
	DUE_LINE_DAY,          /* counted; @number of @total */
	DUE_LINE_MINUTES,      /* [@from, @to) counted; @number minutes so far of @total */
	DUE_LINE_WEEKEND,      /* off, usual days from @from to @to, both included */
	DUE_LINE_OFF,          /* off by the calendar, with @basis */
	DUE_LINE_PAUSED,       /* taken out: days from @from to @to, both included */
	DUE_LINE_PAUSED_TIME,  /* minutes taken out: [@from, @to) */
	DUE_LINE_MOVED,        /* the last day counted is off: the end moves on from here */
	DUE_LINE_MOVED_TO,     /* the working day it moves to */
	DUE_LINE_SAME,         /* received in time: due this day */
	DUE_LINE_SAME_LATE,    /* received after 15:00, or not before the close: the next working day */
	DUE_LINE_SAME_OFF,     /* received on a day off: the next working day */
	DUE_LINE_SAME_NEXT,    /* the next working day */
	DUE_LINE_RESTART,      /* a pause [@from, @to); @to is a new reception */
	DUE_LINE_PAUSE_EMPTY,  /* a pause that ended in the minute it began */
	DUE_LINE_PAUSE_LATE,   /* a pause that began after the due time as it stood, @to */
	DUE_LINE_BEYOND,       /* from @from on the calendar holds nothing: weekends alone are off */
	DUE_LINE_BEFORE,       /* until @from the calendar holds nothing: weekends alone are off */
	DUE_LINE_OPEN,         /* paused since @from, not ended */
	DUE_LINE_DUE,          /* due at @from */
	DUE_LINE_KINDS,
};

/** One line. Days are given by their first minute. */
struct due_line {
	enum due_line_kind kind;
	int64_t from, to;
	int64_t number, total;
	const char *basis; /* of a day the calendar overrides, else "" */
};

/** Explains @q, which due_count found good: every day or minute from reception to due time, in order. */
void due_explain(struct arena *mem, const struct calendar *c, const struct due_question *q,
		 struct due_line **lines, size_t *count);

/** One line in words: "thứ Năm 03/09/2026: ngày làm việc thứ 1 trên 3". */
char *due_line_show(struct arena *mem, enum lang lang, const struct due_line *line);

/** A stable name of the kind, for programs: "day", "minutes", "weekend". */
const char *due_line_name(enum due_line_kind kind);

/* ---- For dossiers: microseconds, cut to the minute ---- */

struct due_pause {
	int64_t from_us;
	int64_t to_us; /* 0 while it lasts */
};

/** What a dossier's limit is counted from. */
struct due_terms {
	struct limit limit;
	int64_t received_us;
	const struct due_pause *pauses; /* in order of time */
	size_t pauses_count;
	bool restart; /* on_supplement of the procedure */
};

/** What a dossier's clock says. */
struct due_clock {
	bool paused;
	int64_t due_us;  /* 0 while paused */
	int64_t soon_us; /* from then on it is due soon; 0 while paused */
};

/**
 * Counts a dossier's due time on the calendar it was received under.
 * RC_INVALID with the keys due.*: pauses out of order, or a due time after the year 9999.
 */
CHECKED enum rc due_of(struct op *op, const struct calendar *c, const struct due_terms *terms,
		       struct due_clock *out);

/** due_explain for a dossier. Same errors as due_of. */
CHECKED enum rc due_explain_of(struct op *op, const struct calendar *c,
			       const struct due_terms *terms, struct due_line **lines, size_t *count);

/**
 * From when on something due at @due_us is due soon: one working day is left, or 80 % of the working
 * minutes since @terms' reception (its last restart) outside pauses are used; whichever is first. For a
 * due time that was extended by hand, too.
 */
int64_t due_soon_us(const struct calendar *c, const struct due_terms *terms, int64_t due_us);

enum due_class { DUE_LATE, DUE_TODAY, DUE_SOON, DUE_FINE };

/** What is left at a moment, or by how much it is late, as a list shows it. */
struct due_left {
	enum due_class class;
	int64_t days;    /* working days after today up to the due day; of DUE_LATE those passed */
	int64_t minutes; /* minutes of work left; of DUE_LATE minutes passed by the wall clock */
};

/**
 * DUE_LATE is past the minute of @due_us: times are cut to the minute, here as where dossiers are counted. What is
 * late on the same day has no days, but minutes.
 */
struct due_left due_left(const struct calendar *c, int64_t due_us, int64_t soon_us, int64_t now_us);

/** "Quá hạn 1 ngày", "còn 2 giờ 40", "còn 12 ngày làm việc". */
char *due_left_show(struct arena *mem, enum lang lang, struct due_left left);
