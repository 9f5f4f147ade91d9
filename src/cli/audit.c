/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien audit: keys, logs, signing, verifying, receipts, witnesses. Only `sign` and `cosign` open a private key. */
#include "store/audit.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/errors/cli.h"
#include "base/errors/store.h"
#include "cli/audit_witness.h"
#include "cli/store_door.h"
#include "registry/history.h"
#include "store/audit_prove.h"
#include "store/file.h"
#include "store/note_file.h"
#include "store/proof.h"
#include "store/tile.h"

#define CHECKPOINT "checkpoint"

struct words {
	const char *key, *vkey, *log, *number, *origin, *index, *old, *output, *proof, *from, *to, *last, *policy, *trust;
	bool witness;
};

static void
free_text(char **p)
{
	free(*p);
}
#define AUTO_TEXT __attribute__((cleanup(free_text))) char
static void
close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}
#define AUTO_FD __attribute__((cleanup(close_fd))) int
static void
close_database(struct tr_sql **db)
{
	tr_sql_close(*db);
}
#define AUTO_DATABASE __attribute__((cleanup(close_database))) struct tr_sql
static void
wipe_signer(struct tr_note_signer *s)
{
	tr_wipe(s, sizeof(*s));
}
#define AUTO_WITNESSES __attribute__((cleanup(tr_cli_witnesses_close))) struct tr_cli_witnesses
#define AUTO_SIGNER __attribute__((cleanup(wipe_signer))) struct tr_note_signer

static trien_rc
wanted(const char *value, const char *option, struct trien_err *err)
{
	return value != NULL ? TRIEN_OK : TR_ERR(err, CLI_OPTION_WANTED, TR_S("option", option));
}

static trien_rc
number_of(const char *text, const char *option, uint64_t *out, struct trien_err *err)
{
	if (!tr_decimal_read(TR_BYTES(text, strlen(text)), out))
		return TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", option), TR_S("got", text), TR_S("want", "0, 1, 2, …"));
	return TRIEN_OK;
}

static trien_rc
load(const char *path, struct tr_buf *out, struct trien_err *err)
{
	return tr_file_load(AT_FDCWD, path, TR_NOTE_MAX, out, NULL, err);
}

static trien_rc
public_key(const struct words *w, struct tr_note_key *out, struct trien_err *err)
{
	TR_TRY(wanted(w->vkey, "--vkey", err));
	return tr_note_key_load(w->vkey, out, err);
}

/* *fd stays open and locked: one signer at a time. */
static trien_rc
private_key(const struct words *w, struct tr_note_signer *out, int *fd, struct trien_err *err)
{
	TR_TRY(wanted(w->key, "--key", err));
	TR_TRY(tr_note_signer_load(w->key, out, fd, err));
	return flock(*fd, LOCK_EX) == 0 ? TRIEN_OK : tr_file_failed(w->key, errno, err);
}

static trien_rc
memory_of(const struct words *w, char **out, struct trien_err *err)
{
	if (asprintf(out, "%s.last", w->key) >= 0)
		return TRIEN_OK;
	*out = NULL;
	return TR_ERR(err, NO_MEMORY, TR_U("want", strlen(w->key)));
}

struct find_log {
	uint64_t number; /* 0: the one that is written to */
	struct tr_audit_log log;
};

static trien_rc
find_log(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct find_log *f = context;
	return tr_audit_log(db, (int64_t)f->number, &f->log, err);
}

/* A log and its folder: STORE/audit/NUMBER, or --log. */
static trien_rc
log_folder(const struct words *w, const char *place, struct tr_sql *db, struct tr_audit_log *log, int *dir, struct trien_err *err)
{
	struct find_log f = {0};
	char name[40];
	AUTO_TEXT *path = NULL;

	if (w->number != NULL)
		TR_TRY(number_of(w->number, "--number", &f.number, err));
	TR_TRY(tr_sql_transact(db, TR_SQL_READ, find_log, &f, err));
	*log = f.log;
	snprintf(name, sizeof(name), "audit/%lld", (long long)f.log.number);
	TR_TRY(tr_cli_store_folder(place, name, w->log, "--log", &path, err));
	return tr_folder_open(AT_FDCWD, path, dir, err);
}

