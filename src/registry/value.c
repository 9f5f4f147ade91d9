/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "registry/value.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/env.h"
#include "base/errors/registry.h"
#include "base/utf8.h"
#include "base/vietnamese.h"
#include "registry/column_words.h"
#include "registry/key.h"
#include "store/note.h"

static trien_rc
invalid(const struct tr_record *r, size_t column, const char *text, const char *want, struct trien_err *err)
{
	return TR_ERR(err, REGISTRY_VALUE, TR_S("book", r->book->name), TR_S("column", r->book->columns[column].name),
			TR_B("got", text, strlen(text)), TR_S("want", want));
}

static trien_rc
read_number(struct tr_record *r, size_t column, const char *text, struct trien_err *err)
{
	uint64_t number;

	if (!tr_decimal_read(TR_BYTES(text, strlen(text)), &number) || number > INT64_MAX)
		return invalid(r, column, text, "0, 1, 2, …", err);
	tr_record_set_int(r, column, (int64_t)number);
	return TRIEN_OK;
}

static trien_rc
read_time(struct tr_record *r, size_t column, const char *text, struct trien_err *err)
{
	int64_t at;

	if (tr_time_read(TR_BYTES(text, strlen(text)), TR_ZONE_VIETNAM, &at, NULL) != TRIEN_OK)
		return invalid(r, column, text, "23/11/2026, 23/11/2026 09:30, 2026-11-23T09:30:00+07:00", err);
	tr_record_set_int(r, column, at);
	return TRIEN_OK;
}

/* ---- other rows ---- */

/* The natural key of a row in the columns of key; of two parts with a slash between them. */
static void
split_key(struct tr_record *key, struct tr_text text)
{
	const char *slash = memchr(text.p, '/', text.n);

	if (key->book->natural == 2 && slash != NULL) {
		key->v[0] = TR_SQL_TN(text.p, (size_t)(slash - text.p));
		key->v[1] = TR_SQL_TN(slash + 1, (size_t)(text.p + text.n - slash - 1));
	} else {
		key->v[0] = TR_SQL_TN(text.p, text.n);
	}
}

/* A number that no row has is as unknown as a key that none has: 0. */
static trien_rc
find_number(struct tr_sql *db, const struct tr_book *b, int64_t id, int64_t *out, struct trien_err *err)
{
	TR_AUTO_BUF sql = {0};
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_buf_addf(&sql, err, "SELECT id FROM %s WHERE id = $1%c", b->name, 0));
	TR_TRY(tr_sql_ask(db, (const char *)sql.p, TR_SQL_IN(TR_SQL_I(id)), &rows, err));
	*out = rows.count > 0 ? id : 0;
	return TRIEN_OK;
}

static trien_rc
read_reference(struct tr_sql *db, struct tr_record *r, size_t column, const char *text, struct trien_err *err)
{
	const struct tr_book *b = tr_book_find(r->book->columns[column].of);
	TR_AUTO_RECORD key = tr_record_of(b);
	int64_t id = 0;

	if (text[0] == '#') {
		TR_TRY(read_number(r, column, text + 1, err));
		TR_TRY(find_number(db, b, r->v[column].i, &id, err));
	} else {
		struct tr_text plain = tr_utf8_trim((struct tr_text){text, strlen(text)});
		if (tr_key_is_typed(b))
			TR_TRY(tr_key_plain(&key.arena, plain, &plain, err));
		split_key(&key, plain);
		if (tr_column_type(&b->columns[0]) == TR_SQL_TEXT)
			TR_TRY(tr_record_find(db, &key, &id, err));
	}
	if (id == 0)
		return TR_ERR(err, REGISTRY_KEY_UNKNOWN, TR_S("column", r->book->columns[column].name), TR_S("book", b->name),
				TR_B("got", text, strlen(text)));
	tr_record_set_int(r, column, id);
	return TRIEN_OK;
}

