/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R6.1 R7 R11 R15.2 */
#include "exchange/notice_mail.h"

#include <stdio.h>

#include "base/env.h"
#include "crypto/digest.h"
#include "exchange/calendar.h"
#include "exchange/mail.h"
#include "rules/calendar.h"
#include "rules/dossier.h"
#include "rules/procedure.h"
#include "store/hex.h"

#define DAY_TEXT 24u
#define ID_BYTES 16u

struct writing {
	const struct tr_notice_digest *d;
	struct tr_rules_law law;
	struct tr_buf text, calendar;
	unsigned number, dates;  /* of the matters so far, and of those in the calendar */
	char id[2 * ID_BYTES + 1]; /* of the mail */
	char site[2 * ID_BYTES + 1];
};

static const char *
cell(const struct writing *w, size_t row, enum tr_digest_column column)
{
	const struct tr_sql_value *v = tr_sql_cell(&w->d->lines, row, column);
	return v->null ? "" : (const char *)v->b.p;
}

static const char *
day_text(int64_t time, char out[DAY_TEXT])
{
	const struct tr_civil c = tr_civil_of(time, TR_ZONE_VIETNAM);

	snprintf(out, DAY_TEXT, "%02d/%02d/%d", c.day, c.month, c.year);
	return out;
}

/* ---- one matter ---- */

/* Until when a renewal may be asked for, and with what. */
static trien_rc
add_renewal(struct writing *w, size_t row, struct tr_buf *out, struct trien_err *err)
{
	const int64_t expiry = tr_sql_int(&w->d->lines, row, TR_DIGEST_DUE);
	const struct tr_rules_forms forms = tr_rules_forms(&w->law, TR_KIND_RENEW, TR_SUBJECT_PERSON);
	const int64_t last = tr_day_begin(tr_day_of(expiry) - w->law.days_left_min);
	char day[DAY_TEXT];

	if (tr_sql_int(&w->d->lines, row, TR_DIGEST_RENEWALS) >= (int64_t)w->law.renewals_max)
		return tr_buf_addf(out, err, " Chứng thư này đã được gia hạn %u lần, không gia hạn nữa: hãy đề nghị cấp chứng thư mới.", w->law.renewals_max);
	if (tr_days_between(w->d->made_at, expiry) < w->law.days_left_min)
		return tr_buf_addf(out, err, " Đã quá hạn xin gia hạn (phải còn ít nhất %d ngày): hãy đề nghị cấp chứng thư mới.", w->law.days_left_min);
	TR_TRY(tr_buf_addf(out, err, " Gia hạn: gửi đề nghị chậm nhất ngày %s", day_text(last, day)));
	return forms.agency == NULL ? tr_buf_addf(out, err, ".") : tr_buf_addf(out, err, " (%s).", forms.agency);
}

static const char *
say_request(const char *kind)
{
	enum tr_rules_kind k;
	return tr_rules_kind_of(kind, &k) ? tr_rules_kind_word(k)->vi : kind;
}

/* An act of the registry's machines, or the one of a draft that is told of. */
static const char *
say_act(const char *word)
{
	const struct tr_rules_word *refuse = tr_submission_act_word(TR_SUBMISSION_ACT_REFUSE);
	enum tr_rules_act act;

	return tr_rules_act_of(word, &act) ? tr_rules_act_word(act)->vi : strcmp(word, refuse->word) == 0 ? refuse->vi : word;
}

