/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * multipart/form-data (RFC 7578): a file that a browser sends without a script, or a program that sends as one, under the one name that is known, or any; or several
 * parts, each with a name of its own.
 */
#ifndef TR_SERVICE_FORM_BODY_H
#define TR_SERVICE_FORM_BODY_H

#include "base/bytes.h"
#include "base/error.h"
#include "service/limits.h"

/*
 * *out: the part's content, in body. name: NULL where any will do, quoted or not. type: the Content-Type of the request, NULL where it has none. What the file was called is passed over.
 * service.body-type: it is no such form; service.form-malformed: another part, another name, a boundary that ends nothing, bytes behind the end.
 */
TRIEN_MUST_CHECK trien_rc tr_form_file(const char *type, struct tr_bytes body, const char *name, struct tr_bytes *out, struct trien_err *err);

struct tr_form {
	struct {
		char name[TR_FORM_NAME_MAX + 1]; /* letters, digits, "-", "_"; no other part's */
		struct tr_bytes content;         /* in body */
	} parts[TR_FORM_PARTS_MAX];
	size_t count; /* at least 1 */
};
bool tr_form_is(const char *type);
/* Takes it apart. service.body-type; service.form-parts: too many, one without a name of that form, two of one name, a boundary that ends nothing, bytes behind the end. */
TRIEN_MUST_CHECK trien_rc tr_form_read(const char *type, struct tr_bytes body, struct tr_form *out, struct trien_err *err);

#endif
