/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a page says: the first byte is the action's, the rest its message. Whatever is taken leads to the page's own origin, fits into a line of a request, and can be shown. */
#include <stdlib.h>

#include "agent_pages.h"

#define MUST(what) \
	do { \
		if (!(what)) \
			__builtin_trap(); \
	} while (0)
#define ORIGIN "https://a"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
is_line(const char *text)
{
	for (; *text != '\0'; text++)
		MUST(*text >= ' ' && *text <= '~');
}

static void
show(const struct tr_vgca_request *r)
{
	static const struct tr_agent_server server = {.id = "a", .origin = ORIGIN, .name = {"a", "a"}, .signer = "a", .vgca = true};
	struct tr_agent_display_item items[TR_AGENT_ITEMS_MAX];
	struct tr_agent_display d;

	for (size_t i = 0; i < r->file_count; i++)
		items[i] = (struct tr_agent_display_item){.name = r->files[i].name, .hash = "00", .size = 1, .pages = (int64_t)i, .is_reserved = true};
	const struct tr_agent_display_call call = {.server = &server, .kind = r->kind, .holder = {"a", 1}, .number = r->number, .date = r->date, .items = items, .count = r->file_count};
	if (tr_agent_display_call(&call, TRIEN_LANG_VI, &d, NULL) != TRIEN_OK)
		return;
	see_pages(&d);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum tr_vgca_kind kinds[] = {TR_VGCA_APPROVE, TR_VGCA_ISSUE, TR_VGCA_FILES, TR_VGCA_VERIFY};
	struct tr_vgca_request r;

	if (size == 0)
		return 0;
	(void)tr_vgca_action_find(TR_BYTES(data, size));
	const enum tr_vgca_kind kind = kinds[data[0] % 4];
	if (tr_vgca_request_read(kind, ORIGIN, TR_BYTES(data + 1, size - 1), &r, NULL) == TRIEN_OK) {
		MUST(r.file_count > 0 && r.file_count <= TR_AGENT_ITEMS_MAX && (kind == TR_VGCA_FILES || r.file_count == 1));
		is_line(r.cookie);
		is_line(r.bearer);
		is_line(r.upload);
		MUST(!tr_vgca_signs(kind) || (r.upload[0] == '/' && r.upload[1] != '/'));
		for (size_t i = 0; i < r.file_count; i++) {
			is_line(r.files[i].path);
			MUST(r.files[i].path[0] == '/' && r.files[i].path[1] != '/' && strpbrk(r.files[i].path, "#\\ ") == NULL);
		}
		if (tr_vgca_signs(kind))
			show(&r);
	}
	tr_vgca_request_free(&r);
	return 0;
}