/* In Vietnamese, without a line end. */
static trien_rc
add_matter(struct writing *w, size_t row, struct tr_buf *out, struct trien_err *err)
{
	const char *name = cell(w, row, TR_DIGEST_NAME), *detail = cell(w, row, TR_DIGEST_DETAIL), *agency = cell(w, row, TR_DIGEST_AGENCY);
	const int64_t due = tr_sql_int(&w->d->lines, row, TR_DIGEST_DUE), days = tr_sql_int(&w->d->lines, row, TR_DIGEST_DAYS);
	enum tr_notice_kind kind;
	char day[DAY_TEXT];

	day_text(due, day);
	if (!tr_notice_kind_of(cell(w, row, TR_DIGEST_KIND), &kind))
		return tr_buf_addf(out, err, "%s: %s (%s), ngày %s.", say_act(detail), name, agency, day);
	switch (kind) {
	case TR_NOTICE_EXPIRY:
		TR_TRY(tr_buf_addf(out, err, "Chứng thư số của %s (số hiệu %s; %s) hết hạn ngày %s, còn %lld ngày.", name, detail, agency, day, (long long)days));
		return add_renewal(w, row, out, err);
	case TR_NOTICE_DEVICE_KEPT:
		return tr_buf_addf(out, err, "Thiết bị %s (%s): chứng thư số đã hết hạn hoặc bị thu hồi, thiết bị phải trả trước hết ngày %s, quá hạn %lld ngày làm việc.",
				name, agency, day, (long long)days);
	case TR_NOTICE_REQUEST_LATE:
		return tr_buf_addf(out, err, "Yêu cầu “%s” của %s (%s) phải xong ngày %s, quá hạn %lld ngày làm việc%s.", say_request(detail), name, agency, day,
				(long long)days, tr_sql_int(&w->d->lines, row, TR_DIGEST_UNSURE) == 1 ? " (hạn tính trên lịch nghỉ chưa chắc chắn)" : "");
	case TR_NOTICE_DOSSIER_WAITS:
		return tr_buf_addf(out, err, "Hồ sơ yêu cầu “%s” của %s (%s) chờ bổ sung hoặc trình từ ngày %s, đã %lld ngày làm việc.", say_request(detail), name,
				agency, day, (long long)days);
	case TR_NOTICE_INCIDENT_OPEN:
		return tr_buf_addf(out, err, "Sự cố của thiết bị %s (%s) từ ngày %s chưa xử lý xong, đã %lld ngày làm việc.", name, agency, day, (long long)days);
	case TR_NOTICE_CRL_STALE:
		return tr_buf_addf(out, err, "Danh sách thu hồi (CRL) của %s (khóa %s) quá hạn từ ngày %s: chữ ký của chứng thư do nơi này cấp có thể không kiểm tra được. "
				"Hãy tải bản mới rồi chạy trien registry crl.", name, detail, day);
	default:
		return tr_buf_addf(out, err, "Báo cáo định kỳ của %s đến hạn ngày %s, còn %lld ngày.", name, day, (long long)days);
	}
}

static bool
is_same(const struct writing *w, size_t a, size_t b)
{
	const struct tr_sql_rows *l = &w->d->lines;

	return strcmp(cell(w, a, TR_DIGEST_KIND), cell(w, b, TR_DIGEST_KIND)) == 0 && strcmp(cell(w, a, TR_DIGEST_BOOK), cell(w, b, TR_DIGEST_BOOK)) == 0 &&
	       tr_sql_int(l, a, TR_DIGEST_OBJECT) == tr_sql_int(l, b, TR_DIGEST_OBJECT) && tr_sql_int(l, a, TR_DIGEST_SINCE) == tr_sql_int(l, b, TR_DIGEST_SINCE);
}

/* For whom the receiver is told too: they stand behind one another. */
static trien_rc
add_others(struct writing *w, size_t from, size_t to, struct trien_err *err)
{
	const char *comma = "";

	for (size_t i = from; i < to; i++) {
		if (tr_sql_cell(&w->d->lines, i, TR_DIGEST_FOR)->null)
			continue;
		TR_TRY(tr_buf_addf(&w->text, err, "%s%s", comma[0] == '\0' ? " [Xin báo giúp: " : comma, cell(w, i, TR_DIGEST_FOR)));
		comma = ", ";
	}
	return comma[0] == '\0' ? TRIEN_OK : tr_buf_addf(&w->text, err, ", chưa có địa chỉ thư điện tử dùng được để nhận thư này.]");
}

static trien_rc
add_event(struct writing *w, size_t row, const struct tr_buf *matter, struct trien_err *err)
{
	const struct tr_sql_rows *l = &w->d->lines;
	TR_AUTO_BUF summary = {0};
	char uid[160];
	enum tr_notice_kind kind;

	if (!tr_notice_kind_of(cell(w, row, TR_DIGEST_KIND), &kind))
		return TRIEN_OK; /* an act is done: there is no date to keep */
	snprintf(uid, sizeof(uid), "%s.%s.%lld.%lld@%s.trien", cell(w, row, TR_DIGEST_KIND), cell(w, row, TR_DIGEST_BOOK),
			(long long)tr_sql_int(l, row, TR_DIGEST_OBJECT), (long long)tr_sql_int(l, row, TR_DIGEST_SINCE), w->site);
	TR_TRY(tr_buf_addf(&summary, err, "%s: %s", tr_notice_word(kind)->vi, cell(w, row, TR_DIGEST_NAME)));
	const struct tr_calendar_event e = {.uid = uid, .sequence = (unsigned)tr_sql_int(l, row, TR_DIGEST_STEP), .at = tr_sql_int(l, row, TR_DIGEST_DUE),
		.stamp = w->d->made_at, .summary = {(const char *)summary.p, summary.n}, .description = {(const char *)matter->p, matter->n}};
	w->dates++;
	return tr_calendar_add(&w->calendar, &e, err);
}

