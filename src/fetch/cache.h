/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Answers on disk: one file each, named by what was asked, with its end in front. */
#ifndef TR_FETCH_CACHE_H
#define TR_FETCH_CACHE_H

#include "pki/fetcher.h"

/* Makes the directory (0700) where it is not there. fetch.cache-unusable. */
TRIEN_MUST_CHECK trien_rc tr_fetch_cache_open(const char *directory, int *out, struct trien_err *err);
/* Appends what is kept of a request and not past its end as of now; false where there is nothing. */
bool tr_fetch_cache_take(int directory, const struct tr_fetch_request *r, int64_t now, struct tr_buf *out);
/* Keeps an answer until a time. A cache that cannot be written is no reason to fail: nothing is told. */
void tr_fetch_cache_put(int directory, const struct tr_fetch_request *r, int64_t until, struct tr_bytes answer);

#endif
