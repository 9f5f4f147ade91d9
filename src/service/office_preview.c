/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R8.3 R9.2 */
/*
 * GET /api/v1/documents/{id}/preview: the document as it will be issued, with number, date and seal in their very places, before the number is taken or anything is signed. For the
 * clerk who may seal with that certificate, and nobody else: a seal's picture is what a forger wants.
 */
#include <stdio.h>

#include "base/errors/office.h"
#include "base/errors/service.h"
#include "office/session.h"
#include "service/office_prepare.h"
#include "service/query.h"
#include "service/route.h"
#include "service/who.h"

#define PREVIEW_WORDS "certificate=SHA-256&number=…&day=YYYY-MM-DD"

enum { CERTIFICATE, NUMBER, DAY, WORDS };

struct previewing {
	struct tr_preparing p;
	int64_t document;
	struct tr_query_word words[WORDS];
};

static trien_rc
find_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct previewing *v = context;
	const struct tr_book *book = &tr_books[TR_BOOK_document];
	struct tr_call *c = v->p.c;
	TR_AUTO_RECORD row = {0};
	struct tr_viewer viewer;
	struct tr_who who;

	TR_TRY(tr_who_open(c, db, &who, err));
	TR_TRY(tr_door_viewer(&who, book, TR_VERB_ENTER, &viewer, err));
	TR_TRY(tr_who_reaches(db, &who, &viewer, book, v->document, err));
	TR_TRY(tr_record_load(db, book, v->document, &row, err));
	const struct tr_office_who acts = {who.person, TR_ROLE_CLERK};
	TR_TRY(tr_session_check_seal_key(db, &acts, v->p.certificate, row.v[TR_document_agency].i, tr_call_now(c), err));
	return tr_prepare_find(db, v->document, &v->p, err);
}

static trien_rc
read_words(struct previewing *v, struct trien_err *err)
{
	static const char *const names[WORDS] = {[CERTIFICATE] = "certificate", [NUMBER] = "number", [DAY] = "day"};

	for (size_t i = 0; i < WORDS; i++)
		v->words[i] = (struct tr_query_word){.name = names[i], .is_text = i != NUMBER};
	TR_TRY(tr_query_read(v->p.c, v->words, WORDS, PREVIEW_WORDS, err));
	const char *certificate = v->words[CERTIFICATE].text;
	if (certificate == NULL || !tr_hex_is_256(certificate))
		return TR_ERR(err, SERVICE_QUERY, TR_S("want", PREVIEW_WORDS));
	snprintf(v->p.certificate, sizeof(v->p.certificate), "%s", certificate);
	return TRIEN_OK;
}

/* The number and day that it has; before it has any, those that are asked for. */
static trien_rc
choose_number(struct previewing *v, struct trien_err *err)
{
	const char *day = v->words[DAY].text;

	if (v->p.number != 0)
		return TRIEN_OK;
	if (v->words[NUMBER].number <= 0 || day == NULL)
		return TR_ERR(err, SERVICE_QUERY, TR_S("want", PREVIEW_WORDS));
	v->p.number = v->words[NUMBER].number;
	return tr_time_read_iso(TR_BYTES(day, strlen(day)), TR_ZONE_VIETNAM, &v->p.day, err);
}

static trien_rc
preview(struct previewing *v, struct trien_err *err)
{
	struct tr_call *c = v->p.c;
	char object[TR_OBJECT_TEXT];

	TR_TRY(read_words(v, err));
	TR_TRY(tr_databases_transact(c->context->pool, TR_SQL_READ, find_work, v, err));
	TR_TRY(choose_number(v, err));
	snprintf(object, sizeof(object), "document:%lld", (long long)v->document);
	if (v->p.base[0] == '\0')
		return TR_ERR(err, OFFICE_NO_FILE, TR_S("object", object));
	c->reply.body.max = TR_BLOB_MAX;
	return tr_prepare_preview(&v->p, &c->reply.body, err);
}

trien_rc
tr_route_preview(struct tr_call *c, struct trien_err *err)
{
	struct previewing v = {.p = {.c = c}};

	TR_TRY(tr_query_id(c->parameters[0], &v.document, err));
	const trien_rc rc = preview(&v, err);
	tr_preparing_free(&v.p);
	return rc;
}
