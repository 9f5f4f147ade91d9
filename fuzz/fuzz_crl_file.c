/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Hostile revocation lists: what the sandbox tells of one can be taken; a hostile sandbox tells nothing that is not a text. */
#include <stdint.h>

#include "exchange/crl_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t request[24] = {0}; /* the year 1970, nobody may sign */
	TR_AUTO_BUF answer = {0};
	struct tr_arena arena = {0};
	struct tr_crl_facts f = {0};

	if (tr_crl_file_look(TR_BYTES(data, size), TR_BYTES(request, sizeof(request)), &answer, NULL) == TRIEN_OK)
		__builtin_trap(); /* believed, and nobody signed */
	if (tr_crl_file_take(TR_BYTES(data, size), &arena, &f, NULL) == TRIEN_OK && (strlen(f.sha256) != 64 || f.issuer[0] == '\0' || strlen(f.key_id) > size))
		__builtin_trap();
	tr_arena_free(&arena);
	return 0;
}
