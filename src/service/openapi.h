/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The service's routes as OpenAPI 3.1, made from their table: docs/api/openapi.json is this text, and a test holds it to that. */
#ifndef TR_SERVICE_OPENAPI_H
#define TR_SERVICE_OPENAPI_H

#include "service/route.h"

TRIEN_MUST_CHECK trien_rc tr_openapi(const struct tr_route *routes, size_t count, struct tr_buf *out, struct trien_err *err);

#endif
