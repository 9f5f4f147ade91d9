/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The schemas of what people do with documents. */
#ifndef TR_SERVICE_OPENAPI_OFFICE_H
#define TR_SERVICE_OPENAPI_OFFICE_H

#include <jansson.h>

void tr_openapi_put_office(json_t *schemas);

#endif
