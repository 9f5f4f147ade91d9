/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is appended to a document that is to be signed, as far as the desk reads it. */
#ifndef TESTS_AGENT_REVISION_H
#define TESTS_AGENT_REVISION_H

#include "agent/gap.h"
#include "sign/hole.h"

#define ROOM 20u

/* Behind a base of so many bytes. */
static inline size_t
revision(size_t base, char *out, size_t size, struct tr_agent_gap *gap)
{
	uint8_t prefix[TR_SIGN_HOLE_PREFIX];
	const char *head = "7 0 obj<</Type/Sig", *tail = ">>endobj";
	const size_t total = strlen(head) + sizeof(prefix) + ROOM + 2 + strlen(tail);

	gap->from = base + strlen(head) + sizeof(prefix);
	gap->to = gap->from + ROOM + 2;
	assert_true(total < size);
	assert_true(tr_sign_hole_prefix(gap->from, gap->to, base + total, prefix));
	memcpy(out, head, strlen(head));
	memcpy(out + strlen(head), prefix, sizeof(prefix));
	char *p = out + strlen(head) + sizeof(prefix);
	*p++ = '<';
	memset(p, '0', ROOM);
	p += ROOM;
	*p++ = '>';
	memcpy(p, tail, strlen(tail) + 1);
	return total;
}

#endif
