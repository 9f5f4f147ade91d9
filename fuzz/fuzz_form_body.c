/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A hostile form: its first line is the Content-Type, the rest the body. What is taken out of it lies within it, and is not followed by another part; of several each has a name of its own. */
#include "service/form_body.h"
#include "service/limits.h"

#define MUST(what) \
	do { \
		if (!(what)) \
			__builtin_trap(); \
	} while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char type[200];
	const uint8_t *end = size > 0 ? memchr(data, '\n', size) : NULL;
	struct tr_bytes out = {0}, any = {0};
	struct tr_form form;

	if (end == NULL || (size_t)(end - data) >= sizeof(type))
		return 0;
	const size_t n = (size_t)(end - data);
	memcpy(type, data, n);
	type[n] = '\0';
	const struct tr_bytes body = TR_BYTES(data + n + 1, size - n - 1);
	if (tr_form_file(type, body, "file", &out, NULL) == TRIEN_OK)
		MUST(out.p >= body.p && out.p + out.n < body.p + body.n && body.n >= out.n + 8);
	/* However its part is called: what was taken under one name is, and some more. */
	const trien_rc rc = tr_form_file(type, body, NULL, &any, NULL);
	if (rc == TRIEN_OK)
		MUST(any.p >= body.p && any.p + any.n < body.p + body.n && body.n >= any.n + 8);
	MUST(out.p == NULL || (rc == TRIEN_OK && any.p == out.p && any.n == out.n));
	if (tr_form_read(type, body, &form, NULL) != TRIEN_OK)
		return 0;
	MUST(form.count > 0 && form.count <= TR_FORM_PARTS_MAX && (form.count > 1) != (rc == TRIEN_OK));
	const uint8_t *from = body.p;
	for (size_t i = 0; i < form.count; i++) {
		MUST(form.parts[i].name[0] != '\0' && form.parts[i].content.p > from && form.parts[i].content.p + form.parts[i].content.n < body.p + body.n);
		from = form.parts[i].content.p + form.parts[i].content.n;
		for (size_t k = 0; k < i; k++)
			MUST(strcmp(form.parts[k].name, form.parts[i].name) != 0);
	}
	return 0;
}