/* 1.23457E+15: what a spreadsheet makes of a long number that it takes for one. */
static bool
is_shortened(const char *text)
{
	const size_t whole = strspn(text, "0123456789"), mark = whole > 0 && (text[whole] == '.' || text[whole] == ',') ? 1 : 0;
	const char *rest = text + whole + mark + strspn(text + whole + mark, mark ? "0123456789" : "");

	return whole == 1 && (rest[0] == 'E' || rest[0] == 'e') && rest[1] == '+' && rest[2] != '\0' && rest[2 + strspn(rest + 2, "0123456789")] == '\0';
}

trien_rc
tr_value_letters(const struct tr_book *b, size_t column, const char *text, struct trien_err *err)
{
	const struct tr_column *c = &b->columns[column];
	const struct tr_text whole = {text, text != NULL ? strlen(text) : 0};
	char code[16];

	if (text == NULL)
		return TRIEN_OK;
	if (tr_letters_apart(whole))
		return TR_ERR(err, REGISTRY_LETTERS, TR_S("book", b->name), TR_S("column", c->name));
	if (c->kind != TR_COLUMN_TEXT && c->kind != TR_COLUMN_REFERS)
		return TRIEN_OK;
	const uint32_t hidden = tr_utf8_hidden(whole);
	snprintf(code, sizeof(code), "U+%04X", (unsigned)hidden);
	if (hidden != 0 && hidden != UINT32_MAX) /* what is no UTF-8 is told by tr_record_check() */
		return TR_ERR(err, REGISTRY_HIDDEN, TR_S("book", b->name), TR_S("column", c->name), TR_S("got", code));
	if (is_shortened(text))
		return TR_ERR(err, REGISTRY_DIGITS, TR_S("book", b->name), TR_S("column", c->name), TR_B("got", text, strlen(text)));
	return TRIEN_OK;
}

/* White space at the ends of a key or a name is nobody's wish: "H01 " would be another agency than "H01". Other texts stay as they are. */
static trien_rc
set_trimmed(struct tr_record *r, size_t column, const char *text, struct trien_err *err)
{
	const bool names = column < r->book->natural || (int)column == r->book->named;
	struct tr_text trimmed = tr_utf8_trim((struct tr_text){text, strlen(text)});

	if (column < r->book->natural && tr_key_is_typed(r->book))
		TR_TRY(tr_key_plain(&r->arena, trimmed, &trimmed, err));
	if (!names)
		tr_record_set_text(r, column, text);
	else if (trimmed.n == 0)
		tr_record_set_null(r, column);
	else
		r->v[column] = TR_SQL_TN(trimmed.p, trimmed.n);
	return TRIEN_OK;
}

trien_rc
tr_value_read(struct tr_sql *db, struct tr_record *r, size_t column, const char *text, struct trien_err *err)
{
	const char *word = tr_column_word_said(r->book, &r->book->columns[column], text);

	TR_TRY(tr_value_letters(r->book, column, text, err));
	return tr_value_take(db, r, column, word != NULL ? word : text, err);
}

trien_rc
tr_value_take(struct tr_sql *db, struct tr_record *r, size_t column, const char *text, struct trien_err *err)
{
	if (text[0] == '\0') {
		tr_record_set_null(r, column);
		return TRIEN_OK;
	}
	switch (r->book->columns[column].kind) {
	case TR_COLUMN_INT:
	case TR_COLUMN_FLAG:
		return read_number(r, column, text, err);
	case TR_COLUMN_TIME:
	case TR_COLUMN_DATE:
		return read_time(r, column, text, err);
	case TR_COLUMN_REFERS:
		return read_reference(db, r, column, text, err);
	case TR_COLUMN_TEXT:
		return set_trimmed(r, column, text, err);
	default:
		tr_record_set_text(r, column, text);
		return TRIEN_OK;
	}
}

