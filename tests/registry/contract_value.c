/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R1 */
/* Values as people write them: read, refused, written, read again. */
#include <stdio.h>

#include "registry/value.h"
#include "sample.h"

static const struct {
	const char *book;
	size_t column;
	const char *text, *want; /* what is written again, or the error */
} values[] = {
	{"agency", TR_agency_name, "Sở Mẫu", "Sở Mẫu"},
	{"agency", TR_agency_name, "", ""},
	{"agency", TR_agency_parent, "H00", "agency:1"},
	{"agency", TR_agency_parent, "#1", "agency:1"},
	{"agency", TR_agency_parent, "H99", "registry.key-unknown"},
	{"agency", TR_agency_parent, "#", "registry.value-invalid"},
	{"agency", TR_agency_parent, "#-1", "registry.value-invalid"},
	{"custody", TR_custody_device, "token/T1", "device:1"},
	{"custody", TR_custody_device, "token/T2", "registry.key-unknown"},
	{"custody", TR_custody_device, "sim/T1", "registry.key-unknown"},
	{"custody", TR_custody_device, "T1", "registry.key-unknown"},
	{"incident", TR_incident_request, "1", "registry.key-unknown"}, /* has no natural key */
	{"attendance", TR_attendance_class, "1", "registry.key-unknown"},
	{"agency", TR_agency_from_at, "2026-02-28", "2026-02-28T00:00:00+07:00"},
	{"agency", TR_agency_from_at, "28/02/2026", "2026-02-28T00:00:00+07:00"},
	{"agency", TR_agency_from_at, "2026-02-28T08:30:00Z", "2026-02-28T15:30:00+07:00"},
	{"agency", TR_agency_from_at, "29/02/2026", "registry.value-invalid"},
	{"agency", TR_agency_from_at, "1/2/2026", "2026-02-01T00:00:00+07:00"},
	{"agency", TR_agency_from_at, "05/3/2026 08:30", "2026-03-05T08:30:00+07:00"},
	{"agency", TR_agency_from_at, "3/25/2026", "registry.value-invalid"},
	{"agency", TR_agency_name, "So\u031b\u0309 M\u1eabu", "registry.letters-apart"},
	{"agency", TR_agency_parent, "H0o\u0301", "registry.letters-apart"},
	{"agency", TR_agency_name, "M\u1eabu \u00ea\u0306", "M\u1eabu \u00ea\u0306"}, /* has no form of its own */
	{"agency", TR_agency_code, "H\u200b01", "registry.characters-hidden"},
	{"agency", TR_agency_name, "\u202eM\u1eabu", "registry.characters-hidden"},
	{"agency", TR_agency_name, "\u3164", "registry.characters-hidden"},
	{"agency", TR_agency_parent, "H00\u2060", "registry.characters-hidden"},
	{"agency", TR_agency_code, " \tH01\u00a0", "H01"},
	{"agency", TR_agency_parent, "\u3000H00 ", "agency:1"},
	{"custody", TR_custody_device, " token/T1 ", "device:1"},
	/* A key is what it looks like, in whatever letters and with whatever blanks: what is kept has one form. */
	{"agency", TR_agency_code, "\uff28\uff10\uff11", "H01"},
	{"agency", TR_agency_code, "H\u00a0\u3000 \t1", "H 1"},
	{"agency", TR_agency_code, "\u0110\u01a01", "\u0110\u01a01"},
	{"agency", TR_agency_parent, "h00", "agency:1"},
	{"agency", TR_agency_parent, "\uff48\uff10\uff10", "agency:1"},
	{"agency", TR_agency_parent, "\u0111 1", "agency:2"},
	{"agency", TR_agency_parent, "\u0110\u00a0\u00a01", "agency:2"},
	{"agency", TR_agency_parent, "d 1", "registry.key-unknown"},
	{"custody", TR_custody_device, "token/t1", "device:1"},
	{"custody", TR_custody_device, "token\uff0f\uff34\uff11", "device:1"},
	{"custody", TR_custody_device, "sim/t1", "registry.key-unknown"},
	{"agency", TR_agency_name, "\u00a0 \n", ""}, /* and a record without its name is refused */
	{"agency", TR_agency_name, "M\u1eabu\u00a0 Hai", "M\u1eabu\u00a0 Hai"},
	{"device", TR_device_serial, "1.23457E+15", "registry.digits-lost"},
	{"device", TR_device_serial, "1,23457e+15", "registry.digits-lost"},
	{"device", TR_device_serial, "9E+08", "registry.digits-lost"},
	{"device", TR_device_serial, "12E+08", "12E+08"},
	{"device", TR_device_serial, "1.23E+", "1.23E+"},
	{"device", TR_device_serial, "1E15", "1E15"}, /* as serial numbers in hexadecimal may be */
	{"agency", TR_agency_kind, "Sở, ban, ngành", "department"},
	{"agency", TR_agency_kind, "department", "department"},
	{"agency", TR_agency_from_at, "28/02/20261", "registry.value-invalid"},
	{"custody", TR_custody_decided_at, "28/02/2026", "2026-02-28"},
	{"roadmap", TR_roadmap_procedure, "2", "2"},
	{"roadmap", TR_roadmap_procedure, "-2", "registry.value-invalid"},
	{"roadmap", TR_roadmap_procedure, "2x", "registry.value-invalid"},
	{"roadmap", TR_roadmap_procedure, "9223372036854775808", "registry.value-invalid"},
	{"attendance", TR_attendance_came, "1", "1"},
};

static trien_rc
read_all(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct contract *c = context;

	for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++) {
		TR_AUTO_RECORD r = tr_record_of(tr_book_find(values[i].book));
		TR_AUTO_BUF out = {0};
		trien_rc rc = tr_value_read(db, &r, values[i].column, values[i].text, err);
		if (rc == TRIEN_OK)
			TR_TRY(tr_value_write(&r.book->columns[values[i].column], &r.v[values[i].column], &out, err));
		else
			TR_TRY(tr_buf_addf(&out, err, "%s", trien_err_id(rc)));
		TR_TRY(tr_buf_add_byte(&out, 0, err));
		assert_string_equal((char *)out.p, values[i].want);
		say(c, "%s\n", (char *)out.p);
	}
	return TRIEN_OK;
}

static void
test_read_and_write(struct contract *c)
{
	struct trien_err err = {0};

	open_log(c);
	PUT(c, "agency.enter", "agency", 0, "code", "H00", "name", "UBND tỉnh Mẫu", "kind", "province", "state", "active");
	PUT(c, "agency.enter", "agency", 0, "code", "\u0110 1", "name", "Sở Mẫu", "kind", "department", "state", "active");
	PUT(c, "device.enter", "device", 0, "kind", "token", "serial", "T1", "agency", "1", "state", "assigned", "state_from", "1");
	assert_ok(tr_sql_transact(c->db, TR_SQL_READ, read_all, c, &err), &err);
}

extern const struct contract_row value_tests[];
const struct contract_row value_tests[] = {{"values as people write them", test_read_and_write}, {NULL, NULL}};
