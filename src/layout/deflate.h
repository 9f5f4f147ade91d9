/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* New streams of a revision, deflated (ISO 32000-2 §7.4.4). The same bytes in give the same bytes out. */
#ifndef TR_LAYOUT_DEFLATE_H
#define TR_LAYOUT_DEFLATE_H

#include "pdf/update.h"

enum tr_deflate {
	TR_DEFLATE_SMALL, /* text, fonts */
	TR_DEFLATE_FAST,  /* samples of a picture: a third of the time, and some kilobytes more */
	TR_DEFLATE_RUNS,  /* a mask, which is mostly runs of one value: fast, and smaller than by looking for more */
};

/*
 * Puts a stream under a number of its own. dict is the text between << and >> without /Length and /Filter; plain is
 * what a reader sees after decoding.
 */
TRIEN_MUST_CHECK trien_rc tr_put_deflated(struct tr_pdf_update *u, struct tr_bytes dict, struct tr_bytes plain,
		enum tr_deflate how, struct tr_pdf_ref *out, struct trien_err *err);

#endif
