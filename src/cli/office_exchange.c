/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * trien office exchange: the document exchange (edXML) as two folders: in the one its program puts what has come for this agency, out of the other it takes what
 * is to go. A message is read in the sandbox; its first PDF is judged and taken in as any document that comes, once a message, and its other PDFs with it; what a receiver says of a document
 * of ours goes to its row of the book message. A message leaves the folder when all of it is in the books, or when its document is refused (Điều 10.2);
 * one that brings files that are no PDF stays beside by another name.
 *
 * What this does not do: it speaks to no network. How an exchange is reached is its operator's program, which has the agency's keys for it.
 * Requirement: R9.2 R10.1 R10.2 R10.3
 */
#include "cli/office_exchange.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/errors/cli.h"
#include "base/errors/exchange.h"
#include "base/errors/office.h"
#include "base/mail_address.h"
#include "base/time.h"
#include "registry/column_words.h"
#include "worker/task_network.h"

#define DAY_TEXT 10u /* "2026/03/02" */

/* ---- what a message says ---- */

static bool
is_for(const struct tr_edxml *m, const char *organ)
{
	bool is = false;

	for (size_t i = 0; i < m->to_count; i++)
		is = is || strcmp(m->to[i].id, organ) == 0;
	return is;
}

/* The first that is a PDF is the document: the exchange lists it first. */
static const struct tr_edxml_attachment *
document_of(const struct tr_edxml *m)
{
	for (size_t i = 0; i < m->attachment_count; i++)
		if (m->attachments[i].content.n > 0)
			return &m->attachments[i];
	return NULL;
}

static const char *
urgency_of(const char *priority)
{
	static const char *const words[] = {"normal", "urgent", "very_urgent", "express", "express"};
	const int code = tr_edxml_code(priority);

	return code >= 0 && code < 5 ? words[code] : NULL;
}

/* A date that is none is not known: the document has its own. */
static int64_t
day_of(const char *date)
{
	char iso[DAY_TEXT + 1];
	int64_t day = 0;

	if (strlen(date) < DAY_TEXT)
		return 0;
	memcpy(iso, date, DAY_TEXT);
	iso[DAY_TEXT] = '\0';
	for (size_t i = 0; i < DAY_TEXT; i++)
		if (iso[i] == '/')
			iso[i] = '-';
	return tr_time_read_iso(TR_BYTES(iso, DAY_TEXT), TR_ZONE_VIETNAM, &day, NULL) == TRIEN_OK ? day : 0;
}

static trien_rc
symbol_of(const struct tr_edxml *m, struct tr_buf *out, struct trien_err *err)
{
	TR_TRY(tr_buf_addf(out, err, "%s%s%s", m->number, m->number[0] != '\0' && m->notation[0] != '\0' ? "/" : "", m->notation));
	return tr_buf_add_byte(out, 0, err);
}

/* ---- a document ---- */

struct taking {
	const char *name; /* of the file in the folder, open as fd */
	int fd;
	const struct tr_edxml *m;
	const struct tr_edxml_attachment *document;
	struct tr_in_file *file; /* as it was judged */
	struct tr_office_came came;
};

/* Kinds have other names elsewhere: one that is not known here is left to the clerk. */
static trien_rc
enter(struct tr_exchange_run *x, struct tr_office_coming *c, struct tr_in_file *file, struct tr_office_came *came, struct trien_err *err)
{
	struct trien_err why = {0};
	trien_rc rc = tr_in_take(x->r, &x->who, c, file, came, &why);

	if (rc == TRIEN_E_OFFICE_KIND && c->kind != NULL) {
		c->kind = NULL;
		rc = tr_in_take(x->r, &x->who, c, file, came, &why);
	}
	if (rc != TRIEN_OK)
		*err = why;
	return rc;
}

/* The document, and what comes with it and can be judged. */
static trien_rc
judge(struct tr_exchange_run *x, const struct taking *t, const char *sender, struct trien_err *err)
{
	TR_TRY(tr_in_desk_judge_bytes(&x->desk, t->document->content, sender, t->file, err));
	for (size_t i = 0; i < t->m->attachment_count; i++) {
		const struct tr_edxml_attachment *a = &t->m->attachments[i];
		if (a != t->document && a->content.n > 0)
			TR_TRY(tr_in_enclose(&x->desk, t->file, a->name, a->content, sender, err));
	}
	return TRIEN_OK;
}