/* A folder of tiles alone, where no database is needed. */
static trien_rc
tiles_folder(const struct words *w, int *dir, struct trien_err *err)
{
	TR_TRY(wanted(w->log, "--log", err));
	*dir = open(w->log, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return *dir >= 0 ? TRIEN_OK : tr_file_failed(w->log, errno, err);
}

static void
print_checkpoint(const struct tr_cli *cli, const struct tr_checkpoint *c, const char *vi, const char *en)
{
	if (cli->json) {
		tr_cli_print_json(json_pack("{s:s, s:I, s:n}", "origin", c->origin, "size", (json_int_t)c->size, "error"));
		return;
	}
	tr_cli_print_safe(stdout, c->origin);
	printf(": %s (%llu)\n", tr_say(cli, vi, en), (unsigned long long)c->size);
}

/* ---- key, open ---- */

static trien_rc
make_key(const struct tr_cli *cli, const struct words *w, const char *path, struct trien_err *err)
{
	AUTO_SIGNER signer = {0};
	TR_AUTO_SECRET text = {0};
	TR_AUTO_BUF public = {0};
	bool there;

	TR_TRY(wanted(w->origin, "--origin", err));
	TR_TRY(tr_note_signer_new(w->origin, w->witness ? TR_NOTE_WITNESS : TR_NOTE_LOG, cli->env, &signer, err));
	TR_TRY(tr_note_signer_write(&signer, &text, err));
	TR_TRY(tr_buf_add_byte(&text, '\n', err));
	TR_TRY(tr_file_add(AT_FDCWD, path, tr_buf_view(&text), &there, err));
	if (there)
		return TR_ERR(err, AUDIT_KEY_THERE, TR_S("path", path));
	TR_TRY(tr_note_key_write(&signer.public, &public, err));
	if (cli->json)
		tr_cli_print_json(json_pack("{s:s%, s:n}", "vkey", public.p, public.n, "error"));
	else
		printf("%.*s\n", (int)public.n, public.p);
	return TRIEN_OK;
}

static trien_rc
open_log(const struct tr_cli *cli, const struct words *w, const char *place, struct trien_err *err)
{
	AUTO_DATABASE *db = NULL;
	TR_AUTO_BUF last = {0};
	struct tr_audit_log log;
	struct tr_note n;

	TR_TRY(wanted(w->origin, "--origin", err));
	if (w->last != NULL) {
		TR_TRY(load(w->last, &last, err));
		TR_TRY(tr_note_read(tr_buf_view(&last), &n, err));
	}
	TR_TRY(tr_cli_store_database(place, TR_SQL_MUST_EXIST, &db, err));
	TR_TRY(tr_cli_store_door(cli, place, db, TR_WORK_ALTER, err));
	TR_TRY(tr_audit_open(db, w->origin, tr_buf_view(&last), cli->env->now(cli->env->context), &log, err));
	if (cli->json)
		tr_cli_print_json(json_pack("{s:I, s:s, s:n}", "log", (json_int_t)log.number, "origin", log.origin, "error"));
	else
		tr_cli_printf(cli, "Đã mở nhật ký số %lld.\n", "Log number %lld is open.\n", (long long)log.number);
	return TRIEN_OK;
}

/* ---- sign ---- */

/* With the witnesses of a policy: one object, or the lines about who has not signed before the one about the checkpoint. */
static trien_rc
collect(const struct tr_cli *cli, struct tr_cli_witnesses *witnesses, int dir, const struct tr_note_key *log, const struct tr_checkpoint *c,
		struct trien_err *err)
{
	json_t *report = cli->json ? json_array() : NULL;
	const trien_rc rc = tr_cli_witnesses_collect(cli, witnesses, dir, log, report, err);

	if (rc == TRIEN_OK && cli->json)
		tr_cli_print_json(json_pack("{s:s, s:I, s:O, s:n}", "origin", c->origin, "size", (json_int_t)c->size, "witnesses", report, "error"));
	else if (rc == TRIEN_OK)
		print_checkpoint(cli, c, "đã ký, đủ nhân chứng", "signed, with enough witnesses");
	json_decref(report);
	return rc;
}

static trien_rc
sign(const struct tr_cli *cli, const struct words *w, const char *place, struct trien_err *err)
{
	AUTO_WITNESSES witnesses = {0};
	AUTO_SIGNER signer = {0};
	AUTO_DATABASE *db = NULL;
	AUTO_TEXT *memory = NULL;
	AUTO_FD dir = -1;
	AUTO_FD key = -1;
	struct tr_audit_log log;
	struct tr_checkpoint c;
	bool now;

	if (w->number != NULL)
		return TR_ERR(err, CLI_OPTION_UNKNOWN, TR_S("got", "--number"));
	if (w->policy != NULL)
		TR_TRY(tr_cli_witnesses_open(w->policy, w->trust, &witnesses, err));
	TR_TRY(private_key(w, &signer, &key, err));
	if (signer.public.kind != TR_NOTE_LOG)
		return TR_ERR0(err, AUDIT_KEY_KIND);
	TR_TRY(memory_of(w, &memory, err));
	TR_TRY(tr_cli_store_database(place, TR_SQL_MUST_EXIST, &db, err));
	TR_TRY(tr_cli_store_door(cli, place, db, TR_WORK_RUN, err));
	TR_TRY(log_folder(w, place, db, &log, &dir, err));
	const struct tr_audit_signing s = {.dir = dir, .memory_dir = AT_FDCWD, .memory = memory, .signer = &signer, .now = cli->env->now(cli->env->context)};
	TR_TRY(tr_audit_sign(db, &s, &c, &now, err));
	if (w->policy != NULL)
		return collect(cli, &witnesses, dir, &signer.public, &c, err);
	print_checkpoint(cli, &c, now ? "đã ký" : "không có gì mới để ký", now ? "signed" : "nothing new to sign");
	return TRIEN_OK;
}

/* ---- verify ---- */

static trien_rc
check_witnesses(const struct words *w, const struct tr_note_key *key, struct tr_bytes note, struct trien_err *err)
{
	struct tr_policy *policy;

	if (w->policy == NULL)
		return TRIEN_OK;
	TR_TRY(tr_cli_policy_load(w->policy, &policy, err));
	const trien_rc rc = tr_policy_holds(policy, key, note, NULL, err);
	tr_policy_free(policy);
	return rc;
}

struct report {
	const struct tr_cli *cli;
	bool witnessed; /* the checkpoint has the signatures that a policy wants */
	json_t *faults;
};

static void
say_fault(void *context, enum tr_audit_fault fault, uint64_t index)
{
	static const struct {
		const char *kind, *vi, *en;
	} words[] = {
		[TR_AUDIT_ROW_CHANGED] = {"row-changed", "Dòng bị sửa trong cơ sở dữ liệu", "A row was changed in the database"},
		[TR_AUDIT_ROW_MISSING] = {"row-missing", "Dòng bị xóa khỏi cơ sở dữ liệu", "A row was taken out of the database"},
		[TR_AUDIT_ROW_EXTRA] = {"row-extra", "Dòng thừa ngoài cây", "A row that is not in the tree"},
		[TR_AUDIT_ENTRY_FILE] = {"entry-file", "Tệp tile/entries sai ở dòng", "tile/entries is wrong at row"},
		[TR_AUDIT_TILE_WRONG] = {"tile", "Tệp tile không khớp chữ ký, gần dòng", "The tiles do not fit the signature, near row"},
		[TR_AUDIT_TREE_WRONG] = {"tree", "Cây trong cơ sở dữ liệu không khớp các dòng, sau dòng",
				"The database's tree does not fit its rows, after row"},
		[TR_AUDIT_NEXT_DIFFERS] = {"next-differs", "Nhật ký tiếp theo ghi phần cuối của nhật ký này khác, số dòng",
				"The next log says that this one ended otherwise, rows"},
		[TR_AUDIT_EARLIER_LOG] = {"earlier-log", "Nhật ký đã đóng trước đó không còn như lúc đóng, nhật ký số",
				"A log that was closed before is not what it was then, number"},
		[TR_AUDIT_ROLLED_BACK] = {"rolled-back", "Cơ sở dữ liệu bị lùi lại, chỉ còn số dòng", "The database was rolled back, to rows"},
	};
	struct report *r = context;

	json_array_append_new(r->faults, json_pack("{s:s, s:I}", "kind", words[fault].kind, "index", (json_int_t)index));
	if (!r->cli->json)
		printf("%s: %llu\n", tr_say(r->cli, words[fault].vi, words[fault].en), (unsigned long long)index);
}

/* The books, against what the leaves say of the acts that wrote them. */
static void
say_book_fault(void *context, enum tr_registry_fault fault, const char *object)
{
	static const struct {
		const char *kind, *vi, *en;
	} words[] = {
		[TR_REGISTRY_ACT_CHANGED] = {"act-changed", "Việc đã ghi không khớp nhật ký", "An act is not what the log says"},
		[TR_REGISTRY_ACT_MISSING] = {"act-missing", "Nhật ký có mà sổ mất việc", "The log knows an act that is gone"},
		[TR_REGISTRY_ROW_CHANGED] = {"book-row-changed", "Bản ghi trong sổ bị sửa tay", "A record was changed by hand"},
		[TR_REGISTRY_ROW_MISSING] = {"book-row-missing", "Bản ghi trong sổ bị xóa tay", "A record was taken out by hand"},
		[TR_REGISTRY_ROW_EXTRA] = {"book-row-extra", "Bản ghi trong sổ không do việc nào ghi", "A record that no act has entered"},
		[TR_REGISTRY_WORDS_MISSING] = {"search-words-missing", "Tìm theo tên không ra bản ghi này", "A record that a search for its name does not find"},
		[TR_REGISTRY_WORDS_EXTRA] = {"search-words-extra", "Từ khóa tìm kiếm không đúng với bản ghi", "Words of a search that are not those of the record"},
	};
	struct report *r = context;

	json_array_append_new(r->faults, json_pack("{s:s, s:s}", "kind", words[fault].kind, "object", object));
	if (!r->cli->json)
		printf("%s: %s\n", tr_say(r->cli, words[fault].vi, words[fault].en), object);
}

static trien_rc
print_verdict(struct report *r, struct tr_sql *db, int64_t log, int dir, const struct tr_checkpoint *c, struct trien_err *err)
{
	struct tr_audit_count n;
	struct tr_registry_count books;

	TR_TRY(tr_audit_verify(db, log, dir, c, say_fault, r, &n, err));
	TR_TRY(tr_registry_verify(db, say_book_fault, r, &books, err));
	if (r->cli->json)
		tr_cli_print_json(json_pack("{s:s, s:I, s:I, s:I, s:I, s:b, s:O, s:n}", "origin", c->origin, "signed", (json_int_t)n.signed_leaves,
				"unsigned", (json_int_t)n.unsigned_leaves, "acts", (json_int_t)books.acts, "records", (json_int_t)books.rows, "witnessed",
				(int)r->witnessed, "faults", r->faults, "error"));
	else
		tr_cli_printf(r->cli, "%llu dòng đã ký, %llu dòng chưa ký; %llu việc, %llu bản ghi; %llu lỗi.\n",
				"%llu rows signed, %llu not yet; %llu acts, %llu records; %llu faults.\n", (unsigned long long)n.signed_leaves,
				(unsigned long long)n.unsigned_leaves, (unsigned long long)books.acts, (unsigned long long)books.rows,
				(unsigned long long)(n.faults + books.faults));
	if (!r->cli->json && !r->witnessed)
		puts(tr_say(r->cli, "Chưa đối chiếu với nhân chứng: cơ sở dữ liệu và thư mục nhật ký cùng bị lùi về quá khứ thì lần kiểm này không thấy (--witness-policy).",
				"Not held against a witness: a database and a log's folder that were rolled back together are not seen by this (--witness-policy)."));
	return TRIEN_OK;
}

static trien_rc
verify_log(const struct tr_cli *cli, const struct words *w, const char *place, int *code, struct trien_err *err)
{
	struct report r = {cli, w->policy != NULL, NULL};
	AUTO_DATABASE *db = NULL;
	AUTO_FD dir = -1;
	TR_AUTO_BUF note = {0};
	struct tr_note_key key;
	struct tr_audit_log log;
	struct tr_checkpoint c;

	TR_TRY(public_key(w, &key, err));
	TR_TRY(tr_cli_store_database(place, TR_SQL_MUST_EXIST, &db, err));
	TR_TRY(tr_cli_store_door(cli, place, db, TR_WORK_VERIFY, err));
	TR_TRY(log_folder(w, place, db, &log, &dir, err));
	TR_TRY(tr_file_load(dir, CHECKPOINT, TR_NOTE_MAX, &note, NULL, err));
	TR_TRY(tr_checkpoint_open(tr_buf_view(&note), &key, &c, err));
	TR_TRY(check_witnesses(w, &key, tr_buf_view(&note), err));
	r.faults = json_array();
	const trien_rc rc = print_verdict(&r, db, log.number, dir, &c, err);
	*code = json_array_size(r.faults) > 0;
	json_decref(r.faults);
	return rc;
}

static trien_rc
verify_proof(const struct tr_cli *cli, const struct words *w, struct trien_err *err)
{
	struct tr_note_key key;
	struct tr_checkpoint c;
	struct tr_proof p = {0};
	TR_AUTO_BUF text = {0};

	TR_TRY(public_key(w, &key, err));
	TR_TRY(load(w->proof, &text, err));
	TR_TRY(tr_proof_read(tr_buf_view(&text), &p, err));
	trien_rc rc = tr_proof_holds(&p, &key, &c, err);
	if (rc == TRIEN_OK)
		rc = check_witnesses(w, &key, p.checkpoint, err);
	if (rc == TRIEN_OK && cli->json) {
		tr_cli_print_json(json_pack("{s:s, s:I, s:I, s:s%, s:n}", "origin", c.origin, "index", (json_int_t)p.index, "size",
				(json_int_t)c.size, "entry", p.entry.p, p.entry.n, "error"));
	} else if (rc == TRIEN_OK) {
		print_checkpoint(cli, &c, "dòng có trong nhật ký đã ký", "the row stands in the signed log");
		if (tr_buf_add_byte(&p.entry, 0, NULL) == TRIEN_OK)
			tr_cli_print_safe(stdout, (char *)p.entry.p);
		putchar('\n');
	}
	tr_proof_free(&p);
	return rc;
}

/* Does the later of two checkpoints extend the earlier? The tiles tell. */
static trien_rc
verify_between(const struct tr_cli *cli, const struct words *w, struct trien_err *err)
{
	struct tr_note_key key;
	struct tr_checkpoint from, to;
	TR_AUTO_BUF a = {0};
	TR_AUTO_BUF b = {0};
	AUTO_FD dir = -1;
	struct tr_tree_path path;
	bool holds = false;

	TR_TRY(public_key(w, &key, err));
	TR_TRY(load(w->from, &a, err));
	TR_TRY(load(w->to, &b, err));
	TR_TRY(tr_checkpoint_open(tr_buf_view(&a), &key, &from, err));
	TR_TRY(tr_checkpoint_open(tr_buf_view(&b), &key, &to, err));
	TR_TRY(tiles_folder(w, &dir, err));
	struct tr_tiles *tiles = tr_mem_zeroed(1, sizeof(*tiles));
	if (tiles == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*tiles)));
	tr_tiles_begin(tiles, dir, to.size);
	const struct tr_tree_source source = tr_tiles_source(tiles);
	trien_rc rc = tr_tree_consistency(&source, from.size, to.size, &path, err);
	free(tiles);
	if (rc == TRIEN_OK)
		rc = tr_tree_consistency_holds(from.size, &from.root, to.size, &path, &to.root, &holds, err);
	if (rc == TRIEN_OK && !holds)
		rc = TR_ERR(err, AUDIT_PROOF_WRONG, TR_U("index", from.size), TR_U("size", to.size));
	if (rc == TRIEN_OK)
		print_checkpoint(cli, &to, "tiếp nối đúng điểm kiểm trước", "extends the earlier checkpoint");
	return rc;
}

