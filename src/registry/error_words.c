/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "registry/error_words.h"

#include <stdio.h>
#include <string.h>

#include "base/errors/registry.h"
#include "base/utf8.h"
#include "registry/column_words.h"
#include "rules/access.h"

struct wording {
	const struct trien_err *in;
	enum trien_lang lang;
	char *out; /* TRIEN_ERR_VALUE_MAX bytes */
};

/* Words, and the name beside them unless name is NULL; cut where there is no room. */
static void
put(const struct wording *w, const char *words, const char *name)
{
	char text[2 * TRIEN_ERR_VALUE_MAX];

	if (name != NULL)
		snprintf(text, sizeof(text), "%s (%s)", words, name);
	else
		snprintf(text, sizeof(text), "%s", words);
	const size_t n = tr_utf8_cut(text, strlen(text) < TRIEN_ERR_VALUE_MAX ? strlen(text) : TRIEN_ERR_VALUE_MAX - 1);
	memcpy(w->out, text, n);
	w->out[n] = '\0';
}

static const char *
value_of(const struct trien_err *e, const char *name)
{
	for (unsigned i = 0; i < e->value_count; i++)
		if (strcmp(e->values[i].name, name) == 0)
			return e->values[i].text;
	return "";
}

static const char *
named(const struct wording *w, const struct tr_rules_word *word)
{
	return w->lang == TRIEN_LANG_EN ? word->en : word->vi;
}

/* ---- names of books and columns ---- */

static void
book(const struct wording *w, const char *name)
{
	const struct tr_book *b = tr_book_find(name);

	if (b != NULL)
		put(w, w->lang == TRIEN_LANG_EN ? b->en : b->vi, name);
}

/* Of the book that the error names, or (a reference names the book that it looked in) of any. */
static const struct tr_column *
column_of(const struct wording *w, const char *name)
{
	const struct tr_book *b = tr_book_find(value_of(w->in, "book"));

	if (b != NULL && tr_book_column(b, name) < b->count)
		return &b->columns[tr_book_column(b, name)];
	for (b = tr_books; b < tr_books + TR_BOOK_COUNT; b++)
		if (tr_book_column(b, name) < b->count)
			return &b->columns[tr_book_column(b, name)];
	return NULL;
}

static void
column(const struct wording *w, const char *name)
{
	const struct tr_column *c = column_of(w, name);

	if (c != NULL)
		put(w, w->lang == TRIEN_LANG_EN ? c->en : c->vi, name);
}

/* A file that came over HTTP is called by its column; on a command line it is a path, which no column is called. */
static void
file(const struct wording *w, const char *name)
{
	if (w->in->code == TRIEN_E_REGISTRY_FILE_SIGNATURE)
		column(w, name);
}

/* ---- words of columns ---- */

/* A state of the book that the error names; where it names none, of the first that has such a one. */
static void
state(const struct wording *w, const char *word)
{
	const struct tr_book *of = tr_book_find(value_of(w->in, "book"));

	for (const struct tr_book *b = tr_books; b < tr_books + TR_BOOK_COUNT; b++) {
		const size_t i = tr_book_column(b, "state");
		if (i == b->count || (of != NULL && of != b) || !tr_column_has_word(&b->columns[i], TR_BYTES(word, strlen(word))))
			continue;
		const char *says = tr_column_says(b, &b->columns[i], word, w->lang);
		if (says != NULL) {
			put(w, says, NULL);
			return;
		}
	}
}

/* The words that a column takes. */
static void
want(const struct wording *w, const char *words)
{
	const struct tr_book *b = tr_book_find(value_of(w->in, "book"));
	const size_t i = b == NULL ? 0 : tr_book_column(b, value_of(w->in, "column"));
	char text[2 * TRIEN_ERR_VALUE_MAX], word[64];
	size_t n = 0;

	if (b == NULL || i == b->count || b->columns[i].kind != TR_COLUMN_WORD || strncmp(b->columns[i].of, words, strcspn(words, " ")) != 0)
		return;
	for (const char *at = b->columns[i].of; *at != '\0' && n < sizeof(text); at += strspn(at, " ")) {
		snprintf(word, sizeof(word), "%.*s", (int)strcspn(at, " "), at);
		const char *says = tr_column_says(b, &b->columns[i], word, w->lang);
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%s%s", n > 0 ? "; " : "", says != NULL ? says : word);
		at += strlen(word);
	}
	put(w, text, NULL);
}

/* Of an account, or of a request. */
static void
kind(const struct wording *w, const char *word)
{
	const size_t book = w->in->code == TRIEN_E_REGISTRY_NO_ACCOUNT || w->in->code == TRIEN_E_REGISTRY_LOGIN_KIND ? TR_BOOK_account : TR_BOOK_request;
	const struct tr_book *b = &tr_books[book];
	const char *says = tr_column_says(b, &b->columns[tr_book_column(b, "kind")], word, w->lang);

	if (says != NULL)
		put(w, says, word);
}

/* ---- words of the rules ---- */

static void
role(const struct wording *w, const char *word)
{
	enum tr_rules_role r;

	if (tr_rules_role_of(word, &r))
		put(w, named(w, tr_rules_role_word(r)), word);
}

static void
act(const struct wording *w, const char *word)
{
	enum tr_rules_act a;

	if (tr_rules_act_of(word, &a))
		put(w, named(w, tr_rules_act_word(a)), word);
}

static void
verb(const struct wording *w, const char *word)
{
	enum tr_rules_verb v;

	if (tr_rules_verb_of(word, &v))
		put(w, named(w, tr_rules_verb_word(v)), NULL);
}

static void
object(const struct wording *w, const char *word)
{
	enum tr_rules_object o;

	if (tr_rules_object_of(word, &o))
		put(w, named(w, tr_rules_object_word(o)), NULL);
}

void
tr_registry_error_words(const struct trien_err *in, enum trien_lang lang, struct trien_err *out)
{
	static const struct {
		const char *name;
		void (*word)(const struct wording *w, const char *text);
	} kinds[] = {{"book", book}, {"column", column}, {"file", file}, {"other", column}, {"state", state}, {"want", want}, {"kind", kind}, {"role", role},
		{"given", role}, {"act", act}, {"what", act}, {"verb", verb}, {"object", object}};

	*out = *in;
	for (unsigned i = 0; i < in->value_count; i++) {
		const struct wording w = {in, lang, out->values[i].text};
		for (size_t k = 0; k < sizeof(kinds) / sizeof(*kinds); k++)
			if (strcmp(in->values[i].name, kinds[k].name) == 0)
				kinds[k].word(&w, in->values[i].text);
	}
}
