/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: X4
 * The audit trail from the act to the witness; and whoever changes, takes out, puts in, rolls back or forks is named.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/errors/store.h"
#include "contract.h"
#include "store/audit.h"
#include "store/file.h"
#include "store/proof.h"
#include "store/tile.h"

#define ORIGIN "so-noi-vu.example/mau-2026"

struct audit {
	struct contract *c;
	struct tr_note_signer signer;
	struct tr_env_fixed clock;
	struct tr_env env;
	int dir, keys; /* tiles; what only the signer sees */
};

static struct audit
begin(struct contract *c, const char *origin)
{
	struct audit a = {.c = c, .clock = {.now = 1790000000, .counter = (uint64_t)strlen(origin)}};
	struct trien_err err = {0};
	struct tr_audit_log log;
	char path[300];

	a.env = tr_env_fixed_of(&a.clock);
	assert_ok(tr_note_signer_new(origin, TR_NOTE_LOG, &a.env, &a.signer, &err), &err);
	a.env = (struct tr_env){0};
	snprintf(path, sizeof(path), "%s/%s", c->dir, strrchr(origin, '/') + 1);
	assert_ok(tr_folder_open(AT_FDCWD, path, &a.dir, &err), &err);
	snprintf(path, sizeof(path), "%s/keys", c->dir);
	assert_ok(tr_folder_open(AT_FDCWD, path, &a.keys, &err), &err);
	assert_ok(tr_audit_open(c->db, origin, TR_BYTES(NULL, 0), 1790000000, &log, &err), &err);
	assert_int_equal(log.tree.size, 1);
	return a;
}

static void
end(struct audit *a)
{
	close(a->dir);
	close(a->keys);
}

struct acts {
	uint64_t from, count;
	bool fail;
};

static trien_rc
add_acts(struct tr_sql *db, void *context, struct trien_err *err)
{
	const struct acts *a = context;

	for (uint64_t i = a->from; i < a->from + a->count; i++) {
		char object[40];
		struct tr_audit_log log;
		snprintf(object, sizeof(object), "certificate:%llu", (unsigned long long)i);
		const struct tr_audit_act act = {.at = 1790000000 + (int64_t)i, .actor = "person:17", .act = "certificate.revoke",
				.object = object};
		TR_TRY(tr_audit_add(db, &act, &log, err));
		assert_int_equal(log.tree.size, i + 1);
	}
	return a->fail ? TR_ERR0(err, STORE_CONSTRAINT) : TRIEN_OK;
}

static void
act(struct audit *a, uint64_t from, uint64_t count)
{
	struct trien_err err = {0};
	struct acts acts = {from, count, false};
	assert_ok(tr_sql_transact(a->c->db, TR_SQL_WRITE, add_acts, &acts, &err), &err);
}

static trien_rc
sign(struct audit *a, struct tr_checkpoint *out, bool *now, struct trien_err *err)
{
	const struct tr_audit_signing s = {.dir = a->dir, .memory_dir = a->keys, .memory = "key.last", .signer = &a->signer, .now = 77};
	return tr_audit_sign(a->c->db, &s, out, now, err);
}

static struct tr_checkpoint
signed_at(struct audit *a, uint64_t size, bool want)
{
	struct trien_err err = {0};
	struct tr_checkpoint c;
	bool now;

	assert_ok(sign(a, &c, &now, &err), &err);
	assert_int_equal(c.size, size);
	assert_int_equal(now, want);
	return c;
}

static void
sign_refused(struct audit *a, const char *id)
{
	struct tr_checkpoint c;
	bool now;
	TR_AUTO_BUF before = {0};
	TR_AUTO_BUF after = {0};
	bool there;

	assert_int_equal(tr_file_load(a->dir, "checkpoint", 10000, &before, &there, NULL), TRIEN_OK);
	assert_refused(sign(a, &c, &now, NULL), id);
	assert_int_equal(tr_file_load(a->dir, "checkpoint", 10000, &after, &there, NULL), TRIEN_OK);
	assert_true(tr_bytes_equal(tr_buf_view(&before), tr_buf_view(&after)));
	say(a->c, "%s\n", id);
}

static void
say_fault(void *context, enum tr_audit_fault fault, uint64_t index)
{
	static const char *const words[] = {"row-changed", "row-missing", "row-extra", "entry-file", "tile", "tree", "rolled-back",
		"next-differs", "earlier-log"};
	say(context, "%s %llu\n", words[fault], (unsigned long long)index);
}