/* ---- prove ---- */

static trien_rc
fill_proof(int dir, const struct tr_note_key *key, struct tr_proof *p, struct trien_err *err)
{
	struct tr_checkpoint c;

	TR_TRY(tr_checkpoint_open(p->checkpoint, key, &c, err));
	TR_TRY(tr_audit_prove(dir, c.size, p, err));
	return tr_proof_holds(p, key, NULL, err);
}

static trien_rc
prove(const struct words *w, struct trien_err *err)
{
	struct tr_note_key key;
	struct tr_proof p = {0};
	AUTO_FD dir = -1;
	TR_AUTO_BUF note = {0};
	TR_AUTO_BUF out = {0};

	TR_TRY(public_key(w, &key, err));
	TR_TRY(wanted(w->index, "--index", err));
	TR_TRY(wanted(w->output, "-o", err));
	TR_TRY(number_of(w->index, "--index", &p.index, err));
	TR_TRY(tiles_folder(w, &dir, err));
	TR_TRY(tr_file_load(dir, CHECKPOINT, TR_NOTE_MAX, &note, NULL, err));
	p.checkpoint = tr_buf_view(&note);
	trien_rc rc = fill_proof(dir, &key, &p, err);
	if (rc == TRIEN_OK)
		rc = tr_proof_write(&p, &out, err);
	tr_proof_free(&p);
	return rc == TRIEN_OK ? tr_file_replace(AT_FDCWD, w->output, tr_buf_view(&out), err) : rc;
}

