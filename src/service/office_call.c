/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "service/office_call.h"

#include <unistd.h>

#include "base/errors/service.h"
#include "base/errors/worker.h"
#include "crypto/base64.h"
#include "desk/draft.h"
#include "desk/evidence.h"
#include "desk/foresee.h"
#include "desk/rightness.h"
#include "desk/scan.h"
#include "service/converters.h"
#include "service/outside_call.h"
#include "service/route.h"
#include "service/who.h"
#include "worker/task_network.h"
#include "worker/tasks.h"

void
tr_office_call_free(struct tr_office_call *o)
{
	json_decref(o->about);
	json_decref(o->verdict);
	tr_buf_free(&o->file.evidence);
	tr_buf_free(&o->reason);
}

/* ---- what is said ---- */

static trien_rc
read_field(struct tr_call *c, const char *wanted, json_t **out, struct trien_err *err)
{
	const char *text = tr_call_field(c, TR_ABOUT_FIELD);
	TR_AUTO_BUF json = {.max = TR_SERVICE_HEAD_MAX};

	if (text == NULL)
		return TR_ERR(err, SERVICE_JSON, TR_S("want", wanted));
	if (strlen(text) > TR_SERVICE_ABOUT_MAX / 3 * 4 || !tr_base64_decode(TR_BYTES(text, strlen(text)), &json))
		return TR_ERR(err, SERVICE_ABOUT, TR_S("field", TR_ABOUT_FIELD), TR_U("max", TR_SERVICE_ABOUT_MAX));
	return tr_json_read(tr_buf_view(&json), wanted, out, err);
}

static bool
is_type(const struct tr_call *c, const char *want)
{
	const char *got = tr_call_field(c, "Content-Type");
	return got != NULL && strcasecmp(got, want) == 0;
}

const char *const tr_draft_types[] = {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "application/vnd.oasis.opendocument.text",
	"application/vnd.oasis.opendocument.text-flat-xml", NULL};

static bool
is_draft_type(const struct tr_call *c)
{
	for (const char *const *type = tr_draft_types; *type != NULL; type++)
		if (is_type(c, *type))
			return true;
	return false;
}

/* What is said is one of its parts; the others are files. */
static trien_rc
read_form(struct tr_call *c, const char *wanted, struct tr_office_call *out, struct trien_err *err)
{
	TR_TRY(tr_form_read(tr_call_field(c, "Content-Type"), tr_buf_view(&c->body), &out->form, err));
	for (size_t i = 0; i < out->form.count; i++) {
		const struct tr_bytes said = out->form.parts[i].content;
		if (strcmp(out->form.parts[i].name, "about") != 0)
			continue;
		return said.n <= TR_SERVICE_BODY_MAX ? tr_json_read(said, wanted, &out->about, err) : TR_ERR(err, SERVICE_BODY_LIMIT, TR_U("max", TR_SERVICE_BODY_MAX));
	}
	return TR_ERR(err, SERVICE_PARTS, TR_U("max", TR_HANDED_MAX));
}

static trien_rc
read_about(struct tr_call *c, const char *wanted, struct tr_office_call *out, struct trien_err *err)
{
	if (out->takes_files && tr_form_is(tr_call_field(c, "Content-Type")))
		return read_form(c, wanted, out, err);
	out->is_draft = (out->takes_drafts || out->takes_templates) && is_draft_type(c);
	out->has_file = out->is_draft || (c->route->body_type == NULL && is_type(c, "application/pdf"));
	if (out->has_file)
		return read_field(c, wanted, &out->about, err);
	if (c->route->body_type == NULL && !is_type(c, "application/json"))
		return TR_ERR(err, SERVICE_BODY_TYPE, TR_S("want", out->takes_files ? "application/pdf, application/json, multipart/form-data" : "application/pdf, application/json"));
	if (c->route->body_type == NULL && c->body.n > TR_SERVICE_BODY_MAX) /* of JSON alone the route has a cap of its own */
		return TR_ERR(err, SERVICE_BODY_LIMIT, TR_U("max", TR_SERVICE_BODY_MAX));
	return tr_json_read(tr_buf_view(&c->body), wanted, &out->about, err);
}

