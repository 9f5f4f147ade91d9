/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "exchange/mail.h"

#include <stdio.h>

#include "base/env.h"
#include "base/errors/exchange.h"
#include "base/mail_address.h"
#include "crypto/base64.h"
#include "crypto/digest.h"
#include "exchange/limits.h"
#include "store/hex.h"

#define WORD_BYTES 39u  /* in Base64 with its frame behind "Subject: " below the 76 of RFC 2047 §2 */
#define LINE_BYTES 57u  /* in Base64 the 76 of RFC 2045 §6.8 */

/* ---- headers ---- */

trien_rc
tr_mail_address_check(const char *address, struct trien_err *err)
{
	if (!tr_is_mail_address(address))
		return TR_ERR(err, EXCHANGE_MAIL_ADDRESS, TR_B("got", address, strlen(address)));
	return TRIEN_OK;
}

static trien_rc
check_header(const char *name, const char *value, struct trien_err *err)
{
	struct tr_text text;

	TR_TRY(tr_text_of(TR_BYTES(value, strlen(value)), &text, err));
	for (size_t i = 0; i < text.n; i++)
		if ((unsigned char)text.p[i] < 0x20 || text.p[i] == 0x7f)
			return TR_ERR(err, EXCHANGE_MAIL_HEADER, TR_S("header", name), TR_U("max", TR_MAIL_HEADER_MAX));
	return text.n <= TR_MAIL_HEADER_MAX ? TRIEN_OK
					    : TR_ERR(err, EXCHANGE_MAIL_HEADER, TR_S("header", name), TR_U("max", TR_MAIL_HEADER_MAX));
}

/* As encoded words, one a line, cut between characters. */
static trien_rc
add_words(struct tr_buf *out, const char *value, struct trien_err *err)
{
	struct tr_bytes left = TR_BYTES(value, strlen(value));

	for (bool first = true; left.n > 0; first = false) {
		size_t n = left.n < WORD_BYTES ? left.n : WORD_BYTES;
		while (n < left.n && (left.p[n] & 0xc0) == 0x80)
			n--;
		TR_TRY(tr_buf_addf(out, err, "%s=?UTF-8?B?", first ? "" : "\r\n "));
		TR_TRY(tr_base64_encode(tr_bytes_part(left, 0, n), out, err));
		TR_TRY(tr_buf_addf(out, err, "?="));
		left = tr_bytes_part(left, n, left.n);
	}
	return TRIEN_OK;
}

static trien_rc
add_person(struct tr_buf *out, const char *header, const char *name, const char *address, struct trien_err *err)
{
	TR_TRY(check_header(header, name, err));
	TR_TRY(tr_mail_address_check(address, err));
	TR_TRY(tr_buf_addf(out, err, "%s: ", header));
	TR_TRY(add_words(out, name, err));
	return tr_buf_addf(out, err, "\r\n <%s>\r\n", address);
}

static trien_rc
add_date(struct tr_buf *out, int64_t date, struct trien_err *err)
{
	static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	const struct tr_civil c = tr_civil_of(date, TR_ZONE_VIETNAM);

	return tr_buf_addf(out, err, "Date: %d %s %04d %02d:%02d:%02d +0700\r\n", c.day, months[c.month - 1], c.year, c.hour, c.minute, c.second);
}

/* ---- bodies ---- */

static trien_rc
add_base64(struct tr_buf *out, struct tr_text text, struct trien_err *err)
{
	for (struct tr_bytes left = TR_BYTES(text.p, text.n); left.n > 0; left = tr_bytes_part(left, LINE_BYTES, left.n)) {
		TR_TRY(tr_base64_encode(tr_bytes_part(left, 0, LINE_BYTES), out, err));
		TR_TRY(tr_buf_addf(out, err, "\r\n"));
	}
	return TRIEN_OK;
}

#define NAME_BYTES 50u /* of an encoded name on a line of at most 78 */

