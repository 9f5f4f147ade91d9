/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/proof.h"

#include "base/errors/store.h"
#include "crypto/base64.h"

#define HEAD "c2sp.org/tlog-proof@v1"

void
tr_proof_free(struct tr_proof *p)
{
	tr_buf_free(&p->entry);
}

static trien_rc
write_path(const struct tr_tree_path *path, struct tr_bytes checkpoint, struct tr_buf *out, struct trien_err *err)
{
	for (size_t i = 0; i < path->count; i++) {
		TR_TRY(tr_base64_encode(TR_BYTES(path->hashes[i].b, TR_TREE_HASH), out, err));
		TR_TRY(tr_buf_add_byte(out, '\n', err));
	}
	TR_TRY(tr_buf_add_byte(out, '\n', err));
	return tr_buf_add_bytes(out, checkpoint, err);
}

/* Hashes up to a blank line; what is behind it is the checkpoint. */
static bool
take_path(struct tr_bytes *in, struct tr_tree_path *path)
{
	struct tr_bytes line;

	path->count = 0;
	while (tr_line_take(in, &line)) {
		if (line.n == 0)
			return in->n > 0;
		if (path->count == TR_PROOF_HASHES_MAX || !tr_hash_read(line, &path->hashes[path->count]))
			return false;
		path->count++;
	}
	return false;
}

/* "word " and what follows it. */
static bool
take_word(struct tr_bytes *in, const char *word, struct tr_bytes *value)
{
	struct tr_bytes rest = *in, line;

	if (!tr_line_take(&rest, &line) || !tr_bytes_start(line, word))
		return false;
	*value = tr_bytes_part(line, strlen(word), line.n);
	*in = rest;
	return true;
}

/* ---- .tlog-proof ---- */

trien_rc
tr_proof_write(const struct tr_proof *p, struct tr_buf *out, struct trien_err *err)
{
	TR_TRY(tr_buf_addf(out, err, HEAD "\n"));
	if (p->entry.n > 0) {
		TR_TRY(tr_buf_addf(out, err, "extra "));
		TR_TRY(tr_base64_encode(tr_buf_view(&p->entry), out, err));
		TR_TRY(tr_buf_add_byte(out, '\n', err));
	}
	TR_TRY(tr_buf_addf(out, err, "index %llu\n", (unsigned long long)p->index));
	return write_path(&p->path, p->checkpoint, out, err);
}

trien_rc
tr_proof_read(struct tr_bytes in, struct tr_proof *out, struct trien_err *err)
{
	struct tr_bytes line, value;

	if (in.n > TR_NOTE_MAX || !tr_line_take(&in, &line) || !tr_bytes_are(line, HEAD))
		return TR_ERR0(err, AUDIT_PROOF);
	const bool good = (!take_word(&in, "extra ", &value) || tr_base64_decode_exactly(value, &out->entry)) &&
			take_word(&in, "index ", &value) && tr_decimal_read(value, &out->index) && take_path(&in, &out->path);
	if (!good || out->entry.n > TR_AUDIT_ENTRY_MAX) {
		tr_buf_free(&out->entry);
		return TR_ERR0(err, AUDIT_PROOF);
	}
	out->checkpoint = in;
	return TRIEN_OK;
}

trien_rc
tr_proof_holds(const struct tr_proof *p, const struct tr_note_key *k, struct tr_checkpoint *at, struct trien_err *err)
{
	struct tr_checkpoint c;
	struct tr_tree_hash leaf;
	bool holds;

	TR_TRY(tr_checkpoint_open(p->checkpoint, k, &c, err));
	TR_TRY(tr_tree_leaf(tr_buf_view(&p->entry), &leaf, err));
	TR_TRY(tr_tree_inclusion_holds(&leaf, p->index, c.size, &p->path, &c.root, &holds, err));
	if (!holds)
		return TR_ERR(err, AUDIT_PROOF_WRONG, TR_U("index", p->index), TR_U("size", c.size));
	if (at != NULL)
		*at = c;
	return TRIEN_OK;
}

/* ---- add-checkpoint ---- */

trien_rc
tr_witness_request_write(const struct tr_witness_request *r, struct tr_buf *out, struct trien_err *err)
{
	TR_TRY(tr_buf_addf(out, err, "old %llu\n", (unsigned long long)r->old));
	return write_path(&r->path, r->checkpoint, out, err);
}

trien_rc
tr_witness_request_read(struct tr_bytes in, struct tr_witness_request *out, struct trien_err *err)
{
	struct tr_witness_request r;
	struct tr_bytes value;

	if (in.n > TR_NOTE_MAX || !take_word(&in, "old ", &value) || !tr_decimal_read(value, &r.old) || !take_path(&in, &r.path))
		return TR_ERR0(err, AUDIT_REQUEST);
	r.checkpoint = in;
	*out = r;
	return TRIEN_OK;
}
