/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What goes to the exchange: documents that wait, and what became of those that came. A file is there, whole and synced, before the book says so; who is killed
 * between the two writes the same file once more, by the same name. Requirement: R9.2 R10.2
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/env.h"
#include "base/errors/cli.h"
#include "base/errors/exchange.h"
#include "base/errors/office.h"
#include "base/time.h"
#include "cli/office_exchange.h"
#include "office/kind.h"
#include "registry/column_words.h"
#include "rules/incoming.h"
#include "store/file.h"

#define DAY_ROOM 48u

struct giving {
	struct tr_exchange_run *x;
	int64_t after, id;
	bool goes; /* else it came, and what became of it is told */
	enum tr_withdrawal_state back; /* what is told of a withdrawal; NONE: nothing is */
	const struct tr_profile *profile;
	struct tr_sql_rows due, row, files;
};

/* ---- what became of one that came ---- */

static void
time_text(int64_t at, char out[DAY_ROOM])
{
	const struct tr_civil c = tr_civil_of(at, TR_ZONE_VIETNAM);

	snprintf(out, DAY_ROOM, "%04d/%02d/%02d %02d:%02d:%02d", c.year, c.month, c.day, c.hour, c.minute, c.second);
}

/* A clerk's reason as it stands, findings in words. */
static trien_rc
why_refused(const char *text, struct tr_buf *out, struct trien_err *err)
{
	for (const char *w = text; *w != '\0'; w += strcspn(w, " "), w += *w == ' ') {
		const struct tr_rules_word *why = tr_incoming_why(TR_BYTES(w, strcspn(w, " ")));
		if (why == NULL) {
			tr_buf_clear(out);
			TR_TRY(tr_buf_addf(out, err, "%s", text));
			break;
		}
		TR_TRY(tr_buf_addf(out, err, "%s%s", out->n > 0 ? "; " : "", why->vi));
	}
	return tr_buf_add_byte(out, 0, err);
}

static trien_rc
write_status(const struct giving *g, const char *code, const char *why, struct tr_buf *out, struct trien_err *err)
{
	char now[DAY_ROOM];
	struct tr_edxml_reference about = {tr_sql_text(&g->row, 0, 0), tr_sql_text(&g->row, 0, 3), "", tr_sql_text(&g->row, 0, 1)};
	struct tr_edxml m = {.is_status = true, .from = {g->x->organ, tr_sql_text(&g->row, 0, 4), ""}, .answers = &about, .answer_count = 1,
		.status = code, .description = why, .timestamp = now};

	time_text(g->x->r->act.at, now);
	return tr_edxml_write(&m, out, err);
}

static trien_rc
write_state(const struct giving *g, enum tr_message_state state, struct tr_buf *out, struct trien_err *err)
{
	TR_AUTO_BUF why = {0};

	if (state != TR_MESSAGE_REFUSED)
		return write_status(g, tr_message_code(state), NULL, out, err);
	TR_TRY(why_refused(tr_sql_text(&g->row, 0, 5), &why, err));
	return write_status(g, tr_message_code(state), (const char *)why.p, out, err);
}

static trien_rc
write_withdrawal(const struct giving *g, struct tr_buf *out, struct trien_err *err)
{
	static const char *const codes[TR_WITHDRAWAL_STATES] = {[TR_WITHDRAWAL_ASKED] = "13", [TR_WITHDRAWAL_AGREED] = "15", [TR_WITHDRAWAL_REFUSED] = "16"};

	return write_status(g, codes[g->back], tr_sql_text(&g->row, 0, 5), out, err);
}

/* ---- one that goes ---- */

static const char *
priority_of(const char *urgency)
{
	static const char *const words[][2] = {{"urgent", "1"}, {"very_urgent", "2"}, {"express", "3"}};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strcmp(words[i][0], urgency) == 0)
			return words[i][1];
	return "0";
}

/* The document first, then what goes with it. */
static trien_rc
load_files(const struct giving *g, struct tr_edxml *m, struct tr_buf content[TR_EDXML_ATTACHMENTS_MAX], char ids[TR_EDXML_ATTACHMENTS_MAX][8],
		struct trien_err *err)
{
	size_t all = 0;

