/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R4.1 R5.1 */
/*
 * Templates that drafts begin with: POST /api/v1/templates, …/{id}/change, …/{id}/begin, and the same of common-templates, which the department offers to all. A template
 * comes in by the door of drafts: what it becomes is looked at, and kept as its preview. What begins with it is a file for a word processor.
 */
#include "office/template.h"

#include <stdio.h>

#include "base/errors/registry.h"
#include "base/errors/service.h"
#include "exchange/draft_fill.h"
#include "service/converters.h"
#include "service/office_call.h"
#include "service/query.h"
#include "service/route.h"
#include "service/who.h"

#define PDF "pdf"

/* ---- kept ---- */

#define TEMPLATE_WANTED "{\"name\", \"kind\", \"from\", \"until\", \"agency\", " TR_SAID_WANTED "}"
#define COMMON_WANTED "{\"name\", \"kind\", \"from\", \"until\", " TR_SAID_WANTED "}"

enum { NAME, KIND, FROM, UNTIL, AGENCY };

static const struct tr_json_member template_members[] = {
	[NAME] = {"name", TR_JSON_TEXT, TR_JSON_MUST, TR_VALUE_MAX, NULL},
	[KIND] = {"kind", TR_JSON_TEXT, TR_JSON_MUST, TR_VALUE_MAX, NULL},
	[FROM] = {"from", TR_JSON_TEXT, TR_JSON_MUST, TR_TIME_TEXT_MAX, NULL},
	[UNTIL] = {"until", TR_JSON_TEXT, TR_JSON_MAY, TR_TIME_TEXT_MAX, NULL},
	[AGENCY] = {"agency", TR_JSON_NUMBER, TR_JSON_MUST, 0, NULL},
};
TR_BODY(template, "Template", TEMPLATE_WANTED, TR_BODY_OF_OFFICE);
static const struct tr_json_member common_template_members[] = {
	[NAME] = {"name", TR_JSON_TEXT, TR_JSON_MUST, TR_VALUE_MAX, NULL},
	[KIND] = {"kind", TR_JSON_TEXT, TR_JSON_MUST, TR_VALUE_MAX, NULL},
	[FROM] = {"from", TR_JSON_TEXT, TR_JSON_MUST, TR_TIME_TEXT_MAX, NULL},
	[UNTIL] = {"until", TR_JSON_TEXT, TR_JSON_MAY, TR_TIME_TEXT_MAX, NULL},
};
TR_BODY(common_template, "CommonTemplate", COMMON_WANTED, TR_BODY_OF_OFFICE);
static const struct tr_json_member template_change_members[] = {
	[NAME] = {"name", TR_JSON_TEXT, TR_JSON_MAY, TR_VALUE_MAX, NULL},
	[KIND] = {"kind", TR_JSON_TEXT, TR_JSON_MAY, TR_VALUE_MAX, NULL},
	[FROM] = {"from", TR_JSON_TEXT, TR_JSON_MAY, TR_TIME_TEXT_MAX, NULL},
	[UNTIL] = {"until", TR_JSON_TEXT, TR_JSON_MAY, TR_TIME_TEXT_MAX, NULL},
};
TR_BODY(template_change, "TemplateChange", COMMON_WANTED, TR_BODY_OF_OFFICE);

struct keeping {
	struct tr_office_call o;
	const struct tr_book *book;
	int64_t id; /* 0: a new one */
	struct tr_template_new n;
	char source[TR_HEX256 + 1]; /* of the file as it was handed in */
};

static void
free_keeping(struct keeping *k)
{
	tr_office_call_free(&k->o);
}

/* The file by the door of drafts; what came of it is the preview, and it is kept as it was handed in. */
static trien_rc
take(struct keeping *k, struct trien_err *err)
{
	struct tr_office_call *o = &k->o;

	k->n.name = tr_said_text(o, NAME);
	k->n.kind = tr_said_text(o, KIND);
	TR_TRY(tr_said_time(o, FROM, &k->n.from_at, err));
	TR_TRY(tr_said_time(o, UNTIL, &k->n.to_at, err));
	TR_TRY(tr_office_call_take(o, err));
	if (!o->has_file)
		return TRIEN_OK;
	TR_TRY(tr_blob_put(o->c->context->blobs, tr_buf_view(&o->c->body), k->source, err));
	k->n.file = k->source;
	k->n.preview = o->name;
	k->n.format = o->is_draft ? tr_draft_kind_word(tr_conversion_kind(o->c->conversion)) : PDF;
	k->n.is_signed = o->file.signatures > 0;
	return TRIEN_OK;
}

