/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * trien evidence create|stamp|show|verify|destroy: what Circular 41/2017, Điều 9-10 wants kept with a signed document, as one file beside
 * it. Everything hostile is read in the sandbox; the time stamp's answer too. What the document, its stamps or the evidence's own stamp lack to be
 * judged is got from the hosts that may be asked.
 * Requirement: X1
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/errors/cli.h"
#include "base/errors/verify.h"
#include "base/errors/worker.h"
#include "cli/cli.h"
#include "cli/custody_desk.h"
#include "cli/evidence_work.h"
#include "cli/file.h"
#include "cli/verify_page.h"
#include "crypto/digest.h"
#include "verify/record.h"
#include "worker/task_network.h"

#define USAGE \
	"trien evidence create [--policy FILE] [--responsibility TEXT|FILE] [--received] [--tsa URL] [-o OUT] FILE.pdf | " \
	"stamp [--trust DIR] --tsa URL FILE.evidence | show FILE.evidence | verify [--evidence FILE] [--custody STORE] FILE.pdf | destroy [--yes] FILE.pdf"
#define SUFFIX ".evidence"

struct words {
	const char *policy, *responsibility, *tsa, *trust, *as_of, *evidence, *custody, *out;
	struct tr_option_list allow;
	bool received, force, yes, offline;
	char beside[PATH_MAX]; /* where the evidence of the document is */
};

struct run {
	struct tr_cli *cli;
	const struct words *words;
	const char *file;
	struct tr_evidence_work work;
	bool alone;     /* renewed without its document beside it */
	struct tr_buf custody_given; /* what the registry says of the keys of the document */
};

static trien_rc
memory_file(struct tr_bytes bytes, int *out, struct trien_err *err)
{
	*out = tr_worker_memory_file(bytes);
	return *out >= 0 ? TRIEN_OK : TR_ERR(err, NO_MEMORY, TR_U("want", bytes.n));
}

/* ---- create ---- */

/* The words themselves, or the file that is named. */
static trien_rc
read_responsibility(const struct run *r, struct tr_buf *out, struct trien_err *err)
{
	const char *given = r->words->responsibility;

	if (given == NULL)
		return TRIEN_OK;
	if (access(given, F_OK) == 0)
		return tr_file_read(given, TR_RECORD_TEXT_MAX, out, err);
	if (strlen(given) > TR_RECORD_TEXT_MAX)
		return TR_ERR(err, EVIDENCE_LIMIT, TR_S("what", "byte"), TR_U("max", TR_RECORD_TEXT_MAX));
	return tr_buf_add(out, given, strlen(given), err);
}

static trien_rc
make_from(struct run *r, const struct tr_source *document, int policy, struct tr_buf *record, struct trien_err *err)
{
	TR_AUTO_BUF responsibility = {.max = TR_RECORD_TEXT_MAX + 1};
	struct tr_evidence_said said = {.received = r->words->received, .policy = policy};

	TR_TRY(read_responsibility(r, &responsibility, err));
	said.responsibility = tr_buf_view(&responsibility);
	return tr_evidence_work_make(&r->work, &said, document->fd, record, err);
}

static trien_rc
make(struct run *r, const struct tr_source *document, struct tr_buf *record, struct trien_err *err)
{
	struct tr_source policy = {.fd = -1};

	if (r->words->policy != NULL)
		TR_TRY(tr_source_open(r->words->policy, &policy, err));
	trien_rc rc = make_from(r, document, policy.fd, record, err);
	if (policy.fd >= 0)
		tr_source_close(&policy);
	return rc;
}

/* ---- renewing ---- */

/* The status of who stamped before, and what the document lacks, are got first, and stand under the new stamp. */
static trien_rc
renew(struct run *r, int document, struct tr_buf *record, struct trien_err *err)
{
	TR_AUTO_BUF added = {.max = TR_WORKER_ANSWER_MAX};

	TR_TRY(tr_evidence_work_lack(&r->work, document, tr_buf_view(record), &added, err));
	return tr_evidence_work_stamp(&r->work, record, tr_buf_view(&added), err);
}

/* ---- show ---- */

