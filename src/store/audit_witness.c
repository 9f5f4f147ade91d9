/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Asking a second office to cosign a checkpoint, doing so for another, and keeping what it wrote (c2sp.org/tlog-witness). */
#include <stdio.h>
#include <stdlib.h>

#include "base/errors/store.h"
#include "store/audit.h"
#include "store/file.h"
#include "store/hex.h"
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

/* ---- cosigning ---- */

/* One request under way. */
struct cosigning {
	const struct tr_audit_witness *w;
	const struct tr_note_key *log;
	char *memory; /* the file of that log */
	struct tr_witness_request request;
	struct tr_note note;
	struct tr_checkpoint last, next;
};

static const struct tr_note_key *
log_of(const struct tr_audit_witness *w, const char *origin)
{
	for (size_t i = 0; i < w->log_count; i++)
		if (strcmp(w->logs[i].name, origin) == 0)
			return &w->logs[i];
	return NULL;
}

/* A name may hold what a file's may not. */
static trien_rc
name_memory(struct cosigning *g, struct trien_err *err)
{
	char hex[TR_HEX256 + 1];

	TR_TRY(tr_hex_sha256(TR_BYTES(g->log->name, strlen(g->log->name)), hex, err));
	if (asprintf(&g->memory, "%s.%s", g->w->memory, hex) >= 0)
		return TRIEN_OK;
	g->memory = NULL;
	return TR_ERR(err, NO_MEMORY, TR_U("want", strlen(g->w->memory)));
}

/* What this witness cosigned last; size 0 and the root of nothing where it has seen nothing. */
static trien_rc
remember(struct cosigning *g, struct trien_err *err)
{
	const struct tr_tree_frontier nothing = {0};
	const struct tr_note_key *own = &g->w->signer->public;
	struct tr_note n;
	TR_AUTO_BUF note = {0};
	bool there, good;

	g->last = (struct tr_checkpoint){0};
	TR_TRY(tr_tree_frontier_root(&nothing, &g->last.root, err));
	TR_TRY(tr_file_load(g->w->memory_dir, g->memory, TR_NOTE_MAX, &note, &there, err));
	if (!there)
		return TRIEN_OK;
	TR_TRY(tr_note_read(tr_buf_view(&note), &n, err));
	TR_TRY(tr_checkpoint_read(n.text, &g->last, err));
	TR_TRY(tr_note_signed_by(&n, own, &good, NULL, err));
	return good && strcmp(g->last.origin, g->log->name) == 0 ? TRIEN_OK : TR_ERR(err, AUDIT_SIGNATURE, TR_S("name", own->name));
}

static trien_rc
judge(const struct cosigning *g, struct trien_err *err)
{
	const struct tr_checkpoint *last = &g->last, *c = &g->next;
	const uint64_t old = g->request.old;
	bool holds;

	if (old > c->size)
		return TR_ERR(err, AUDIT_OLD_SIZE, TR_U("old", old), TR_U("size", c->size));
	if (old != last->size || (c->size == last->size && !tr_tree_equal(&c->root, &last->root)))
		return TR_ERR(err, AUDIT_WITNESS_SIZE, TR_U("size", last->size));
	TR_TRY(tr_tree_consistency_holds(old, &last->root, c->size, &g->request.path, &c->root, &holds, err));
	return holds ? TRIEN_OK : TR_ERR(err, AUDIT_PROOF_WRONG, TR_U("index", old), TR_U("size", c->size));
}

/* Whose is it, and did that one sign it? What cannot be read is a malformed request. */
static trien_rc
open_request(struct cosigning *g, struct tr_bytes request, struct trien_err *err)
{
	TR_TRY(tr_witness_request_read(request, &g->request, err));
	if (tr_note_read(g->request.checkpoint, &g->note, NULL) != TRIEN_OK || tr_checkpoint_read(g->note.text, &g->next, NULL) != TRIEN_OK)
		return TR_ERR0(err, AUDIT_REQUEST);
	g->log = log_of(g->w, g->next.origin);
	if (g->log == NULL)
		return TR_ERR(err, AUDIT_ORIGIN_UNKNOWN, TR_S("origin", g->next.origin));
	return tr_checkpoint_open(g->request.checkpoint, g->log, &g->next, err);
}

/* First what was signed is on the disk, then it is given away. */
static trien_rc
sign_and_remember(struct cosigning *g, struct tr_buf *out, struct trien_err *err)
{
	TR_AUTO_BUF line = {0};
	TR_AUTO_BUF note = {0};

	TR_TRY(tr_note_sign(g->w->signer, g->note.text, g->w->now, &line, err));
	TR_TRY(tr_buf_add_bytes(&note, g->note.text, err));
	TR_TRY(tr_buf_add_byte(&note, '\n', err));
	TR_TRY(tr_buf_add_bytes(&note, tr_buf_view(&line), err));
	TR_TRY(tr_file_replace(g->w->memory_dir, g->memory, tr_buf_view(&note), err));
	return tr_buf_add_bytes(out, tr_buf_view(&line), err);
}

trien_rc
tr_audit_cosign(const struct tr_audit_witness *w, struct tr_bytes request, struct tr_buf *out, struct trien_err *err)
{
	if (w->signer->public.kind != TR_NOTE_WITNESS)
		return TR_ERR0(err, AUDIT_KEY_KIND);
	struct cosigning *g = tr_mem_zeroed(1, sizeof(*g));
	if (g == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*g)));
	g->w = w;
	trien_rc rc = open_request(g, request, err);
	if (rc == TRIEN_OK)
		rc = name_memory(g, err);
	if (rc == TRIEN_OK)
		rc = remember(g, err);
	if (rc == TRIEN_OK)
		rc = judge(g, err);
	if (rc == TRIEN_OK)
		rc = sign_and_remember(g, out, err);
	free(g->memory);
	free(g);
	return rc;
}

/* ---- keeping ---- */

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
