/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The file that enrols a server: without anchors nobody is believed, whatever it says. */
#include <stdlib.h>

#include "agent/enrolment.h"

#define MUST(what) \
	do { \
		if (!(what)) \
			__builtin_trap(); \
	} while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct tr_trust *nobody;
	struct tr_agent_enrolment e;

	if (nobody == NULL)
		MUST(tr_trust_new(&nobody, NULL) == TRIEN_OK);
	MUST(tr_agent_enrolment_read(TR_BYTES(data, size), nobody, 1795752000, &e, NULL) != TRIEN_OK);
	tr_agent_enrolment_free(&e);
	return 0;
}
