/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Caps of the folder fetch; each has a test at the cap and one past it. Sizes of answers are pki's (tr_fetch_size_max()). */
#ifndef TR_FETCH_LIMITS_H
#define TR_FETCH_LIMITS_H

#include <stddef.h>

/* Redirects that are followed, each checked like the first address. */
#define TR_FETCH_REDIRECTS_MAX 3u
/* Hosts of an allow-list. */
#define TR_FETCH_HOSTS_MAX ((size_t)64)
/* How long a server may take to be reached, and to answer, where nobody says otherwise. */
#define TR_FETCH_CONNECT_MILLISECONDS 5000u
#define TR_FETCH_TOTAL_MILLISECONDS 20000u
/* What a caller's timeouts may be at most, in milliseconds. */
#define TR_FETCH_TIMEOUT_MAX 300000u

/* One mail; how long a server may take for it; and all that is told of a server, its authorities too. */
#define TR_MAIL_SIZE_MAX ((size_t)8 << 20)
#define TR_MAIL_TOTAL_MILLISECONDS 120000u
#define TR_MAIL_OPTIONS_MAX ((size_t)1 << 20)

#endif