/* Files that were not taken: what is no PDF. */
static bool
has_others(const struct tr_edxml *m)
{
	for (size_t i = 0; i < m->attachment_count; i++)
		if (m->attachments[i].content.n == 0)
			return true;
	return false;
}

static void
tell_came(const struct tr_exchange_run *x, const struct taking *t)
{
	const struct tr_registry_run *r = x->r;
	const struct tr_edxml *m = t->m;

	if (r->cli->json) {
		json_t *o = tr_in_json(r, t->name, t->file, &t->came);
		json_object_set_new(o, "from", tr_cli_json_text(m->from.id));
		json_object_set_new(o, "code", tr_cli_json_text(m->document));
		json_object_set_new(o, "files", json_integer((json_int_t)m->attachment_count));
		json_array_append_new(x->came, o);
		return;
	}
	tr_in_print(r, t->name, t->file, &t->came);
	if (t->came.to == TR_INCOMING_REFUSED || !has_others(m))
		return;
	puts(tr_say(r->cli, "  Gói tin còn tệp không phải PDF, để lại bên cạnh (.con):", "  The message has files that are no PDF, and is left beside (.con):"));
	for (size_t i = 0; i < m->attachment_count; i++) {
		if (m->attachments[i].content.n > 0)
			continue;
		fputs("  - ", stdout);
		tr_cli_print_safe(stdout, m->attachments[i].name);
		putchar('\n');
	}
}

static trien_rc
done_with(const struct tr_exchange_run *x, const struct taking *t, struct trien_err *err)
{
	if (x->r->w->dry_run)
		return TRIEN_OK;
	return t->came.to != TR_INCOMING_REFUSED && has_others(t->m) ? tr_watched_keep(&x->folder, t->name, t->fd, err)
									       : tr_watched_remove(&x->folder, t->name, t->fd, err);
}

static trien_rc
take_judged(struct tr_exchange_run *x, struct taking *t, struct trien_err *err)
{
	const struct tr_edxml *m = t->m;
	const struct tr_message_in message = {m->from.id, m->document};
	struct tr_office_coming c = {.agency = x->agency, .channel = "folder", .message = &message, .subject = m->subject, .urgency = urgency_of(m->priority),
		.sender = m->from.name[0] != '\0' ? m->from.name : m->from.id, .contact = tr_is_mail_address(m->from.email) ? m->from.email : NULL,
		.kind = m->kind[0] != '\0' ? m->kind : NULL, .dated_at = day_of(m->date)};
	TR_AUTO_BUF symbol = {0};

	TR_TRY(symbol_of(m, &symbol, err));
	if (symbol.n > 1)
		c.symbol = (const char *)symbol.p;
	TR_TRY(judge(x, t, c.sender, err));
	TR_TRY(tr_in_put_evidence(&x->desk, t->file, &c, err));
	TR_TRY(enter(x, &c, t->file, &t->came, err));
	TR_TRY(done_with(x, t, err));
	tell_came(x, t);
	return TRIEN_OK;
}

static trien_rc
take_document(struct tr_exchange_run *x, const char *name, int fd, const struct tr_edxml *m, struct trien_err *err)
{
	struct taking t = {.name = name, .fd = fd, .m = m, .document = document_of(m)};

	if (!is_for(m, x->organ))
		return TR_ERR(err, OFFICE_MESSAGE_RECEIVER, TR_S("want", x->organ));
	if (t.document == NULL)
		return TR_ERR(err, OFFICE_MESSAGE_NOTHING, TR_S("code", m->document));
	t.file = tr_mem_zeroed(1, sizeof(*t.file));
	if (t.file == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*t.file)));
	const trien_rc rc = take_judged(x, &t, err);
	tr_in_file_free(t.file);
	free(t.file);
	return rc;
}

/* ---- what a receiver says ---- */

const char *
tr_exchange_says(const struct tr_exchange_run *x, enum tr_message_state state)
{
	const struct tr_book *book = &tr_books[TR_BOOK_message];

	return tr_column_says(book, &book->columns[TR_message_state], tr_message_state_word(state), x->r->cli->lang);
}

