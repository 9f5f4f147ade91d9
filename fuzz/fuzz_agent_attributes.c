/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Signed attributes, and the gap of a document: what is taken holds the digest that was expected, and the gap is zeros. */
#include <stdlib.h>

#include "agent/attributes.h"
#include "agent/gap.h"

#define MUST(what) \
	do { \
		if (!(what)) \
			__builtin_trap(); \
	} while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* memmem() is not in every C library that this is compiled for. */
static bool
holds(struct tr_bytes in, const uint8_t what[32])
{
	for (size_t i = 0; i + 32 <= in.n; i++)
		if (memcmp(in.p + i, what, 32) == 0)
			return true;
	return false;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t digest[32] = {1, 2, 3}, certificate[32] = {9, 8, 7};
	const struct tr_agent_expected expected = {{digest, 32}, TR_SHA256, {certificate, 32}};
	const struct tr_bytes in = TR_BYTES(data, size);

	if (tr_agent_attributes_are(in, &expected))
		MUST(holds(in, digest) && holds(in, certificate));
	if (size < 4)
		return 0;
	const struct tr_bytes revision = tr_bytes_part(in, 4, size);
	const uint64_t base = data[0], from = base + data[1] + 256u * data[3];
	const struct tr_agent_gap gap = {from, from + data[2]};
	if (tr_agent_gap_is_sound(base, revision, &gap))
		for (uint64_t i = gap.from + 1; i < gap.to - 1; i++)
			MUST(revision.p[i - base] == '0');
	return 0;
}