/* Verifies a log, and wants this many faults. */
static void
verify_log(struct audit *a, int64_t log, uint64_t faults)
{
	struct trien_err err = {0};
	struct tr_audit_count n;
	struct tr_checkpoint c;
	TR_AUTO_BUF note = {0};

	assert_ok(tr_file_load(a->dir, "checkpoint", 10000, &note, NULL, &err), &err);
	assert_ok(tr_checkpoint_open(tr_buf_view(&note), &a->signer.public, &c, &err), &err);
	assert_ok(tr_audit_verify(a->c->db, log, a->dir, &c, say_fault, a->c, &n, &err), &err);
	say(a->c, "%llu signed, %llu not, %llu faults\n", (unsigned long long)n.signed_leaves, (unsigned long long)n.unsigned_leaves,
			(unsigned long long)n.faults);
	assert_int_equal(n.faults, faults);
}

static void
verify(struct audit *a, uint64_t faults)
{
	verify_log(a, 1, faults);
}

static bool
said(const struct contract *c, const char *line)
{
	return memmem(c->said.p, c->said.n, line, strlen(line)) != NULL;
}

static void
change(struct contract *c, const char *sql)
{
	struct trien_err err = {0};
	assert_ok(write_one(c->db, sql, &err), &err);
}

/* ---- */

static void
test_growing(struct contract *c)
{
	struct trien_err err = {0};
	struct audit a;
	struct acts acts = {0, 1, false};
	assert_refused(tr_sql_transact(c->db, TR_SQL_WRITE, add_acts, &acts, &err), "audit.no-log");
	a = begin(c, ORIGIN);
	signed_at(&a, 1, true);
	signed_at(&a, 1, false);
	act(&a, 1, 254);
	verify(&a, 0);
	struct tr_checkpoint last = signed_at(&a, 255, true);
	act(&a, 255, 1);
	signed_at(&a, 256, true);
	act(&a, 256, 345);
	verify(&a, 0);
	acts = (struct acts){601, 3, true};
	assert_refused(tr_sql_transact(c->db, TR_SQL_WRITE, add_acts, &acts, &err), "store.constraint");
	struct tr_checkpoint now = signed_at(&a, 601, true);
	verify(&a, 0);
	for (unsigned i = 0; i < TR_TREE_HASH; i++)
		say(c, "%02x", now.root.b[i]);
	say(c, "\n");
	/* The older checkpoint is the beginning of the newer. */
	struct tr_tiles *t = calloc(1, sizeof(*t));
	struct tr_tree_path path;
	bool holds;
	tr_tiles_begin(t, a.dir, 601);
	const struct tr_tree_source source = tr_tiles_source(t);
	assert_ok(tr_tree_consistency(&source, 255, 601, &path, &err), &err);
	assert_ok(tr_tree_consistency_holds(255, &last.root, 601, &path, &now.root, &holds, &err), &err);
	assert_true(holds);
	free(t);
	end(&a);
}

/* A row changed by hand is named, whether its hash is changed too or not; so is one taken out, and one put in. */
static void
test_changed(struct contract *c)
{
	struct audit a = begin(c, ORIGIN);

	act(&a, 1, 300);
	signed_at(&a, 301, true);
	act(&a, 301, 5);
	change(c, either(c, "UPDATE audit_leaf SET entry = CAST('{}' AS BLOB) WHERE idx = 99", "UPDATE audit_leaf SET entry = '{}' WHERE idx = 99"));
	verify(&a, 2); /* the row, and the tree that it belongs to */
	assert_true(said(c, "row-changed 99\n"));
	change(c, "UPDATE audit_leaf SET hash = (SELECT hash FROM audit_leaf WHERE idx = 5) WHERE idx = 99");
	verify(&a, 2);
	change(c, "DELETE FROM audit_leaf WHERE idx = 200");
	verify(&a, 3);
	assert_true(said(c, "row-missing 200\n"));
	change(c, "INSERT INTO audit_leaf (log, idx, entry, hash) SELECT 1, 400, entry, hash FROM audit_leaf WHERE idx = 1");
	verify(&a, 4);
	assert_true(said(c, "row-extra 400\n"));
	/* Of those not yet signed too. */
	change(c, either(c, "UPDATE audit_leaf SET entry = CAST('{}' AS BLOB) WHERE idx = 303", "UPDATE audit_leaf SET entry = '{}' WHERE idx = 303"));
	verify(&a, 5);
	assert_true(said(c, "row-changed 303\n"));
	sign_refused(&a, "audit.row-changed");
	change(c, either(c, "UPDATE audit_log SET frontier = x''", "UPDATE audit_log SET frontier = ''"));
	sign_refused(&a, "audit.tree-damaged");
	end(&a);
}

