/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a process with a vendor's module says, or who starts it: whatever is read is within its caps, and is written as the same bytes again. */
#include <stdlib.h>

#include "token/message.h"

#define MUST(what) \
	do { \
		if (!(what)) \
			__builtin_trap(); \
	} while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
again(struct tr_bytes in, const struct tr_buf *out)
{
	MUST(tr_bytes_equal(in, tr_buf_view(out)));
}

static void
one_spec(struct tr_bytes in)
{
	static struct tr_token_spec s;
	TR_AUTO_BUF b = {0};

	if (!tr_token_read_spec(in, &s))
		return;
	MUST(s.uri[0] != '\0' && s.environment_count <= TR_TOKEN_ENVIRONMENT_MAX);
	MUST(tr_token_write_spec(&s, &b, NULL) == TRIEN_OK);
	again(in, &b);
}

static void
one_key(struct tr_bytes in)
{
	struct tr_token_key k;
	TR_AUTO_BUF b = {0};

	if (!tr_token_read_key(in, &k))
		return;
	MUST(k.chain_count > 0 && k.chain_count <= TR_CHAIN_MAX);
	for (size_t i = 0; i < k.chain_count; i++)
		MUST(k.chain[i].p >= in.p && k.chain[i].p + k.chain[i].n <= in.p + in.n);
	MUST(tr_token_write_key(&k, &b, NULL) == TRIEN_OK);
	again(in, &b);
}

static void
one_listed(struct tr_bytes in)
{
	struct tr_token_listed t;
	TR_AUTO_BUF b = {0};

	if (!tr_token_read_listed(in, &t))
		return;
	MUST(t.flags <= TR_P11_FLAGS && t.certificate_count <= TR_TOKEN_CERTIFICATES_MAX);
	MUST(tr_token_write_listed(&t, &b, NULL) == TRIEN_OK);
	again(in, &b);
}

static void
one_question(struct tr_bytes in)
{
	struct tr_token_question q;
	struct tr_bytes pin;
	bool yes;
	TR_AUTO_BUF b = {0};

	if (tr_token_read_question(in, &q)) {
		MUST(tr_token_write_question(&q, &b, NULL) == TRIEN_OK);
		again(in, &b);
	}
	if (tr_token_read_answer(in, &yes, &pin))
		MUST(pin.n <= TR_PIN_MAX && pin.n == in.n - 1);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct tr_bytes in = TR_BYTES(data, size);

	one_spec(in);
	one_key(in);
	one_listed(in);
	one_question(in);
	return 0;
}
