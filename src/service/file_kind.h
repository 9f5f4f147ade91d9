/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a stored file is called when somebody saves it, by its first bytes and the names within a package: for the ending alone. It says nothing of whether the file
 * is sound, and no browser shows any of them as a page: what could hold a script is saved as text or as bytes.
 */
#ifndef TR_SERVICE_FILE_KIND_H
#define TR_SERVICE_FILE_KIND_H

#include "base/bytes.h"

struct tr_file_kind {
	const char *ending; /* without its dot */
	const char *type;   /* media type */
};
const struct tr_file_kind *tr_file_kind_of(struct tr_bytes content);

#endif