/* Files of the log that are changed are found too. */
static void
test_files(struct contract *c)
{
	struct audit a = begin(c, ORIGIN);

	act(&a, 1, 600);
	signed_at(&a, 601, true);
	int fd = openat(a.dir, "tile/entries/000", O_WRONLY);
	assert_int_equal(pwrite(fd, "X", 1, 40), 1);
	close(fd);
	verify(&a, 1);
	assert_true(said(c, "entry-file 0\n"));
	fd = openat(a.dir, "tile/0/001", O_WRONLY);
	assert_int_equal(pwrite(fd, "XXXX", 4, 320), 4);
	close(fd);
	verify(&a, 4);
	assert_true(said(c, "tile 256\n"));
	assert_int_equal(unlinkat(a.dir, "tile/0/002.p/89", 0), 0);
	struct trien_err err = {0};
	struct tr_audit_count n;
	struct tr_checkpoint cp;
	TR_AUTO_BUF note = {0};
	assert_ok(tr_file_load(a.dir, "checkpoint", 10000, &note, NULL, &err), &err);
	assert_ok(tr_checkpoint_open(tr_buf_view(&note), &a.signer.public, &cp, &err), &err);
	assert_ok(tr_audit_verify(c->db, 1, a.dir, &cp, NULL, NULL, &n, &err), &err);
	assert_true(n.faults > 4);
	sign_refused(&a, "audit.tile-missing");
	end(&a);
}

/* The database of yesterday, and one that went another way since. */
static void
test_rolled_back(struct contract *c)
{
	struct audit a = begin(c, ORIGIN);

	act(&a, 1, 20);
	signed_at(&a, 21, true);
	act(&a, 21, 10);
	signed_at(&a, 31, true);
	/* Frontier of 21 = 16 + 4 + 1: what a backup would bring back. */
	change(c, "DELETE FROM audit_leaf");
	change(c, "DELETE FROM audit_log");
	struct trien_err err = {0};
	struct tr_audit_log log;
	assert_ok(tr_audit_open(c->db, ORIGIN, TR_BYTES(NULL, 0), 1790000000, &log, &err), &err);
	act(&a, 1, 20);
	sign_refused(&a, "audit.rolled-back");
	verify(&a, 12); /* says so, and names the ten that are missing, and that the tree is another */
	assert_true(said(c, "rolled-back 21\n"));
	/* It grows past what was signed, otherwise than before. */
	struct acts other = {21, 30, false};
	assert_ok(tr_sql_transact(c->db, TR_SQL_WRITE, add_acts, &other, &err), &err);
	signed_at(&a, 51, true); /* the same acts again: the same leaves, so nothing is forked */
	change(c, "DELETE FROM audit_leaf");
	change(c, "DELETE FROM audit_log");
	assert_ok(tr_audit_open(c->db, ORIGIN, TR_BYTES(NULL, 0), 1790000001, &log, &err), &err); /* one second later */
	act(&a, 1, 80);
	sign_refused(&a, "audit.forked");
	end(&a);
}

/* Killed between remembering and publishing; the checkpoint lost; a memory that is not the key's. */
static void
test_memory(struct contract *c)
{
	struct audit a = begin(c, ORIGIN);
	struct tr_note_signer right = a.signer;
	struct trien_err err = {0};
	struct tr_env_fixed clock = {.counter = 99};
	struct tr_env env = tr_env_fixed_of(&clock);

	act(&a, 1, 4);
	signed_at(&a, 5, true);
	assert_int_equal(unlinkat(a.dir, "checkpoint", 0), 0);
	signed_at(&a, 5, false);
	verify(&a, 0);
	assert_ok(tr_note_signer_new(ORIGIN, TR_NOTE_LOG, &env, &a.signer, &err), &err);
	sign_refused(&a, "audit.signature-wrong");
	assert_ok(tr_note_signer_new("other", TR_NOTE_LOG, &env, &a.signer, &err), &err);
	assert_int_equal(unlinkat(a.keys, "key.last", 0), 0);
	sign_refused(&a, "audit.key-not-of-log");
	a.signer = right;
	verify(&a, 0);
	end(&a);
}

