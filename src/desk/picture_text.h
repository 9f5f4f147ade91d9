/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What tesseract makes of a picture, in the sandbox of foreign programs. It is text of a stranger. */
#ifndef TR_DESK_PICTURE_TEXT_H
#define TR_DESK_PICTURE_TEXT_H

#include "base/bytes.h"

#define TR_PICTURE_TEXT_MAX ((size_t)256 << 10)

/*
 * Runs "tesseract stdin stdout OPTIONS...", NULL behind the last, on a PNG of 150 dots an inch; needs the data of
 * a language ("vie", "osd"). False where either is not installed, or nothing comes of it.
 */
bool tr_picture_text(struct tr_bytes png, const char *language, const char *const *options, struct tr_buf *out);

#endif