static const char *
word_of(const struct tr_cli *cli, const char *word)
{
	static const struct {
		const char *word, *vi, *en;
	} words[] = {{"certificate", "chứng thư", "certificate"}, {"crl", "danh sách thu hồi (CRL)", "revocation list (CRL)"},
		{"ocsp", "trả lời OCSP", "OCSP answer"}, {"revocation", "dữ liệu thu hồi (CRL hoặc OCSP)", "revocation data (CRL or OCSP)"},
		{"policy", "quy chế chứng thực", "certification policy"},
		{"responsibility", "thông tin về trách nhiệm của người ký", "the signer's responsibility"},
		{"stamp", "dấu thời gian", "a time stamp"}};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strcmp(word, words[i].word) == 0)
			return tr_say(cli, words[i].vi, words[i].en);
	return word;
}

static void
print_item(const struct tr_cli *cli, const json_t *item)
{
	printf("  - %s, %lld byte", word_of(cli, tr_cli_text_in(item, "type")), (long long)json_integer_value(json_object_get(item, "bytes")));
	const char *name = *tr_cli_text_in(item, "name") ? tr_cli_text_in(item, "name") : tr_cli_text_in(item, "text");
	if (*name != '\0') {
		fputs(": ", stdout);
		tr_cli_print_safe(stdout, name);
	}
	putchar('\n');
}

static void
print_evidence(const struct tr_cli *cli, const json_t *e)
{
	size_t i;
	json_t *v;

	puts(strcmp(tr_cli_text_in(e, "kind"), "incoming") == 0 ? tr_say(cli, "Chứng cứ của văn bản đến", "Evidence of an incoming document")
								  : tr_say(cli, "Chứng cứ của văn bản đi", "Evidence of an outgoing document"));
	printf("  %s: ", tr_say(cli, "lập lúc", "made"));
	tr_cli_print_safe(stdout, tr_cli_text_in(e, "made"));
	printf("\n  SHA-256: ");
	tr_cli_print_safe(stdout, tr_cli_text_in(e, "document"));
	putchar('\n');
	json_array_foreach(json_object_get(e, "items"), i, v)
		print_item(cli, v);
	json_array_foreach(json_object_get(e, "stamps"), i, v) {
		printf("  - %s: ", word_of(cli, "stamp"));
		tr_cli_print_safe(stdout, tr_cli_text_in(v, "time"));
		printf(" (%s ", tr_say(cli, "tự nó chứng minh đến", "proves by itself until"));
		tr_cli_print_safe(stdout, *tr_cli_text_in(v, "until") != '\0' ? tr_cli_text_in(v, "until") : "?");
		puts(")");
	}
	json_array_foreach(json_object_get(e, "missing"), i, v)
		printf("  %s: %s\n", tr_say(cli, "CÒN THIẾU", "MISSING"), word_of(cli, json_is_string(v) ? json_string_value(v) : ""));
}

static void
tell(const struct run *r, const char *file, json_t *evidence)
{
	if (r->cli->json) {
		json_object_set_new(evidence, "file", tr_cli_json_text(file));
		if (r->work.report != NULL) {
			json_object_set(evidence, "indication", json_object_get(r->work.report, "indication"));
			json_object_set(evidence, "not_got", json_object_get(r->work.report, "missing"));
			json_object_set(evidence, "fetch_failures", json_object_get(r->work.report, "fetch_failures"));
			json_object_set(evidence, "ocsp_without_nonce", json_object_get(r->work.report, "ocsp_without_nonce"));
			json_object_set_new(evidence, "without_document", json_boolean(r->alone));
		}
		json_object_set_new(evidence, "error", json_null());
		tr_cli_print_json(evidence);
		return;
	}
	tr_cli_print_safe(stdout, file);
	putchar('\n');
	print_evidence(r->cli, evidence);
	json_decref(evidence);
}

static trien_rc
tell_record(const struct run *r, const char *file, struct tr_bytes record, struct trien_err *err)
{
	json_t *evidence = NULL;
	int fd;

	TR_TRY(memory_file(record, &fd, err));
	trien_rc rc = tr_evidence_work_show(&r->work, fd, &evidence, err);
	close(fd);
	if (rc == TRIEN_OK)
		tell(r, file, evidence);
	return rc;
}

/* ---- the five ---- */

