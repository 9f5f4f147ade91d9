/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R8.2 R8.3 */
/* Pictures into their book, and what is decided on them: for whom each is, who may, what is there already. On both back ends. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/errors/exchange.h"
#include "exchange/picture.h"
#include "registry/picture.h"
#include "sample.h"

/* Persons by their ids; what they are, their posts say. */
enum { ADMIN = 1, MANAGER, HEAD, OTHER };
#define SEAL 36.0

static struct tr_blobs *blobs;

static void
certificate(struct contract *c, const char *fingerprint, const char *holder, const char *person, const char *agency, const char *state)
{
	char blob[TR_HEX256 + 1];
	struct trien_err err = {0};

	assert_ok(tr_blob_put(blobs, TR_BYTES_LIT("a certificate"), blob, &err), &err);
	PUT(c, "t", "certificate", 0, "fingerprint", fingerprint, "serial", fingerprint, "issuer", "CA Mẫu", "subject_name", "Mẫu", "subject", "Mẫu", "holder", holder,
			"person", person, "agency", agency, "not_before", "1", "not_after", "9999", "key_name", "RSA 2048", "blob", blob, "chain", "trusted", "state", state,
			"state_from", "1", "renewals", "0");
}

static void
person(struct contract *c, const char *code, const char *agency, const char *role)
{
	char id[8];

	snprintf(id, sizeof(id), "%lld", (long long)PUT(c, "t", "person", 0, "code", code, "name", "Nguyễn Văn Mẫu", "agency", agency, "state", "active"));
	if (role != NULL)
		PUT(c, "t", "post", 0, "person", id, "agency", agency, "title", "Cán bộ Mẫu", "role", role, "from_at", "1");
}

static void
account(struct contract *c, const char *name, const char *id)
{
	PUT(c, "t", "account", 0, "kind", "os", "name", name, "person", id, "state", "active");
}

/* H1 with its manager, its head and a seal; H2 with somebody of its own. CB1 has one certificate, CB2 a revoked one, CB3 two. */
static void
office(struct contract *c)
{
	struct trien_err err = {0};
	char path[128];

	open_log(c);
	snprintf(path, sizeof(path), "%s/blobs", c->dir);
	assert_ok(tr_blobs_open(path, &blobs, &err), &err);
	use_blobs(blobs);
	PUT(c, "t", "agency", 0, "code", "H00", "name", "UBND tỉnh Mẫu", "kind", "province", "state", "active");
	PUT(c, "t", "agency", 0, "code", "H1", "name", "Huyện Mẫu Một", "kind", "district", "state", "active", "parent", "1");
	PUT(c, "t", "agency", 0, "code", "H2", "name", "Huyện Mẫu Hai", "kind", "district", "state", "active", "parent", "1");
	person(c, "ADMIN", "1", "admin");
	person(c, "MANAGER", "2", "manager");
	person(c, "HEAD", "2", "head");
	person(c, "OTHER", "3", NULL);
	for (const char *const *code = (const char *const[]){"CB1", "CB2", "CB3", NULL}; *code != NULL; code++)
		person(c, *code, "2", NULL);
	certificate(c, "a1", "person", "5", "2", "active");
	certificate(c, "a2", "person", "6", "2", "revoked");
	certificate(c, "a3", "title", "7", "2", "active");
	certificate(c, "a4", "person", "7", "2", "issued");
	certificate(c, "b1", "agency", "-", "2", "active");
	certificate(c, "c1", "person", "4", "3", "active");
}

static void
end_office(struct contract *c)
{
	assert_int_equal(say_faults(c), 0);
	use_blobs(NULL);
	tr_blobs_close(blobs);
}

/* Files that were looked at already; keys end with NULL, content is theirs and one letter. */
static trien_rc
import_as(struct contract *c, const char *who, double diameter, const char *const *keys, const char *letter, enum tr_act_mode mode, struct tr_import_row *rows,
		size_t count[TR_IMPORT_BAD + 1], struct trien_err *err)
{
	const struct tr_caller caller = {"os", who, 0, TR_ROLE_COUNT, 0};
	struct tr_picture_file files[8] = {{0}};
	struct tr_picture_files all = {.items = files, .diameter_mm = diameter};
	struct tr_act act = act_of("picture.import");
	struct tr_picture_import i = {.files = &all, .act = &act, .rows = rows};

	act.caller = who != NULL ? &caller : NULL;
	for (; keys[all.count] != NULL; all.count++) {
		char content[80];
		snprintf(content, sizeof(content), "%s %s", keys[all.count], letter);
		files[all.count].path = files[all.count].key = keys[all.count];
		assert_ok(tr_blob_put(blobs, TR_BYTES(content, strlen(content)), files[all.count].blob, err), err);
	}
	const trien_rc rc = tr_picture_import(c->db, &i, mode, err);
	memcpy(count, i.count, sizeof(i.count));
	say(c, "%s, %s: %zu new, %zu same, %zu bad, act %lld: %s\n", who != NULL ? who : "system", letter, count[TR_IMPORT_NEW], count[TR_IMPORT_SAME], count[TR_IMPORT_BAD],
			(long long)i.id, rc == TRIEN_OK ? "ok" : trien_err_id(rc));
	return rc;
}
#define KEYS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void
counts(struct contract *c, const char *who, double diameter, const char *const *keys, const char *letter, enum tr_act_mode mode, size_t new, size_t same)
{
	struct tr_import_row rows[8];
	size_t count[TR_IMPORT_BAD + 1];
	struct trien_err err = {0};

	assert_ok(import_as(c, who, diameter, keys, letter, mode, rows, count, &err), &err);
	assert_int_equal(count[TR_IMPORT_NEW], new);
	assert_int_equal(count[TR_IMPORT_SAME], same);
}