const struct tr_json_member tr_said_members[TR_SAID_COUNT] = {
	[TR_SAID_REASON] = {"reason", TR_JSON_TEXT, TR_JSON_MAY, TR_REASON_MAX, NULL},
	[TR_SAID_DRY_RUN] = {"dry_run", TR_JSON_FLAG, TR_JSON_MAY, 0, NULL},
	[TR_SAID_NOT_SECRET] = {"not_secret", TR_JSON_FLAG, TR_JSON_MAY, 0, NULL},
	[TR_SAID_RELEASE_SECRECY] = {"release_secrecy", TR_JSON_TEXT, TR_JSON_MAY, TR_RELEASE_MAX, NULL},
	[TR_SAID_RELEASE_KIND] = {"release_kind", TR_JSON_TEXT, TR_JSON_MAY, TR_RELEASE_MAX, NULL},
	[TR_SAID_RELEASE_RIGHT] = {"release_right", TR_JSON_TEXT, TR_JSON_MAY, TR_RELEASE_MAX, NULL},
};
const struct tr_body tr_body_said = {"Said", "{" TR_SAID_WANTED "}", NULL, 0, TR_BODY_OF_OFFICE, NULL};

trien_rc
tr_office_call_take_said(struct tr_call *c, const struct tr_body *body, json_t *said, struct tr_office_call *out, struct trien_err *err)
{
	struct tr_json_member all[TR_SAID_COUNT + TR_SAID_OWN_MAX];

	out->c = c;
	out->about = said;
	memcpy(all, tr_said_members, sizeof(tr_said_members));
	if (body->count > 0)
		memcpy(all + TR_SAID_COUNT, body->members, body->count * sizeof(*body->members));
	TR_TRY(tr_json_members(out->about, all, TR_SAID_COUNT + body->count, body->wanted, out->v, err));
	TR_TRY(tr_json_either(out->about, body, err));
	out->mode = json_is_true(out->v[TR_SAID_DRY_RUN]) ? TR_ACT_DRY_RUN : TR_ACT_WITHIN;
	return TRIEN_OK;
}

trien_rc
tr_office_call_read(struct tr_call *c, const struct tr_body *body, struct tr_office_call *out, struct trien_err *err)
{
	const char *key;

	TR_TRY(tr_once_key(c, &key, err)); /* before anything is looked at, which costs more */
	TR_TRY(read_about(c, body->wanted, out, err));
	return tr_office_call_take_said(c, body, out->about, out, err);
}

json_t *
tr_said(const struct tr_office_call *o, size_t i)
{
	return o->v[TR_SAID_COUNT + i];
}

const char *
tr_said_text(const struct tr_office_call *o, size_t i)
{
	return json_string_value(tr_said(o, i));
}

int64_t
tr_said_number(const struct tr_office_call *o, size_t i)
{
	return json_integer_value(tr_said(o, i));
}

trien_rc
tr_said_time(const struct tr_office_call *o, size_t i, int64_t *out, struct trien_err *err)
{
	const char *text = tr_said_text(o, i);

	if (text == NULL)
		return TRIEN_OK;
	const struct tr_bytes b = TR_BYTES(text, strlen(text));
	return tr_time_read_day(b, TR_ZONE_VIETNAM, out, NULL) == TRIEN_OK ? TRIEN_OK : tr_time_read_iso(b, TR_ZONE_VIETNAM, out, err);
}

size_t
tr_office_call_ids(const struct tr_office_call *o, size_t i, int64_t *out)
{
	const json_t *item;
	size_t at;

	json_array_foreach(tr_said(o, i), at, item)
		out[at] = json_integer_value(item);
	return json_array_size(tr_said(o, i));
}

