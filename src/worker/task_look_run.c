/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A signature with an appearance, the half in the sandbox: a task of the program trien-worker. */
#include "official/look.h"

#include "base/errors/official.h"
#include "base/message.h"
#include "worker/task_look.h"
#include "worker/task_propose.h"
#include "worker/wire.h"

/* rules is where the look's rules are kept. */
static trien_rc
read_look(const struct tr_worker_input *in, struct tr_cursor *c, struct tr_official_rules *rules,
		struct tr_official_look *look, struct trien_err *err)
{
	struct tr_text *const texts[] = {&look->asked.agency, &look->asked.number, &look->asked.copy, &look->name,
		&look->beside};
	const struct tr_bytes raw = tr_wire_take_bytes(c);
	struct tr_look_numbers n;
	size_t file = 0;

	if (c->bad || raw.n != sizeof(n))
		return TR_ERR(err, INTERNAL, TR_S("what", "look request"));
	memcpy(&n, raw.p, sizeof(n));
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		TR_TRY(tr_wire_take_text(c, texts[i], err));
	*rules = n.rules;
	look->rules = rules;
	look->asked.kind = (enum tr_appearance)n.kind;
	look->asked.diameter_mm = n.diameter_mm;
	look->asked.width_mm = n.width_mm;
	look->asked.picture = (n.files & TR_LOOK_HAS_PICTURE) != 0;
	look->where = (enum tr_where)n.where;
	look->page = (size_t)n.page;
	look->x = n.x;
	look->y = n.y;
	look->file = in->document;
	look->fonts = in->fonts;
	if (n.files & TR_LOOK_HAS_PICTURE)
		look->picture = in->files[file++];
	if (n.files & TR_LOOK_HAS_FONT)
		look->font = in->files[file++];
	return c->bad || tr_cursor_left(c) > 0 || file != in->file_count
			? TR_ERR(err, INTERNAL, TR_S("what", "look request")) : TRIEN_OK;
}

trien_rc
tr_look_add_findings(struct tr_buf *b, const struct tr_lint_findings *f, struct trien_err *err)
{
	TR_TRY(tr_wire_add_u64(b, f->count, err));
	for (size_t i = 0; i < f->count; i++) {
		TR_AUTO_BUF what = {0};
		TR_TRY(tr_wire_add_u64(b, f->list[i].level, err));
		TR_TRY(tr_message_write_error(&what, &f->list[i].what, err));
		TR_TRY(tr_wire_add_bytes(b, tr_buf_view(&what), err));
	}
	return TRIEN_OK;
}

trien_rc
tr_look_answer(struct tr_buf *answer, const struct tr_sign_proposal *made, struct tr_lint_findings *findings,
		struct trien_err *err)
{
	if (made->untagged) {
		struct trien_err *note = tr_lint_add(findings, TR_LINT_WARNING);
		(void)TR_ERR0(note, OFFICIAL_UNTAGGED);
	}
	TR_TRY(tr_look_add_findings(answer, findings, err));
	return tr_wire_add_proposal(answer, made, err);
}

/* The child's memory goes with it: nothing is freed. */
trien_rc
tr_task_look_run(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	struct tr_cursor c = tr_cursor_of(in->request);
	struct tr_official_look look = {0};
	const struct tr_sign_extra extra = {.context = &look, .put = tr_official_put};
	struct tr_official_rules rules;
	struct tr_sign_request request = {0};
	struct tr_sign_proposal made = {0};

	TR_TRY(tr_wire_take_sign_request(&c, &request, err));
	TR_TRY(read_look(in, &c, &rules, &look, err));
	request.extra = &extra;
	TR_TRY(tr_sign_propose(in->document, &request, &made, err));
	return tr_look_answer(answer, &made, &look.findings, err);
}
