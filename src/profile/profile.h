/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A legal profile: what the law says in numbers, words and forms, as data with
 * effective dates (profiles/NAME.json). Each value names its source and says whether that
 * source is certain. The profile of an act is chosen by the date of the act, and so is each value in it:
 * a profile may give a value several times, each from a day to a day, without gap and without overlap.
 */
#ifndef TR_PROFILE_PROFILE_H
#define TR_PROFILE_PROFILE_H

#include "base/bytes.h"

#define TR_PROFILE_FILE_MAX ((size_t)256 << 10)
#define TR_PROFILE_ENTRIES_MAX ((size_t)64) /* dated values of one key */
#define TR_PROFILE_TEXTS_MAX ((size_t)64)   /* in one list */
#define TR_PROFILE_TEXT_MAX ((size_t)400)   /* bytes of one text or source */

enum tr_profile_kind {
	TR_PROFILE_NUMBER,
	TR_PROFILE_CHOICE,
	TR_PROFILE_TEXT,
	TR_PROFILE_TEXTS,
	TR_PROFILE_CHOICES, /* a list of words */
	TR_PROFILE_DAY,  /* a day of each year, "MM-DD" */
	TR_PROFILE_SPANS /* a list of days or spans of days, "YYYY-MM-DD[..YYYY-MM-DD][ name]", in order, within the value's own dates */
};

#define TR_PROFILE_ROW(symbol, section, name, kind, least, most, words, vi, en) TR_PROFILE_##symbol,
enum tr_profile_key {
#include "profile/schema.def"
	TR_PROFILE_KEY_COUNT
};
#undef TR_PROFILE_ROW

/* A row of the schema. */
struct tr_profile_row {
	const char *section, *name;
	enum tr_profile_kind kind;
	double least, most;
	const char *words; /* of a choice or choices, parted by | */
	const char *vi, *en;
};
const struct tr_profile_row *tr_profile_row_at(enum tr_profile_key key);

/* Days: from <= time < to. */
struct tr_profile_span {
	int64_t from, to;
};

/* One value, in force at from <= time < to. */
struct tr_profile_value {
	int64_t from, to;          /* INT64_MIN, INT64_MAX: open */
	double number;             /* NUMBER */
	const char *text;          /* CHOICE, TEXT, DAY; NUL-terminated UTF-8 */
	const char *const *texts;  /* TEXTS, CHOICES, SPANS */
	const struct tr_profile_span *spans; /* SPANS: of each text */
	size_t text_count;
	const char *source;        /* Vietnamese: article, or where else it comes from */
	bool certain;              /* false: remembered or inferred, an office should look it up and correct it */
};

struct tr_profile;

/*
 * Reads a profile. Everything the schema asks for must be there, and nothing else. Errors: profile.*.
 * Free with tr_profile_free().
 */
TRIEN_MUST_CHECK trien_rc tr_profile_read(struct tr_bytes json, struct tr_profile **out, struct trien_err *err);
void tr_profile_free(struct tr_profile *p);

/* One that is built in: "bg-2020", "congvu-2024". profile.unknown otherwise. */
TRIEN_MUST_CHECK trien_rc tr_profile_builtin(const char *name, struct tr_profile **out, struct trien_err *err);
/* The built-in one that is in force at a time: at that of the act. */
TRIEN_MUST_CHECK trien_rc tr_profile_for_time(int64_t time, struct tr_profile **out, struct trien_err *err);
/* Names of those built in, by date; NULL past the last. */
const char *tr_profile_builtin_name(size_t index);

const char *tr_profile_name(const struct tr_profile *p);
const char *tr_profile_title(const struct tr_profile *p, enum trien_lang lang);
/* When it is in force: from <= time < to. */
int64_t tr_profile_from(const struct tr_profile *p);
int64_t tr_profile_to(const struct tr_profile *p);

/* The value of a key at a time; never NULL: before its first day the first one counts, after its last day the last. */
const struct tr_profile_value *tr_profile_find(const struct tr_profile *p, enum tr_profile_key key, int64_t time);
/* The dated values of a key, in order of time. */
const struct tr_profile_value *tr_profile_values(const struct tr_profile *p, enum tr_profile_key key, size_t *count);
/* Key by "section.name"; TR_PROFILE_KEY_COUNT where there is none. */
enum tr_profile_key tr_profile_key_of(const char *dotted);

/* A span of days as its first second and the one after its last, in Vietnam. False where the text is none. */
bool tr_profile_span_of(const char *text, struct tr_profile_span *out);
/* A day of each year, in this year; the 29th of February becomes the 28th where there is none. */
bool tr_profile_day(const char *text, int year, int64_t *begin);

/* What a word of a choice is called; the word itself where it has no other name. */
const char *tr_profile_word(const char *word, enum trien_lang lang);

/* Do two values say the same (their sources and dates aside)? */
bool tr_profile_same(enum tr_profile_kind kind, const struct tr_profile_value *a, const struct tr_profile_value *b);

static inline double
tr_profile_number(const struct tr_profile *p, enum tr_profile_key key, int64_t time)
{
	return tr_profile_find(p, key, time)->number;
}

static inline const char *
tr_profile_text(const struct tr_profile *p, enum tr_profile_key key, int64_t time)
{
	return tr_profile_find(p, key, time)->text;
}

#endif
