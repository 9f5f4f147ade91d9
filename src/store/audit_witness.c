/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Asking a second office to cosign a checkpoint, doing so for another, and keeping what it wrote (c2sp.org/tlog-witness). */
#include <stdlib.h>

#include "base/errors/store.h"
#include "store/audit.h"
#include "store/file.h"
#include "store/proof.h"
#include "store/tile.h"

#define CHECKPOINT "checkpoint"

trien_rc
tr_audit_ask_witness(int dir, const struct tr_note_key *log, uint64_t old, struct tr_buf *out, struct trien_err *err)
{
	struct tr_witness_request r = {.old = old};
	struct tr_checkpoint c;
	TR_AUTO_BUF note = {0};

	TR_TRY(tr_file_load(dir, CHECKPOINT, TR_NOTE_MAX, &note, NULL, err));
	TR_TRY(tr_checkpoint_open(tr_buf_view(&note), log, &c, err));
	struct tr_tiles *t = tr_mem_zeroed(1, sizeof(*t));
	if (t == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*t)));
	tr_tiles_begin(t, dir, c.size);
	const struct tr_tree_source source = tr_tiles_source(t);
	trien_rc rc = tr_tree_consistency(&source, old, c.size, &r.path, err);
	free(t);
	r.checkpoint = tr_buf_view(&note);
	return rc == TRIEN_OK ? tr_witness_request_write(&r, out, err) : rc;
}

/* What this witness cosigned last; size 0 and the root of nothing where it has seen nothing. */
static trien_rc
remember(const struct tr_audit_witness *w, struct tr_checkpoint *last, struct trien_err *err)
{
	const struct tr_tree_frontier nothing = {0};
	struct tr_note n;
	TR_AUTO_BUF note = {0};
	bool there, good;

	*last = (struct tr_checkpoint){0};
	TR_TRY(tr_tree_frontier_root(&nothing, &last->root, err));
	TR_TRY(tr_file_load(w->memory_dir, w->memory, TR_NOTE_MAX, &note, &there, err));
	if (!there)
		return TRIEN_OK;
	TR_TRY(tr_note_read(tr_buf_view(&note), &n, err));
	TR_TRY(tr_checkpoint_read(n.text, last, err));
	TR_TRY(tr_note_signed_by(&n, &w->signer->public, &good, NULL, err));
	return good ? TRIEN_OK : TR_ERR(err, AUDIT_SIGNATURE, TR_S("name", w->signer->public.name));
}

static trien_rc
judge(const struct tr_witness_request *r, const struct tr_checkpoint *last, const struct tr_checkpoint *c, struct trien_err *err)
{
	bool holds;

	if (r->old != last->size || c->size < last->size || (c->size == last->size && !tr_tree_equal(&c->root, &last->root)))
		return TR_ERR(err, AUDIT_WITNESS_SIZE, TR_U("size", last->size));
	TR_TRY(tr_tree_consistency_holds(r->old, &last->root, c->size, &r->path, &c->root, &holds, err));
	return holds ? TRIEN_OK : TR_ERR(err, AUDIT_PROOF_WRONG, TR_U("index", r->old), TR_U("size", c->size));
}

trien_rc
tr_audit_cosign(const struct tr_audit_witness *w, struct tr_bytes request, struct tr_buf *out, struct trien_err *err)
{
	struct tr_witness_request r;
	struct tr_checkpoint c, last;
	struct tr_note n;
	TR_AUTO_BUF line = {0};
	TR_AUTO_BUF note = {0};

	if (w->signer->public.kind != TR_NOTE_WITNESS)
		return TR_ERR0(err, AUDIT_KEY_KIND);
	TR_TRY(tr_witness_request_read(request, &r, err));
	TR_TRY(tr_note_read(r.checkpoint, &n, err));
	TR_TRY(tr_checkpoint_read(n.text, &c, err));
	if (strcmp(c.origin, w->log->name) != 0)
		return TR_ERR(err, AUDIT_ORIGIN_UNKNOWN, TR_S("origin", c.origin));
	TR_TRY(tr_checkpoint_open(r.checkpoint, w->log, &c, err));
	TR_TRY(remember(w, &last, err));
	TR_TRY(judge(&r, &last, &c, err));
	TR_TRY(tr_note_sign(w->signer, n.text, w->now, &line, err));
	TR_TRY(tr_buf_add_bytes(&note, n.text, err));
	TR_TRY(tr_buf_add_byte(&note, '\n', err));
	TR_TRY(tr_buf_add_bytes(&note, tr_buf_view(&line), err));
	TR_TRY(tr_file_replace(w->memory_dir, w->memory, tr_buf_view(&note), err));
	return tr_buf_add_bytes(out, tr_buf_view(&line), err);
}

trien_rc
tr_audit_attach(int dir, const struct tr_note_key *witness, struct tr_bytes line, struct trien_err *err)
{
	TR_AUTO_BUF note = {0};
	struct tr_note n;
	bool good;

	TR_TRY(tr_file_load(dir, CHECKPOINT, TR_NOTE_MAX, &note, NULL, err));
	TR_TRY(tr_buf_add_bytes(&note, line, err));
	TR_TRY(tr_note_read(tr_buf_view(&note), &n, err));
	TR_TRY(tr_note_signed_by(&n, witness, &good, NULL, err));
	if (!good)
		return TR_ERR(err, AUDIT_SIGNATURE, TR_S("name", witness->name));
	return tr_file_replace(dir, CHECKPOINT, tr_buf_view(&note), err);
}
