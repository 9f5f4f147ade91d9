/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/errors/store.h"
#include "crypto/base64.h"
#include "store/note.h"

bool
tr_decimal_read(struct tr_bytes text, uint64_t *out)
{
	uint64_t v = 0;

	if (text.n == 0 || text.n > 19 || (text.n > 1 && text.p[0] == '0'))
		return false;
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] < '0' || text.p[i] > '9')
			return false;
		v = v * 10 + (text.p[i] - '0');
	}
	*out = v;
	return v <= INT64_MAX;
}

bool
tr_hash_read(struct tr_bytes text, struct tr_tree_hash *out)
{
	TR_AUTO_BUF raw = {0};

	if (text.n != 44 || !tr_base64_decode_exactly(text, &raw) || raw.n != TR_TREE_HASH)
		return false;
	memcpy(out->b, raw.p, TR_TREE_HASH);
	return true;
}

trien_rc
tr_checkpoint_read(struct tr_bytes text, struct tr_checkpoint *out, struct trien_err *err)
{
	struct tr_bytes origin, size, root;
	struct tr_checkpoint c;

	if (!tr_line_take(&text, &origin) || !tr_line_take(&text, &size) || !tr_line_take(&text, &root) || text.n > 0 ||
			origin.n == 0 || origin.n > TR_NOTE_NAME_MAX || memchr(origin.p, 0, origin.n) != NULL ||
			!tr_decimal_read(size, &c.size) || !tr_hash_read(root, &c.root))
		return TR_ERR0(err, AUDIT_CHECKPOINT);
	memcpy(c.origin, origin.p, origin.n);
	c.origin[origin.n] = '\0';
	*out = c;
	return TRIEN_OK;
}

trien_rc
tr_checkpoint_write(const struct tr_checkpoint *c, struct tr_buf *out, struct trien_err *err)
{
	TR_TRY(tr_buf_addf(out, err, "%s\n%llu\n", c->origin, (unsigned long long)c->size));
	TR_TRY(tr_base64_encode(TR_BYTES(c->root.b, TR_TREE_HASH), out, err));
	return tr_buf_add_byte(out, '\n', err);
}

trien_rc
tr_checkpoint_open(struct tr_bytes note, const struct tr_note_key *k, struct tr_checkpoint *out, struct trien_err *err)
{
	struct tr_checkpoint c;
	struct tr_note n;
	bool good;

	TR_TRY(tr_note_read(note, &n, err));
	TR_TRY(tr_checkpoint_read(n.text, &c, err));
	TR_TRY(tr_note_signed_by(&n, k, &good, NULL, err));
	if (!good || strcmp(c.origin, k->name) != 0)
		return TR_ERR(err, AUDIT_SIGNATURE, TR_S("name", k->name));
	*out = c;
	return TRIEN_OK;
}