const char *
tr_office_call_reason(const struct tr_office_call *o)
{
	return o->reason.n > 0 ? (const char *)o->reason.p : NULL;
}

/* ---- on whose word ---- */

/* Two letters at least, as on the command line: a blank is no reason. */
static const char *
released(const struct tr_office_call *o, size_t i)
{
	const char *text = json_string_value(o->v[i]);
	size_t letters = 0;

	for (const char *p = text; p != NULL && *p != '\0'; p++)
		letters += *p != ' ';
	return letters >= 2 ? text : NULL;
}

/* The name of who is logged in, where that was said. */
static const char *
word_of(const struct tr_office_call *o, size_t i)
{
	const bool said = i == TR_SAID_NOT_SECRET ? json_is_true(o->v[i]) : released(o, i) != NULL;
	return said ? o->c->session.name : NULL;
}

struct tr_secrecy_words
tr_office_call_words(const struct tr_office_call *o)
{
	return (struct tr_secrecy_words){word_of(o, TR_SAID_RELEASE_SECRECY), word_of(o, TR_SAID_NOT_SECRET), word_of(o, TR_SAID_RELEASE_KIND)};
}

static trien_rc
add_reason(struct tr_office_call *o, const char *what, const char *why, struct trien_err *err)
{
	return tr_buf_addf(&o->reason, err, "%s%s: %s%s%s", o->reason.n > 0 ? "; " : "", o->c->session.name, what, why != NULL ? ": " : "", why != NULL ? why : "");
}

/* In the trail stands who has let what pass, and why. */
static trien_rc
compose(struct tr_office_call *o, struct trien_err *err)
{
	const struct tr_secrecy_outcome *s = &o->file.secrecy;
	const char *given = json_string_value(o->v[TR_SAID_REASON]);

	tr_buf_clear(&o->reason);
	if (given != NULL)
		TR_TRY(tr_buf_addf(&o->reason, err, "%s", given));
	if (s->released_by != NULL)
		TR_TRY(add_reason(o, "cho qua dấu chỉ độ mật", released(o, TR_SAID_RELEASE_SECRECY), err));
	else if (s->not_secret_by != NULL)
		TR_TRY(add_reason(o, "tài liệu không chứa bí mật nhà nước", NULL, err));
	if (s->kind_released_by != NULL)
		TR_TRY(add_reason(o, "cho qua loại văn bản không ký số", released(o, TR_SAID_RELEASE_KIND), err));
	if (o->verdict != NULL && tr_desk_is_wrong(o->verdict) && released(o, TR_SAID_RELEASE_RIGHT) != NULL)
		TR_TRY(add_reason(o, "cho qua chỗ không khớp giữa văn bản và chứng thư", released(o, TR_SAID_RELEASE_RIGHT), err));
	if (o->also != NULL)
		TR_TRY(add_reason(o, o->also, NULL, err));
	return o->reason.n > 0 ? tr_buf_add_byte(&o->reason, 0, err) : TRIEN_OK;
}

/* ---- the file ---- */

struct looking {
	struct tr_office_call *o;
	const struct tr_profile *profile;
	int fd, answers; /* what was got for it over the network; -1: nothing */
	int64_t now;
	bool issued;
};

static trien_rc
judge(struct tr_worker *w, int fd, const struct tr_judge_request *request, const struct looking *l, struct trien_err *err)
{
	TR_AUTO_BUF json = {.max = TR_WORKER_ANSWER_MAX};

	TR_TRY(tr_task_verify(w, fd, request, l->answers, &json, err));
	/* What comes out of the sandbox is believed to be no more than text. */
	l->o->verdict = json_loadb((const char *)json.p, json.n, JSON_REJECT_DUPLICATES, NULL);
	if (l->o->verdict == NULL)
		return TR_ERR0(err, WORKER_ANSWER_INVALID);
	tr_call_outside_judged(l->o->c, 0, l->o->verdict);
	tr_desk_read_verdict(l->o->verdict, &l->o->file);
	return TRIEN_OK;
}

