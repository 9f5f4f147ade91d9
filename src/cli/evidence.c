/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * trien evidence create|stamp|show|verify|destroy: what Circular 41/2017, Điều 9-10 wants kept with a signed document, as one file beside
 * it. Everything hostile is read in the sandbox; the time stamp's answer too. What the document, its stamps or the evidence's own stamp lack to be
 * judged is got from the hosts that may be asked.
 * Requirement: X1
 */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/errors/cli.h"
#include "base/errors/verify.h"
#include "base/errors/worker.h"
#include "cli/cli.h"
#include "cli/custody_desk.h"
#include "cli/file.h"
#include "cli/network.h"
#include "cli/trust_place.h"
#include "cli/verify_network.h"
#include "cli/verify_page.h"
#include "crypto/digest.h"
#include "worker/task_evidence.h"
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
	struct tr_worker *worker;
	struct tr_network network; /* with --tsa */
	struct tr_verify_network lacking; /* where what a document lacks is got */
	json_t *report; /* of the document with its evidence as it is made: what is still missing */
	bool alone;     /* renewed without its document beside it */
	struct tr_buf custody_given; /* what the registry says of the keys of the document */
};

static trien_rc
memory_file(struct tr_bytes bytes, int *out, struct trien_err *err)
{
	*out = tr_worker_memory_file(bytes);
	return *out >= 0 ? TRIEN_OK : TR_ERR(err, NO_MEMORY, TR_U("want", bytes.n));
}

/* ---- the time stamp ---- */

/* Only the host that the user names is asked, and those of the trust directory; before anything else is open. */
static trien_rc
open_network(struct run *r, struct trien_err *err)
{
	const struct tr_option_list urls = {.items = {r->words->tsa}, .count = 1};
	const struct tr_network_options options = {.trust = r->words->trust, .urls = &urls, .allow = &r->words->allow};

	return r->words->tsa != NULL ? tr_network_open(&options, r->worker, &r->network, err) : TRIEN_OK;
}

static trien_rc
stamp_files(struct run *r, const struct tr_evidence_next *next, struct tr_buf *stamped, struct trien_err *err)
{
	TR_AUTO_BUF query = {0}, reply = {.max = 1 << 20};
	const struct tr_fetcher fetcher = tr_network_fetcher(&r->network);
	int fd;

	TR_TRY(tr_task_evidence_query(r->worker, next, &query, err));
	const struct tr_fetch_request request = {.what = TR_FETCH_STAMP, .url = r->words->tsa, .body = tr_buf_view(&query)};
	TR_TRY(fetcher.fetch(fetcher.context, &request, &reply, err));
	TR_TRY(memory_file(tr_buf_view(&reply), &fd, err));
	trien_rc rc = tr_task_evidence_stamp(r->worker, next, fd, stamped, err);
	close(fd);
	return rc;
}

/* Replaces the evidence in *record by the same with one stamp more, over what is added with it, too. */
static trien_rc
add_stamp(struct run *r, struct tr_buf *record, struct tr_bytes added, struct trien_err *err)
{
	TR_AUTO_BUF stamped = {.max = TR_WORKER_ANSWER_MAX};
	struct tr_evidence_next next;

	TR_TRY(memory_file(tr_buf_view(record), &next.record, err));
	trien_rc rc = memory_file(added, &next.added, err);
	if (rc == TRIEN_OK) {
		rc = stamp_files(r, &next, &stamped, err);
		close(next.added);
	}
	close(next.record);
	TR_TRY(rc);
	tr_buf_clear(record);
	return tr_buf_add_bytes(record, tr_buf_view(&stamped), err);
}

/* ---- judging a document with its evidence ---- */

static trien_rc
judge(const struct run *r, const struct tr_evidence_judged *judged, json_t **out, struct trien_err *err)
{
	TR_AUTO_BUF trust = {0}, json = {.max = TR_WORKER_ANSWER_MAX};
	struct tr_judge_request request = {.as_of = r->cli->env->now(r->cli->env->context), .zone_minutes = r->cli->env->zone_minutes,
		.lang = r->cli->lang, .file_name = TR_BYTES(r->file, strlen(r->file)), .custody = tr_buf_view(&r->custody_given)};

	if (r->words->as_of != NULL)
		TR_TRY(tr_time_read(TR_BYTES(r->words->as_of, strlen(r->words->as_of)), request.zone_minutes, &request.as_of, err));
	TR_TRY(tr_cli_trust_load(r->words->trust, &trust, err));
	request.trust = tr_buf_view(&trust);
	TR_TRY(tr_task_evidence_judge(r->worker, judged, &request, &json, err));
	return tr_cli_read_json(tr_buf_view(&json), out, err);
}