/* The last file is bad for that reason. */
static void
bad(struct contract *c, const char *who, double diameter, const char *const *keys, const char *id)
{
	const int64_t before = ask_one(c->db, "SELECT COUNT(*) FROM picture");
	struct tr_import_row rows[8];
	size_t count[TR_IMPORT_BAD + 1], last = 0;
	struct trien_err err = {0};

	while (keys[last + 1] != NULL)
		last++;
	assert_refused(import_as(c, who, diameter, keys, "bad", TR_ACT_DO, rows, count, &err), "exchange.rows-bad");
	assert_int_equal(count[TR_IMPORT_BAD], 1);
	assert_string_equal(trien_err_id(rows[last].err.code), id);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM picture"), before);
}

static trien_rc
decide(struct contract *c, const char *who, const char *decision, int64_t picture, int64_t since, struct trien_err *err)
{
	const struct tr_caller caller = {"os", who, 0, TR_ROLE_COUNT, 0};
	struct tr_act act = act_of(tr_picture_act(decision));

	act.caller = who != NULL ? &caller : NULL;
	act.effective_at = since;
	const trien_rc rc = tr_picture_decide(c->db, &act, TR_ACT_DO, picture, NULL, err);
	say(c, "%s %s %lld: %s\n", who != NULL ? who : "system", decision, (long long)picture, rc == TRIEN_OK ? "ok" : trien_err_id(rc));
	return rc;
}
#define DECIDED(c, who, decision, picture, since) assert_ok(decide(c, who, decision, picture, since, &err), &err)
#define UNDECIDED(c, who, decision, picture, id) assert_refused(decide(c, who, decision, picture, NOW, &err), id)

static void
test_import(struct contract *c)
{
	struct trien_err err = {0};
	struct tr_act undo = act_of("act.undo");

	office(c);
	counts(c, NULL, 0, KEYS("CB1", "a3"), "x", TR_ACT_DRY_RUN, 2, 0);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM picture"), 0);
	counts(c, NULL, 0, KEYS("CB1", "a3"), "x", TR_ACT_DO, 2, 0);
	counts(c, NULL, 0, KEYS("CB1", "a3"), "x", TR_ACT_DO, 0, 2);
	counts(c, NULL, SEAL, KEYS("H1"), "x", TR_ACT_DO, 1, 0);
	counts(c, NULL, SEAL, KEYS("b1"), "x", TR_ACT_DO, 1, 0); /* another file for it */
	counts(c, NULL, 40.0, KEYS("H1"), "x", TR_ACT_DO, 1, 0); /* and the same of another size */
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM picture WHERE state = 'proposed' AND kind = 'seal' AND certificate = 5 AND diameter IN (36000, 40000)"), 3);
	bad(c, NULL, 0, KEYS("CB1", "KHONG"), "exchange.picture-nobody");
	bad(c, NULL, 0, KEYS("H1"), "exchange.picture-nobody"); /* a seal without its diameter */
	bad(c, NULL, SEAL, KEYS("CB1"), "exchange.picture-nobody");
	bad(c, NULL, 0, KEYS("b1"), "exchange.picture-nobody");
	bad(c, NULL, 0, KEYS("CB2"), "exchange.picture-revoked");
	bad(c, NULL, 0, KEYS("a2"), "exchange.picture-revoked");
	bad(c, NULL, 0, KEYS("CB3"), "exchange.picture-many");
	bad(c, NULL, 0, KEYS("CB1", "a1"), "exchange.picture-twice");
	/* Undone as one: no row; history keeps what it refers to. */
	const int64_t act = ask_one(c->db, "SELECT act FROM picture WHERE id = 1"), refs = ask_one(c->db, "SELECT CAST(SUM(refs) AS bigint) FROM blob");
	undo.reason = "nhầm thư mục";
	assert_ok(tr_act_undo(c->db, &undo, TR_ACT_DO, act, NULL, &err), &err);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM picture WHERE kind = 'signature'"), 0);
	assert_int_equal(ask_one(c->db, "SELECT CAST(SUM(refs) AS bigint) FROM blob"), refs);
	say_book(c, "picture");
	end_office(c);
}