/* RFC 2231: the name in UTF-8, %XX where it is not plain, in as many pieces as it takes. */
static trien_rc
add_name(const char *name, struct tr_buf *out, struct trien_err *err)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";
	size_t on_line = NAME_BYTES, piece = 0;

	for (const char *p = name; *p != '\0'; p++) {
		const size_t n = strchr(plain, *p) != NULL ? 1 : 3;
		if (on_line + n > NAME_BYTES) {
			TR_TRY(tr_buf_addf(out, err, ";\r\n filename*%zu*=%s", piece, piece == 0 ? "UTF-8''" : ""));
			piece++;
			on_line = 0;
		}
		TR_TRY(n == 1 ? tr_buf_add_byte(out, (uint8_t)*p, err) : tr_buf_addf(out, err, "%%%02X", (uint8_t)*p));
		on_line += n;
	}
	return tr_buf_addf(out, err, "\r\n");
}

/* What it is, its name says, whatever it was called. */
static trien_rc
add_file(const struct tr_mail *m, const struct tr_mail_file *f, struct tr_buf *out, struct trien_err *err)
{
	const size_t n = strlen(f->name);
	TR_AUTO_BUF name = {0};

	TR_TRY(check_header("filename", f->name, err));
	TR_TRY(tr_buf_addf(&name, err, "%s%s%c", f->name, n > 4 && strcasecmp(f->name + n - 4, ".pdf") == 0 ? "" : ".pdf", 0));
	TR_TRY(tr_buf_addf(out, err, "--=_%s\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment", m->id));
	TR_TRY(add_name((const char *)name.p, out, err));
	TR_TRY(tr_buf_addf(out, err, "\r\n"));
	return add_base64(out, (struct tr_text){(const char *)f->content.p, f->content.n}, err);
}

trien_rc
tr_mail_id_of(const char *site, const char *key, char id[TR_MAIL_ID_MAX], struct trien_err *err)
{
	uint8_t digest[TR_DIGEST_MAX];
	TR_AUTO_BUF b = {0};
	size_t n;

	TR_TRY(tr_buf_addf(&b, err, "%s\n%s", site, key));
	TR_TRY(tr_digest(TR_SHA256, tr_buf_view(&b), digest, &n, err));
	tr_hex(TR_BYTES(digest, (TR_MAIL_ID_MAX - 1) / 2), id);
	return TRIEN_OK;
}

trien_rc
tr_mail_write(const struct tr_mail *m, struct tr_buf *out, struct trien_err *err)
{
	TR_TRY(check_header("Subject", m->subject, err));
	TR_TRY(check_header("Message-ID", m->id, err));
	TR_TRY(add_person(out, "From", m->from_name, m->from, err));
	TR_TRY(add_person(out, "To", m->to_name, m->to, err));
	TR_TRY(tr_buf_addf(out, err, "Subject: "));
	TR_TRY(add_words(out, m->subject, err));
	TR_TRY(tr_buf_addf(out, err, "\r\n"));
	TR_TRY(add_date(out, m->date, err));
	/* RFC 3834: who answers by machine does not answer this. */
	TR_TRY(tr_buf_addf(out, err, "Message-ID: <%s%s>\r\nAuto-Submitted: auto-generated\r\nMIME-Version: 1.0\r\n"
			"Content-Type: multipart/mixed;\r\n boundary=\"=_%s\"\r\n\r\n--=_%s\r\nContent-Type: text/plain; charset=UTF-8\r\n"
			"Content-Transfer-Encoding: base64\r\n\r\n", m->id, strchr(m->from, '@'), m->id, m->id));
	TR_TRY(add_base64(out, m->text, err));
	if (m->calendar.n > 0) {
		TR_TRY(tr_buf_addf(out, err, "--=_%s\r\nContent-Type: text/calendar; charset=UTF-8; method=PUBLISH;\r\n name=\"nhac-viec.ics\"\r\n"
				"Content-Disposition: attachment; filename=\"nhac-viec.ics\"\r\nContent-Transfer-Encoding: base64\r\n\r\n", m->id));
		TR_TRY(add_base64(out, m->calendar, err));
	}
	for (size_t i = 0; i < m->file_count; i++)
		TR_TRY(add_file(m, &m->files[i], out, err));
	return tr_buf_addf(out, err, "--=_%s--\r\n", m->id);
}