static void
tell_heard(const struct tr_exchange_run *x, const char *name, const struct tr_message_heard *h, int64_t act)
{
	if (x->r->cli->json) {
		json_array_append_new(x->came, json_pack("{s:o, s:o, s:o, s:s, s:I, s:n}", "file", tr_cli_json_text(name), "from", tr_cli_json_text(h->organ), "code",
				tr_cli_json_text(h->code), "says", tr_message_state_word(h->state), "act", (json_int_t)act, "error"));
		return;
	}
	tr_cli_print_safe(stdout, name);
	fputs(": ", stdout);
	tr_cli_print_safe(stdout, h->organ);
	printf(": %s (", tr_exchange_says(x, h->state));
	tr_cli_print_safe(stdout, h->code);
	printf(")%s\n", act == 0 ? tr_say(x->r->cli, ", đã biết từ trước", ", known before") : "");
}

/* ---- what a sender wants back, and what a receiver says to that ---- */

static void
tell_withdrawal(const struct tr_exchange_run *x, const char *name, const struct tr_withdrawal_heard *h, const struct tr_withdrawal_done *done)
{
	const struct tr_book *book = &tr_books[TR_BOOK_message];
	const char *word = tr_withdrawal_word(done->state);

	if (x->r->cli->json) {
		json_array_append_new(x->came, json_pack("{s:o, s:o, s:o, s:s, s:I, s:I, s:n}", "file", tr_cli_json_text(name), "from", tr_cli_json_text(h->organ), "code",
				tr_cli_json_text(h->code), "withdrawal", word, "arrival", (json_int_t)done->arrival, "act", (json_int_t)done->act, "error"));
		return;
	}
	tr_cli_print_safe(stdout, name);
	fputs(": ", stdout);
	tr_cli_print_safe(stdout, h->organ);
	printf(": %s (", tr_column_says(book, &book->columns[TR_message_withdrawal], word, x->r->cli->lang));
	tr_cli_print_safe(stdout, h->code);
	printf(")%s%s\n", done->act == 0 && !x->r->w->dry_run ? tr_say(x->r->cli, ", đã biết từ trước", ", known before") : "",
			done->state == TR_WITHDRAWAL_ASKED ? tr_say(x->r->cli, ", chờ văn thư trả lời", ", waits for the clerk's answer") : "");
}

static trien_rc
hear_withdrawal(struct tr_exchange_run *x, const char *name, int fd, const struct tr_withdrawal_heard *h, struct trien_err *err)
{
	struct tr_withdrawal_done done;

	TR_TRY(tr_withdrawal_hear(x->r->db, &x->r->act, tr_registry_mode(x->r), &x->who, h, &done, err));
	if (!x->r->w->dry_run)
		TR_TRY(tr_watched_remove(&x->folder, name, fd, err));
	tell_withdrawal(x, name, h, &done);
	return TRIEN_OK;
}

/* As a document of its own kind, which names the one that is meant in one of two places. */
static trien_rc
hear_wish(struct tr_exchange_run *x, const char *name, int fd, const struct tr_edxml *m, struct trien_err *err)
{
	const char *answered = m->answer_count == 1 ? m->answers[0].document : "";
	const struct tr_withdrawal_heard h = {x->agency, m->from.id, m->about[0] != '\0' ? m->about : answered[0] != '\0' ? answered : m->document, TR_WITHDRAWAL_ASKED,
		m->description};

	return is_for(m, x->organ) ? hear_withdrawal(x, name, fd, &h, err) : TR_ERR(err, OFFICE_MESSAGE_RECEIVER, TR_S("want", x->organ));
}

static enum tr_withdrawal_state
withdrawal_said(int code)
{
	return code == TR_EDXML_RECALL ? TR_WITHDRAWAL_ASKED : code == TR_EDXML_RECALL_AGREED ? TR_WITHDRAWAL_AGREED : code == TR_EDXML_RECALL_REFUSED ? TR_WITHDRAWAL_REFUSED
																		: TR_WITHDRAWAL_NONE;
}

/* A wish names the document's sender, or whom it is for: programs of the field do either. */
static bool
is_about_us(const struct tr_exchange_run *x, const struct tr_edxml *m, enum tr_withdrawal_state said)
{
	const char *organ = m->answers[0].organ;

	return organ[0] == '\0' || strcmp(organ, x->organ) == 0 || (said == TR_WITHDRAWAL_ASKED && strcmp(organ, m->from.id) == 0);
}

