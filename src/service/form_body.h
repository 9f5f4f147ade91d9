/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A file that a browser sends without a script, or a program that sends as one: multipart/form-data (RFC 7578) of one part, under the one name that is known, or any. */
#ifndef TR_SERVICE_FORM_BODY_H
#define TR_SERVICE_FORM_BODY_H

#include "base/bytes.h"
#include "base/error.h"

/*
 * *out: the part's content, in body. name: NULL where any will do, quoted or not. type: the Content-Type of the request, NULL where it has none. What the file was called is passed over.
 * service.body-type: it is no such form; service.form-malformed: another part, another name, a boundary that ends nothing, bytes behind the end.
 */
TRIEN_MUST_CHECK trien_rc tr_form_file(const char *type, struct tr_bytes body, const char *name, struct tr_bytes *out, struct trien_err *err);

#endif