/* Puts the places into it, and judges what came of that. */
static trien_rc
judge_reserved(struct tr_worker *w, const struct tr_judge_request *request, const struct looking *l, struct trien_err *err)
{
	struct tr_office_call *o = l->o;
	TR_AUTO_BUF made = {.max = TR_BLOB_MAX};
	const struct tr_desk_reserving r = {w, l->fd, tr_office_call_file(o), l->profile, l->now, o->c->context->env};

	TR_TRY(tr_desk_reserve(&r, &o->places, &made, err));
	const int fd = tr_worker_memory_file(tr_buf_view(&made));
	if (fd < 0)
		return TR_ERR(err, NO_MEMORY, TR_U("want", made.n));
	const trien_rc rc = judge(w, fd, request, l, err);
	close(fd);
	tr_buf_free(&o->c->made);
	o->c->made = made;
	made = (struct tr_buf){0};
	return rc;
}

static trien_rc
look_with(struct tr_worker *w, struct tr_bytes trust, const struct looking *l, struct trien_err *err)
{
	struct tr_office_call *o = l->o;
	const struct tr_secrecy_door door = {w, l->fd, l->profile, l->now};
	const struct tr_judge_request request = {.trust = trust, .as_of = l->now, .zone_minutes = TR_ZONE_VIETNAM, .lang = TRIEN_LANG_VI,
		.revocation = TR_REVOCATION_REQUIRED, .file_name = TR_BYTES_LIT("-"), .since_bytes = o->since_bytes, .detail = TR_JUDGE_FACTS};
	const struct tr_secrecy_words words = tr_office_call_words(o);
	const struct tr_desk_right right = {.lang = TRIEN_LANG_VI, .pages = true, .worker = w, .fd = l->fd};

	json_decref(o->verdict); /* of a worker that is gone */
	o->verdict = NULL;
	tr_buf_free(&o->file.evidence);
	o->file = (struct tr_desk_file){0};
	if (o->places.procedure != 0) /* by a worker that is gone */
		tr_buf_free(&o->c->made);
	if (o->is_draft)
		TR_TRY(tr_desk_check_draft(w, l->fd, err));
	tr_desk_foresee(&door, &request, l->answers, l->issued ? TR_DESK_ISSUED : TR_DESK_TAKEN);
	TR_TRY(tr_secrecy_pass(&door, &words, &o->file.secrecy, err));
	if (o->places.procedure != 0)
		return judge_reserved(w, &request, l, err);
	TR_TRY(judge(w, l->fd, &request, l, err));
	if (o->is_scan)
		TR_TRY(tr_desk_scan_pass(w, l->fd, l->profile, l->now, err));
	if (!l->issued)
		return TRIEN_OK;
	tr_desk_read_typed(w, l->fd, &o->file);
	if (o->file.good)
		TR_TRY(tr_desk_make_evidence(w, l->fd, &(struct tr_desk_sources){trust, l->now, l->answers}, &o->file.evidence, err));
	tr_desk_right_add(&right, o->verdict);
	return TRIEN_OK;
}

static trien_rc
look(struct tr_worker *w, struct tr_bytes trust, void *context, struct trien_err *err)
{
	struct looking *l = context;

	TR_TRY(tr_call_outside_open(l->o->c, 0, &l->answers, err));
	const trien_rc rc = look_with(w, trust, l, err);
	if (l->answers >= 0)
		close(l->answers);
	return rc;
}

struct tr_bytes
tr_office_call_file(const struct tr_office_call *o)
{
	return o->c->made.n > 0 ? tr_buf_view(&o->c->made) : o->made_of_draft.n > 0 ? o->made_of_draft : o->in_form.n > 0 ? o->in_form : tr_buf_view(&o->c->body);
}