/* What the evidence lacks whose newest stamp is only a trial. added: what of it is there. */
static trien_rc
ask_lack(const struct run *r, int trial, int answers, struct tr_buf *json, struct tr_buf *added, struct trien_err *err)
{
	TR_AUTO_BUF trust = {0};
	struct tr_evidence_renewal renewal = {.as_of = r->cli->env->now(r->cli->env->context), .answers = answers};

	TR_TRY(tr_cli_trust_load(r->words->trust, &trust, err));
	renewal.trust = tr_buf_view(&trust);
	return tr_task_evidence_lack(r->worker, trial, &renewal, json, added, err);
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
make_from(const struct run *r, const struct tr_source *document, int policy, int answers, struct tr_buf *record, struct trien_err *err)
{
	TR_AUTO_BUF trust = {0}, responsibility = {.max = TR_RECORD_TEXT_MAX + 1};
	struct tr_evidence_sources sources = {.kind = r->words->received ? TR_RECORD_INCOMING : TR_RECORD_OUTGOING,
		.made = r->cli->env->now(r->cli->env->context), .policy = policy, .answers = answers};

	TR_TRY(tr_cli_trust_load(r->words->trust, &trust, err));
	TR_TRY(read_responsibility(r, &responsibility, err));
	sources.trust = tr_buf_view(&trust);
	sources.responsibility = tr_buf_view(&responsibility);
	return tr_task_evidence_make(r->worker, document->fd, &sources, record, err);
}

/* Evidence under construction. */
struct making {
	struct run *r;
	const struct tr_source *document;
	int policy;
	struct tr_buf *record;
};

/* evidence.stranger. */
static trien_rc
check_authority(const struct run *r, int trial, int answers, struct trien_err *err)
{
	TR_AUTO_BUF json = {.max = TR_WORKER_ANSWER_MAX}, added = {.max = TR_WORKER_ANSWER_MAX};

	return ask_lack(r, trial, answers, &json, &added, err);
}

/* Makes it with what was got so far, and judges the document with it: a stamp of now tells what will be wanted of its authority. */
static trien_rc
make_and_judge(void *context, int answers, json_t **report, struct trien_err *err)
{
	const struct making *m = context;
	TR_AUTO_BUF probe = {.max = TR_WORKER_ANSWER_MAX};
	int fd;

	tr_buf_clear(m->record);
	TR_TRY(make_from(m->r, m->document, m->policy, answers, m->record, err));
	TR_TRY(tr_buf_add_bytes(&probe, tr_buf_view(m->record), err));
	if (m->r->words->tsa != NULL)
		TR_TRY(add_stamp(m->r, &probe, TR_BYTES(NULL, 0), err));
	TR_TRY(memory_file(tr_buf_view(&probe), &fd, err));
	const struct tr_evidence_judged judged = {m->document->fd, fd, -1};
	trien_rc rc = m->r->words->tsa != NULL ? check_authority(m->r, fd, answers, err) : TRIEN_OK;
	if (rc == TRIEN_OK)
		rc = judge(m->r, &judged, report, err);
	close(fd);
	return rc;
}

static trien_rc
make_whole(struct making *m, struct trien_err *err)
{
	struct run *r = m->r;

	TR_TRY(make_and_judge(m, -1, &r->report, err));
	TR_TRY(tr_verify_network_get(&r->lacking, r->cli->lang, make_and_judge, m, &r->report, err));
	return r->words->tsa != NULL ? add_stamp(r, m->record, TR_BYTES(NULL, 0), err) : TRIEN_OK;
}

static trien_rc
make(struct run *r, const struct tr_source *document, struct tr_buf *record, struct trien_err *err)
{
	struct tr_source policy = {.fd = -1};

	if (r->words->policy != NULL)
		TR_TRY(tr_source_open(r->words->policy, &policy, err));
	struct making m = {r, document, policy.fd, record};
	trien_rc rc = make_whole(&m, err);
	if (policy.fd >= 0)
		tr_source_close(&policy);
	return rc;
}

/* ---- renewing ---- */

struct renewing {
	struct run *r;
	int document; /* -1: not there */
	int trial; /* the evidence with a stamp that is thrown away: it shows which authority is to stamp */
	struct tr_buf *added;
};

/* What the document itself still lacks, its signers above all: got now, it stands under the new stamp. Becomes the report, with lack's rows. */
static trien_rc
see_document(const struct renewing *n, int answers, json_t **report, struct trien_err *err)
{
	const struct tr_evidence_judged judged = {n->document, n->trial, answers};
	json_t *verdict = NULL;
	trien_rc rc = judge(n->r, &judged, &verdict, err);

	if (rc == TRIEN_OK) {
		json_array_extend(json_object_get(*report, "missing"), json_object_get(verdict, "missing"));
		json_object_set(*report, "indication", json_object_get(verdict, "indication"));
	}
	json_decref(verdict);
	return rc;
}

static trien_rc
see_lack(void *context, int answers, json_t **report, struct trien_err *err)
{
	const struct renewing *n = context;
	TR_AUTO_BUF json = {.max = TR_WORKER_ANSWER_MAX};

	tr_buf_clear(n->added);
	TR_TRY(ask_lack(n->r, n->trial, answers, &json, n->added, err));
	TR_TRY(tr_cli_read_json(tr_buf_view(&json), report, err));
	if (n->document < 0)
		return TRIEN_OK;
	trien_rc rc = see_document(n, answers, report, err);
	if (rc != TRIEN_OK) {
		json_decref(*report);
		*report = NULL;
	}
	return rc;
}

/* The status of who stamped before, and what the document lacks, are got first, and stand under the new stamp. */
static trien_rc
renew(struct run *r, int document, struct tr_buf *record, struct trien_err *err)
{
	TR_AUTO_BUF trial = {.max = TR_WORKER_ANSWER_MAX}, added = {.max = TR_WORKER_ANSWER_MAX};
	struct renewing n = {.r = r, .document = document, .added = &added};

	TR_TRY(tr_buf_add_bytes(&trial, tr_buf_view(record), err));
	TR_TRY(add_stamp(r, &trial, TR_BYTES(NULL, 0), err));
	TR_TRY(memory_file(tr_buf_view(&trial), &n.trial, err));
	trien_rc rc = see_lack(&n, -1, &r->report, err);
	if (rc == TRIEN_OK)
		rc = tr_verify_network_get(&r->lacking, r->cli->lang, see_lack, &n, &r->report, err);
	close(n.trial);
	return rc == TRIEN_OK ? add_stamp(r, record, tr_buf_view(&added), err) : rc;
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
		putchar('\n');
	}
	json_array_foreach(json_object_get(e, "missing"), i, v)
		printf("  %s: %s\n", tr_say(cli, "CÒN THIẾU", "MISSING"), word_of(cli, json_is_string(v) ? json_string_value(v) : ""));
}

