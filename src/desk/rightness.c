/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The certificates' words come from the verdict, those of the pages from the sandbox; here they are only compared. Requirement: R9.3 */
#include "desk/rightness.h"

#include "base/errors/official.h"
#include "base/utf8.h"
#include "desk/json_text.h"
#include "official/rightness.h"
#include "worker/task_place.h"

static struct tr_text
text_in(const json_t *o, const char *key)
{
	const char *text = tr_desk_text(o, key);
	return (struct tr_text){text, strlen(text)};
}

/* Who signed; time stamps are of nobody. */
static size_t
signers_of(const json_t *report, struct tr_right_signer out[TR_RIGHT_FINDINGS_MAX])
{
	size_t i, n = 0;
	json_t *s;

	json_array_foreach(json_object_get(report, "signatures"), i, s) {
		const json_t *subject = json_object_get(s, "subject");
		if (n == TR_RIGHT_FINDINGS_MAX || json_is_true(json_object_get(s, "timestamp")) || !json_is_object(subject))
			continue;
		out[n++] = (struct tr_right_signer){.name = text_in(subject, "common_name"), .title = text_in(subject, "title"),
			.organisation = text_in(subject, "organisation")};
	}
	return n;
}

static json_t *
json_of(enum trien_lang lang, const struct tr_right_request *r, const struct tr_rightness *found)
{
	json_t *list = json_array();

	for (size_t i = 0; i < found->count; i++) {
		const struct tr_right_finding *f = &found->findings[i];
		json_t *o = json_pack("{s:s, s:s, s:s%, s:s%, s:s}", "id", tr_right_kind_id(f->kind), "answer",
				tr_right_answer_name(tr_right_kind_answer(f->kind)), "printed", f->printed.p, f->printed.n,
				"certified", f->certified.p, f->certified.n, "message", tr_right_kind_text(f->kind, lang));
		json_object_set_new(o, "signer", f->signer < r->signer_count ? json_stringn(r->signers[f->signer].name.p,
				r->signers[f->signer].name.n) : json_null());
		json_array_append_new(list, o);
	}
	return json_pack("{s:s, s:o, s:b}", "answer", tr_right_answer_name(found->answer), "findings", list, "pages",
			(int)(r->page != NULL));
}

static void
put_error(enum trien_lang lang, const struct trien_err *err, json_t *o)
{
	char text[1024];

	if (err->code == TRIEN_OK) {
		json_object_set_new(o, "error", json_null());
		return;
	}
	trien_err_text(err, lang, text, sizeof(text));
	json_object_set_new(o, "error", json_string(trien_err_id(err->code)));
	json_object_set_new(o, "message", json_stringn(text, tr_utf8_cut(text, strlen(text))));
}

static bool
read_pages(const struct tr_desk_right *q, struct tr_place_answer *out, struct trien_err *err)
{
	const struct tr_place_request request = {.name = {"", 0}};

	*err = q->unopened;
	return q->pages && err->code == TRIEN_OK && tr_task_place(q->worker, q->fd, &request, 0, out, err) == TRIEN_OK;
}

void
tr_desk_right_add(const struct tr_desk_right *q, json_t *report)
{
	struct tr_right_signer signers[TR_RIGHT_FINDINGS_MAX];
	struct tr_place_answer answer;
	struct tr_rightness found;
	struct trien_err err = {0};

	struct tr_right_request r = {.signers = signers, .signer_count = signers_of(report, signers)};
	if (q->sender != NULL)
		r.sender = (struct tr_text){q->sender, strlen(q->sender)};
	const bool read = read_pages(q, &answer, &err);
	const struct tr_right_page page = {read ? answer.placement.authority : NULL, read ? answer.placement.authority_count : 0,
		read ? answer.placement.signatories : NULL, read ? answer.placement.signatory_count : 0};
	r.page = read ? &page : NULL;
	tr_right_judge(&r, &found);
	if (q->pages && !read && found.answer == TR_RIGHT_RIGHT)
		found.answer = TR_RIGHT_UNSURE;
	json_t *o = json_of(q->lang, &r, &found);
	put_error(q->lang, &err, o);
	json_object_set_new(report, "rightness", o);
	if (read)
		tr_place_answer_free(&answer);
}

bool
tr_desk_is_wrong(const json_t *report)
{
	return strcmp(tr_desk_text(json_object_get(report, "rightness"), "answer"), "wrong") == 0;
}

static const char *
words_of(enum trien_lang lang, const json_t *finding, const char *key)
{
	const char *text = tr_desk_text(finding, key);
	return *text != '\0' ? text : lang == TRIEN_LANG_VI ? "không có" : "nothing";
}

trien_rc
tr_desk_right_refuse(enum trien_lang lang, const json_t *report, struct trien_err *err)
{
	size_t i;
	json_t *f = NULL;

	json_array_foreach(json_object_get(json_object_get(report, "rightness"), "findings"), i, f)
		if (strcmp(tr_desk_text(f, "answer"), "wrong") == 0)
			break;
	return TR_ERR(err, OFFICIAL_ISSUE_NOT_RIGHT, TR_S("what", tr_desk_text(f, "message")), TR_S("printed", words_of(lang, f, "printed")),
			TR_S("certified", words_of(lang, f, "certified")), TR_S("id", tr_desk_text(f, "id")));
}
