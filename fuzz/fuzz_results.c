/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Hostile bodies of portals: each row is wrong, or has all that a row has, within its caps. */
#include <string.h>

#include "service/results_body.h"
#include "store/hex.h"

#define MUST(what) \
	do { \
		if (!(what)) \
			__builtin_trap(); \
	} while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tr_arena arena = {0};
	struct tr_results t = {0};

	if (tr_results_read(TR_BYTES(data, size), &arena, &t, NULL) == TRIEN_OK) {
		MUST(t.count > 0 && t.count <= TR_RESULTS_MAX);
		for (size_t i = 0; i < t.count; i++) {
			const struct tr_result *row = &t.rows[i];
			if (row->wrong.code != TRIEN_OK)
				continue;
			MUST(row->dossier != NULL && row->dossier[0] != '\0' && strlen(row->dossier) <= TR_DOSSIER_MAX);
			MUST(row->document != NULL && tr_hex_is_256(row->document));
			for (size_t j = 0; j < i && i < 8; j++)
				MUST(t.rows[j].wrong.code != TRIEN_OK || strcmp(t.rows[j].dossier, row->dossier) != 0);
		}
	}
	tr_arena_free(&arena);
	return 0;
}
