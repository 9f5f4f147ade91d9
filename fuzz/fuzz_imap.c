/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a hostile mailbox says of its mails: numbers that can be asked for, each once, no more than there is room for. */
#include "fetch/imap.h"

#define MUST(what) \
	do { \
		if (!(what)) \
			__builtin_trap(); \
	} while (0)
#define ROOM 20u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint32_t all[ROOM];
	const size_t n = tr_imap_numbers(TR_BYTES(data, size), all, ROOM);

	MUST(n <= ROOM);
	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k <= i; k++)
			MUST(all[i] != 0 && (k == i || all[i] != all[k]));
	return 0;
}
