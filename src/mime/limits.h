/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Caps of a mail that is taken apart; each has a test at the cap and one past it. */
#ifndef TR_MIME_LIMITS_H
#define TR_MIME_LIMITS_H

#include <stddef.h>

/* A mail as it comes: a document of 32 MiB in Base64, and what goes with it. */
#define TR_MIME_SIZE_MAX ((size_t)48 << 20)
/* Bytes of one head, of one field in it (RFC 5322 knows no longest: References grow). */
#define TR_MIME_HEAD_MAX ((size_t)64 << 10)
#define TR_MIME_FIELDS_MAX 512u
/* Parts in all, one in another, attachments. */
#define TR_MIME_PARTS_MAX 128u
#define TR_MIME_DEPTH_MAX 8u
/* RFC 2046 §5.1.1 */
#define TR_MIME_BOUNDARY_MAX 70u
/* Bytes of a subject, of the name of an attachment. */
#define TR_MIME_TEXT_MAX 900u
#define TR_MIME_NAME_MAX 200u

#endif
