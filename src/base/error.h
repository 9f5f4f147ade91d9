/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Raising errors: the codes of the table and the macros that fill struct trien_err. */
#ifndef TR_BASE_ERROR_H
#define TR_BASE_ERROR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/errors/base.h"
#include "trien/error.h"

/* Every code is its folder's block and the place of its row in there. */
#define TR_ERROR_BLOCK 256
#define TR_ERROR_NONE TRIEN_OK

/* A value given to an error; made by TR_S, TR_B, TR_I, TR_U. */
struct tr_value {
	const char *name;
	enum { TR_VALUE_TEXT, TR_VALUE_BYTES, TR_VALUE_INT, TR_VALUE_UINT } kind;
	const char *text; /* not NUL-terminated for TR_VALUE_BYTES */
	size_t length;
	int64_t i;
	uint64_t u;
};

#define TR_S(n, s) ((struct tr_value){.name = (n), .kind = TR_VALUE_TEXT, .text = (s)})
/* Untrusted bytes: shown with everything that is not printable UTF-8 escaped. */
#define TR_B(n, p, len) \
	((struct tr_value){.name = (n), .kind = TR_VALUE_BYTES, .text = (const char *)(p), .length = (len)})
#define TR_I(n, v) ((struct tr_value){.name = (n), .kind = TR_VALUE_INT, .i = (int64_t)(v)})
#define TR_U(n, v) ((struct tr_value){.name = (n), .kind = TR_VALUE_UINT, .u = (uint64_t)(v)})

/* Fills err (may be NULL) and returns code, so that a caller can `return` it. */
trien_rc tr_err_raise(struct trien_err *err, trien_rc code, const char *file, int line,
		const struct tr_value *values, size_t count);

/* return TR_ERR(err, PDF_XREF_LOOP, TR_U("offset", off)); at least one value. */
#define TR_ERR(err, symbol, ...) \
	tr_err_raise((err), TRIEN_E_##symbol, __FILE__, __LINE__, (const struct tr_value[]){__VA_ARGS__}, \
			sizeof((const struct tr_value[]){__VA_ARGS__}) / sizeof(struct tr_value))
/* The same for an error without values. */
#define TR_ERR0(err, symbol) tr_err_raise((err), TRIEN_E_##symbol, __FILE__, __LINE__, NULL, 0)

/*
 * The message of an error may tell another one where it says {cause}: the value is the id of that row (or of a reason), told in its own
 * words with the values that it lends. Of a cause that has a cause itself the inner one is told.
 */
void tr_err_lend(struct trien_err *err, const struct trien_err *cause);

/* Hands an error on to the caller. */
#define TR_TRY(expr) \
	do { \
		trien_rc tr_try_rc_ = (expr); \
		if (tr_try_rc_ != TRIEN_OK) \
			return tr_try_rc_; \
	} while (0)

/* Looks a row up by its stable id; TR_ERROR_NONE where there is none. */
trien_rc tr_err_code_of_id(const char *id);

/* As trien_err_text(), for who sits at a command line: with the options and commands that help there, which stand between << and >> in the table. Nobody else is told of them. */
size_t tr_err_text_commands(const struct trien_err *err, enum trien_lang lang, char *out, size_t size);

/* The code of the row after this one (of the first row for TR_ERROR_NONE); TR_ERROR_NONE after the last. */
trien_rc tr_err_next(trien_rc code);

#endif