/* ---- witnesses ---- */

static trien_rc
request(const struct words *w, struct trien_err *err)
{
	struct tr_note_key key;
	AUTO_FD dir = -1;
	TR_AUTO_BUF out = {0};
	uint64_t old = 0;

	TR_TRY(public_key(w, &key, err));
	if (w->old != NULL)
		TR_TRY(number_of(w->old, "--old", &old, err));
	TR_TRY(tiles_folder(w, &dir, err));
	TR_TRY(tr_audit_ask_witness(dir, &key, old, &out, err));
	fwrite(out.p, 1, out.n, stdout);
	return TRIEN_OK;
}

static trien_rc
cosign(const struct tr_cli *cli, const struct words *w, const char *path, struct trien_err *err)
{
	AUTO_SIGNER signer = {0};
	AUTO_TEXT *memory = NULL;
	AUTO_FD key = -1;
	TR_AUTO_BUF in = {0};
	TR_AUTO_BUF out = {0};
	struct tr_note_key log;

	TR_TRY(public_key(w, &log, err));
	TR_TRY(private_key(w, &signer, &key, err));
	TR_TRY(memory_of(w, &memory, err));
	TR_TRY(load(path, &in, err));
	const struct tr_audit_witness witness = {.signer = &signer, .logs = &log, .log_count = 1, .memory_dir = AT_FDCWD, .memory = memory,
			.now = cli->env->now(cli->env->context)};
	TR_TRY(tr_audit_cosign(&witness, tr_buf_view(&in), &out, err));
	fwrite(out.p, 1, out.n, stdout);
	return TRIEN_OK;
}

