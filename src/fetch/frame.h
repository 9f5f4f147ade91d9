/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What goes between the courier and its program: a kind, a length, bytes. Each side holds the other's lengths against a cap. */
#ifndef TR_FETCH_FRAME_H
#define TR_FETCH_FRAME_H

#include "base/bytes.h"

/* Where trien-fetch finds its end of the line. */
#define TR_FETCH_PROGRAM_FD 3
/* What a frame has beside an answer: kinds, lengths, a URL. */
#define TR_FRAME_ROOM ((size_t)64 << 10)

enum tr_frame_kind {
	TR_FRAME_OPTIONS = 'O', /* to the program, first: timeouts, loopback, cache, hosts */
	TR_FRAME_READY = 'Y',   /* its answer; to a witness: which key has it? */
	TR_FRAME_FETCH = 'F',   /* to it: what, URL, body */
	TR_FRAME_ANSWER = 'A',  /* from it: the bytes */
	TR_FRAME_ERROR = 'X',   /* from it: an error with its values */
	TR_FRAME_EXPIRY = 'E',  /* from it: until when may these bytes be used? And back: the time */
};

enum tr_frame_end { TR_FRAME_GOOD, TR_FRAME_BAD, TR_FRAME_TOO_LATE };

/* A clock that only runs, for limits of time. */
int64_t tr_fetch_milliseconds(void);
/* False where the other side is gone. */
bool tr_frame_write(int fd, enum tr_frame_kind kind, struct tr_bytes head, struct tr_bytes body);
/* Replaces in; at most max bytes, within so many milliseconds (-1: for ever). TR_FRAME_BAD: gone, or past the cap. */
enum tr_frame_end tr_frame_read(int fd, int milliseconds, size_t max, enum tr_frame_kind *kind, struct tr_buf *in);

/* Appends what a frame is made of: a number, bytes behind their number, a text likewise (NULL: an empty one). tr_cursor_u32() and tr_cursor_take() read them. */
TRIEN_MUST_CHECK trien_rc tr_frame_add_u32(struct tr_buf *b, size_t v, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_frame_add_bytes(struct tr_buf *b, struct tr_bytes v, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_frame_add_text(struct tr_buf *b, const char *text, struct trien_err *err);

#endif
