/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The parts of the OpenAPI file that are made of tables: of bodies, of books, of errors. */
#ifndef TR_SERVICE_OPENAPI_PART_H
#define TR_SERVICE_OPENAPI_PART_H

#include <jansson.h>

/* A reference to a schema of the file. */
json_t *tr_openapi_ref(const char *schema);
/* What people get of documents. */
void tr_openapi_put_office(json_t *schemas);
/* What people send, from the tables that its readers go by (bodies.def). */
void tr_openapi_put_bodies(json_t *schemas);
/* The rows of every book, from its columns; and "BookRow", which is any of them. */
void tr_openapi_put_book_rows(json_t *schemas);
/* The answer to a refusal, one a status of HTTP, each with the ids of the error table that have it: "Refused404". */
void tr_openapi_put_refusals(json_t *schemas, json_t *responses);
/* Those that a request may meet, in an operation's responses. */
enum tr_openapi_body { TR_OPENAPI_NO_BODY, TR_OPENAPI_BODY };
void tr_openapi_put_refused(json_t *responses, enum tr_openapi_body body);

#endif