static trien_rc
enter_work(struct tr_doing *d, void *context, struct trien_err *err)
{
	const struct keeping *k = context;
	const struct tr_office_who who = {d->who.person, d->who.role};
	const bool dry = k->o.mode == TR_ACT_DRY_RUN;
	int64_t id;

	d->act.reason = tr_office_call_reason(&k->o);
	TR_TRY(tr_template_enter(d->db, &d->act, TR_ACT_WITHIN, &who, &k->n, &id, err));
	return tr_call_answer_json(d->c, json_pack("{s:I, s:b}", "template", (json_int_t)(dry ? 0 : id), "dry_run", dry), err);
}

static trien_rc
change_work(struct tr_doing *d, void *context, struct trien_err *err)
{
	const struct keeping *k = context;
	const struct tr_office_who who = {d->who.person, d->who.role};
	int64_t act;

	d->act.reason = tr_office_call_reason(&k->o);
	TR_TRY(tr_template_change(d->db, &d->act, TR_ACT_WITHIN, &who, k->book, k->id, &k->n, &act, err));
	return tr_office_call_answer_act(&k->o, act, err);
}

trien_rc
tr_route_template(struct tr_call *c, struct trien_err *err)
{
	__attribute__((cleanup(free_keeping))) struct keeping k = {.o = {.takes_templates = true}};

	TR_TRY(tr_office_call_read(c, &tr_body_template, &k.o, err));
	k.n.agency = tr_said_number(&k.o, AGENCY);
	if (k.n.agency == 0)
		return TR_ERR(err, SERVICE_JSON, TR_S("want", TEMPLATE_WANTED));
	TR_TRY(take(&k, err));
	return tr_office_call_do(&k.o, "template.enter", enter_work, &k, err);
}

trien_rc
tr_route_common_template(struct tr_call *c, struct trien_err *err)
{
	__attribute__((cleanup(free_keeping))) struct keeping k = {.o = {.takes_templates = true}};

	TR_TRY(tr_office_call_read(c, &tr_body_common_template, &k.o, err));
	TR_TRY(take(&k, err));
	return tr_office_call_do(&k.o, "common_template.enter", enter_work, &k, err);
}

static trien_rc
change(struct tr_call *c, size_t book, const char *what, struct trien_err *err)
{
	__attribute__((cleanup(free_keeping))) struct keeping k = {.o = {.takes_templates = true}, .book = &tr_books[book]};

	TR_TRY(tr_office_call_read(c, &tr_body_template_change, &k.o, err));
	TR_TRY(tr_query_id(c->parameters[0], &k.id, err));
	TR_TRY(take(&k, err));
	return tr_office_call_do(&k.o, what, change_work, &k, err);
}

trien_rc
tr_route_template_change(struct tr_call *c, struct trien_err *err)
{
	return change(c, TR_BOOK_template, "template.change", err);
}

trien_rc
tr_route_common_template_change(struct tr_call *c, struct trien_err *err)
{
	return change(c, TR_BOOK_common_template, "common_template.change", err);
}

/* ---- a draft begins ---- */

#define BEGIN_WANTED "{\"subject\", \"unit\", \"signer\", \"recipients\", \"agency\", " TR_SAID_WANTED "}"

enum { SUBJECT, UNIT, SIGNER, RECIPIENTS, FOR };

static const struct tr_json_member template_begin_members[] = {
	[SUBJECT] = {"subject", TR_JSON_TEXT, TR_JSON_MAY, TR_VALUE_MAX, NULL},
	[UNIT] = {"unit", TR_JSON_TEXT, TR_JSON_MAY, TR_VALUE_MAX, NULL},
	[SIGNER] = {"signer", TR_JSON_TEXT, TR_JSON_MAY, TR_VALUE_MAX, NULL},
	[RECIPIENTS] = {"recipients", TR_JSON_TEXT, TR_JSON_MAY, TR_VALUE_MAX, NULL},
	[FOR] = {"agency", TR_JSON_NUMBER, TR_JSON_MAY, 0, NULL},
};
TR_BODY(template_begin, "TemplateBegin", BEGIN_WANTED, TR_BODY_OF_OFFICE);

struct beginning {
	struct tr_office_call o;
	const struct tr_book *book;
	int64_t id;
	struct tr_template_begun begun;
};

static void
free_beginning(struct beginning *b)
{
	tr_office_call_free(&b->o);
	tr_template_begun_free(&b->begun);
}

