/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R3 R6.1 R10.1 */
#include "service/handed.h"

#include <stdio.h>

#include "base/errors/registry.h"
#include "base/errors/service.h"
#include "service/arrival_look.h"
#include "store/blob.h"

/* ---- which came ---- */

static trien_rc
add(struct tr_handed *h, const char *column, struct tr_bytes content, const char *wanted, struct trien_err *err)
{
	struct tr_handed_file *f = &h->files[h->count];

	if (content.n == 0 || h->count == TR_HANDED_MAX || strlen(column) > TR_FORM_NAME_MAX) /* of no bytes: it would pass for minutes or an answer */
		return TR_ERR(err, SERVICE_JSON, TR_S("want", wanted));
	snprintf(f->column, sizeof(f->column), "%s", column);
	f->content = content;
	h->count++;
	return TRIEN_OK;
}

trien_rc
tr_handed_read(const struct tr_office_call *o, const char *column, const char *wanted, struct tr_handed *out, struct trien_err *err)
{
	if (o->has_file != (column != NULL)) /* in a form, too, no column is said beside it */
		return TR_ERR(err, SERVICE_JSON, TR_S("want", wanted));
	if (o->has_file)
		return add(out, column, tr_buf_view(&o->c->body), wanted, err);
	for (size_t i = 0; i < o->form.count; i++)
		if (strcmp(o->form.parts[i].name, "about") != 0)
			TR_TRY(add(out, o->form.parts[i].name, o->form.parts[i].content, wanted, err));
	return o->form.count == 0 || out->count > 0 ? TRIEN_OK : TR_ERR(err, SERVICE_PARTS, TR_U("max", TR_HANDED_MAX));
}

/* ---- what they are ---- */

/* The first of its reasons, by its word: the message has it in its own language. */
static trien_rc
refuse(const struct tr_handed_file *f, struct trien_err *err)
{
	return TR_ERR(err, REGISTRY_FILE_SIGNATURE, TR_S("file", f->column), TR_B("why", f->found.findings, strcspn(f->found.findings, " ")));
}

/* On whose word something passed is said of all of them in one reason. */
static void
add_words(struct tr_secrecy_outcome *all, const struct tr_secrecy_outcome *one)
{
	const struct tr_secrecy_outcome was = *all;

	*all = *one;
	if (all->released_by == NULL)
		all->released_by = was.released_by;
	if (all->not_secret_by == NULL)
		all->not_secret_by = was.not_secret_by;
	if (all->kind_released_by == NULL)
		all->kind_released_by = was.kind_released_by;
}

/* No page reader has looked at it: who hands it in has. */
static trien_rc
take_word(struct tr_office_call *o, const struct tr_handed_file *f, struct trien_err *err)
{
	const struct tr_secrecy_words words = tr_office_call_words(o);

	if (strcmp(f->found.findings, "unreadable") != 0)
		return TRIEN_OK;
	if (words.not_secret == NULL)
		return TR_ERR(err, SERVICE_FILE_WORD, TR_S("column", f->column));
	o->file.secrecy.not_secret_by = words.not_secret;
	return TRIEN_OK;
}

static trien_rc
look(struct tr_office_call *o, struct tr_handed *h, size_t i, struct trien_err *err)
{
	struct tr_handed_file *f = &h->files[i];
	struct tr_arrival_look look = {.o = o, .now = tr_call_now(o->c), .file = i};

	TR_TRY(tr_arrival_look(&look, f->content, err));
	f->found = look.found;
	tr_office_judgement_of(&f->found, f->signers, &f->judgement);
	if (f->judgement.verdict == TR_VERDICT_FAILED)
		return refuse(f, err);
	TR_TRY(take_word(o, f, err));
	h->checks[i] = (struct tr_file_check){.file = f->name, .verdict = f->judgement.verdict, .findings = f->found.findings, .certificate = f->judgement.seal,
		.signers = f->signers, .signer_count = f->judgement.signer_count};
	return TRIEN_OK;
}

trien_rc
tr_handed_take(struct tr_office_call *o, struct tr_handed *h, struct trien_err *err)
{
	const struct tr_service_context *k = o->c->context;
	struct tr_secrecy_outcome all = {0};
	struct tr_blob_new blobs[TR_HANDED_MAX];

	if (h->count == 0)
		return TRIEN_OK;
	if (k->judges == NULL || k->blobs == NULL)
		return TR_ERR0(err, SERVICE_FILES_OFF);
	for (size_t i = 0; i < h->count; i++) {
		o->file.secrecy = (struct tr_secrecy_outcome){0};
		TR_TRY(look(o, h, i, err));
		add_words(&all, &o->file.secrecy);
		blobs[i] = (struct tr_blob_new){h->files[i].content, h->files[i].name};
	}
	o->file.secrecy = all;
	return tr_blob_put_all(k->blobs, blobs, h->count, err);
}

/* ---- in the act ---- */

void
tr_handed_give(struct tr_handed *h, struct tr_act *act)
{
	for (size_t i = 0; i < h->count; i++)
		h->checks[i].written = h->checks[i].asked = false; /* of an attempt that was begun anew */
	act->checks = h->checks;
	act->check_count = h->count;
}

/* One file for two columns is written down as the first of them. */
static const struct tr_file_check *
check_of(const struct tr_handed *h, size_t i)
{
	for (size_t k = 0; k < i; k++)
		if (strcmp(h->checks[k].file, h->checks[i].file) == 0)
			return &h->checks[k];
	return &h->checks[i];
}

json_t *
tr_handed_json(const struct tr_handed *h)
{
	json_t *all = json_array();

	for (size_t i = 0; i < h->count; i++) {
		const struct tr_file_check *c = check_of(h, i);
		const bool signed_by = c->verdict != TR_VERDICT_NOTHING;
		if (c->written)
			json_array_append_new(all, json_pack("{s:s, s:s, s:s, s:s?, s:s?, s:s}", "column", h->files[i].column, "sha256", c->file, "verdict", tr_file_verdict_word(c->verdict), "signer",
					c->asked ? tr_file_answer_word(c->signer) : NULL, "control", signed_by ? tr_file_answer_word(c->control) : NULL, "findings", c->findings));
	}
	return all;
}