bool
tr_column_by_act(const struct tr_record *r, size_t column)
{
	static const size_t letter = 1u << TR_letter_state | 1u << TR_letter_asked_at | 1u << TR_letter_answer | 1u << TR_letter_answer_number |
			1u << TR_letter_answer_blob | 1u << TR_letter_answered_at | 1u << TR_letter_effective_at;
	static const size_t certificate = 1u << TR_certificate_state | 1u << TR_certificate_state_from | 1u << TR_certificate_renewals;

	switch (tr_book_number(r->book)) {
	case TR_BOOK_request: /* nobody writes one that is confirmed already, or in another's name */
	case TR_BOOK_mute:    /* with a reason, and for a while (registry/notice.h) */
	case TR_BOOK_document: /* what has a number, and the numbers, are the office's acts alone (office/office.h) */
	case TR_BOOK_attachment:
	case TR_BOOK_outgoing:
	case TR_BOOK_arrival:
	case TR_BOOK_enclosure:
	case TR_BOOK_incoming:
	case TR_BOOK_closing:
	case TR_BOOK_submission: /* a draft goes its way by acts alone (office/submission.h) */
	case TR_BOOK_draft:
	case TR_BOOK_delegation:
	case TR_BOOK_copy_right: /* by the head (office/copying.h) */
	case TR_BOOK_copying:
	case TR_BOOK_step:
	case TR_BOOK_signing:
	case TR_BOOK_delivery:
	case TR_BOOK_dispatch: /* by the office (office/dispatch.h) */
	case TR_BOOK_message: /* by the exchange (office/message.h) */
	case TR_BOOK_evidence:
	case TR_BOOK_dossier: /* how long a document is kept, and whether it is (office/retention.h) */
	case TR_BOOK_retention:
	case TR_BOOK_handover: /* by both sides (office/handover.h) */
	case TR_BOOK_handover_item:
	case TR_BOOK_destruction:
	case TR_BOOK_destruction_item:
	case TR_BOOK_template: /* looked at as drafts are (office/template.h) */
	case TR_BOOK_common_template:
	case TR_BOOK_picture: /* looked at in the sandbox, and decided on by another (registry/picture.h) */
	case TR_BOOK_portal:  /* with a token (registry/portal.h) */
	case TR_BOOK_webhook: /* with a secret (registry/webhook.h) */
	case TR_BOOK_login:   /* with the secrets that it is of (registry/login.h) */
	case TR_BOOK_file_check: /* as the sandbox has found it (registry/file_check.h) */
	case TR_BOOK_crl:     /* as its issuer has signed it (registry/crl.h) */
	case TR_BOOK_result:  /* by a portal (registry/result.h) */
		return true;
	case TR_BOOK_letter:
		return letter >> column & 1;
	case TR_BOOK_certificate:
		return r->version > 0 && (certificate >> column & 1);
	case TR_BOOK_device:
		return r->version > 0 && (column == TR_device_state || column == TR_device_state_from || column >= TR_device_back_minutes);
	default:
		return false;
	}
}

/* Of one that has ended it stays on which device it was, where something was reported of that: else who had its key would be answered otherwise. */
static trien_rc
device_stays(struct tr_sql *db, const struct tr_record *was, const struct tr_record *r, struct trien_err *err)
{
	const bool ended = tr_record_is(was, TR_certificate_state, "revoked") || tr_record_is(was, TR_certificate_state, "superseded") ||
			tr_record_is(was, TR_certificate_state, "expired");
	TR_AUTO_ROWS rows = {0};

	if (!ended || was->v[TR_certificate_device].null || tr_record_same(was, r, TR_certificate_device))
		return TRIEN_OK;
	TR_TRY(tr_sql_ask(db, "SELECT id FROM incident WHERE device = $1 LIMIT 1", TR_SQL_IN(was->v[TR_certificate_device]), &rows, err));
	return rows.count == 0 ? TRIEN_OK : TR_ERR(err, REGISTRY_BY_ACT, TR_S("book", was->book->name), TR_S("column", "device"));
}

