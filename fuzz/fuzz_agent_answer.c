/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a server answers: whatever is taken is within its caps, and can be shown on pages that have room. */
#include <stdlib.h>

#include "agent_pages.h"

#define MUST(what) \
	do { \
		if (!(what)) \
			__builtin_trap(); \
	} while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
show(const struct tr_agent_errand *e, enum trien_lang lang)
{
	static const struct tr_agent_server server = {.id = "a", .origin = "https://a", .name = {"a", "a"}, .signer = "a"};
	struct tr_agent_display d;

	if (tr_agent_display_errand(&server, e, lang, &d, NULL) != TRIEN_OK)
		return;
	see_pages(&d);
}

static void
one_errand(struct tr_bytes in)
{
	struct tr_agent_errand e;

	if (tr_agent_errand_read(in, &e, NULL) == TRIEN_OK) {
		MUST(e.count > 0 && e.count <= TR_AGENT_ITEMS_MAX && strlen(e.secret) == TR_AGENT_SECRET_SIZE && strlen(e.code) == 4);
		for (size_t i = 0; i < e.count; i++) {
			const struct tr_agent_item *item = &e.items[i];
			MUST(item->gap.from <= item->gap.to && item->gap.to <= (uint64_t)(item->base_size + item->revision_size) && item->attributes.n > 0 && item->attributes.n <= TR_AGENT_ATTRIBUTES_MAX);
		}
		show(&e, TRIEN_LANG_VI);
		show(&e, TRIEN_LANG_EN);
	}
	tr_agent_errand_free(&e);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tr_agent_pin_wish wish;
	const struct tr_bytes in = TR_BYTES(data, size);
	char ticket[TR_AGENT_SECRET_SIZE + 1], text[1024];
	struct trien_err err = {0};
	TR_AUTO_BUF challenge = {0};

	one_errand(in);
	if (tr_agent_challenge_read(in, "https://a", &challenge, NULL) == TRIEN_OK)
		MUST(tr_bytes_start(tr_buf_view(&challenge), "trien-login-1\nhttps://a\n"));
	if (tr_agent_ticket_read(in, ticket, NULL) == TRIEN_OK)
		MUST(strlen(ticket) == TR_AGENT_SECRET_SIZE);
	if (tr_agent_pin_wish_read(in, &wish, NULL) == TRIEN_OK) {
		MUST(wish.count <= TR_AGENT_PIN_CERTIFICATES_MAX && strlen(wish.serial) <= TR_AGENT_NAME_MAX);
		for (size_t i = 0; i < wish.count; i++)
			MUST(strlen(wish.certificates[i]) == TR_AGENT_SECRET_SIZE);
	}
	MUST(tr_agent_refusal(400, in, TRIEN_LANG_VI, &err) != TRIEN_OK);
	trien_err_text(&err, TRIEN_LANG_VI, text, sizeof(text));
	MUST(strchr(text, 0x1b) == NULL);
	return 0;
}