static trien_rc
create(struct run *r, struct trien_err *err)
{
	TR_AUTO_BUF record = {.max = TR_WORKER_ANSWER_MAX};
	const char *out = r->words->out != NULL ? r->words->out : r->words->beside;
	struct tr_source document;
	struct tr_target *target;

	TR_TRY(tr_source_open(r->file, &document, err));
	trien_rc rc = tr_target_begin(out, &document, r->words->force ? TR_REPLACE_EXISTING : TR_REPLACE_NEVER, &target, err);
	if (rc == TRIEN_OK) {
		rc = make(r, &document, &record, err);
		if (rc == TRIEN_OK)
			rc = tr_target_commit(target, tr_buf_view(&record), err);
		else
			tr_target_abandon(target);
	}
	tr_source_close(&document);
	TR_TRY(rc);
	TR_TRY(tell_record(r, out, tr_buf_view(&record), err));
	if (!r->cli->json)
		tr_verify_network_print(r->cli, r->work.report);
	return TRIEN_OK;
}

/* Where create put the evidence, the document is beside it. */
static trien_rc
open_beside(const struct run *r, struct tr_source *out, struct trien_err *err)
{
	const size_t n = strlen(r->file), end = strlen(SUFFIX);
	char document[PATH_MAX];

	if (n <= end || n - end >= sizeof(document) || strcmp(r->file + n - end, SUFFIX) != 0)
		return TRIEN_OK;
	memcpy(document, r->file, n - end);
	document[n - end] = '\0';
	return access(document, F_OK) == 0 ? tr_source_open(document, out, err) : TRIEN_OK;
}

static trien_rc
renew_with_document(struct run *r, struct tr_buf *record, struct trien_err *err)
{
	struct tr_source document = {.fd = -1};

	TR_TRY(open_beside(r, &document, err));
	r->alone = document.fd < 0;
	trien_rc rc = renew(r, document.fd, record, err);
	if (!r->alone)
		tr_source_close(&document);
	return rc;
}

/* With the rights that it has. */
static trien_rc
replace(const char *path, struct tr_bytes bytes, struct trien_err *err)
{
	struct tr_source old;
	struct tr_target *target;

	TR_TRY(tr_source_open(path, &old, err));
	trien_rc rc = tr_target_begin(path, NULL, TR_REPLACE_EXISTING, &target, err);
	if (rc == TRIEN_OK) {
		tr_target_take_rights(target, &old);
		rc = tr_target_commit(target, bytes, err);
	}
	tr_source_close(&old);
	return rc;
}

static trien_rc
stamp(struct run *r, struct trien_err *err)
{
	TR_AUTO_BUF record = {.max = TR_WORKER_ANSWER_MAX};

	if (r->words->tsa == NULL)
		return TR_ERR(err, CLI_OPTION_WANTED, TR_S("option", "--tsa"));
	TR_TRY(tr_file_read(r->file, TR_RECORD_SIZE_MAX, &record, err));
	TR_TRY(renew_with_document(r, &record, err));
	TR_TRY(replace(r->file, tr_buf_view(&record), err));
	TR_TRY(tell_record(r, r->file, tr_buf_view(&record), err));
	if (r->cli->json)
		return TRIEN_OK;
	if (r->alone)
		printf("  %s\n", tr_say(r->cli, "không thấy văn bản bên cạnh chứng cứ: chưa tìm bổ sung phần mà chữ ký của văn bản còn thiếu",
				"the document is not beside its evidence: what its signatures lack was not looked for"));
	tr_verify_network_print(r->cli, r->work.report);
	return TRIEN_OK;
}

static trien_rc
show(struct run *r, struct trien_err *err)
{
	json_t *evidence = NULL;
	struct tr_source source;

	TR_TRY(tr_source_open(r->file, &source, err));
	trien_rc rc = tr_evidence_work_show(&r->work, source.fd, &evidence, err);
	tr_source_close(&source);
	if (rc == TRIEN_OK)
		tell(r, r->file, evidence);
	return rc;
}

/* As trien verify does it: which keys there are the first verdict says, what the registry knows of them goes into the second. */
static trien_rc
judge_with_custody(struct run *r, int document, int record, json_t **out, struct trien_err *err)
{
	struct tr_custody_desk *desk;
	json_t *first = NULL;

	if (r->words->custody == NULL)
		return tr_evidence_work_judge(&r->work, document, record, out, err);
	TR_TRY(tr_custody_desk_open(r->cli, r->words->custody, &desk, err));
	trien_rc rc = tr_evidence_work_judge(&r->work, document, record, &first, err);
	if (rc == TRIEN_OK)
		rc = tr_custody_desk_ask_all(desk, first, &r->custody_given, err);
	json_decref(first);
	tr_custody_desk_close(desk);
	r->work.custody = tr_buf_view(&r->custody_given);
	return rc == TRIEN_OK ? tr_evidence_work_judge(&r->work, document, record, out, err) : rc;
}