trien_rc
tr_record_stays(struct tr_sql *db, const struct tr_record *was, const struct tr_record *r, struct trien_err *err)
{
	static const size_t columns[] = {TR_certificate_reason, TR_certificate_device, TR_certificate_holder, TR_certificate_person, TR_certificate_agency};

	if (was->book != &tr_books[TR_BOOK_certificate] || was->id == 0)
		return TRIEN_OK;
	if (!tr_record_is(was, TR_certificate_state, "stopped"))
		return device_stays(db, was, r, err);
	for (size_t i = 0; i < sizeof(columns) / sizeof(*columns); i++)
		if (!tr_record_same(was, r, columns[i]))
			return TR_ERR(err, REGISTRY_BY_ACT, TR_S("book", was->book->name), TR_S("column", was->book->columns[columns[i]].name));
	return TRIEN_OK;
}

bool
tr_column_from_file(const struct tr_book *b, size_t column)
{
	static const size_t read[] = {TR_certificate_fingerprint, TR_certificate_serial, TR_certificate_issuer, TR_certificate_subject_name,
		TR_certificate_subject, TR_certificate_not_before, TR_certificate_not_after, TR_certificate_key_name, TR_certificate_blob,
		TR_certificate_chain, TR_certificate_is_lab};

	for (size_t i = 0; b == &tr_books[TR_BOOK_certificate] && i < sizeof(read) / sizeof(*read); i++)
		if (read[i] == column)
			return true;
	return false;
}

void
tr_record_defaults(struct tr_record *r, int64_t since)
{
	const size_t state = tr_book_column(r->book, "state"), from = tr_book_column(r->book, "state_from"),
		     renewals = tr_book_column(r->book, "renewals");

	if (state < r->book->count)
		r->v[state] = TR_SQL_TN(r->book->columns[state].of, strcspn(r->book->columns[state].of, " "));
	if (from < r->book->count)
		tr_record_set_int(r, from, since);
	if (renewals < r->book->count)
		tr_record_set_int(r, renewals, 0);
}

trien_rc
tr_value_write(const struct tr_column *c, const struct tr_sql_value *v, struct tr_buf *out, struct trien_err *err)
{
	char time[TR_TIME_TEXT_MAX];

	if (v->null)
		return TRIEN_OK;
	switch (c->kind) {
	case TR_COLUMN_TIME:
	case TR_COLUMN_DATE:
		tr_time_iso(v->i, TR_ZONE_VIETNAM, time);
		return tr_buf_add(out, time, c->kind == TR_COLUMN_DATE ? strcspn(time, "T") : strlen(time), err);
	case TR_COLUMN_REFERS:
		return tr_buf_addf(out, err, "%s:%lld", c->of, (long long)v->i);
	case TR_COLUMN_INT:
	case TR_COLUMN_FLAG:
		return tr_buf_addf(out, err, "%lld", (long long)v->i);
	default:
		return tr_buf_add_bytes(out, v->b, err);
	}
}

trien_rc
tr_value_write_key(struct tr_sql *db, const struct tr_column *c, const struct tr_sql_value *v, struct tr_buf *out, struct trien_err *err)
{
	const struct tr_book *b = c->kind == TR_COLUMN_REFERS ? tr_book_find(c->of) : NULL;
	TR_AUTO_RECORD r = {0};

	if (b == NULL || v->null)
		return tr_value_write(c, v, out, err);
	if (b->natural == 0 || tr_column_type(&b->columns[0]) != TR_SQL_TEXT)
		return tr_buf_addf(out, err, "#%lld", (long long)v->i);
	TR_TRY(tr_record_load(db, b, v->i, &r, err));
	if (r.v[0].b.p[0] == '#')
		return tr_buf_addf(out, err, "#%lld", (long long)v->i);
	TR_TRY(tr_buf_add_bytes(out, r.v[0].b, err));
	if (b->natural == 1)
		return TRIEN_OK;
	TR_TRY(tr_buf_add_byte(out, '/', err));
	return tr_buf_add_bytes(out, r.v[1].b, err);
}