/* A key without a memory: the right one goes on from what is published, and another of the same name signs nothing. */
static void
test_no_memory(struct contract *c)
{
	struct audit a = begin(c, ORIGIN);
	const struct tr_note_signer right = a.signer;
	struct trien_err err = {0};
	struct tr_env_fixed clock = {.counter = 99};
	struct tr_env env = tr_env_fixed_of(&clock);
	struct tr_audit_log log;
	bool there;
	TR_AUTO_BUF memory = {0};

	act(&a, 1, 4);
	signed_at(&a, 5, true);
	assert_int_equal(unlinkat(a.keys, "key.last", 0), 0);
	assert_ok(tr_note_signer_new(ORIGIN, TR_NOTE_LOG, &env, &a.signer, &err), &err);
	sign_refused(&a, "audit.key-other"); /* of the same size */
	act(&a, 5, 4);
	sign_refused(&a, "audit.key-other");
	assert_ok(tr_file_load(a.keys, "key.last", 10000, &memory, &there, &err), &err);
	assert_false(there);
	a.signer = right;
	verify(&a, 0);
	signed_at(&a, 9, true);
	/* With nothing new it is remembered again: it comes back where the published one is lost. */
	assert_int_equal(unlinkat(a.keys, "key.last", 0), 0);
	signed_at(&a, 9, false);
	assert_int_equal(unlinkat(a.dir, "checkpoint", 0), 0);
	signed_at(&a, 9, false);
	verify(&a, 0);
	/* What is published binds as the memory does: no fewer rows, and no others. */
	assert_int_equal(unlinkat(a.keys, "key.last", 0), 0);
	change(c, "DELETE FROM audit_leaf");
	change(c, "DELETE FROM audit_log");
	assert_ok(tr_audit_open(c->db, ORIGIN, TR_BYTES(NULL, 0), 1790000001, &log, &err), &err); /* one second later */
	act(&a, 1, 4);
	sign_refused(&a, "audit.rolled-back");
	act(&a, 5, 10);
	sign_refused(&a, "audit.forked");
	/* What nobody can read was not signed by this key either. */
	assert_ok(tr_file_replace(a.dir, "checkpoint", TR_BYTES("x\n", 2), &err), &err);
	sign_refused(&a, "audit.key-other");
	end(&a);
}

/* The store remembers too: neither another key, nor an older memory or folder, signs where both files are gone or rolled back. */
static void
test_store_remembers(struct contract *c)
{
	struct audit a = begin(c, ORIGIN);
	const struct tr_note_signer right = a.signer;
	struct trien_err err = {0};
	struct tr_env_fixed clock = {.counter = 99};
	struct tr_env env = tr_env_fixed_of(&clock);
	TR_AUTO_BUF early = {0};
	TR_AUTO_BUF late = {0};

	act(&a, 1, 4);
	signed_at(&a, 5, true);
	assert_ok(tr_file_load(a.dir, "checkpoint", 10000, &early, NULL, &err), &err);
	act(&a, 5, 4);
	signed_at(&a, 9, true);
	assert_ok(tr_file_load(a.dir, "checkpoint", 10000, &late, NULL, &err), &err);
	/* Both files gone: a key of the same name, and the right one. */
	assert_int_equal(unlinkat(a.keys, "key.last", 0), 0);
	assert_int_equal(unlinkat(a.dir, "checkpoint", 0), 0);
	assert_ok(tr_note_signer_new(ORIGIN, TR_NOTE_LOG, &env, &a.signer, &err), &err);
	sign_refused(&a, "audit.key-other");
	a.signer = right;
	sign_refused(&a, "audit.signer-behind");
	/* Rolled back to what was signed before. */
	assert_ok(tr_file_replace(a.dir, "checkpoint", tr_buf_view(&early), &err), &err);
	sign_refused(&a, "audit.signer-behind");
	assert_ok(tr_file_replace(a.keys, "key.last", tr_buf_view(&early), &err), &err);
	sign_refused(&a, "audit.signer-behind");
	/* The newest copy again: it goes on. */
	assert_ok(tr_file_replace(a.keys, "key.last", tr_buf_view(&late), &err), &err);
	act(&a, 9, 1);
	signed_at(&a, 10, true);
	/* Another tree of the same size was signed, says the store. */
	change(c, either(c, "UPDATE audit_signed SET root = zeroblob(32)", "UPDATE audit_signed SET root = decode(repeat('00', 32), 'hex')"));
	sign_refused(&a, "audit.forked");
	/* Killed before the store was told: the next run does it. */
	change(c, "DELETE FROM audit_signed");
	signed_at(&a, 10, false);
	assert_int_equal(ask_one(c->db, "SELECT size FROM audit_signed WHERE log = 1 AND at = 77"), 10);
	change(c, "UPDATE audit_signed SET size = 9");
	signed_at(&a, 10, false);
	assert_int_equal(ask_one(c->db, "SELECT size FROM audit_signed"), 10);
	verify(&a, 0);
	end(&a);
}

