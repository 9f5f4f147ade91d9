/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/task_trust.h"

#include <stdio.h>

#include "base/errors/worker.h"
#include "pki/crl.h"
#include "pki/trust.h"
#include "worker/tasks.h"
#include "worker/wire.h"

/* ---- in the sandbox ---- */

static trien_rc
add_times(struct tr_buf *b, int64_t from, int64_t to, struct trien_err *err)
{
	TR_TRY(tr_wire_add_u64(b, (uint64_t)from, err));
	return tr_wire_add_u64(b, (uint64_t)to, err);
}

static trien_rc
tell_certificates(const struct tr_trust *t, struct tr_buf *b, struct trien_err *err)
{
	const struct tr_certificate *c = tr_trust_peek(t, 0);
	const struct tr_text issuer = c->issuer.common_name.n > 0 ? c->issuer.common_name : c->issuer.organisation;

	TR_TRY(tr_wire_add_u64(b, TR_TRUST_FILE_CERTIFICATES, err));
	TR_TRY(tr_wire_add_u64(b, tr_trust_count(t), err));
	TR_TRY(tr_wire_add_bytes(b, c->der, err));
	TR_TRY(tr_wire_add_text(b, tr_certificate_display_name(c), err));
	TR_TRY(tr_wire_add_text(b, c->subject.organisation, err));
	TR_TRY(tr_wire_add_text(b, issuer, err));
	TR_TRY(tr_wire_add_bytes(b, TR_BYTES(c->serial, strlen(c->serial)), err));
	TR_TRY(tr_wire_add_bytes(b, TR_BYTES(c->sha256, sizeof(c->sha256)), err));
	TR_TRY(add_times(b, c->not_before, c->not_after, err));
	return tr_wire_add_u64(b, (uint64_t)c->is_ca | (uint64_t)c->lab << 1 | (uint64_t)c->self_issued << 2, err);
}

static trien_rc
tell_list(const struct tr_crl *c, struct tr_buf *b, struct trien_err *err)
{
	struct tr_arena names = {0};
	struct tr_name issuer = {.common_name = {"", 0}, .organisation = {"", 0}};

	TR_TRY(tr_crl_issuer_read(c, &names, &issuer, err));
	TR_TRY(tr_wire_add_u64(b, TR_TRUST_FILE_CRL, err));
	TR_TRY(tr_wire_add_u64(b, 1, err));
	TR_TRY(tr_wire_add_text(b, issuer.common_name.n > 0 ? issuer.common_name : issuer.organisation, err));
	TR_TRY(tr_wire_add_bytes(b, TR_BYTES(c->sha256, sizeof(c->sha256)), err));
	TR_TRY(add_times(b, c->this_update, c->has_next_update ? c->next_update : INT64_MAX, err));
	return tr_wire_add_u64(b, c->entries, err);
}

/* The child's memory goes with it: nothing is freed. */
trien_rc
tr_task_trust_look_run(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	char name[256];
	struct tr_trust *t;
	struct tr_crl *list;

	snprintf(name, sizeof(name), "%.*s", (int)in->request.n, (const char *)in->request.p);
	if (tr_crl_parse(in->document, &list, NULL) == TRIEN_OK)
		return tell_list(list, answer, err);
	TR_TRY(tr_trust_new(&t, err));
	TR_TRY(tr_trust_add(t, TR_TRUST_GIVEN, in->document, name, err));
	return tell_certificates(t, answer, err);
}

/* ---- the half that asks ---- */

static trien_rc
take_text(struct tr_cursor *c, struct tr_arena *arena, struct tr_text *out, struct trien_err *err)
{
	const uint8_t *p;

	TR_TRY(tr_wire_take_text(c, out, err));
	TR_TRY(tr_arena_copy(arena, out->p, out->n, &p, err));
	out->p = (const char *)p;
	return TRIEN_OK;
}

static trien_rc
take_certificate(struct tr_cursor *c, struct tr_trust_file *f, struct trien_err *err)
{
	const uint8_t *p;

	f->der = tr_wire_take_bytes(c);
	TR_TRY(tr_arena_copy(&f->arena, f->der.p, f->der.n, &p, err));
	f->der.p = p;
	TR_TRY(take_text(c, &f->arena, &f->subject, err));
	TR_TRY(take_text(c, &f->arena, &f->organisation, err));
	TR_TRY(take_text(c, &f->arena, &f->issuer, err));
	return take_text(c, &f->arena, &f->serial, err);
}

static trien_rc
take_file(struct tr_cursor *c, struct tr_trust_file *f, struct trien_err *err)
{
	f->kind = tr_cursor_u64(c) == TR_TRUST_FILE_CRL ? TR_TRUST_FILE_CRL : TR_TRUST_FILE_CERTIFICATES;
	f->count = (size_t)tr_cursor_u64(c);
	if (f->kind == TR_TRUST_FILE_CERTIFICATES)
		TR_TRY(take_certificate(c, f, err));
	else
		TR_TRY(take_text(c, &f->arena, &f->issuer, err));
	const struct tr_bytes sha256 = tr_wire_take_bytes(c);
	if (sha256.n != sizeof(f->sha256))
		return TR_ERR0(err, WORKER_ANSWER_INVALID);
	memcpy(f->sha256, sha256.p, sha256.n);
	f->not_before = (int64_t)tr_cursor_u64(c);
	f->not_after = (int64_t)tr_cursor_u64(c);
	const uint64_t last = tr_cursor_u64(c);
	f->entries = last;
	f->is_ca = last & 1;
	f->lab = last >> 1 & 1;
	f->self_issued = last >> 2 & 1;
	return c->bad || tr_cursor_left(c) > 0 ? TR_ERR0(err, WORKER_ANSWER_INVALID) : TRIEN_OK;
}

trien_rc
tr_trust_file_read(struct tr_bytes answer, struct tr_trust_file *out, struct trien_err *err)
{
	struct tr_cursor c = tr_cursor_of(answer);

	*out = (struct tr_trust_file){0};
	trien_rc rc = take_file(&c, out, err);
	if (rc != TRIEN_OK)
		tr_trust_file_free(out);
	return rc;
}

trien_rc
tr_task_trust_look(struct tr_worker *w, int fd, const char *name, struct tr_trust_file *out, struct trien_err *err)
{
	TR_AUTO_BUF answer = {.max = TR_WORKER_ANSWER_MAX};
	const struct tr_worker_job job = {.task = TR_TASK_TRUST_LOOK, .document = fd, .request = TR_BYTES(name, strlen(name))};

	TR_TRY(tr_worker_run(w, &job, &answer, err));
	return tr_trust_file_read(tr_buf_view(&answer), out, err);
}

void
tr_trust_file_free(struct tr_trust_file *f)
{
	tr_arena_free(&f->arena);
}
