/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Hostile notes, checkpoints, keys, receipts, requests to witnesses, policies, and tiles of entries: the first byte says which. */
#include <stdint.h>

#include "store/policy.h"
#include "store/proof.h"
#include "store/tile.h"

#define MUST(what) \
	do { \
		if (!(what)) \
			__builtin_trap(); \
	} while (0)

static const uint8_t seed[TR_ED25519_KEY] = {1};

static void
read_note(struct tr_bytes in, const struct tr_note_key *k)
{
	static struct tr_note n;
	struct tr_checkpoint c;
	TR_AUTO_BUF again = {0};
	bool good;

	if (tr_note_read(in, &n, NULL) != TRIEN_OK)
		return;
	MUST(n.count > 0 && n.text.n < in.n);
	MUST(tr_note_signed_by(&n, k, &good, NULL, NULL) == TRIEN_OK);
	if (tr_checkpoint_read(n.text, &c, NULL) == TRIEN_OK) {
		/* One text has one reading: what is written of it is the same text. */
		MUST(tr_checkpoint_write(&c, &again, NULL) == TRIEN_OK && tr_bytes_equal(tr_buf_view(&again), n.text));
	}
}

static void
read_keys(struct tr_bytes in)
{
	struct tr_note_key k;
	struct tr_note_signer s;
	TR_AUTO_BUF again = {0};

	if (tr_note_key_read(in, &k, NULL) == TRIEN_OK) {
		MUST(tr_note_key_write(&k, &again, NULL) == TRIEN_OK && again.n <= in.n && memcmp(again.p, in.p, again.n) == 0);
		tr_buf_clear(&again);
	}
	if (tr_note_signer_read(in, &s, NULL) == TRIEN_OK)
		MUST(tr_note_signer_write(&s, &again, NULL) == TRIEN_OK && memcmp(again.p, in.p, again.n) == 0);
}

static void
read_proof(struct tr_bytes in, const struct tr_note_key *k)
{
	struct tr_proof p = {0};
	TR_AUTO_BUF again = {0};

	if (tr_proof_read(in, &p, NULL) == TRIEN_OK) {
		MUST(tr_proof_holds(&p, k, NULL, NULL) != TRIEN_OK || p.checkpoint.n > 0);
		MUST(tr_proof_write(&p, &again, NULL) == TRIEN_OK && tr_bytes_equal(tr_buf_view(&again), in));
	}
	tr_proof_free(&p);
}

static void
read_request(struct tr_bytes in)
{
	struct tr_witness_request r;
	const struct tr_tree_hash root = {{0}};
	TR_AUTO_BUF again = {0};
	bool holds;

	if (tr_witness_request_read(in, &r, NULL) != TRIEN_OK)
		return;
	MUST(tr_tree_consistency_holds(r.old, &root, r.old * 2 + 3, &r.path, &root, &holds, NULL) == TRIEN_OK);
	MUST(tr_witness_request_write(&r, &again, NULL) == TRIEN_OK && tr_bytes_equal(tr_buf_view(&again), in));
}

static void
read_entries(struct tr_bytes in)
{
	struct tr_bytes entry;

	char name[100] = "";
	memcpy(name, in.n > 0 ? (const char *)in.p : "", in.n < sizeof(name) ? in.n : sizeof(name) - 1);
	if (tr_tile_name_is(name))
		MUST(strstr(name, "..") == NULL && strlen(name) + sizeof("tile/") <= TR_TILE_PATH_MAX);
	while (tr_entry_take(&in, &entry))
		MUST(entry.n > 0 && entry.n <= TR_AUDIT_ENTRY_MAX);
}

static void
read_policy(struct tr_bytes in)
{
	struct tr_policy *p;

	if (tr_policy_read(in, &p, NULL) != TRIEN_OK)
		return;
	/* More witnesses are never fewer. */
	MUST(p->item_count > 0 || tr_policy_enough(p, 0));
	MUST(tr_policy_enough(p, UINT64_MAX));
	tr_policy_free(p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tr_note_key k = {.name = "log", .kind = TR_NOTE_LOG, .id = {0, 0, 0, 0}};
	const struct tr_bytes in = tr_bytes_part(TR_BYTES(data, size), 1, size);

	if (size == 0 || tr_ed25519_public(seed, k.key, NULL) != TRIEN_OK)
		return 0;
	switch (data[0] % 6) {
	case 0:
		read_note(in, &k);
		break;
	case 1:
		read_keys(in);
		break;
	case 2:
		read_proof(in, &k);
		break;
	case 3:
		read_request(in);
		break;
	case 4:
		read_entries(in);
		break;
	case 5:
		read_policy(in);
		break;
	}
	return 0;
}