/* The drill: the key is lost. A new log goes on; what the old one had signed, and what not any more, is sealed in it. */
/* The owner of the database takes the last leaf out of the closed log, which nobody had signed, and makes the tree fit. */
static trien_rc
shorten(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct tr_tree_frontier f = {0};
	struct tr_tree_hash leaf;
	TR_AUTO_ROWS rows = {0};

	(void)context;
	TR_TRY(tr_audit_page(db, 1, 0, 12, &rows, err));
	for (size_t i = 0; i < rows.count; i++) {
		TR_TRY(tr_tree_leaf(tr_sql_cell(&rows, i, 1)->b, &leaf, err));
		TR_TRY(tr_tree_frontier_add(&f, &leaf, err));
	}
	TR_TRY(tr_sql_run(db, "DELETE FROM audit_leaf WHERE log = 1 AND idx = 12", NULL, 0, NULL, err));
	return tr_sql_run(db, "UPDATE audit_log SET size = 12, frontier = $1 WHERE log = 1", TR_SQL_IN(TR_SQL_B(tr_tree_frontier_bytes(&f))), NULL,
			err);
}

/* Who verifies the log of today alone sees what a hand did to one that was closed. Each is put back. */
static void
test_earlier(struct audit *new)
{
	static const char *const hands[][2] = {
		{"UPDATE audit_leaf SET hash = (SELECT hash FROM audit_leaf WHERE log = 1 AND idx = 2), entry = (SELECT entry FROM audit_leaf WHERE log = 1 AND idx = 2) "
		 "WHERE log = 1 AND idx = 11",
				"UPDATE audit_leaf SET hash = (SELECT hash FROM kept WHERE idx = 11), entry = (SELECT entry FROM kept WHERE idx = 11) WHERE log = 1 AND idx = 11"},
		{"DELETE FROM audit_leaf WHERE log = 1 AND idx = 4", "INSERT INTO audit_leaf SELECT * FROM kept WHERE idx = 4"},
		{"INSERT INTO audit_leaf (log, idx, entry, hash) SELECT 1, 13, entry, hash FROM kept WHERE idx = 4", "DELETE FROM audit_leaf WHERE log = 1 AND idx = 13"},
		{"UPDATE audit_log SET closed_at = NULL WHERE log = 1", "UPDATE audit_log SET closed_at = 1 WHERE log = 1"},
		{"UPDATE audit_log SET origin = 'x' WHERE log = 1", "UPDATE audit_log SET origin = '" ORIGIN "' WHERE log = 1"},
		{"UPDATE audit_log SET size = 1 WHERE log = 1", "UPDATE audit_log SET size = 13 WHERE log = 1"}, /* no tree has so many roots */
	};
	struct contract *c = new->c;

	change(c, "CREATE TABLE kept AS SELECT * FROM audit_leaf WHERE log = 1");
	verify_log(new, 2, 0);
	for (size_t i = 0; i < sizeof(hands) / sizeof(*hands); i++) {
		change(c, hands[i][0]);
		verify_log(new, 2, 1);
		assert_true(said(c, "earlier-log 1\n"));
		change(c, hands[i][1]);
		verify_log(new, 2, 0);
	}
}

