/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "agent/document.h"

#include "agent/attributes.h"
#include "base/errors/agent.h"
#include "store/hex.h"

trien_rc
tr_agent_document_check_base(const struct tr_agent_document *d, const struct tr_agent_item *item, struct trien_err *err)
{
	uint8_t hash[TR_DIGEST_MAX];
	char hex[2 * TR_DIGEST_MAX + 1];
	size_t n;

	if (d->bytes.n != (size_t)item->base_size)
		return TR_ERR0(err, AGENT_OTHER_DOCUMENT);
	TR_TRY(tr_digest(TR_SHA256, tr_buf_view(&d->bytes), hash, &n, err));
	tr_hex(TR_BYTES(hash, n), hex);
	return strcmp(hex, item->base) == 0 ? TRIEN_OK : TR_ERR0(err, AGENT_OTHER_DOCUMENT);
}

/* All of it but the gap. */
static trien_rc
digest_of(struct tr_bytes document, const struct tr_agent_item *item, uint8_t *out, size_t *n, struct trien_err *err)
{
	struct tr_hash *h;

	TR_TRY(tr_hash_new(item->how.digest, &h, err));
	trien_rc rc = tr_hash_add(h, tr_bytes_part(document, 0, (size_t)item->gap.from), err);
	if (rc == TRIEN_OK)
		rc = tr_hash_add(h, tr_bytes_part(document, (size_t)item->gap.to, document.n), err);
	if (rc == TRIEN_OK)
		rc = tr_hash_done(h, out, n, err);
	tr_hash_free(h);
	return rc;
}

/* hex: 64 characters of [0-9a-f]. */
static void
bytes_of_hex(const char *hex, uint8_t out[32])
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < 32; i++)
		out[i] = (uint8_t)((strchr(digits, hex[2 * i]) - digits) << 4 | (strchr(digits, hex[2 * i + 1]) - digits));
}

trien_rc
tr_agent_document_check(struct tr_agent_document *d, const struct tr_agent_item *item, const char *certificate, struct trien_err *err)
{
	const struct tr_bytes all = tr_buf_view(&d->bytes);
	uint8_t digest[TR_DIGEST_MAX], fingerprint[32];
	size_t n;

	if (all.n != (size_t)(item->base_size + item->revision_size))
		return TR_ERR0(err, AGENT_OTHER_DOCUMENT);
	if (!tr_agent_gap_is_sound((uint64_t)item->base_size, tr_bytes_part(all, (size_t)item->base_size, all.n), &item->gap))
		return TR_ERR0(err, AGENT_GAP);
	TR_TRY(digest_of(all, item, digest, &n, err));
	bytes_of_hex(certificate, fingerprint);
	const struct tr_agent_expected expected = {TR_BYTES(digest, n), item->how.digest, TR_BYTES(fingerprint, sizeof(fingerprint))};
	if (!tr_agent_attributes_are(tr_buf_view(&item->attributes), &expected))
		return TR_ERR0(err, AGENT_OTHER_DIGEST);
	return tr_digest(item->how.digest, tr_buf_view(&item->attributes), d->to_sign, &d->to_sign_n, err);
}
