/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien office in-accept, in-reject, in-assign, in-progress, in-answer, in-finish, in-reopen, in-recalled, in-recall-refuse, in-correct, in-letter. Requirement: R10.2 R10.3 X5 */
#include <stdio.h>
#include <string.h>

#include "base/env.h"
#include "base/time.h"
#include "cli/office_in.h"

#define CORRECTIONS_MAX 16u /* as many as the command takes words */

static trien_rc
read_given(struct tr_registry_run *r, struct tr_office_handling *g, struct trien_err *err)
{
	const struct tr_office_words *o = r->w->office;

	*g = (struct tr_office_handling){.receiver = o->in.receiver, .head_opinion = o->in.opinion, .unit_opinion = o->in.unit_opinion,
		.proposal = o->in.proposal, .progress = o->in.progress};
	if (o->in.days != NULL)
		TR_TRY(tr_registry_number_of(o->in.days, "--days", &g->days, err));
	if (o->in.answer != NULL)
		TR_TRY(tr_office_object(o->in.answer, &tr_books[TR_BOOK_document], &g->answer, err));
	if (o->in.deadline == NULL)
		return TRIEN_OK;
	return tr_time_read_day(TR_BYTES(o->in.deadline, strlen(o->in.deadline)), TR_ZONE_VIETNAM, &g->deadline_at, err);
}

static trien_rc
act_on(struct tr_registry_run *r, enum tr_incoming_act what, struct trien_err *err)
{
	struct tr_office_handling given;
	struct tr_office_came came;
	struct tr_office_who who;
	int64_t arrival;

	TR_TRY(tr_office_object(r->rest.items[0], &tr_books[TR_BOOK_arrival], &arrival, err));
	TR_TRY(tr_office_who_of(r, tr_incoming_act_word(what)->word, &who, err));
	TR_TRY(read_given(r, &given, err));
	TR_TRY(tr_office_handle(r->db, &r->act, tr_registry_mode(r), &who, arrival, what, &given, &came, err));
	if (came.to == TR_INCOMING_REFUSED && !r->w->dry_run)
		TR_TRY(tr_office_forget(r->db, r->act.blobs, NULL, err));
	if (r->cli->json)
		tr_cli_print_json(tr_in_json(r, NULL, NULL, &came));
	else
		tr_in_print(r, NULL, NULL, &came);
	if (came.calendar_unknown && !r->cli->json)
		puts(tr_say(r->cli, "  Lịch nghỉ của những ngày đó trong bộ quy định chưa có hoặc chưa chắc chắn: hãy xem lại thời hạn.",
				"  The legal profile has no calendar of those days, or none that is certain: look at the deadline again."));
	return TRIEN_OK;
}

trien_rc
tr_registry_office_in_accept(struct tr_registry_run *r, struct trien_err *err)
{
	return act_on(r, TR_INCOMING_ACT_ACCEPT, err);
}

trien_rc
tr_registry_office_in_reject(struct tr_registry_run *r, struct trien_err *err)
{
	return act_on(r, TR_INCOMING_ACT_REJECT, err);
}

trien_rc
tr_registry_office_in_assign(struct tr_registry_run *r, struct trien_err *err)
{
	return act_on(r, TR_INCOMING_ACT_ASSIGN, err);
}

trien_rc
tr_registry_office_in_progress(struct tr_registry_run *r, struct trien_err *err)
{
	return act_on(r, TR_INCOMING_ACT_PROGRESS, err);
}

trien_rc
tr_registry_office_in_answer(struct tr_registry_run *r, struct trien_err *err)
{
	return act_on(r, TR_INCOMING_ACT_ANSWER, err);
}

trien_rc
tr_registry_office_in_finish(struct tr_registry_run *r, struct trien_err *err)
{
	return act_on(r, TR_INCOMING_ACT_FINISH, err);
}

trien_rc
tr_registry_office_in_reopen(struct tr_registry_run *r, struct trien_err *err)
{
	return act_on(r, TR_INCOMING_ACT_REOPEN, err);
}

trien_rc
tr_registry_office_in_recalled(struct tr_registry_run *r, struct trien_err *err)
{
	return act_on(r, TR_INCOMING_ACT_RECALL, err);
}

trien_rc
tr_registry_office_in_recall_refuse(struct tr_registry_run *r, struct trien_err *err)
{
	return act_on(r, TR_INCOMING_ACT_REFUSE_RECALL, err);
}

