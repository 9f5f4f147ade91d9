/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "province.h"

#include <stdio.h>

struct making {
	struct province *p;
	size_t n;
	int64_t agency;
};

void
is_one(struct contract *c, const char *sql)
{
	if (ask_one(c->db, sql) != 1)
		fail_msg("not 1: %s", sql);
}

/* ---- rows ---- */

static trien_rc
put_person(struct tr_acting *a, const char *code, int64_t agency, int64_t *id, struct trien_err *err)
{
	TR_AUTO_RECORD r = tr_record_of(&tr_books[TR_BOOK_person]);

	tr_record_set_text(&r, TR_person_code, code);
	tr_record_set_text(&r, TR_person_name, "Nguyễn Văn Mẫu");
	tr_record_set_int(&r, TR_person_agency, agency);
	tr_record_set_text(&r, TR_person_email, "mau@example.vn");
	tr_record_set_text(&r, TR_person_phone, "0900000000");
	tr_record_set_text(&r, TR_person_state, "active");
	TR_TRY(tr_acting_put(a, &r, err));
	*id = r.id;
	return TRIEN_OK;
}

static trien_rc
put_post(struct tr_acting *a, int64_t person, int64_t agency, const char *title, const char *role, struct trien_err *err)
{
	TR_AUTO_RECORD r = tr_record_of(&tr_books[TR_BOOK_post]);

	tr_record_set_int(&r, TR_post_person, person);
	tr_record_set_int(&r, TR_post_agency, agency);
	tr_record_set_text(&r, TR_post_title, title);
	tr_record_set_text(&r, TR_post_role, role);
	tr_record_set_int(&r, TR_post_from_at, 1);
	return tr_acting_put(a, &r, err);
}

static trien_rc
put_device(struct tr_acting *a, const char *serial, int64_t agency, int64_t keeper, const char *state, int64_t *id, struct trien_err *err)
{
	TR_AUTO_RECORD r = tr_record_of(&tr_books[TR_BOOK_device]), k = tr_record_of(&tr_books[TR_BOOK_custody]);

	tr_record_set_text(&r, TR_device_kind, "token");
	tr_record_set_text(&r, TR_device_serial, serial);
	tr_record_set_int(&r, TR_device_agency, agency);
	tr_record_set_text(&r, TR_device_state, state);
	tr_record_set_int(&r, TR_device_state_from, 1);
	TR_TRY(tr_acting_put(a, &r, err));
	*id = r.id;
	tr_record_set_int(&k, TR_custody_device, r.id);
	tr_record_set_int(&k, TR_custody_keeper, keeper);
	tr_record_set_text(&k, TR_custody_decision, "01/QĐ-MẪU");
	tr_record_set_int(&k, TR_custody_decided_at, 1);
	tr_record_set_int(&k, TR_custody_from_at, 1);
	tr_record_set_int(&k, TR_custody_taker_at, 1);
	if (strcmp(state, "assigned") != 0)
		tr_record_set_int(&k, TR_custody_to_at, 2);
	return tr_acting_put(a, &k, err);
}

struct holder {
	const char *name, *kind;
	int64_t person, agency, device, not_after;
};

static trien_rc
put_certificate(struct tr_acting *a, const struct province *p, const struct holder *h, int64_t *id, struct trien_err *err)
{
	TR_AUTO_RECORD r = tr_record_of(&tr_books[TR_BOOK_certificate]);
	const bool over = h->not_after < NOW;

	tr_record_set_text(&r, TR_certificate_fingerprint, h->name);
	tr_record_set_text(&r, TR_certificate_serial, h->name);
	tr_record_set_text(&r, TR_certificate_issuer, "CA Mẫu");
	tr_record_set_text(&r, TR_certificate_subject_name, h->name);
	tr_record_set_text(&r, TR_certificate_subject, h->name);
	tr_record_set_text(&r, TR_certificate_holder, h->kind);
	if (h->person != 0)
		tr_record_set_int(&r, TR_certificate_person, h->person);
	tr_record_set_int(&r, TR_certificate_agency, h->agency);
	tr_record_set_int(&r, TR_certificate_device, h->device);
	tr_record_set_int(&r, TR_certificate_not_before, NOW - 900 * DAY);
	tr_record_set_int(&r, TR_certificate_not_after, h->not_after);
	tr_record_set_text(&r, TR_certificate_key_name, "RSA 2048");
	tr_record_set_text(&r, TR_certificate_blob, p->blob);
	tr_record_set_text(&r, TR_certificate_chain, "trusted");
	tr_record_set_int(&r, TR_certificate_is_lab, 0);
	tr_record_set_text(&r, TR_certificate_state, over ? "expired" : "active");
	tr_record_set_int(&r, TR_certificate_state_from, 1);
	tr_record_set_int(&r, TR_certificate_renewals, 0);
	TR_TRY(tr_acting_put(a, &r, err));
	*id = r.id;
	return TRIEN_OK;
}

static trien_rc
put_request(struct tr_acting *a, const char *kind, const char *reason, const struct holder *h, int64_t certificate, struct trien_err *err)
{
	TR_AUTO_RECORD r = tr_record_of(&tr_books[TR_BOOK_request]);

	tr_record_set_text(&r, TR_request_kind, kind);
	tr_record_set_text(&r, TR_request_state, "draft");
	tr_record_set_int(&r, TR_request_agency, h->agency);
	tr_record_set_int(&r, TR_request_person, h->person);
	tr_record_set_int(&r, TR_request_certificate, certificate);
	tr_record_set_int(&r, TR_request_device, h->device);
	tr_record_set_text(&r, TR_request_reason, reason);
	tr_record_set_int(&r, TR_request_asked_at, NOW);
	return tr_acting_put(a, &r, err);
}