static void
test_decisions(struct contract *c)
{
	struct trien_err err = {0};

	office(c);
	counts(c, NULL, 0, KEYS("CB1"), "x", TR_ACT_DO, 1, 0);
	counts(c, NULL, 0, KEYS("CB1"), "y", TR_ACT_DO, 1, 0);
	UNDECIDED(c, NULL, "approve", 9, "registry.not-found");
	DECIDED(c, NULL, "approve", 1, NOW - 100);
	UNDECIDED(c, NULL, "approve", 1, "registry.picture-state");
	UNDECIDED(c, NULL, "refuse", 1, "registry.picture-state");
	/* The next one takes its place, from then on. */
	DECIDED(c, NULL, "approve", 2, NOW - 50);
	assert_int_equal(ask_one(c->db, "SELECT to_at FROM picture WHERE id = 1 AND state = 'approved'"), NOW - 50);
	assert_int_equal(ask_one(c->db, "SELECT from_at FROM picture WHERE id = 2 AND to_at IS NULL"), NOW - 50);
	/* The next one is not in use before the one that it takes the place of; what is out of use already stays so from then. */
	counts(c, NULL, 0, KEYS("CB1"), "before", TR_ACT_DO, 1, 0);
	assert_refused(decide(c, NULL, "approve", 3, NOW - 60, &err), "registry.entry-order");
	assert_refused(decide(c, NULL, "withdraw", 2, NOW - 60, &err), "registry.entry-order");
	DECIDED(c, NULL, "withdraw", 1, NOW);
	assert_int_equal(ask_one(c->db, "SELECT to_at FROM picture WHERE id = 1 AND state = 'withdrawn'"), NOW - 50);
	DECIDED(c, NULL, "refuse", 3, NOW);
	DECIDED(c, NULL, "withdraw", 2, NOW);
	UNDECIDED(c, NULL, "withdraw", 2, "registry.picture-state");
	counts(c, NULL, 0, KEYS("CB1"), "y", TR_ACT_DO, 1, 0); /* once more */
	DECIDED(c, NULL, "refuse", 4, NOW);
	counts(c, NULL, 0, KEYS("CB1"), "y", TR_ACT_DO, 0, 1); /* and not again and again */
	/* Its certificate was revoked meanwhile. */
	counts(c, NULL, 0, KEYS("CB1"), "z", TR_ACT_DO, 1, 0);
	PUT(c, "t", "certificate", 1, "state", "revoked");
	UNDECIDED(c, NULL, "approve", 5, "registry.picture-certificate");
	say_book(c, "picture");
	end_office(c);
}

/* The manager proposes for its own subtree, the head approves; nobody of another agency learns anything. */
static void
test_doors(struct contract *c)
{
	struct trien_err err = {0};

	office(c);
	account(c, "admin", "1");
	account(c, "manager", "2");
	account(c, "head", "3");
	account(c, "other", "4");
	counts(c, "manager", 0, KEYS("CB1"), "x", TR_ACT_DO, 1, 0);
	counts(c, "manager", 0, KEYS("CB1"), "x", TR_ACT_DO, 0, 1);
	assert_int_equal(ask_one(c->db, "SELECT proposed_by FROM picture WHERE id = 1"), MANAGER);
	bad(c, "manager", 0, KEYS("OTHER"), "exchange.picture-nobody");
	counts(c, "other", 0, KEYS("OTHER"), "x", TR_ACT_DO, 1, 0); /* the own one */
	bad(c, "other", 0, KEYS("CB1"), "exchange.picture-nobody");
	bad(c, "other", 0, KEYS("CB2"), "exchange.picture-nobody"); /* not even that it is revoked */
	bad(c, "admin", 0, KEYS("CB1"), "exchange.picture-nobody"); /* a subscriber's own alone */
	bad(c, "head", 0, KEYS("CB1"), "exchange.picture-nobody");
	UNDECIDED(c, "manager", "approve", 1, "registry.no-access");
	UNDECIDED(c, "admin", "approve", 1, "registry.no-access");
	UNDECIDED(c, "head", "approve", 2, "registry.out-of-scope");
	UNDECIDED(c, "head", "approve", 99, "registry.out-of-scope"); /* nor whether there is one */
	DECIDED(c, "head", "approve", 1, NOW);
	assert_int_equal(ask_one(c->db, "SELECT approved_by FROM picture WHERE id = 1"), HEAD);
	/* Who is both proposes, and does not approve. */
	PUT(c, "t", "post", 0, "person", "2", "agency", "2", "title", "Mẫu", "role", "head", "from_at", "1");
	counts(c, "manager", SEAL, KEYS("H1"), "x", TR_ACT_DO, 1, 0);
	UNDECIDED(c, "manager", "approve", 3, "registry.picture-own");
	UNDECIDED(c, "manager", "refuse", 3, "registry.picture-own");
	DECIDED(c, "head", "refuse", 3, NOW);
	end_office(c);
}