static trien_rc
attach(const struct words *w, const char *path, struct trien_err *err)
{
	struct tr_note_key key;
	AUTO_FD dir = -1;
	TR_AUTO_BUF line = {0};

	TR_TRY(public_key(w, &key, err));
	TR_TRY(tiles_folder(w, &dir, err));
	TR_TRY(load(path, &line, err));
	return tr_audit_attach(dir, &key, tr_buf_view(&line), err);
}

/* ---- */

static trien_rc
run(const struct tr_cli *cli, const struct words *w, const struct tr_arguments *a, int *code, struct trien_err *err)
{
	const char *what = a->count > 0 ? a->items[0] : "", *first = a->count == 2 ? a->items[1] : NULL;

	if (first != NULL && strcmp(what, "key") == 0)
		return make_key(cli, w, first, err);
	if (first != NULL && strcmp(what, "open") == 0)
		return open_log(cli, w, first, err);
	if (first != NULL && strcmp(what, "sign") == 0)
		return sign(cli, w, first, err);
	if (first != NULL && strcmp(what, "verify") == 0)
		return verify_log(cli, w, first, code, err);
	if (a->count == 1 && strcmp(what, "verify") == 0 && w->proof != NULL)
		return verify_proof(cli, w, err);
	if (a->count == 1 && strcmp(what, "verify") == 0 && w->from != NULL && w->to != NULL)
		return verify_between(cli, w, err);
	if (a->count == 1 && strcmp(what, "prove") == 0)
		return prove(w, err);
	if (a->count == 1 && strcmp(what, "request") == 0)
		return request(w, err);
	if (first != NULL && strcmp(what, "cosign") == 0)
		return cosign(cli, w, first, err);
	if (first != NULL && strcmp(what, "attach") == 0)
		return attach(w, first, err);
	return TR_ERR(err, CLI_USAGE, TR_S("usage", "trien audit key | open | sign | verify | prove | request | cosign | attach (man trien-audit)"));
}