static void
test_lost_key(struct contract *c)
{
	struct audit old = begin(c, ORIGIN), new;
	struct trien_err err = {0};
	struct tr_audit_log log;
	TR_AUTO_BUF last = {0};

	act(&old, 1, 9);
	signed_at(&old, 10, true);
	act(&old, 10, 3); /* never signed by the old key */
	assert_ok(tr_file_load(old.dir, "checkpoint", 10000, &last, NULL, &err), &err);
	assert_refused(tr_audit_open(c->db, ORIGIN, tr_buf_view(&last), 1790000500, &log, &err), "audit.origin-used");
	assert_refused(tr_audit_open(c->db, "", tr_buf_view(&last), 1790000500, &log, &err), "audit.name-invalid");
	new = old;
	struct tr_env_fixed clock = {.counter = 7};
	struct tr_env env = tr_env_fixed_of(&clock);
	assert_ok(tr_note_signer_new("so-noi-vu.example/mau-2026b", TR_NOTE_LOG, &env, &new.signer, &err), &err);
	char path[300];
	snprintf(path, sizeof(path), "%s/2026b", c->dir);
	assert_ok(tr_folder_open(AT_FDCWD, path, &new.dir, &err), &err);
	assert_int_equal(unlinkat(new.keys, "key.last", 0), 0);
	assert_ok(tr_audit_open(c->db, "so-noi-vu.example/mau-2026b", tr_buf_view(&last), 1790000500, &log, &err), &err);
	assert_int_equal(log.number, 2);
	sign_refused(&old, "audit.key-not-of-log");
	act(&new, 1, 2);
	signed_at(&new, 3, true);
	/* The old log still verifies, whole, against its last checkpoint; the first leaf of the new one says how it ended. */
	verify(&old, 0);
	TR_AUTO_BUF entries = {0};
	assert_ok(tr_file_load(new.dir, "tile/entries/000.p/3", 100000, &entries, NULL, &err), &err);
	struct tr_bytes rest = tr_buf_view(&entries), first;
	assert_true(tr_entry_take(&rest, &first));
	say(c, "%.*s\n", (int)first.n, first.p);
	assert_non_null(memmem(first.p, first.n, "\"previous_size\":13}", 19));
	assert_non_null(memmem(first.p, first.n, "\"previous_origin\":\"" ORIGIN "\"", strlen(ORIGIN) + 20));
	assert_non_null(memmem(first.p, first.n, "\"checkpoint\":\"" ORIGIN "\\u000a10\\u000a", strlen(ORIGIN) + 28));
	test_earlier(&new);
	assert_ok(tr_sql_transact(c->db, TR_SQL_WRITE, shorten, NULL, &err), &err);
	verify(&old, 1);
	verify_log(&new, 2, 1);
	assert_ok(write_one(c->db, "DELETE FROM audit_leaf WHERE log = 2 AND idx = 0", &err), &err);
	verify(&old, 1);
	/* The log itself, with its leaves. */
	change(c, "DELETE FROM audit_leaf WHERE log = 1");
	change(c, "DELETE FROM audit_log WHERE log = 1");
	verify_log(&new, 2, 3); /* and its own first leaf, and tree */
	end(&old);
	close(new.dir);
}

/* ---- receipts and witnesses ---- */