static trien_rc
hear(struct tr_exchange_run *x, const char *name, int fd, const struct tr_edxml *m, struct trien_err *err)
{
	const struct tr_edxml_reference *about = &m->answers[0];
	const int code = tr_edxml_code(m->status);
	const struct tr_message_heard h = {x->agency, m->from.id, about->document, tr_message_state_told(code)};
	const struct tr_withdrawal_heard w = {x->agency, m->from.id, about->document, withdrawal_said(code), m->description};
	int64_t act = 0;

	if (!is_about_us(x, m, w.says))
		return TR_ERR(err, OFFICE_MESSAGE_RECEIVER, TR_S("want", x->organ));
	if (w.says != TR_WITHDRAWAL_NONE)
		return hear_withdrawal(x, name, fd, &w, err);
	if (h.state == TR_MESSAGE_STATE_COUNT)
		return TR_ERR(err, EXCHANGE_EDXML, TR_S("part", "StatusCode"), TR_S("what", m->status));
	TR_TRY(tr_message_hear(x->r->db, &x->r->act, tr_registry_mode(x->r), &x->who, &h, &act, err));
	if (!x->r->w->dry_run)
		TR_TRY(tr_watched_remove(&x->folder, name, fd, err));
	tell_heard(x, name, &h, act);
	return TRIEN_OK;
}

/* ---- the folder ---- */

static trien_rc
take(struct tr_exchange_run *x, const char *name, int fd, struct trien_err *err)
{
	struct tr_edxml m;

	TR_TRY(tr_edxml_read_apart(fd, &m, err));
	const bool wish = tr_edxml_code(m.business) == TR_EDXML_WITHDRAW;
	const trien_rc rc = m.is_status ? hear(x, name, fd, &m, err) : wish ? hear_wish(x, name, fd, &m, err) : take_document(x, name, fd, &m, err);
	tr_edxml_free(&m);
	return rc;
}

static void
look_at(struct tr_exchange_run *x, const char *name)
{
	struct trien_err err = {0};
	int fd;

	if (!tr_in_look(x->r, &x->folder, x->came, name, &fd))
		return;
	if (take(x, name, fd, &err) != TRIEN_OK)
		tr_in_tell_error(x->r, x->came, name, &err, &x->first);
	close(fd);
}

static trien_rc
take_all(struct tr_exchange_run *x, const char *folder, struct trien_err *err)
{
	TR_TRY(tr_in_desk_open(x->r, &x->desk, err));
	const trien_rc rc = tr_watched_open(folder, ".edxml", x->r->act.at, &x->folder, err);
	for (size_t i = 0; rc == TRIEN_OK && i < x->folder.count; i++)
		look_at(x, x->folder.names[i]->d_name);
	tr_watched_close(&x->folder);
	tr_in_desk_close(&x->desk);
	return rc;
}

/* ---- all of it ---- */

static trien_rc
run(struct tr_exchange_run *x, struct trien_err *err)
{
	const struct tr_office_words *o = x->r->w->office;

	if (o->in.folder != NULL)
		TR_TRY(take_all(x, o->in.folder, err));
	if (o->outbox != NULL)
		TR_TRY(tr_exchange_give(x, o->outbox, err));
	if (x->r->cli->json) {
		tr_cli_print_json(json_pack("{s:O, s:O, s:s?}", "came", x->came, "given", x->given, "error",
				x->first.code == TRIEN_OK ? NULL : trien_err_id(x->first.code)));
		x->r->told = true;
	}
	if (x->first.code != TRIEN_OK)
		*err = x->first;
	return x->first.code;
}

trien_rc
tr_registry_office_exchange(struct tr_registry_run *r, struct trien_err *err)
{
	const struct tr_office_words *o = r->w->office;
	struct tr_exchange_run x = {.r = r, .organ = o->organ};

	TR_TRY(tr_office_wanted(o->organ, "--organ", err));
	TR_TRY(tr_message_organ_check(o->organ, err));
	if (o->in.folder == NULL && o->outbox == NULL)
		return tr_office_wanted(NULL, "--folder", err);
	TR_TRY(tr_office_agency(r, &x.agency, err));
	TR_TRY(tr_office_who_of(r, "arrival.enter", &x.who, err));
	x.came = json_array();
	x.given = json_array();
	const trien_rc rc = run(&x, err);
	json_decref(x.came);
	json_decref(x.given);
	return rc;
}