trien_rc
tr_registry_office_in_correct(struct tr_registry_run *r, struct trien_err *err)
{
	struct tr_office_correction items[CORRECTIONS_MAX];
	struct tr_office_who who;
	int64_t arrival, act;

	TR_TRY(tr_office_object(r->rest.items[0], &tr_books[TR_BOOK_arrival], &arrival, err));
	tr_office_read_corrections(r, items);
	TR_TRY(tr_office_who_of(r, "arrival.correct", &who, err));
	TR_TRY(tr_office_correct_in(r->db, &r->act, tr_registry_mode(r), &who, arrival, items, r->rest.count - 1, &act, err));
	r->book = &tr_books[TR_BOOK_arrival];
	r->written = arrival;
	tr_registry_print_written(r, act);
	return TRIEN_OK;
}

trien_rc
tr_registry_office_in_scan(struct tr_registry_run *r, struct trien_err *err)
{
	const struct tr_desk_file *f = &r->w->office->file;
	struct tr_office_scan scan = {.seal = f->seal[0] != '\0' ? f->seal : NULL};
	struct tr_office_who who;
	char file[TR_HEX256 + 1];
	int64_t arrival, act = 0;

	TR_TRY(tr_office_object(r->rest.items[0], &tr_books[TR_BOOK_arrival], &arrival, err));
	TR_TRY(tr_office_who_of(r, "arrival.scan", &who, err));
	TR_TRY(tr_blob_put(r->act.blobs, tr_buf_view(&f->content), file, err));
	scan.file = file;
	TR_TRY(tr_office_scan_in(r->db, &r->act, tr_registry_mode(r), &who, arrival, &scan, &act, err));
	r->book = &tr_books[TR_BOOK_arrival];
	r->written = arrival;
	tr_registry_print_written(r, act);
	return TRIEN_OK;
}

/* ---- the letter ---- */

trien_rc
tr_registry_office_in_letter_close(struct tr_registry_run *r, struct trien_err *err)
{
	struct tr_office_who who;
	int64_t arrival, act;

	TR_TRY(tr_office_object(r->rest.items[0], &tr_books[TR_BOOK_arrival], &arrival, err));
	TR_TRY(tr_office_who_of(r, "arrival.letter-close", &who, err));
	TR_TRY(tr_office_letter_close(r->db, &r->act, tr_registry_mode(r), &who, arrival, &act, err));
	r->book = &tr_books[TR_BOOK_arrival];
	r->written = arrival;
	tr_registry_print_written(r, act);
	return TRIEN_OK;
}


struct writing {
	struct tr_registry_run *r;
	int64_t arrival;
	struct tr_office_letter letter;
};

static trien_rc
write_letter(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct writing *w = context;
	struct tr_viewer viewer;

	tr_office_letter_free(&w->letter);
	TR_TRY(tr_registry_see(w->r, db, &tr_books[TR_BOOK_arrival], TR_VERB_SEE, &viewer, err));
	TR_TRY(tr_door_row(db, &w->r->who, &viewer, &tr_books[TR_BOOK_arrival], w->arrival, err));
	return tr_office_letter_write(db, w->arrival, &w->letter, err);
}

trien_rc
tr_registry_office_in_letter(struct tr_registry_run *r, struct trien_err *err)
{
	struct writing w = {.r = r};

	TR_TRY(tr_office_object(r->rest.items[0], &tr_books[TR_BOOK_arrival], &w.arrival, err));
	TR_TRY(tr_sql_transact(r->db, TR_SQL_READ, write_letter, &w, err));
	const struct tr_office_letter *l = &w.letter;
	if (r->cli->json) {
		tr_cli_print_json(json_pack("{s:s, s:s, s:s%, s:n}", "to", l->to, "subject", (const char *)l->subject.p, "text", (const char *)l->text.p, l->text.n,
				"error"));
	} else {
		printf("%s: %s\n\n", (const char *)l->subject.p, l->to[0] != '\0' ? l->to : tr_say(r->cli, "(chưa ghi thư điện tử nơi gửi)", "(the sender's e-mail is not known)"));
		fwrite(l->text.p, 1, l->text.n, stdout);
	}
	tr_office_letter_free(&w.letter);
	return TRIEN_OK;
}
