/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A document held against what the server said of it, and against the attributes that are to be signed: what is signed is worked out here. */
#include "test.h"

#include "agent/document.h"
#include "revision.h"

#define HEX "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

/* Signed attributes, with room for the document's digest and the certificate's. */
#define DIGEST_AT 46u
#define CERTIFICATE_AT 103u
static const uint8_t attributes[] =
	"\x31\x81\x84\x30\x18\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x03\x31\x0b\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01"
	"\x30\x2f\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x04\x31\x22\x04\x20________________________________"
	"\x30\x37\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x2f\x31\x28\x30\x26\x30\x24\x30\x22\x04\x20\x01\x23\x45\x67\x89\xab\xcd\xef\x01\x23\x45\x67\x89\xab\xcd\xef"
	"\x01\x23\x45\x67\x89\xab\xcd\xef\x01\x23\x45\x67\x89\xab\xcd\xef";

static void
parts(void **state)
{
	/* SHA-256 of "abc". */
	struct tr_agent_item item = {.base = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", .base_size = 3, .revision_size = 4, .gap = {4, 6}};
	struct tr_agent_document d = {0};
	struct trien_err err = {0};

	(void)state;
	assert_int_equal(tr_buf_add(&d.bytes, "abc", 3, NULL), TRIEN_OK);
	assert_ok(tr_agent_document_check_base(&d, &item, &err), &err);
	item.base[0] = 'c';
	assert_refused(tr_agent_document_check_base(&d, &item, &err), "agent.other-document");
	item.base_size = 4;
	assert_refused(tr_agent_document_check_base(&d, &item, &err), "agent.other-document");
	item.base_size = 3;
	assert_refused(tr_agent_document_check(&d, &item, HEX, &err), "agent.other-document");
	assert_int_equal(tr_buf_add(&d.bytes, "<00>", 4, NULL), TRIEN_OK);
	assert_refused(tr_agent_document_check(&d, &item, HEX, &err), "agent.gap");
	assert_int_equal(d.to_sign_n, 0); /* nothing is left that could be signed */
	tr_buf_free(&d.bytes);
}

/* "abc" and a revision, with the attributes of exactly that. */
static void
make(struct tr_agent_document *d, struct tr_agent_item *item)
{
	uint8_t covered[400], digest[TR_DIGEST_MAX];
	char text[400];
	size_t n;

	const size_t total = revision(3, text, sizeof(text), &item->gap);
	item->base_size = 3;
	item->revision_size = (int64_t)total;
	assert_int_equal(tr_buf_add(&d->bytes, "abc", 3, NULL), TRIEN_OK);
	assert_int_equal(tr_buf_add(&d->bytes, text, total, NULL), TRIEN_OK);
	const size_t from = (size_t)item->gap.from, behind = d->bytes.n - (size_t)item->gap.to;
	memcpy(covered, d->bytes.p, from);
	memcpy(covered + from, d->bytes.p + item->gap.to, behind);
	assert_int_equal(tr_digest(TR_SHA256, TR_BYTES(covered, from + behind), digest, &n, NULL), TRIEN_OK);
	assert_int_equal(tr_buf_add(&item->attributes, attributes, sizeof(attributes) - 1, NULL), TRIEN_OK);
	memcpy(item->attributes.p + DIGEST_AT, digest, n);
}

static void
whole(void **state)
{
	struct tr_agent_item item = {.how = {.digest = TR_SHA256}};
	struct tr_agent_document d = {0};
	uint8_t digest[TR_DIGEST_MAX];
	struct trien_err err = {0};
	size_t n;

	(void)state;
	make(&d, &item);
	assert_ok(tr_agent_document_check(&d, &item, HEX, &err), &err);
	assert_int_equal(tr_digest(TR_SHA256, tr_buf_view(&item.attributes), digest, &n, NULL), TRIEN_OK);
	assert_true(d.to_sign_n == n && memcmp(d.to_sign, digest, n) == 0);
	/* Each byte that is covered is. */
	for (size_t i = 0; i < d.bytes.n; i++) {
		if (i >= item.gap.from && i < item.gap.to)
			continue;
		d.bytes.p[i] ^= 1;
		const trien_rc rc = tr_agent_document_check(&d, &item, HEX, &err);
		if (rc == TRIEN_OK || (i < 3 && strcmp(trien_err_id(rc), "agent.other-digest") != 0))
			fail_msg("byte %zu", i);
		d.bytes.p[i] ^= 1;
	}
	item.attributes.p[DIGEST_AT] ^= 1;
	assert_refused(tr_agent_document_check(&d, &item, HEX, &err), "agent.other-digest");
	item.attributes.p[DIGEST_AT] ^= 1;
	item.attributes.p[CERTIFICATE_AT] ^= 1;
	assert_refused(tr_agent_document_check(&d, &item, HEX, &err), "agent.other-digest");
	tr_buf_free(&d.bytes);
	tr_buf_free(&item.attributes);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(parts), cmocka_unit_test(whole)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