/* ---- the letter ---- */

static trien_rc
add_matters(struct writing *w, struct trien_err *err)
{
	const size_t count = w->d->lines.count;

	for (size_t i = 0, next; i < count; i = next) {
		TR_AUTO_BUF matter = {0};
		for (next = i + 1; next < count && is_same(w, i, next);)
			next++;
		TR_TRY(add_matter(w, i, &matter, err));
		TR_TRY(tr_buf_addf(&w->text, err, "%u. ", ++w->number));
		TR_TRY(tr_buf_add_bytes(&w->text, tr_buf_view(&matter), err));
		TR_TRY(add_others(w, i, next, err));
		TR_TRY(tr_buf_addf(&w->text, err, "\n\n"));
		TR_TRY(add_event(w, i, &matter, err));
	}
	if (w->d->count > count)
		TR_TRY(tr_buf_addf(&w->text, err, "Còn %llu việc khác không ghi ở đây; xem trong sổ đăng ký.\n\n", (unsigned long long)(w->d->count - count)));
	return TRIEN_OK;
}

static trien_rc
write_text(struct writing *w, struct trien_err *err)
{
	char day[DAY_TEXT];

	TR_TRY(tr_calendar_begin(&w->calendar, err));
	TR_TRY(tr_buf_addf(&w->text, err, "Kính gửi Ông/Bà %s,\n\nSổ đăng ký chứng thư số xin nhắc các việc sau (tính đến ngày %s):\n\n", w->d->name,
			day_text(w->d->made_at, day)));
	TR_TRY(add_matters(w, err));
	if (w->dates > 0)
		TR_TRY(tr_buf_addf(&w->text, err, "Tệp nhac-viec.ics kèm theo có các ngày đến hạn để đưa vào lịch.\n"));
	TR_TRY(tr_buf_addf(&w->text, err, "Thư do chương trình Triện tự gửi; xin không trả lời thư này. "
			"Việc đã xong hoặc cần tạm dừng nhắc: xin báo cán bộ của cơ quan quản lý trực tiếp.\n\n"));
	TR_TRY(tr_buf_addf(&w->text, err, "-- \nIn short: the registry of certificates reminds you of %u matter(s)%s. "
			"Sent by a program, please do not reply.\n", w->number, w->dates > 0 ? "; the dates are in the attached calendar" : ""));
	return tr_calendar_end(&w->calendar, err);
}

static trien_rc
hash_to(const char *site, const char *key, char out[2 * ID_BYTES + 1], struct trien_err *err)
{
	uint8_t digest[TR_DIGEST_MAX];
	TR_AUTO_BUF b = {0};
	size_t n;

	TR_TRY(tr_buf_addf(&b, err, "%s\n%s", site, key));
	TR_TRY(tr_digest(TR_SHA256, tr_buf_view(&b), digest, &n, err));
	tr_hex(TR_BYTES(digest, ID_BYTES), out);
	return TRIEN_OK;
}

static trien_rc
write_mail(struct writing *w, const struct tr_notice_sender *sender, struct tr_buf *out, struct trien_err *err)
{
	char subject[120], day[DAY_TEXT];

	TR_TRY(hash_to(sender->site, w->d->key, w->id, err));
	TR_TRY(hash_to(sender->site, "", w->site, err));
	TR_TRY(write_text(w, err));
	snprintf(subject, sizeof(subject), "%s ngày %s (%u việc)", w->d->at_once ? "Báo tin chữ ký số" : "Nhắc việc chữ ký số", day_text(w->d->made_at, day),
			w->number);
	const struct tr_mail m = {.from_name = sender->name, .from = sender->address, .to_name = w->d->name, .to = w->d->address, .subject = subject,
		.id = w->id, .date = w->d->made_at, .text = {(const char *)w->text.p, w->text.n},
		.calendar = w->dates == 0 ? (struct tr_text){NULL, 0} : (struct tr_text){(const char *)w->calendar.p, w->calendar.n}};
	return tr_mail_write(&m, out, err);
}

trien_rc
tr_notice_mail_write(const struct tr_notice_digest *d, const struct tr_notice_sender *sender, struct tr_buf *out, struct trien_err *err)
{
	struct tr_profile *profile;
	struct writing w = {.d = d};

	TR_TRY(tr_profile_for_time(d->made_at, &profile, err));
	w.law = tr_rules_law_of(profile, d->made_at);
	const trien_rc rc = write_mail(&w, sender, out, err);
	tr_buf_free(&w.text);
	tr_buf_free(&w.calendar);
	tr_profile_free(profile);
	return rc;
}