/* Whose draft it will be: of those where who comes works. */
static trien_rc
check_agency(const struct tr_who *who, int64_t agency, struct trien_err *err)
{
	bool works = agency == 0;

	for (size_t i = 0; i < who->posts; i++)
		works |= who->post[i].agency == agency;
	return works ? TRIEN_OK : TR_ERR(err, REGISTRY_NOT_FOUND, TR_S("book", "agency"), TR_I("id", agency));
}

static trien_rc
begin_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct beginning *b = context;
	struct tr_call *c = b->o.c;
	struct tr_viewer v;
	struct tr_who who;

	tr_template_begun_free(&b->begun);
	b->begun = (struct tr_template_begun){0};
	TR_TRY(tr_who_open(c, db, &who, err));
	TR_TRY(tr_door_viewer(&who, b->book, TR_VERB_SEE, &v, err));
	TR_TRY(tr_who_reaches(db, &who, &v, b->book, b->id, err));
	TR_TRY(check_agency(&who, tr_said_number(&b->o, FOR), err));
	return tr_template_begin(db, b->book, b->id, tr_said_number(&b->o, FOR), tr_said_text(&b->o, UNIT), tr_call_now(c), &b->begun, err);
}

static trien_rc
answer(struct beginning *b, struct tr_bytes file, struct trien_err *err)
{
	struct tr_call *c = b->o.c;
	char field[64];

	c->reply.type = "application/pdf";
	for (enum tr_draft_kind i = 0; i < TR_DRAFT_KINDS; i++)
		if (strcmp(b->begun.format, tr_draft_kind_word(i)) == 0)
			c->reply.type = tr_draft_types[i];
	snprintf(field, sizeof(field), "attachment; filename=\"du-thao.%s\"", b->begun.format);
	tr_call_answer_field(c, "Content-Disposition", field);
	tr_buf_clear(&c->reply.body);
	return tr_buf_add_bytes(&c->reply.body, file, err);
}

/* It is filled in line with drafts, and the request waits. */
static trien_rc
fill(struct beginning *b, struct tr_bytes file, struct trien_err *err)
{
	struct tr_call *c = b->o.c;
	const struct tr_template_begun *g = &b->begun;
	const struct tr_draft_values values = {.text = {[TR_DRAFT_FIELD_SUBJECT] = tr_said_text(&b->o, SUBJECT), [TR_DRAFT_FIELD_KIND] = (const char *)g->kind.p,
		[TR_DRAFT_FIELD_SYMBOL] = (const char *)g->symbol.p, [TR_DRAFT_FIELD_AGENCY] = (const char *)g->agency.p, [TR_DRAFT_FIELD_UNIT] = tr_said_text(&b->o, UNIT),
		[TR_DRAFT_FIELD_SIGNER] = tr_said_text(&b->o, SIGNER), [TR_DRAFT_FIELD_RECIPIENTS] = tr_said_text(&b->o, RECIPIENTS)}};
	TR_AUTO_BUF request = {0};

	if (c->context->converters == NULL)
		return TR_ERR0(err, SERVICE_FILES_OFF);
	TR_TRY(tr_draft_fill_request(&values, &request, err));
	TR_TRY(tr_converters_put(c->context->converters, TR_CONVERSION_FILL, file, tr_buf_view(&request), &c->conversion, err));
	c->wants_conversion = true;
	return TR_ERR0(err, SERVICE_BUSY);
}

static trien_rc
begin(struct tr_call *c, size_t book, struct trien_err *err)
{
	__attribute__((cleanup(free_beginning))) struct beginning b = {.book = &tr_books[book]};
	TR_AUTO_BUF file = {.max = TR_BLOB_MAX};
	struct tr_bytes made;

	TR_TRY(tr_office_call_read(c, &tr_body_template_begin, &b.o, err));
	TR_TRY(tr_query_id(c->parameters[0], &b.id, err));
	TR_TRY(tr_databases_transact(c->context->pool, TR_SQL_READ, begin_work, &b, err));
	if (c->context->blobs == NULL)
		return TR_ERR0(err, SERVICE_FILES_OFF);
	if (c->conversion != NULL) {
		TR_TRY(tr_conversion_result(c->conversion, &made, err));
		return answer(&b, made, err);
	}
	TR_TRY(tr_blob_get(c->context->blobs, b.begun.file, &file, err));
	return strcmp(b.begun.format, PDF) == 0 ? answer(&b, tr_buf_view(&file), err) : fill(&b, tr_buf_view(&file), err);
}

trien_rc
tr_route_template_begin(struct tr_call *c, struct trien_err *err)
{
	return begin(c, TR_BOOK_template, err);
}

trien_rc
tr_route_common_template_begin(struct tr_call *c, struct trien_err *err)
{
	return begin(c, TR_BOOK_common_template, err);
}
