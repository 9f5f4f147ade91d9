/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The tables of this folder in words, as Markdown, for whoever knows the law and does not read C. */
#ifndef TR_RULES_RENDER_H
#define TR_RULES_RENDER_H

#include "base/bytes.h"

/* docs/registry-rules.vi.md and docs/registry-rules.md are this text: a change of a rule shows there. */
TRIEN_MUST_CHECK trien_rc tr_rules_render(enum trien_lang lang, struct tr_buf *out, struct trien_err *err);

#endif