	m->attachment_count = g->files.count + 1;
	if (m->attachment_count > TR_EDXML_ATTACHMENTS_MAX)
		return TR_ERR(err, EXCHANGE_EDXML_LIMIT, TR_S("what", "attachments"), TR_U("max", TR_EDXML_ATTACHMENTS_MAX));
	for (size_t i = 0; i < m->attachment_count; i++) {
		const char *file = i == 0 ? tr_sql_text(&g->row, 0, 11) : tr_sql_text(&g->files, i - 1, 1);
		TR_TRY(tr_blob_get(g->x->r->act.blobs, file, &content[i], err));
		all += content[i].n;
		if (all > TR_EDXML_CONTENT_MAX)
			return TR_ERR(err, EXCHANGE_EDXML_LIMIT, TR_S("what", "bytes of what is attached"), TR_U("max", TR_EDXML_CONTENT_MAX));
		snprintf(ids[i], 8, "tep%u", (unsigned)i + 1);
		m->attachments[i] = (struct tr_edxml_attachment){i == 0 ? "van-ban.pdf" : tr_sql_text(&g->files, i - 1, 0), ids[i], tr_buf_view(&content[i])};
	}
	return TRIEN_OK;
}

static trien_rc
write_attached(const struct giving *g, struct tr_edxml *m, struct tr_buf *out, struct trien_err *err)
{
	struct tr_edxml_attachment attachments[TR_EDXML_ATTACHMENTS_MAX];
	struct tr_buf content[TR_EDXML_ATTACHMENTS_MAX] = {0};
	char ids[TR_EDXML_ATTACHMENTS_MAX][8];

	m->attachments = attachments;
	trien_rc rc = load_files(g, m, content, ids, err);
	if (rc == TRIEN_OK)
		rc = tr_edxml_write(m, out, err);
	for (size_t i = 0; i < TR_EDXML_ATTACHMENTS_MAX; i++)
		tr_buf_free(&content[i]);
	return rc;
}

static trien_rc
write_document(const struct giving *g, struct tr_buf *out, struct trien_err *err)
{
	const struct tr_sql_rows *row = &g->row;
	struct tr_edxml_organ to = {tr_sql_text(row, 0, 0), tr_sql_text(row, 0, 2), ""};
	struct tr_office_kind kind = {0};
	char date[DAY_ROOM], number[24];

	time_text(tr_sql_int(row, 0, 6), date);
	date[10] = '\0';
	snprintf(number, sizeof(number), "%02lld", (long long)tr_sql_int(row, 0, 5));
	TR_TRY(tr_office_kind_find(g->profile, g->x->r->act.at, tr_sql_text(row, 0, 7), &kind, err));
	TR_AUTO_BUF name = {0};
	TR_TRY(tr_buf_addf(&name, err, "%.*s%c", (int)kind.name.n, kind.name.p, 0));
	struct tr_edxml m = {.from = {g->x->organ, tr_sql_text(row, 0, 4), ""}, .to = &to, .to_count = 1, .number = number, .notation = tr_sql_text(row, 0, 3), .date = date,
		.kind = (const char *)name.p, .subject = tr_sql_text(row, 0, 8), .document = tr_sql_text(row, 0, 1), .signer = tr_sql_text(row, 0, 10),
		.priority = priority_of(tr_sql_text(row, 0, 9)), .business = "0"};
	return write_attached(g, &m, out, err);
}

/* ---- one message ---- */

static trien_rc
load(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct giving *g = context;

	tr_sql_rows_free(&g->row);
	tr_sql_rows_free(&g->files);
	if (g->back != TR_WITHDRAWAL_NONE)
		return tr_withdrawal_load(db, g->id, &g->row, err);
	if (!g->goes)
		return tr_message_load_in(db, g->id, &g->row, err);
	TR_TRY(tr_message_load_out(db, g->id, &g->row, err));
	return tr_message_load_files(db, tr_sql_int(&g->row, 0, 12), &g->files, err);
}

static void
tell_given(const struct giving *g, const char *name, enum tr_message_state state)
{
	const struct tr_book *book = &tr_books[TR_BOOK_message];
	const bool back = g->back != TR_WITHDRAWAL_NONE;

	if (g->x->r->cli->json)
		json_array_append_new(g->x->given, json_pack("{s:I, s:s, s:s}", "message", (json_int_t)g->id, back ? "withdrawal" : "state",
				back ? tr_withdrawal_word(g->back) : tr_message_state_word(state), "file", name));
	else
		tr_cli_printf(g->x->r->cli, "message:%lld: %s, đã giao %s\n", "message:%lld: %s, given as %s\n", (long long)g->id,
				back ? tr_column_says(book, &book->columns[TR_message_withdrawal], tr_withdrawal_word(g->back), g->x->r->cli->lang) : tr_exchange_says(g->x, state), name);
}

static trien_rc
write_one(const struct giving *g, enum tr_message_state state, struct tr_buf *out, struct trien_err *err)
{
	if (g->back != TR_WITHDRAWAL_NONE)
		return write_withdrawal(g, out, err);
	return g->goes ? write_document(g, out, err) : write_state(g, state, out, err);
}

