/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The web app's files, as web/scripts/build puts them into the program. */
#ifndef TR_SERVICE_WEB_H
#define TR_SERVICE_WEB_H

#include "base/bytes.h"

struct tr_web_file {
	const char *path; /* below /web/; "" is the page itself */
	const char *type;
	const char *etag; /* SHA-256 of what is in it, in quotes */
	struct tr_bytes plain, gzip; /* gzip.n is 0 where that saves nothing */
};

extern const struct tr_web_file tr_web_files[];
extern const size_t tr_web_file_count; /* 0: built without it */

#endif
