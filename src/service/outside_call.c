/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "service/outside_call.h"

#include <stdlib.h>

#include "base/errors/fetch.h"
#include "base/errors/service.h"
#include "desk/lacking.h"
#include "fetch/frame.h"
#include "service/outside.h"

struct tr_outside_call {
	struct {
		struct tr_lacking lacking;
		json_t *verdict; /* the last; NULL: it was not judged yet */
	} files[TR_SERVICE_OUTSIDE_FILES];
	int64_t since;      /* it waits, by a clock that only runs; 0: it did not yet */
	bool over;
	unsigned long seen; /* what had come when it began to wait */
};

static trien_rc
open_call(struct tr_call *c, struct trien_err *err)
{
	if (c->outside == NULL)
		c->outside = tr_mem_zeroed(1, sizeof(*c->outside));
	return c->outside != NULL ? TRIEN_OK : TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*c->outside)));
}

void
tr_call_outside_free(struct tr_call *c)
{
	if (c->outside == NULL)
		return;
	for (size_t i = 0; i < TR_SERVICE_OUTSIDE_FILES; i++) {
		tr_lacking_free(&c->outside->files[i].lacking);
		json_decref(c->outside->files[i].verdict);
	}
	free(c->outside);
	c->outside = NULL;
}

/* ---- what a file is judged with ---- */

trien_rc
tr_call_outside_open(struct tr_call *c, size_t file, int *out, struct trien_err *err)
{
	*out = -1;
	return c->outside != NULL && file < TR_SERVICE_OUTSIDE_FILES ? tr_lacking_open(&c->outside->files[file].lacking, out, err) : TRIEN_OK;
}

void
tr_call_outside_judged(struct tr_call *c, size_t file, json_t *verdict)
{
	if (c->outside == NULL || file >= TR_SERVICE_OUTSIDE_FILES)
		return;
	tr_lacking_judged(&c->outside->files[file].lacking);
	json_decref(c->outside->files[file].verdict);
	c->outside->files[file].verdict = json_incref(verdict);
}

void
tr_call_outside_tell(const struct tr_call *c, size_t file, json_t *verdict)
{
	if (c->outside != NULL && file < TR_SERVICE_OUTSIDE_FILES && c->outside->files[file].lacking.failures != NULL)
		json_object_set(verdict, "fetch_failures", c->outside->files[file].lacking.failures);
}

/* ---- getting ---- */

static trien_rc
ask(void *context, const struct tr_fetch_request *r, struct tr_buf *answer, bool *later, struct trien_err *why)
{
	struct tr_call *c = context;
	const trien_rc rc = tr_outside_ask(c->context->outside, r, answer, later, why);

	if (!*later || !tr_call_outside_is_over(c, tr_fetch_milliseconds()))
		return rc;
	*later = false;
	return TR_ERR(why, FETCH_TIMEOUT, TR_S("url", r->url));
}

/* *again: something came that no judgement has seen. */
static trien_rc
get(struct tr_call *c, bool *again, struct trien_err *err)
{
	const struct tr_lacking_source from = {c, ask, TRIEN_LANG_VI};
	const unsigned long seen = tr_outside_count(c->context->outside);
	bool later = false;

	*again = false;
	for (size_t i = 0; i < TR_SERVICE_OUTSIDE_FILES; i++) {
		enum tr_lacking_next next = TR_LACKING_DONE;
		if (c->outside->files[i].verdict != NULL)
			TR_TRY(tr_lacking_get(&c->outside->files[i].lacking, c->outside->files[i].verdict, &from, &next, err));
		later = later || next == TR_LACKING_LATER;
		*again = *again || next == TR_LACKING_JUDGE;
	}
	if (!later)
		return TRIEN_OK;
	if (c->outside->since == 0)
		c->outside->since = tr_fetch_milliseconds();
	c->outside->seen = seen;
	c->wants_outside = true;
	return TR_ERR0(err, SERVICE_BUSY);
}

trien_rc
tr_call_judge(struct tr_call *c, tr_judges_work work, void *context, struct trien_err *err)
{
	bool again;

	if (c->context->outside == NULL)
		return tr_judges_lend(c->context->judges, work, context, err);
	TR_TRY(open_call(c, err));
	TR_TRY(get(c, &again, err));
	do {
		TR_TRY(tr_judges_lend(c->context->judges, work, context, err));
		TR_TRY(get(c, &again, err));
	} while (again);
	return TRIEN_OK;
}

/* ---- waiting ---- */

bool
tr_call_outside_is_over(const struct tr_call *c, int64_t now)
{
	return c->outside->over || (c->outside->since != 0 && now - c->outside->since >= TR_SERVICE_OUTSIDE_WAIT_MILLISECONDS);
}

bool
tr_call_outside_has_come(const struct tr_call *c)
{
	return tr_outside_count(c->context->outside) != c->outside->seen;
}

void
tr_call_outside_give_up(struct tr_call *c)
{
	c->outside->over = true;
}

int64_t
tr_call_outside_since(const struct tr_call *c)
{
	return c->outside->since;
}