static trien_rc
give_one(struct giving *g, enum tr_message_state state, int outbox, const char *name, struct trien_err *err)
{
	struct tr_registry_run *r = g->x->r;
	TR_AUTO_BUF out = {0};

	TR_TRY(tr_sql_transact(r->db, TR_SQL_READ, load, g, err));
	TR_TRY(write_one(g, state, &out, err));
	if (r->w->dry_run)
		return TRIEN_OK;
	TR_TRY(tr_file_add(outbox, name, tr_buf_view(&out), NULL, err));
	return g->back != TR_WITHDRAWAL_NONE ? tr_withdrawal_told(r->db, &r->act, TR_ACT_DO, &g->x->who, g->id, err)
					     : tr_message_told(r->db, &r->act, TR_ACT_DO, &g->x->who, g->id, state, err);
}

/* ---- all that are due ---- */

struct round {
	trien_rc (*due)(struct tr_sql *db, int64_t agency, int64_t after, struct tr_sql_rows *out, struct trien_err *err);
	/* What a row of it tells, and the name of its file. */
	enum tr_message_state (*begin)(struct giving *g, size_t row, char *name, size_t size);
};

static enum tr_message_state
begin_message(struct giving *g, size_t row, char *name, size_t size)
{
	const enum tr_message_state state = tr_message_state_of(tr_sql_text(&g->due, row, 2));

	g->goes = strcmp(tr_sql_text(&g->due, row, 1), "out") == 0;
	snprintf(name, size, "trien-%lld-%s.edxml", (long long)g->id, tr_message_state_word(state));
	return state;
}

static enum tr_message_state
begin_withdrawal(struct giving *g, size_t row, char *name, size_t size)
{
	g->back = tr_withdrawal_state_of(tr_sql_text(&g->due, row, 1));
	snprintf(name, size, "trien-%lld-withdrawal-%s.edxml", (long long)g->id, tr_withdrawal_word(g->back));
	return TR_MESSAGE_STATE_COUNT;
}

struct reading {
	struct giving *g;
	const struct round *round;
};

static trien_rc
read_due(struct tr_sql *db, void *context, struct trien_err *err)
{
	const struct reading *k = context;
	struct giving *g = k->g;
	struct tr_viewer viewer;

	tr_sql_rows_free(&g->due);
	TR_TRY(tr_registry_see(g->x->r, db, &tr_books[TR_BOOK_message], TR_VERB_SEE, &viewer, err));
	return k->round->due(db, g->x->agency, g->after, &g->due, err);
}

static void
give_page(struct giving *g, const struct round *round, int outbox)
{
	for (size_t i = 0; i < g->due.count; i++) {
		struct trien_err err = {0};
		char name[96];

		g->after = g->id = tr_sql_int(&g->due, i, 0);
		const enum tr_message_state state = round->begin(g, i, name, sizeof(name));
		if (give_one(g, state, outbox, name, &err) == TRIEN_OK)
			tell_given(g, name, state);
		else
			tr_in_tell_error(g->x->r, g->x->given, name, &err, &g->x->first);
	}
}

static trien_rc
give_round(struct giving *g, const struct round *round, int outbox, struct trien_err *err)
{
	struct reading k = {g, round};

	g->after = 0;
	for (bool more = true; more;) {
		TR_TRY(tr_sql_transact(g->x->r->db, TR_SQL_READ, read_due, &k, err));
		give_page(g, round, outbox);
		more = g->due.count == TR_OFFICE_PAGE;
	}
	return TRIEN_OK;
}

/* What is asked back went before. */
static trien_rc
give_all(struct giving *g, int outbox, struct trien_err *err)
{
	static const struct round messages = {tr_message_due, begin_message}, withdrawals = {tr_withdrawal_due, begin_withdrawal};

	TR_TRY(give_round(g, &messages, outbox, err));
	return give_round(g, &withdrawals, outbox, err);
}

trien_rc
tr_exchange_give(struct tr_exchange_run *x, const char *outbox, struct trien_err *err)
{
	struct tr_profile *profile;
	const int dir = open(outbox, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (dir < 0)
		return TR_ERR(err, CLI_SOURCE_UNREADABLE, TR_S("file", outbox), TR_S("why", strerror(errno)));
	trien_rc rc = tr_profile_for_time(x->r->act.at, &profile, err);
	if (rc == TRIEN_OK) {
		struct giving g = {.x = x, .profile = profile};
		rc = give_all(&g, dir, err);
		tr_sql_rows_free(&g.due);
		tr_sql_rows_free(&g.row);
		tr_sql_rows_free(&g.files);
		tr_profile_free(profile);
	}
	close(dir);
	return rc;
}
