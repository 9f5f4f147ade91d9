/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a person is shown, page after page: each has room for what pinentry takes, moves on, and moves nothing on a screen. */
#ifndef TR_FUZZ_AGENT_PAGES_H
#define TR_FUZZ_AGENT_PAGES_H

#include "agent/display.h"

static inline void
see_pages(struct tr_agent_display *d)
{
	for (size_t at = 0; at < d->count;) {
		TR_AUTO_BUF page = {0};
		const size_t before = at;
		if (tr_agent_display_page(d, &at, &page, NULL) != TRIEN_OK || at <= before || page.n >= 1000 || memchr(page.p, 0x1b, page.n) != NULL)
			__builtin_trap();
	}
	tr_agent_display_free(d);
}

#endif
