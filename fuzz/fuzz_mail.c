/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A hostile mail. What is taken out of it is text that is seen, has an end, and no more bytes than came. */
#include "base/utf8.h"
#include "mime/mail.h"

#define MUST(what) \
	do { \
		if (!(what)) \
			__builtin_trap(); \
	} while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
is_seen(const char *text, size_t max)
{
	const size_t n = strlen(text);
	const struct tr_text t = {text, n};

	MUST(n <= max && tr_utf8_check(TR_BYTES(text, n)) == n && tr_utf8_hidden(t) == 0 && strpbrk(text, "\r\n\t") == NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct tr_mime_mail mail;
	struct tr_arena arena = {0};
	size_t bytes = 0;

	if (tr_mime_read(TR_BYTES(data, size), &arena, &mail, NULL) == TRIEN_OK) {
		MUST(mail.count <= TR_MIME_PARTS_MAX && (mail.from[0] == '\0' || tr_is_mail_address(mail.from)));
		is_seen(mail.subject, TR_MIME_TEXT_MAX);
		for (size_t i = 0; i < mail.count; i++) {
			is_seen(mail.parts[i].name, TR_MIME_NAME_MAX);
			MUST(strpbrk(mail.parts[i].name, "/\\") == NULL);
			bytes += mail.parts[i].content.n;
		}
		MUST(bytes <= size);
	}
	tr_arena_free(&arena);
	return 0;
}