/* Exit as of trien verify. */
static trien_rc
verify(struct run *r, int *code, struct trien_err *err)
{
	struct tr_source document, record;
	json_t *verdict = NULL;

	TR_TRY(tr_source_open(r->file, &document, err));
	trien_rc rc = tr_source_open(r->words->evidence != NULL ? r->words->evidence : r->words->beside, &record, err);
	if (rc == TRIEN_OK) {
		rc = judge_with_custody(r, document.fd, record.fd, &verdict, err);
		tr_source_close(&record);
	}
	tr_source_close(&document);
	if (rc != TRIEN_OK) {
		json_decref(verdict);
		return rc;
	}
	const char *indication = tr_cli_text_in(verdict, "indication");
	*code = strcmp(indication, "TOTAL-PASSED") == 0 ? 0 : strcmp(indication, "TOTAL-FAILED") == 0 ? 1 : 2;
	if (!r->cli->json)
		tr_verify_page_print(r->cli, verdict);
	else
		tr_cli_print_json(json_incref(verdict));
	json_decref(verdict);
	return TRIEN_OK;
}

/* ---- destroy: Điều 10 ---- */

static trien_rc
check_bound(const struct run *r, struct trien_err *err)
{
	uint8_t sha256[TR_DIGEST_MAX];
	char hex[2 * 32 + 1];
	struct tr_source document, record;
	json_t *evidence = NULL;
	size_t n;

	TR_TRY(tr_source_open(r->words->beside, &record, err));
	trien_rc rc = tr_evidence_work_show(&r->work, record.fd, &evidence, err);
	tr_source_close(&record);
	if (rc == TRIEN_OK)
		rc = tr_source_open(r->file, &document, err);
	if (rc == TRIEN_OK) {
		rc = tr_source_map(&document, err);
		if (rc == TRIEN_OK)
			rc = tr_digest(TR_SHA256, document.bytes, sha256, &n, err);
		tr_source_close(&document);
	}
	for (size_t i = 0; rc == TRIEN_OK && i < 32; i++)
		snprintf(hex + 2 * i, 3, "%02x", sha256[i]);
	if (rc == TRIEN_OK && strcmp(hex, tr_cli_text_in(evidence, "document")) != 0)
		rc = TR_ERR0(err, EVIDENCE_OTHER_DOCUMENT);
	json_decref(evidence);
	return rc;
}

static trien_rc
confirm(const struct run *r, struct trien_err *err)
{
	char typed[64] = "";

	if (r->words->yes)
		return TRIEN_OK;
	if (!r->cli->json && isatty(STDIN_FILENO)) {
		tr_cli_print_safe(stderr, r->file);
		fputs(tr_say(r->cli, ": hủy văn bản cùng chứng cứ, không lấy lại được. Gõ HUY để hủy: ",
				": destroy the document with its evidence, for good. Type HUY to do it: "), stderr);
		if (fgets(typed, sizeof(typed), stdin) != NULL && (strcmp(typed, "HUY\n") == 0 || strcmp(typed, "HỦY\n") == 0))
			return TRIEN_OK;
	}
	return TR_ERR0(err, EVIDENCE_NOT_CONFIRMED);
}

static trien_rc
destroy(struct run *r, struct trien_err *err)
{
	const char *const both[] = {r->file, r->words->beside};

	TR_TRY(check_bound(r, err));
	TR_TRY(confirm(r, err));
	for (size_t i = 0; i < 2; i++)
		if (unlink(both[i]) != 0)
			return TR_ERR(err, CLI_TARGET_READ_ONLY, TR_S("file", both[i]), TR_S("why", strerror(errno)));
	if (r->cli->json)
		tr_cli_print_json(json_pack("{s:o, s:o, s:n}", "destroyed", tr_cli_json_text(both[0]), "evidence", tr_cli_json_text(both[1]),
				"error"));
	else
		puts(tr_say(r->cli, "đã hủy văn bản cùng chứng cứ của nó", "the document and its evidence are destroyed"));
	return TRIEN_OK;
}