static void
test_receipt(struct contract *c)
{
	struct audit a = begin(c, ORIGIN);
	struct trien_err err = {0};
	struct tr_checkpoint at;
	TR_AUTO_BUF note = {0};
	TR_AUTO_BUF text = {0};

	act(&a, 1, 300);
	struct tr_checkpoint now = signed_at(&a, 301, true);
	assert_ok(tr_file_load(a.dir, "checkpoint", 10000, &note, NULL, &err), &err);
	struct tr_tiles *t = calloc(1, sizeof(*t));
	tr_tiles_begin(t, a.dir, now.size);
	const struct tr_tree_source source = tr_tiles_source(t);
	struct tr_proof p = {.index = 257, .checkpoint = tr_buf_view(&note)}, read = {0};
	TR_AUTO_BUF entries = {0};
	struct tr_bytes rest, entry = TR_BYTES(NULL, 0);
	assert_ok(tr_tiles_entries(t, 1, &entries, &err), &err);
	rest = tr_buf_view(&entries);
	assert_true(tr_entry_take(&rest, &entry) && tr_entry_take(&rest, &entry));
	assert_ok(tr_tree_inclusion(&source, 257, now.size, &p.path, &err), &err);
	assert_ok(tr_buf_add_bytes(&p.entry, entry, &err), &err);
	free(t);
	assert_ok(tr_proof_write(&p, &text, &err), &err);
	say(c, "%.*s", (int)text.n, text.p);
	assert_ok(tr_proof_read(tr_buf_view(&text), &read, &err), &err);
	assert_ok(tr_proof_holds(&read, &a.signer.public, &at, &err), &err);
	assert_int_equal(at.size, 301);
	/* Another entry, another place, another path. */
	read.entry.p[10] ^= 1;
	assert_refused(tr_proof_holds(&read, &a.signer.public, NULL, &err), "audit.proof-wrong");
	read.entry.p[10] ^= 1;
	read.index--;
	assert_refused(tr_proof_holds(&read, &a.signer.public, NULL, &err), "audit.proof-wrong");
	read.index++;
	read.path.hashes[0].b[0] ^= 1;
	assert_refused(tr_proof_holds(&read, &a.signer.public, NULL, &err), "audit.proof-wrong");
	read.path.hashes[0].b[0] ^= 1;
	a.signer.public.key[3] ^= 1;
	assert_refused(tr_proof_holds(&read, &a.signer.public, NULL, &err), "audit.signature-wrong");
	tr_proof_free(&p);
	tr_proof_free(&read);
	end(&a);
}

static trien_rc
cosign(struct audit *a, const struct tr_note_signer *witness, uint64_t old, struct tr_buf *line, struct trien_err *err)
{
	const struct tr_audit_witness w = {.signer = witness, .logs = &a->signer.public, .log_count = 1, .memory_dir = a->keys, .memory = "witness.last",
			.now = 1790000900};
	TR_AUTO_BUF request = {0};

	TR_TRY(tr_audit_ask_witness(a->dir, &a->signer.public, old, &request, err));
	return tr_audit_cosign(&w, tr_buf_view(&request), line, err);
}

/* A witness of two logs keeps what it has seen of each apart; a request whose old size is past its checkpoint is malformed. */
static void
two_logs(struct audit *a, const struct tr_note_signer *witness)
{
	struct tr_env_fixed clock = {.counter = 77};
	const struct tr_env env = tr_env_fixed_of(&clock);
	struct trien_err err = {0};
	struct tr_note_signer other;
	TR_AUTO_BUF text = {0};
	TR_AUTO_BUF note = {0};
	TR_AUTO_BUF asked = {0};
	TR_AUTO_BUF line = {0};

	assert_ok(tr_note_signer_new("other.example/mau", TR_NOTE_LOG, &env, &other, &err), &err);
	const struct tr_note_key logs[] = {other.public, a->signer.public};
	const struct tr_audit_witness w = {.signer = witness, .logs = logs, .log_count = 2, .memory_dir = a->keys, .memory = "two.last"};
	struct tr_checkpoint c = {.origin = "other.example/mau", .size = 3};
	assert_ok(tr_checkpoint_write(&c, &text, &err), &err);
	assert_ok(tr_buf_addf(&note, &err, "%.*s\n", (int)text.n, text.p), &err);
	assert_ok(tr_note_sign(&other, tr_buf_view(&text), 0, &note, &err), &err);
	struct tr_witness_request r = {.checkpoint = tr_buf_view(&note)};
	assert_ok(tr_witness_request_write(&r, &asked, &err), &err);
	assert_ok(tr_audit_cosign(&w, tr_buf_view(&asked), &line, &err), &err);
	tr_buf_clear(&asked);
	assert_ok(tr_audit_ask_witness(a->dir, &a->signer.public, 0, &asked, &err), &err);
	assert_ok(tr_audit_cosign(&w, tr_buf_view(&asked), &line, &err), &err);
	r.old = 4;
	tr_buf_clear(&asked);
	assert_ok(tr_witness_request_write(&r, &asked, &err), &err);
	assert_refused(tr_audit_cosign(&w, tr_buf_view(&asked), &line, &err), "audit.old-size");
	r.checkpoint = TR_BYTES_LIT("no checkpoint\n");
	tr_buf_clear(&asked);
	assert_ok(tr_witness_request_write(&r, &asked, &err), &err);
	assert_refused(tr_audit_cosign(&w, tr_buf_view(&asked), &line, &err), "audit.request-malformed");
}

