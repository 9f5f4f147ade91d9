/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* "Quyết định số .../2020/QĐ-UBND ngày ...": a mention of some document, of this one or of another. */
#ifndef TR_OFFICIAL_PLACE_MENTION_H
#define TR_OFFICIAL_PLACE_MENTION_H

#include "official/place_date.h"

#define TR_MENTION_SYMBOL_LETTERS 64
#define TR_MENTION_CLAUSE_LETTERS 512

struct tr_mention {
	struct tr_blank number;
	bool typed;      /* the number, */
	bool partly;     /* or a part of it */
	unsigned year_typed; /* "Số: .../2026/NQ-HĐND": 2026; 0: none */
	bool year_blank; /* "Số: .../.../QĐ-UBND" */
	struct tr_blank year;
	bool has_symbol;
	struct tr_letter symbol[TR_MENTION_SYMBOL_LETTERS]; /* without the year of legal texts */
	size_t n;
	const char *kind; /* that its symbol abbreviates; NULL: a letter (công văn), or not known */
	bool dated;
	struct tr_date date;
	struct tr_letter clause[TR_MENTION_CLAUSE_LETTERS]; /* the words before "số" */
	size_t clause_n;
	bool bracket; /* the clause starts with "(" */
	size_t next;  /* token behind it all */
};

/* The mention whose "số" is the stream's own token; false where that "số" counts or names something else. */
bool tr_mention_read(const struct tr_stream *st, struct tr_mention *out);
/* Its clause ends with this text. */
bool tr_mention_named(const struct tr_mention *m, const char *text);
/* "(Ban hành kèm theo Quyết định số ...)": what goes with a document says so. */
bool tr_mention_goes_with(const struct tr_mention *m);
/* The same, and nothing before it: the clause is such a head, not a sentence that speaks of one. */
bool tr_mention_opens_annex(const struct tr_mention *m);
/* A document does not base itself on itself, nor amend, answer or replace itself. */
bool tr_mention_of_another(const struct tr_mention *m);
/* Words by which a text mostly points elsewhere, but which the name of an annex may hold too. */
bool tr_mention_perhaps_of_another(const struct tr_mention *m);
/* Nothing of a sentence follows on its line, in its column. */
bool tr_stream_closes(const struct tr_stream *st, size_t next, double x1);

#endif
