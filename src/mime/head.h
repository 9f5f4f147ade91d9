/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The head of a mail or of a part of it: its fields, unfolded. */
#ifndef TR_MIME_HEAD_H
#define TR_MIME_HEAD_H

#include "base/bytes.h"
#include "mime/limits.h"

struct tr_mime_head {
	struct tr_bytes bytes; /* as it stands, with the ends of its lines */
	struct tr_bytes body;  /* behind it */
};
/* Every line is "name: value" or goes on with the one before; an empty line ends it. mime.malformed, mime.limit */
TRIEN_MUST_CHECK trien_rc tr_mime_head_read(struct tr_bytes entity, struct tr_mime_head *out, struct trien_err *err);
/* Appends the value of a field without folds, NUL behind it (n counts it not); *found. Standing twice, it has two readings: mime.malformed */
TRIEN_MUST_CHECK trien_rc tr_mime_field(const struct tr_mime_head *h, const char *name, struct tr_buf *value, bool *found, struct trien_err *err);

/* Next line without its end, from *at on; false at the end. */
bool tr_mime_line(struct tr_bytes b, size_t *at, struct tr_bytes *line);

/*
 * "value; name=text; name=\"text\"" (RFC 2045 §5.1): the value in small letters, then a parameter, with RFC 2231's pieces and charsets put together, as UTF-8 where that is known,
 * and RFC 2047's words, which stand in quotes where they must not but do. False: it is not there. mime.malformed.
 */
TRIEN_MUST_CHECK trien_rc tr_mime_value(const char *field, char *out, size_t room, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_mime_parameter(const char *field, const char *name, char *out, size_t room, bool *found, struct trien_err *err);
/* A text with encoded words (RFC 2047) as UTF-8 in one line, without what is not seen, cut at a character. */
void tr_mime_words(const char *text, char *out, size_t room);
/* Bytes of a charset as UTF-8; false where we do not know it, or they are none. */
bool tr_mime_charset(const char *charset, struct tr_bytes in, struct tr_buf *out);

#endif
