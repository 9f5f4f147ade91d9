/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Errors of libtrien.
 *
 * Every function that can fail returns a trien_rc (TRIEN_OK is 0) and takes a
 * caller-owned struct trien_err as its last argument, which may be NULL. Out
 * parameters are written only on success. An error carries a code and the
 * values that it speaks of; words are made at the edge, by trien_err_text().
 * There is no thread-local or global last error.
 */
#ifndef TRIEN_ERROR_H
#define TRIEN_ERROR_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define TRIEN_MUST_CHECK __attribute__((warn_unused_result))
#define TRIEN_API __attribute__((visibility("default")))
#else
#define TRIEN_MUST_CHECK
#define TRIEN_API
#endif

/* 0 is success; every other value names a row of the error table. */
typedef int trien_rc;
#define TRIEN_OK 0

enum trien_lang { TRIEN_LANG_VI = 0, TRIEN_LANG_EN = 1 };

#define TRIEN_ERR_VALUES_MAX 8
#define TRIEN_ERR_VALUE_MAX 120

/* A named value of an error; text is NUL-terminated UTF-8, cut at the maximum. */
struct trien_err_value {
	const char *name; /* static storage */
	char text[TRIEN_ERR_VALUE_MAX];
};

/* What went wrong. Initialise with {0}; holds no resources. */
struct trien_err {
	trien_rc code;
	unsigned value_count;
	struct trien_err_value values[TRIEN_ERR_VALUES_MAX];
	const char *file; /* where it was raised, relative to the source tree */
	int line;
};

/* Stable id of an error, e.g. "pdf.xref-loop"; never NULL. */
TRIEN_API const char *trien_err_id(trien_rc code);
/* Name of the class of an error, e.g. "input"; never NULL. */
TRIEN_API const char *trien_err_class(trien_rc code);
/* The exit code that the programs use for an error (0 for TRIEN_OK). */
TRIEN_API int trien_err_exit(trien_rc code);
/* The HTTP status that the service uses for an error (200 for TRIEN_OK). */
TRIEN_API int trien_err_http(trien_rc code);
/*
 * Writes the message of err in the language, placeholders filled in, as
 * NUL-terminated UTF-8 into out (cut at size). Returns the length that the
 * whole text has.
 */
TRIEN_API size_t trien_err_text(const struct trien_err *err, enum trien_lang lang, char *out, size_t size);

#ifdef __cplusplus
}
#endif
#endif
