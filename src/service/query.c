/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "service/query.h"

#include "base/errors/service.h"
#include "service/route.h"
#include "store/note.h"

static struct tr_query_word *
find(struct tr_query_word *words, size_t count, const char *name, size_t n)
{
	for (size_t i = 0; i < count; i++)
		if (strlen(words[i].name) == n && strncmp(words[i].name, name, n) == 0)
			return &words[i];
	return NULL;
}

static trien_rc
take(struct tr_call *c, struct tr_query_word *w, const char *p, size_t n, bool *good, struct trien_err *err)
{
	struct tr_bytes text;
	uint64_t number = 0;

	*good = !w->given;
	w->given = true;
	if (!w->is_text) {
		*good = *good && tr_decimal_read(TR_BYTES(p, n), &number) && number <= INT64_MAX;
		w->number = (int64_t)number;
		return TRIEN_OK;
	}
	TR_TRY(tr_route_decode(c, p, n, &text, err));
	w->text = (const char *)text.p;
	return TRIEN_OK;
}

trien_rc
tr_query_read(struct tr_call *c, struct tr_query_word *words, size_t count, const char *wanted, struct trien_err *err)
{
	for (const char *at = c->query; at != NULL && *at != '\0';) {
		const size_t n = strcspn(at, "&"), name = strcspn(at, "=&");
		struct tr_query_word *w = name < n ? find(words, count, at, name) : NULL;
		bool good = false;
		if (w != NULL)
			TR_TRY(take(c, w, at + name + 1, n - name - 1, &good, err));
		if (!good)
			return TR_ERR(err, SERVICE_QUERY, TR_S("want", wanted));
		at += n + (at[n] == '&');
	}
	return TRIEN_OK;
}

trien_rc
tr_query_id(struct tr_bytes part, int64_t *out, struct trien_err *err)
{
	uint64_t number;

	if (!tr_decimal_read(part, &number) || number == 0 || number > INT64_MAX)
		return TR_ERR0(err, SERVICE_NOT_FOUND);
	*out = (int64_t)number;
	return TRIEN_OK;
}
