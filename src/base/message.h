/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What goes over the pipes between our processes. What comes from a child is hostile: every
 * length, code and name is checked.
 */
#ifndef TR_BASE_MESSAGE_H
#define TR_BASE_MESSAGE_H

#include "base/bytes.h"

/* Appends an error with its values. */
TRIEN_MUST_CHECK trien_rc tr_message_write_error(
		struct tr_buf *out, const struct trien_err *error, struct trien_err *err);
/* Fills *err from what tr_message_write_error() made, and returns the code; TRIEN_OK where it is anything else. */
trien_rc tr_message_read_error(struct tr_bytes in, struct trien_err *err);

/* All bytes or false; EINTR is tried again. */
bool tr_write_all(int fd, const void *p, size_t n);
bool tr_read_all(int fd, void *p, size_t n);

#endif
