/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "service/prepared.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/errors/service.h"
#include "base/memory.h"
#include "service/limits.h"

struct prepared {
	int64_t session, until; /* session 0: free */
	struct tr_buf state;    /* as tr_sign_state_write() gives it */
};

struct tr_prepareds {
	pthread_mutex_t lock;
	size_t count;
	size_t bytes, most; /* of all states, now and at most */
	struct prepared items[];
};

trien_rc
tr_prepareds_new(size_t count, size_t bytes, struct tr_prepareds **out, struct trien_err *err)
{
	struct tr_prepareds *p = tr_mem_zeroed(1, sizeof(*p) + count * sizeof(struct prepared));

	if (p == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*p)));
	pthread_mutex_init(&p->lock, NULL);
	p->count = count;
	p->most = bytes;
	*out = p;
	return TRIEN_OK;
}

static void
clear(struct tr_prepareds *p, struct prepared *i)
{
	p->bytes -= i->state.n;
	tr_buf_free(&i->state);
	*i = (struct prepared){0};
}

void
tr_prepareds_free(struct tr_prepareds *p)
{
	if (p == NULL)
		return;
	for (size_t i = 0; i < p->count; i++)
		clear(p, &p->items[i]);
	pthread_mutex_destroy(&p->lock);
	free(p);
}

static struct prepared *
find(struct tr_prepareds *p, int64_t session)
{
	for (size_t i = 0; i < p->count; i++)
		if (p->items[i].session == session)
			return &p->items[i];
	return NULL;
}

/* With the lock. */
static struct prepared *
find_room(struct tr_prepareds *p, size_t bytes, int64_t now)
{
	for (size_t i = 0; i < p->count; i++)
		if (p->items[i].session != 0 && p->items[i].until <= now)
			clear(p, &p->items[i]);
	return bytes <= p->most - p->bytes ? find(p, 0) : NULL;
}

trien_rc
tr_prepareds_put(struct tr_prepareds *p, int64_t session, int64_t until, int64_t now, struct tr_sign_state *state, struct trien_err *err)
{
	struct tr_buf bytes = {.max = TR_SERVICE_PREPARED_MAX};
	trien_rc rc = tr_sign_state_write(state, &bytes, err);

	if (rc == TRIEN_OK) {
		pthread_mutex_lock(&p->lock);
		struct prepared *room = find_room(p, bytes.n, now);
		if (room != NULL) {
			*room = (struct prepared){session, until, bytes};
			p->bytes += bytes.n;
		}
		pthread_mutex_unlock(&p->lock);
		if (room != NULL)
			return TRIEN_OK;
		rc = TR_ERR0(err, SERVICE_BUSY);
	}
	tr_buf_free(&bytes);
	return rc;
}

static trien_rc
copy_state(struct tr_prepareds *p, int64_t session, struct tr_buf *out, struct trien_err *err)
{
	trien_rc rc = TRIEN_OK;

	pthread_mutex_lock(&p->lock);
	const struct prepared *i = session != 0 ? find(p, session) : NULL;
	if (i != NULL)
		rc = tr_buf_add_bytes(out, tr_buf_view(&i->state), err);
	pthread_mutex_unlock(&p->lock);
	return i != NULL ? rc : TR_ERR(err, SERVICE_NOT_PREPARED, TR_I("session", session));
}

static trien_rc
finish(struct tr_sign_state *state, const struct tr_prepared_value *v, struct tr_buf *out, struct trien_err *err)
{
	struct tr_cms_plan *plan;

	TR_TRY(tr_sign_state_plan(state, &plan, err));
	state->stamper = v->stamper;
	trien_rc rc = tr_sign_check_base(plan, state, v->base, err);
	if (rc == TRIEN_OK)
		rc = tr_sign_finish(plan, state, v->value, err);
	if (rc == TRIEN_OK)
		rc = tr_buf_add_bytes(out, v->base, err);
	if (rc == TRIEN_OK)
		rc = tr_buf_add_bytes(out, tr_buf_view(&state->proposal.tail), err);
	tr_cms_plan_free(plan);
	return rc;
}

trien_rc
tr_prepareds_read(struct tr_prepareds *p, int64_t session, struct tr_sign_state *out, struct trien_err *err)
{
	TR_AUTO_BUF bytes = {.max = TR_SERVICE_PREPARED_MAX};

	TR_TRY(copy_state(p, session, &bytes, err));
	return tr_sign_state_read(tr_buf_view(&bytes), out, err);
}

trien_rc
tr_prepareds_finish(struct tr_prepareds *p, int64_t session, const struct tr_prepared_value *v, struct tr_buf *out, struct trien_err *unstamped, struct trien_err *err)
{
	struct tr_sign_state state = {0};

	TR_TRY(tr_prepareds_read(p, session, &state, err));
	const trien_rc rc = finish(&state, v, out, err);
	*unstamped = state.stamp_error;
	tr_sign_state_free(&state);
	return rc;
}

trien_rc
tr_prepareds_revision(struct tr_prepareds *p, int64_t session, struct tr_buf *out, struct trien_err *err)
{
	struct tr_sign_state state = {0};

	TR_TRY(tr_prepareds_read(p, session, &state, err));
	const trien_rc rc = tr_buf_add_bytes(out, tr_buf_view(&state.proposal.tail), err);
	tr_sign_state_free(&state);
	return rc;
}

trien_rc
tr_prepareds_to_sign(struct tr_prepareds *p, int64_t session, uint8_t *out, size_t *n, struct trien_err *err)
{
	struct tr_sign_state state = {0};

	TR_TRY(tr_prepareds_read(p, session, &state, err));
	memcpy(out, state.to_sign, state.to_sign_n);
	*n = state.to_sign_n;
	tr_sign_state_free(&state);
	return TRIEN_OK;
}

void
tr_prepareds_drop(struct tr_prepareds *p, int64_t session)
{
	pthread_mutex_lock(&p->lock);
	struct prepared *i = find(p, session);
	if (i != NULL && session != 0)
		clear(p, i);
	pthread_mutex_unlock(&p->lock);
}