/* The sandbox's JSON, parsed anew: not one byte of it reaches the output unseen. */
static trien_rc
describe(const struct run *r, int fd, json_t **out, struct trien_err *err)
{
	TR_AUTO_BUF json = {.max = TR_WORKER_ANSWER_MAX};

	TR_TRY(tr_task_evidence_show(r->worker, fd, r->cli->env->zone_minutes, &json, err));
	return tr_cli_read_json(tr_buf_view(&json), out, err);
}

static void
tell(const struct run *r, const char *file, json_t *evidence)
{
	if (r->cli->json) {
		json_object_set_new(evidence, "file", tr_cli_json_text(file));
		if (r->report != NULL) {
			json_object_set(evidence, "indication", json_object_get(r->report, "indication"));
			json_object_set(evidence, "not_got", json_object_get(r->report, "missing"));
			json_object_set(evidence, "fetch_failures", json_object_get(r->report, "fetch_failures"));
			json_object_set(evidence, "ocsp_without_nonce", json_object_get(r->report, "ocsp_without_nonce"));
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
	trien_rc rc = describe(r, fd, &evidence, err);
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
		tr_verify_network_print(r->cli, r->report);
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
	tr_verify_network_print(r->cli, r->report);
	return TRIEN_OK;
}

static trien_rc
show(struct run *r, struct trien_err *err)
{
	json_t *evidence = NULL;
	struct tr_source source;

	TR_TRY(tr_source_open(r->file, &source, err));
	trien_rc rc = describe(r, source.fd, &evidence, err);
	tr_source_close(&source);
	if (rc == TRIEN_OK)
		tell(r, r->file, evidence);
	return rc;
}

/* As trien verify does it: which keys there are the first verdict says, what the registry knows of them goes into the second. */
static trien_rc
judge_with_custody(struct run *r, const struct tr_evidence_judged *judged, json_t **out, struct trien_err *err)
{
	struct tr_custody_desk *desk;
	json_t *first = NULL;

	if (r->words->custody == NULL)
		return judge(r, judged, out, err);
	TR_TRY(tr_custody_desk_open(r->cli, r->words->custody, &desk, err));
	trien_rc rc = judge(r, judged, &first, err);
	if (rc == TRIEN_OK)
		rc = tr_custody_desk_ask_all(desk, first, &r->custody_given, err);
	json_decref(first);
	tr_custody_desk_close(desk);
	return rc == TRIEN_OK ? judge(r, judged, out, err) : rc;
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
		const struct tr_evidence_judged judged = {document.fd, record.fd, -1};
		rc = judge_with_custody(r, &judged, &verdict, err);
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
	trien_rc rc = describe(r, record.fd, &evidence, err);
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
	TR_TRY(tr_tasks_start(&r->worker, err));
	TR_TRY(open_network(r, err));
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
	r.lacking = (struct tr_verify_network){.offline = w.offline, .fresh = true, .env = cli->env, .allow = w.allow, .trust = w.trust, .answers = -1};
	if (snprintf(w.beside, sizeof(w.beside), "%s" SUFFIX, r.file) >= (int)sizeof(w.beside))
		rc = TR_ERR(&err, CLI_SOURCE_UNREADABLE, TR_S("file", r.file), TR_S("why", strerror(ENAMETOOLONG)));
	if (rc == TRIEN_OK)
		rc = run_one(&r, rest.items[0], &code, &err);
	json_decref(r.report);
	tr_buf_free(&r.custody_given);
	tr_verify_network_close(&r.lacking);
	tr_network_close(&r.network);
	tr_worker_stop(r.worker);
	return rc == TRIEN_OK ? code : tr_cli_fail(cli, r.file, &err);
}
