/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "notice_sample.h"

#include <stdio.h>

static char blob[TR_HEX256 + 1];
static struct tr_blobs *blobs;

/* ---- a small province ---- */

int64_t
certificate(struct contract *c, const char *fingerprint, const char *agency, const char *person, const char *device, const char *state, int64_t not_after,
		const char *renews)
{
	char end[24], since[24];

	snprintf(end, sizeof(end), "%lld", (long long)not_after);
	snprintf(since, sizeof(since), "%lld", (long long)NOW);
	return PUT(c, "certificate.enter", "certificate", 0, "fingerprint", fingerprint, "serial", fingerprint, "issuer", "CA Mẫu", "subject_name",
			"Nguyễn Văn Mẫu", "subject", "Nguyễn Văn Mẫu", "holder", "person", "person", person, "agency", agency, "device", device, "not_before", "1",
			"not_after", end, "key_name", "RSA 2048", "blob", blob, "chain", "trusted", "is_lab", "0", "state", state, "state_from", since, "renews",
			renews, "renewals", "0");
}

void
province(struct contract *c)
{
	static const char *const agencies[][3] = {{"H00", "province", "-"}, {"H01", "department", "1"}, {"H02", "department", "1"}, {"H01.1", "unit", "2"}};
	static const char *const people[][3] = {{"Nguyễn Văn Mẫu", "4", "mot@so-mau.example"}, {"Trần Thị Mẫu", "2", "hai@so-mau.example"},
		{"Lê Văn Mẫu", "4", "-"}, {"Phạm Thị Mẫu", "1", "bon@so-mau.example"}, {"Vũ Văn Mẫu", "3", "-"}};
	struct trien_err err = {0};
	char path[300], code[8];

	open_log(c);
	snprintf(path, sizeof(path), "%s/blobs", c->dir);
	assert_ok(tr_blobs_open(path, &blobs, &err), &err);
	assert_ok(tr_blob_put(blobs, TR_BYTES_LIT("a document"), blob, &err), &err);
	use_blobs(blobs);
	PUT(c, "unit.enter", "unit", 0, "code", "DV1", "name", "Đơn vị Mẫu");
	for (size_t i = 0; i < sizeof(agencies) / sizeof(*agencies); i++)
		PUT(c, "agency.enter", "agency", 0, "code", agencies[i][0], "name", agencies[i][0], "kind", agencies[i][1], "parent", agencies[i][2], "state", "active");
	for (size_t i = 0; i < sizeof(people) / sizeof(*people); i++) {
		snprintf(code, sizeof(code), "CB%zu", i + 1);
		PUT(c, "person.enter", "person", 0, "code", code, "name", people[i][0], "agency", people[i][1], "email", people[i][2], "state", "active");
	}
	PUT(c, "post.enter", "post", 0, "person", "2", "agency", "2", "title", "Chuyên viên", "role", "manager", "from_at", "1");
	PUT(c, "post.enter", "post", 0, "person", "4", "agency", "1", "title", "Chuyên viên", "role", "department", "from_at", "1");
	PUT(c, "device.enter", "device", 0, "kind", "token", "serial", "T1", "agency", "4", "state", "assigned", "state_from", "1");
	PUT(c, "custody.enter", "custody", 0, "device", "1", "keeper", "3", "decision", "01/QĐ-MẪU", "decided_at", "1", "from_at", "1", "taker_at", "1");
	certificate(c, "aa", "4", "1", "1", "active", END, "-");
}

struct tr_blobs *
province_blobs(void)
{
	return blobs;
}

const char *
province_blob(void)
{
	return blob;
}

void
end_province(void)
{
	use_blobs(NULL);
	tr_blobs_close(blobs);
}

/* ---- running and saying ---- */

trien_rc
run_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct running *r = context;
	const struct tr_notice_running run = {r->now, r->walk};

	return tr_notices_run(db, &run, &r->count, err);
}

struct tr_notice_count
run_at(struct contract *c, int64_t now)
{
	struct running r = {.now = now};
	struct trien_err err = {0};

	assert_ok(tr_sql_transact(c->db, TR_SQL_WRITE, run_work, &r, &err), &err);
	say(c, "run %lld: %llu found, %llu seen, %llu gone, %llu letters, %llu unsent\n", (long long)now, (unsigned long long)r.count.found,
			(unsigned long long)r.count.seen, (unsigned long long)r.count.gone, (unsigned long long)r.count.digests,
			(unsigned long long)r.count.unsent);
	return r.count;
}

void
is(struct contract *c, const char *sql, int64_t want)
{
	const int64_t got = ask_one(c->db, sql);
	if (got != want)
		fail_msg("%s: %lld, want %lld", sql, (long long)got, (long long)want);
}

trien_rc
mute(struct contract *c, const char *book, int64_t object, int64_t until, const char *reason, int64_t at, struct trien_err *err)
{
	struct tr_notice_muting m = {tr_book_find(book), object, until};
	struct tr_act act = act_of("notice.mute");

	act.reason = reason;
	act.at = act.effective_at = at;
	return tr_act_do(c->db, &act, TR_ACT_DO, tr_notice_mute_work, &m, NULL, err);
}