static void
test_witness(struct contract *c)
{
	struct audit a = begin(c, ORIGIN);
	struct trien_err err = {0};
	struct tr_env_fixed clock = {.counter = 1234};
	struct tr_env env = tr_env_fixed_of(&clock);
	struct tr_note_signer witness;
	TR_AUTO_BUF line = {0};
	TR_AUTO_BUF note = {0};
	static struct tr_note n;
	bool good;
	int64_t time = 0;

	assert_ok(tr_note_signer_new("witness.example/mau", TR_NOTE_WITNESS, &env, &witness, &err), &err);
	act(&a, 1, 9);
	signed_at(&a, 10, true);
	assert_refused(cosign(&a, &a.signer, 0, &line, &err), "audit.key-kind");
	assert_refused(cosign(&a, &witness, 4, &line, &err), "audit.witness-size");
	two_logs(&a, &witness);
	assert_ok(cosign(&a, &witness, 0, &line, &err), &err);
	assert_ok(tr_audit_attach(a.dir, &witness.public, tr_buf_view(&line), &err), &err);
	assert_ok(tr_file_load(a.dir, "checkpoint", 10000, &note, NULL, &err), &err);
	say(c, "%.*s", (int)note.n, note.p);
	assert_ok(tr_note_read(tr_buf_view(&note), &n, &err), &err);
	assert_int_equal(n.count, 2);
	assert_ok(tr_note_signed_by(&n, &witness.public, &good, &time, &err), &err);
	assert_true(good && time == 1790000900);
	signed_at(&a, 10, false); /* does not take the line away */
	verify(&a, 0);
	act(&a, 10, 300);
	signed_at(&a, 310, true);
	assert_refused(tr_audit_attach(a.dir, &witness.public, tr_buf_view(&line), &err), "audit.signature-wrong");
	tr_buf_clear(&line);
	assert_refused(cosign(&a, &witness, 0, &line, &err), "audit.witness-size");
	assert_ok(cosign(&a, &witness, 10, &line, &err), &err);
	assert_ok(cosign(&a, &witness, 310, &line, &err), &err); /* the same again */
	/* A log that shows this witness another past. */
	TR_AUTO_BUF request = {0};
	assert_ok(tr_audit_ask_witness(a.dir, &a.signer.public, 310, &request, &err), &err);
	struct tr_witness_request r;
	assert_ok(tr_witness_request_read(tr_buf_view(&request), &r, &err), &err);
	struct tr_checkpoint forked = {.origin = ORIGIN, .size = 400};
	TR_AUTO_BUF lie = {0};
	assert_ok(tr_checkpoint_write(&forked, &lie, &err), &err);
	TR_AUTO_BUF lied = {0};
	assert_ok(tr_buf_add_bytes(&lied, tr_buf_view(&lie), &err), &err);
	assert_ok(tr_buf_add_byte(&lied, '\n', &err), &err);
	assert_ok(tr_note_sign(&a.signer, tr_buf_view(&lie), 0, &lied, &err), &err);
	r.checkpoint = tr_buf_view(&lied);
	tr_buf_clear(&line);
	TR_AUTO_BUF asked = {0};
	assert_ok(tr_witness_request_write(&r, &asked, &err), &err);
	const struct tr_audit_witness w = {.signer = &witness, .logs = &a.signer.public, .log_count = 1, .memory_dir = a.keys, .memory = "witness.last"};
	assert_refused(tr_audit_cosign(&w, tr_buf_view(&asked), &line, &err), "audit.proof-wrong");
	struct tr_note_key other = witness.public;
	const struct tr_audit_witness of_other = {.signer = &witness, .logs = &other, .log_count = 1, .memory_dir = a.keys, .memory = "witness.last"};
	assert_refused(tr_audit_cosign(&of_other, tr_buf_view(&asked), &line, &err), "audit.origin-unknown");
	assert_int_equal(line.n, 0);
	end(&a);
}

extern const struct contract_row audit_tests[];
const struct contract_row audit_tests[] = {
	{"audit grows", test_growing}, {"audit rows changed", test_changed}, {"audit files changed", test_files},
	{"audit rolled back", test_rolled_back}, {"audit memory", test_memory}, {"audit no memory", test_no_memory}, {"audit store remembers", test_store_remembers}, {"audit lost key", test_lost_key},
	{"audit receipt", test_receipt}, {"audit witness", test_witness}, {NULL, NULL},
};
