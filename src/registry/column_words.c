/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "registry/column_words.h"

#include <string.h>

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

const char *
tr_column_word_said(const struct tr_book *b, const struct tr_column *c, const char *text)
{
	if (c->kind == TR_COLUMN_FLAG)
		return strcmp(text, "có") == 0 || strcmp(text, "yes") == 0 ? "1" : strcmp(text, "không") == 0 || strcmp(text, "no") == 0 ? "0" : NULL;
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
	if (c->kind != TR_COLUMN_WORD)
		return NULL;
	const char *text = find(b->name, c->name, word, lang);
	return text != NULL ? text : find("", c->name, word, lang);
}
