/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The one place of a document that its signature does not cover: where the signature itself goes. Requirement: R5.3 */
#ifndef TR_AGENT_GAP_H
#define TR_AGENT_GAP_H

#include "base/bytes.h"

/* In the whole document, base and what is appended: from its '<', to one past its '>'. */
struct tr_agent_gap {
	uint64_t from, to;
};

/*
 * It lies in what is appended, is one hexadecimal string of zeros and nothing else, and stands behind "/ByteRange[…]" with the very numbers that leave it out (sign/hole.h), "/Contents": so
 * what a viewer checks later is what is hashed now.
 */
bool tr_agent_gap_is_sound(uint64_t base_size, struct tr_bytes revision, const struct tr_agent_gap *gap);

#endif