/* ---- which files ---- */

static void
write_file(const char *folder, size_t n)
{
	char path[160];

	snprintf(path, sizeof(path), "%s/%zu.png", folder, n);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fclose(f);
}

static void
test_list(struct contract *c)
{
	struct tr_picture_files files;
	struct trien_err err = {0};
	char folder[128];

	snprintf(folder, sizeof(folder), "%s/hinh", c->dir);
	assert_refused(tr_picture_files_list(folder, &files, &err), "store.file-failed");
	assert_int_equal(mkdir(folder, 0700), 0);
	assert_refused(tr_picture_files_list(folder, &files, &err), "exchange.folder-empty");
	for (size_t i = 0; i < TR_PICTURE_FILES_MAX; i++)
		write_file(folder, i);
	assert_ok(tr_picture_files_list(folder, &files, &err), &err);
	assert_int_equal(files.count, TR_PICTURE_FILES_MAX);
	assert_string_equal(files.items[1].key, "1");
	tr_picture_files_free(&files);
	write_file(folder, TR_PICTURE_FILES_MAX);
	assert_refused(tr_picture_files_list(folder, &files, &err), "exchange.files-limit");
}

/* A folder, a link and another name are no picture files, whatever they hold or lead to. */
static void
test_strange(struct contract *c)
{
	const struct tr_picture_asked asked = {0};
	struct tr_picture_files files;
	struct trien_err err = {0};
	char folder[128], path[160];

	snprintf(folder, sizeof(folder), "%s/hinh", c->dir);
	assert_int_equal(mkdir(folder, 0700), 0);
	snprintf(path, sizeof(path), "%s/a.png", folder);
	assert_int_equal(mkdir(path, 0700), 0);
	snprintf(path, sizeof(path), "%s/b.png", folder);
	assert_int_equal(symlink("/etc/hostname", path), 0);
	snprintf(path, sizeof(path), "%s/c.txt", folder);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_ok(tr_picture_files_list(folder, &files, &err), &err);
	assert_ok(tr_picture_files_read(&files, &asked, &err), &err);
	for (size_t i = 0; i < 3; i++)
		assert_string_equal(trien_err_id(files.items[i].why.code), "exchange.picture-file");
	tr_picture_files_free(&files);
}

/* A file that is another one than was looked at is not kept. */
static void
test_changed(struct contract *c)
{
	struct tr_picture_files files;
	struct trien_err err = {0};
	char folder[128];

	office(c);
	snprintf(folder, sizeof(folder), "%s/hinh", c->dir);
	assert_int_equal(mkdir(folder, 0700), 0);
	write_file(folder, 1);
	assert_ok(tr_picture_files_list(folder, &files, &err), &err);
	snprintf(files.items[0].blob, sizeof(files.items[0].blob), "%064d", 0);
	assert_refused(tr_picture_files_keep(&files, blobs, &err), "exchange.picture-changed");
	files.items[0].why.code = TRIEN_E_EXCHANGE_PICTURE_FILE;
	assert_refused(tr_picture_files_keep(&files, blobs, &err), "exchange.files-bad");
	tr_picture_files_free(&files);
	end_office(c);
}

/* What comes out of the sandbox is believed as far as it can be. */
static void
test_answers(struct contract *c)
{
	struct tr_picture_facts facts;
	struct trien_err err = {0};
	uint8_t answer[8 + 32 + 24] = {0};

	(void)c;
	answer[7] = answer[0] = 0;
	assert_refused(tr_picture_facts_take(TR_BYTES(answer, sizeof(answer)), &facts, &err), "worker.answer-invalid");
	assert_refused(tr_picture_facts_take(TR_BYTES(answer, 0), &facts, &err), "worker.answer-invalid");
}

extern const struct contract_row picture_tests[];
const struct contract_row picture_tests[] = {{"pictures", test_import}, {"decisions", test_decisions}, {"doors", test_doors}, {"files", test_list}, {"strange files", test_strange}, {"changed file", test_changed},
	{"answers", test_answers}, {NULL, NULL}};
const struct contract_row *const contract_groups[] = {picture_tests, NULL};