/* The first time the draft is put into line, and the request waits; asked again, what came of it is there. */
static trien_rc
convert(struct tr_office_call *o, struct trien_err *err)
{
	struct tr_call *c = o->c;

	if (!o->is_draft)
		return TRIEN_OK;
	if (c->conversion != NULL)
		return tr_conversion_result(c->conversion, &o->made_of_draft, err);
	TR_TRY(tr_converters_put(c->context->converters, o->takes_templates ? TR_CONVERSION_TEMPLATE : TR_CONVERSION_DRAFT, tr_buf_view(&c->body), TR_BYTES(NULL, 0), &c->conversion, err));
	c->wants_conversion = true;
	return TR_ERR0(err, SERVICE_BUSY);
}

static trien_rc
look_at(struct looking *l, struct trien_err *err)
{
	const struct tr_service_context *k = l->o->c->context;

	if (l->o->places.procedure != 0) /* of a handler that was asked before: they are put into what came */
		tr_buf_free(&l->o->c->made);
	if ((l->fd = tr_worker_memory_file(tr_office_call_file(l->o))) < 0)
		return TR_ERR(err, NO_MEMORY, TR_U("want", tr_office_call_file(l->o).n));
	const trien_rc rc = tr_call_judge(l->o->c, look, l, err);
	close(l->fd);
	tr_call_may_wait(l->o->c, rc);
	TR_TRY(rc);
	const struct tr_blob_new blobs[] = {{tr_office_call_file(l->o), l->o->name}, {tr_buf_view(&l->o->file.evidence), l->o->evidence}};
	return tr_blob_put_all(k->blobs, blobs, l->o->file.evidence.n > 0 ? 2 : 1, err);
}

static trien_rc
take(struct tr_office_call *o, bool issued, struct trien_err *err)
{
	struct looking l = {.o = o, .now = tr_call_now(o->c), .issued = issued};
	struct tr_profile *profile;

	if (!o->has_file)
		return TRIEN_OK;
	if (o->c->context->judges == NULL || o->c->context->blobs == NULL)
		return TR_ERR0(err, SERVICE_FILES_OFF);
	TR_TRY(convert(o, err));
	TR_TRY(tr_profile_for_time(l.now, &profile, err));
	l.profile = profile;
	const trien_rc rc = look_at(&l, err);
	tr_profile_free(profile);
	return rc;
}

trien_rc
tr_office_call_take(struct tr_office_call *o, struct trien_err *err)
{
	return take(o, false, err);
}

trien_rc
tr_office_call_take_issued(struct tr_office_call *o, struct trien_err *err)
{
	return take(o, true, err);
}

trien_rc
tr_office_call_right(const struct tr_office_call *o, struct trien_err *err)
{
	return tr_desk_is_wrong(o->verdict) && released(o, TR_SAID_RELEASE_RIGHT) == NULL ? tr_desk_right_refuse(TRIEN_LANG_VI, o->verdict, err) : TRIEN_OK;
}

/* ---- doing ---- */

trien_rc
tr_office_call_do(struct tr_office_call *o, const char *what, tr_once_work work, void *context, struct trien_err *err)
{
	TR_TRY(compose(o, err));
	return tr_once(o->c, what, o->mode, work, context, err);
}

trien_rc
tr_office_call_answer(const struct tr_office_call *o, const struct tr_submission_done *d, struct trien_err *err)
{
	return tr_call_answer_json(o->c, json_pack("{s:I, s:s, s:s, s:I, s:b}", "document", (json_int_t)d->document, "from", tr_submission_state_word(d->from)->word, "to",
			tr_submission_state_word(d->to)->word, "act", (json_int_t)(o->mode == TR_ACT_DRY_RUN ? 0 : d->act), "dry_run", o->mode == TR_ACT_DRY_RUN), err);
}

trien_rc
tr_office_call_answer_act(const struct tr_office_call *o, int64_t act, struct trien_err *err)
{
	const bool dry = o->mode == TR_ACT_DRY_RUN;

	return tr_call_answer_json(o->c, json_pack("{s:I, s:b}", "act", (json_int_t)(dry ? 0 : act), "dry_run", dry), err);
}