/* ---- people ---- */

static trien_rc
put_subscriber(struct tr_acting *a, struct province *p, size_t n, int64_t agency, struct trien_err *err)
{
	static const int64_t days[PROVINCE_KIND_COUNT] = {300, 59, 60, -10, 300, 300, -10};
	const enum province_kind kind = PROVINCE_KIND(n);
	char code[32], name[32];
	struct holder h = {.name = name, .kind = "person", .agency = agency, .not_after = NOW + days[kind] * DAY};
	int64_t certificate;

	snprintf(code, sizeof(code), "MAU%04zu", n);
	snprintf(name, sizeof(name), "cert%04zu", n);
	TR_TRY(put_person(a, code, agency, &h.person, err));
	TR_TRY(put_post(a, h.person, agency, "Chuyên viên Mẫu", "subscriber", err));
	TR_TRY(put_device(a, code, agency, h.person, kind == PROVINCE_RETURNED ? "returned_to_authority" : "assigned", &h.device, err));
	TR_TRY(put_certificate(a, p, &h, &certificate, err));
	if (n == 0) {
		p->first_person = h.person;
		p->first_device = h.device;
		p->first_certificate = certificate;
	}
	if (kind == PROVINCE_REVOKING)
		return put_request(a, "revoke", "manager_asked", &h, certificate, err);
	return kind == PROVINCE_CHANGING ? put_request(a, "change", "email_changed", &h, certificate, err) : TRIEN_OK;
}

/* ---- agencies ---- */

static trien_rc
put_agency(struct tr_acting *a, struct province *p, const char *code, const char *name, int64_t parent, struct trien_err *err)
{
	TR_AUTO_RECORD r = tr_record_of(&tr_books[TR_BOOK_agency]);
	struct holder h = {.name = code, .kind = "agency", .not_after = NOW + 300 * DAY};
	char clerk[32];
	int64_t person, certificate;

	tr_record_set_text(&r, TR_agency_code, code);
	tr_record_set_text(&r, TR_agency_name, name);
	tr_record_set_text(&r, TR_agency_kind, parent == 0 ? "province" : "department");
	tr_record_set_text(&r, TR_agency_state, "active");
	if (parent != 0) {
		tr_record_set_int(&r, TR_agency_parent, parent);
		tr_record_set_int(&r, TR_agency_managing, AGENCY_H00);
	}
	TR_TRY(tr_acting_put(a, &r, err));
	if (parent == 0) {
		TR_TRY(put_person(a, "QUANLY", r.id, &person, err));
		TR_TRY(put_post(a, person, r.id, "Cán bộ quản lý Mẫu", "manager", err));
		TR_TRY(put_person(a, "LANHDAO", r.id, &person, err));
		return put_post(a, person, r.id, "Chủ tịch Mẫu", "head", err);
	}
	snprintf(clerk, sizeof(clerk), "VT-%s", code);
	h.agency = r.id;
	TR_TRY(put_person(a, clerk, r.id, &person, err));
	TR_TRY(put_post(a, person, r.id, "Văn thư Mẫu", "clerk", err));
	TR_TRY(put_device(a, code, r.id, person, "assigned", &h.device, err));
	return put_certificate(a, p, &h, &certificate, err);
}

static trien_rc
put_all(struct tr_acting *a, void *context, struct trien_err *err)
{
	struct province *p = context;

	TR_TRY(put_agency(a, p, "H00", "UBND tỉnh Mẫu", 0, err));
	TR_TRY(put_agency(a, p, "H01", "Sở Mẫu Một", AGENCY_H00, err));
	TR_TRY(put_agency(a, p, "H02", "Sở Mẫu Hai", AGENCY_H00, err));
	TR_TRY(put_agency(a, p, "H03", "Sở Mẫu Ba", AGENCY_H00, err));
	TR_TRY(put_agency(a, p, "H01.1", "Chi cục Mẫu", AGENCY_H01, err));
	for (size_t n = 0; n < p->in_h01 + p->in_h02; n++)
		TR_TRY(put_subscriber(a, p, n, n < p->in_h01 ? AGENCY_H01 : AGENCY_H02, err));
	return TRIEN_OK;
}

void
province_make(struct contract *c, size_t in_h01, size_t in_h02, struct province *out)
{
	struct trien_err err = {0};
	char path[300];

	*out = (struct province){.in_h01 = in_h01, .in_h02 = in_h02};
	open_log(c);
	snprintf(path, sizeof(path), "%s/blobs", c->dir);
	assert_ok(tr_blobs_open(path, &out->blobs, &err), &err);
	assert_ok(tr_blob_put(out->blobs, TR_BYTES_LIT("a document"), out->blob, &err), &err);
	use_blobs(out->blobs);
	const struct tr_act act = act_of("test.province");
	assert_ok(tr_act_do(c->db, &act, TR_ACT_DO, put_all, out, NULL, &err), &err);
}

void
province_end(struct province *p)
{
	use_blobs(NULL);
	tr_blobs_close(p->blobs);
}
