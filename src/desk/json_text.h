/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A text in a JSON object. */
#ifndef TR_DESK_JSON_TEXT_H
#define TR_DESK_JSON_TEXT_H

#include <jansson.h>

/* "" where there is none. */
static inline const char *
tr_desk_text(const json_t *o, const char *key)
{
	const char *s = json_string_value(json_object_get(o, key));
	return s != NULL ? s : "";
}

#endif
