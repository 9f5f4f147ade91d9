/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "registry/column_words.h"

#include <string.h>

#include "rules/words.h"

struct says {
	const char *book, *column, *word, *text[2];
};

#define TR_BOOK_OF_REQUEST "request"
#define TR_BOOK_OF_CERTIFICATE "certificate"
#define TR_BOOK_OF_DEVICE "device"
#define TR_COLUMN_SAYS(book, column, word, vi, en) {book, column, word, {vi, en}},
static const struct says rows[] = {
#include "registry/column_words.def"
};

static const char *
find(const char *book, const char *column, const char *word, enum trien_lang lang)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (strcmp(rows[i].book, book) == 0 && strcmp(rows[i].column, column) == 0 && strcmp(rows[i].word, word) == 0)
			return rows[i].text[lang == TRIEN_LANG_EN];
	return NULL;
}

/* The row of a column in which text stands in either language. */
static const char *
find_said(const char *book, const struct tr_column *c, const char *text)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (strcmp(rows[i].book, book) == 0 && strcmp(rows[i].column, c->name) == 0 && tr_column_has_word(c, TR_BYTES(rows[i].word, strlen(rows[i].word))) &&
				(strcmp(rows[i].text[0], text) == 0 || strcmp(rows[i].text[1], text) == 0))
			return rows[i].word;
	return NULL;
}

/* Why a request is made, or a certificate has stopped: a case of the law or the act that stopped it; other words are whoever's that wrote them. */
static bool
has_reason(const struct tr_book *b, const struct tr_column *c)
{
	return (b == &tr_books[TR_BOOK_request] && c == &b->columns[TR_request_reason]) || (b == &tr_books[TR_BOOK_certificate] && c == &b->columns[TR_certificate_reason]);
}

static const char *
say_reason(const char *word, enum trien_lang lang)
{
	enum tr_rules_reason reason;
	enum tr_rules_act act;

	if (tr_rules_reason_of(word, &reason)) {
		const struct tr_rules_reason_row *row = tr_rules_reason_at(reason);
		return lang == TRIEN_LANG_EN ? row->en : row->vi;
	}
	if (!tr_rules_act_of(word, &act))
		return NULL;
	return lang == TRIEN_LANG_EN ? tr_rules_act_word(act)->en : tr_rules_act_word(act)->vi;
}

/* The way back, so that what was exported comes in again as it was. */
static const char *
reason_said(const char *text)
{
	const struct tr_bytes said = TR_BYTES(text, strlen(text));
	enum tr_rules_reason reason;

	if (tr_rules_reason_said(TR_KIND_REVOKE, said, &reason) || tr_rules_reason_said(TR_KIND_CHANGE, said, &reason))
		return tr_rules_reason_at(reason)->word;
	for (unsigned a = 0; a < TR_ACT_COUNT; a++) {
		const struct tr_rules_word *w = tr_rules_act_word((enum tr_rules_act)a);
		if (strcmp(w->vi, text) == 0 || strcmp(w->en, text) == 0)
			return w->word;
	}
	return NULL;
}

const char *
tr_column_word_said(const struct tr_book *b, const struct tr_column *c, const char *text)
{
	if (c->kind == TR_COLUMN_FLAG)
		return strcmp(text, "có") == 0 || strcmp(text, "yes") == 0 ? "1" : strcmp(text, "không") == 0 || strcmp(text, "no") == 0 ? "0" : NULL;
	if (has_reason(b, c))
		return reason_said(text);
	if (c->kind != TR_COLUMN_WORD)
		return NULL;
	const char *word = find_said(b->name, c, text);
	return word != NULL ? word : find_said("", c, text);
}

const char *
tr_column_says(const struct tr_book *b, const struct tr_column *c, const char *word, enum trien_lang lang)
{
	static const char *const flags[2][2] = {{"không", "no"}, {"có", "yes"}};

	if (c->kind == TR_COLUMN_FLAG)
		return flags[strcmp(word, "1") == 0][lang == TRIEN_LANG_EN];
	if (has_reason(b, c))
		return say_reason(word, lang);
	if (c->kind != TR_COLUMN_WORD)
		return NULL;
	const char *text = find(b->name, c->name, word, lang);
	return text != NULL ? text : find("", c->name, word, lang);
}
