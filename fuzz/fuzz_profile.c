/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A hostile legal profile: where it is read, every value is there and within its bounds at any time. */
#include <stdint.h>

#include "profile/profile.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const int64_t times[] = {INT64_MIN, 0, 1800000000, INT64_MAX};
	struct tr_profile *p;
	int64_t begin;

	if (tr_profile_read(TR_BYTES(data, size), &p, NULL) != TRIEN_OK)
		return 0;
	for (unsigned k = 0; k < TR_PROFILE_KEY_COUNT; k++) {
		const struct tr_profile_row *row = tr_profile_row_at((enum tr_profile_key)k);
		for (size_t t = 0; t < sizeof(times) / sizeof(*times); t++) {
			const struct tr_profile_value *v = tr_profile_find(p, (enum tr_profile_key)k, times[t]);
			if (v->source == NULL || !tr_profile_same(row->kind, v, v))
				__builtin_trap();
			if (row->kind == TR_PROFILE_NUMBER && !(v->number >= row->least && v->number <= row->most))
				__builtin_trap();
			for (size_t i = 0; row->kind == TR_PROFILE_SPANS && i < v->text_count; i++)
				if (v->spans[i].from >= v->spans[i].to || v->spans[i].from < v->from || v->spans[i].to > v->to)
					__builtin_trap();
			if (row->kind == TR_PROFILE_DAY && !tr_profile_day(v->text, 2023, &begin))
				__builtin_trap();
		}
	}
	tr_profile_free(p);
	return 0;
}