int
tr_cli_audit(struct tr_cli *cli, int argc, char **argv)
{
	struct words w = {0};
	const struct tr_option options[] = {{"--key", TR_OPTION_TEXT, &w.key}, {"--vkey", TR_OPTION_TEXT, &w.vkey},
		{"--log", TR_OPTION_TEXT, &w.log}, {"--number", TR_OPTION_TEXT, &w.number}, {"--origin", TR_OPTION_TEXT, &w.origin}, {"--index", TR_OPTION_TEXT, &w.index},
		{"--old", TR_OPTION_TEXT, &w.old}, {"-o", TR_OPTION_TEXT, &w.output}, {"--output", TR_OPTION_TEXT, &w.output},
		{"--proof", TR_OPTION_TEXT, &w.proof}, {"--from", TR_OPTION_TEXT, &w.from}, {"--to", TR_OPTION_TEXT, &w.to},
		{"--last", TR_OPTION_TEXT, &w.last}, {"--witness", TR_OPTION_FLAG, &w.witness},
		{"--witness-policy", TR_OPTION_TEXT, &w.policy}, {"--trust", TR_OPTION_TEXT, &w.trust}};
	struct tr_arguments rest;
	struct trien_err err = {0};
	int code = 0;

	trien_rc rc = tr_cli_parse(cli, argc, argv, options, sizeof(options) / sizeof(*options), &rest, &err);
	if (rc == TRIEN_OK)
		rc = run(cli, &w, &rest, &code, &err);
	return rc == TRIEN_OK ? code : tr_cli_fail(cli, NULL, &err);
}
