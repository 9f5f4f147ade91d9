/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Hostile certificate files: what the sandbox tells of one can be taken; and a hostile sandbox tells nothing that is not a text. */
#include <stdint.h>

#include "exchange/certificate.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
take(struct tr_bytes answer, bool must)
{
	struct tr_arena arena = {0};
	struct tr_certificate_file f = {0};

	const trien_rc rc = tr_certificate_take(answer, &arena, &f, NULL);
	if (rc != TRIEN_OK ? must : f.der.n == 0 || strlen(f.subject) > answer.n)
		__builtin_trap();
	tr_arena_free(&arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t request[16] = {0}; /* the year 1970, nothing is trusted */
	TR_AUTO_BUF answer = {0};

	if (tr_certificate_look(TR_BYTES(data, size), TR_BYTES(request, sizeof(request)), &answer, NULL) == TRIEN_OK)
		take(tr_buf_view(&answer), true);
	take(TR_BYTES(data, size), false);
	return 0;
}