/* ---- */

static trien_rc
run_one(struct run *r, const char *what, int *code, struct trien_err *err)
{
	if (r->words->as_of != NULL)
		TR_TRY(tr_time_read(TR_BYTES(r->words->as_of, strlen(r->words->as_of)), r->cli->env->zone_minutes, &r->work.as_of, err));
	TR_TRY(tr_evidence_work_open(&r->work, &r->words->allow, err));
	if (strcmp(what, "create") == 0)
		return create(r, err);
	if (strcmp(what, "stamp") == 0)
		return stamp(r, err);
	if (strcmp(what, "show") == 0)
		return show(r, err);
	return strcmp(what, "verify") == 0 ? verify(r, code, err) : destroy(r, err);
}

/* Only what its subcommand knows may be given. */
static bool
fits(const struct words *w, const struct tr_arguments *rest)
{
	const char *what = rest->count == 2 ? rest->items[0] : "";
	const bool making = w->policy != NULL || w->responsibility != NULL || w->received || w->out != NULL || w->force;
	const bool judging = w->as_of != NULL || w->evidence != NULL || w->custody != NULL;

	if (strcmp(what, "create") == 0)
		return !judging && !w->yes;
	if (strcmp(what, "stamp") == 0)
		return !making && !judging && !w->yes;
	if (w->offline || w->allow.count > 0)
		return false;
	if (strcmp(what, "verify") == 0)
		return !making && w->tsa == NULL && !w->yes;
	if (making || judging || w->trust != NULL)
		return false;
	return w->tsa == NULL && (strcmp(what, "destroy") == 0 || (strcmp(what, "show") == 0 && !w->yes));
}

int
tr_cli_evidence(struct tr_cli *cli, int argc, char **argv)
{
	struct words w = {0};
	struct run r = {.cli = cli, .words = &w};
	const struct tr_option options[] = {{"--policy", TR_OPTION_TEXT, &w.policy}, {"--responsibility", TR_OPTION_TEXT, &w.responsibility},
		{"--received", TR_OPTION_FLAG, &w.received}, {"--tsa", TR_OPTION_TEXT, &w.tsa}, {"--trust", TR_OPTION_TEXT, &w.trust},
		{"--as-of", TR_OPTION_TEXT, &w.as_of}, {"--evidence", TR_OPTION_TEXT, &w.evidence}, {"--custody", TR_OPTION_TEXT, &w.custody},
		{"--yes", TR_OPTION_FLAG, &w.yes},
		{"--offline", TR_OPTION_FLAG, &w.offline}, {"--allow-host", TR_OPTION_LIST, &w.allow},
		{"--force", TR_OPTION_FLAG, &w.force}, {"-o", TR_OPTION_TEXT, &w.out}, {"--output", TR_OPTION_TEXT, &w.out}};
	struct tr_arguments rest;
	struct trien_err err = {0};
	int code = 0;

	trien_rc rc = tr_cli_parse(cli, argc, argv, options, sizeof(options) / sizeof(*options), &rest, &err);
	if (rc == TRIEN_OK && !fits(&w, &rest))
		rc = TR_ERR(&err, CLI_USAGE, TR_S("usage", USAGE));
	if (rc != TRIEN_OK)
		return tr_cli_fail(cli, NULL, &err);
	r.file = rest.items[1];
	r.work = (struct tr_evidence_work){.cli = cli, .tsa = w.tsa, .trust = w.trust, .file = r.file, .as_of = cli->env->now(cli->env->context),
		.lacking = {.offline = w.offline, .fresh = true, .env = cli->env, .allow = w.allow, .trust = w.trust}};
	if (snprintf(w.beside, sizeof(w.beside), "%s" SUFFIX, r.file) >= (int)sizeof(w.beside))
		rc = TR_ERR(&err, CLI_SOURCE_UNREADABLE, TR_S("file", r.file), TR_S("why", strerror(ENAMETOOLONG)));
	if (rc == TRIEN_OK)
		rc = run_one(&r, rest.items[0], &code, &err);
	tr_evidence_work_close(&r.work);
	tr_buf_free(&r.custody_given);
	return rc == TRIEN_OK ? code : tr_cli_fail(cli, r.file, &err);
}
