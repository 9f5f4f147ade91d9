/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/verify_network.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/details.h"
#include "base/errors/fetch.h"
#include "base/errors/pki.h"
#include "base/errors/worker.h"
#include "cli/file.h"
#include "worker/answers.h"
#include "worker/task_network.h"

#define BODY_MAX ((size_t)16 << 10)

/* ---- opening ---- */

/* The user's cache, where there is a place for one; it is no reason to fail. */
static const char *
cache_place(char out[PATH_MAX])
{
	const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
	struct stat st;
	int n = -1;

	if (cache != NULL && cache[0] == '/')
		n = snprintf(out, PATH_MAX, "%s", cache);
	else if (home != NULL && home[0] == '/')
		n = snprintf(out, PATH_MAX, "%s/.cache", home);
	if (n <= 0 || n >= PATH_MAX - 8 || stat(out, &st) != 0 || !S_ISDIR(st.st_mode) || access(out, W_OK) != 0)
		return NULL;
	memcpy(out + n, "/trien", 7);
	return out;
}

static trien_rc
open_network(struct tr_verify_network *n, struct trien_err *err)
{
	char place[PATH_MAX];
	const struct tr_network_options o = {.trust = n->trust, .allow = &n->allow, .env = n->env, .offline = n->offline,
			.cache = n->offline || n->fresh ? NULL : cache_place(place)};

	if (n->open)
		return TRIEN_OK;
	TR_TRY(tr_tasks_start(&n->worker, err));
	n->open = true;
	return tr_network_open(&o, n->worker, &n->network, err);
}

static void
forget(struct tr_verify_network *n)
{
	if (n->answers >= 0)
		close(n->answers);
	n->answers = -1;
}

void
tr_verify_network_close(struct tr_verify_network *n)
{
	forget(n);
	tr_network_close(&n->network);
	tr_worker_stop(n->worker);
	n->worker = NULL;
}

/* ---- what is missing, as the sandbox says: hostile ---- */

static bool
read_what(const char *name, enum tr_fetch_what *out)
{
	for (int w = 0; w < TR_FETCH_WHAT_COUNT; w++)
		if (w != TR_FETCH_STAMP && strcmp(name, tr_fetch_what_name((enum tr_fetch_what)w)) == 0) {
			*out = (enum tr_fetch_what)w;
			return true;
		}
	return false;
}

static bool
read_body(const char *hex, struct tr_buf *out)
{
	const size_t n = strlen(hex);
	unsigned byte;

	if (n % 2 != 0 || n / 2 > BODY_MAX || strspn(hex, "0123456789abcdef") != n)
		return false;
	for (size_t i = 0; i < n; i += 2)
		if (sscanf(hex + i, "%2x", &byte) != 1 || tr_buf_add_byte(out, (uint8_t)byte, NULL) != TRIEN_OK)
			return false;
	return true;
}

/* ---- getting ---- */

struct getting {
	struct tr_verify_network *n;
	struct tr_buf answers;
	json_t *failures;
	enum trien_lang lang;
	tr_verify_again *again;
	void *context;
	unsigned requests;
};

static void
note_failure(const struct getting *g, const struct trien_err *why)
{
	const struct tr_cli cli = {.lang = g->lang};
	json_t *o = json_object();

	tr_cli_put_error(&cli, o, why);
	json_array_append_new(g->failures, o);
}

/* *more: it was asked for now, and came. */
static trien_rc
get_one(struct getting *g, const struct tr_fetch_request *r, bool *more, struct trien_err *err)
{
	const struct tr_fetcher f = tr_network_fetcher(&g->n->network);
	TR_AUTO_BUF answer = {.max = tr_fetch_size_max(r->what)};
	struct trien_err why = {0};

	if (g->requests == TR_ANSWERS_WANTED_MAX || tr_answers_have(tr_buf_view(&g->answers), r))
		return TRIEN_OK;
	g->requests++;
	bool got = f.fetch(f.context, r, &answer, &why) == TRIEN_OK;
	if (got && answer.n > TR_VERIFY_ANSWERS_MAX - g->answers.n) {
		(void)!TR_ERR(&why, FETCH_TOO_LARGE, TR_S("url", r->url), TR_U("max", TR_VERIFY_ANSWERS_MAX - g->answers.n));
		got = false;
	}
	if (!got)
		note_failure(g, &why);
	*more |= got;
	return tr_answers_add(&g->answers, r, got, got ? tr_buf_view(&answer) : TR_BYTES(NULL, 0), err);
}

/* Of one kind of the two: lists are long, and asked for where nothing else helps. */
static trien_rc
get_kind(struct getting *g, const json_t *report, bool lists, bool *more, struct trien_err *err)
{
	size_t i;
	json_t *m;

	json_array_foreach(json_object_get(report, "missing"), i, m) {
		TR_AUTO_BUF body = {0};
		struct tr_fetch_request r = {.url = tr_cli_text_in(m, "url")};
		if (!read_what(tr_cli_text_in(m, "what"), &r.what) || !read_body(tr_cli_text_in(m, "body"), &body) ||
				(r.what == TR_FETCH_CRL) != lists || *r.url == '\0')
			continue;
		r.body = tr_buf_view(&body);
		TR_TRY(get_one(g, &r, more, err));
	}
	return TRIEN_OK;
}

/* ---- judging again ---- */

static trien_rc
judge(struct getting *g, json_t **report, struct trien_err *err)
{
	json_t *again = NULL;

	forget(g->n);
	g->n->answers = tr_worker_memory_file(tr_buf_view(&g->answers));
	if (g->n->answers < 0)
		return TR_ERR(err, WORKER_START, TR_S("why", strerror(errno)));
	TR_TRY(g->again(g->context, g->n->answers, &again, err));
	json_decref(*report);
	*report = again;
	return TRIEN_OK;
}

trien_rc
tr_verify_network_get(struct tr_verify_network *n, enum trien_lang lang, tr_verify_again *again, void *context, json_t **report,
		struct trien_err *err)
{
	struct getting g = {.n = n, .lang = lang, .again = again, .context = context, .answers = {.max = 2 * TR_VERIFY_ANSWERS_MAX}};
	trien_rc rc = TRIEN_OK;
	bool more = true;

	forget(n);
	if (json_array_size(json_object_get(*report, "missing")) == 0)
		return TRIEN_OK;
	TR_TRY(open_network(n, err));
	const unsigned without_nonce = n->network.without_nonce;
	g.failures = json_array();
	for (int round = 0; rc == TRIEN_OK && more && round < TR_VERIFY_ROUNDS_MAX; round++) {
		more = false;
		rc = get_kind(&g, *report, false, &more, err);
		if (rc == TRIEN_OK && !more)
			rc = get_kind(&g, *report, true, &more, err);
		if (rc == TRIEN_OK && more)
			rc = judge(&g, report, err);
	}
	json_object_set_new(*report, "fetch_failures", g.failures);
	if (n->env != NULL)
		json_object_set_new(*report, "ocsp_without_nonce", json_integer(n->network.without_nonce - without_nonce));
	tr_buf_free(&g.answers);
	return rc;
}

struct file_judged {
	struct tr_worker **worker;
	const char *path;
	const struct tr_judge_request *request;
};

trien_rc
tr_verify_file(struct tr_worker *worker, const char *path, const struct tr_judge_request *request, int answers, json_t **report,
		struct trien_err *err)
{
	TR_AUTO_BUF json = {.max = TR_WORKER_ANSWER_MAX};
	struct tr_source source;

	TR_TRY(tr_source_open(path, &source, err));
	trien_rc rc = tr_task_verify(worker, source.fd, request, answers, &json, err);
	tr_source_close(&source);
	return rc == TRIEN_OK ? tr_cli_read_json(tr_buf_view(&json), report, err) : rc;
}

static trien_rc
judge_file(void *context, int answers, json_t **report, struct trien_err *err)
{
	const struct file_judged *f = context;

	return tr_verify_file(*f->worker, f->path, f->request, answers, report, err);
}

trien_rc
tr_verify_network_judge(struct tr_verify_network *n, const char *path, const struct tr_judge_request *request, json_t **report,
		struct trien_err *err)
{
	struct file_judged f = {&n->worker, path, request};

	return tr_verify_network_get(n, request->lang, judge_file, &f, report, err);
}

/* ---- telling ---- */

/* Several certificates ask the same address: to a person it is one thing that is missing. */
static bool
was_told(const json_t *all, size_t at, const char *const *keys)
{
	for (size_t i = 0; i < at; i++) {
		bool same = true;
		for (const char *const *key = keys; *key != NULL; key++)
			same = same && strcmp(tr_cli_text_in(json_array_get(all, i), *key), tr_cli_text_in(json_array_get(all, at), *key)) == 0;
		if (same)
			return true;
	}
	return false;
}

void
tr_verify_network_print(const struct tr_cli *cli, const json_t *report)
{
	static const char *const place[] = {"what", "url", NULL}, *const words[] = {"message", NULL};
	const json_t *missing = json_object_get(report, "missing"), *failures = json_object_get(report, "fetch_failures");
	size_t i;
	json_t *m;

	const json_int_t without_nonce = json_integer_value(json_object_get(report, "ocsp_without_nonce"));
	if (without_nonce > 0)
		tr_cli_printf(cli, "  %lld trả lời OCSP không nhắc lại số ngẫu nhiên đã gửi: máy chủ soạn sẵn, độ mới tính theo thời điểm ghi trong trả lời\n",
				"  %lld OCSP answers do not repeat the nonce that was sent: made in store, as fresh as they say themselves\n", (long long)without_nonce);
	if (strcmp(tr_cli_text_in(report, "indication"), "TOTAL-PASSED") == 0)
		return;
	json_array_foreach(missing, i, m) {
		if (was_told(missing, i, place))
			continue;
		printf("  %s", tr_say(cli, "còn thiếu: ", "missing: "));
		tr_cli_print_safe(stdout, tr_err_detail(tr_cli_text_in(m, "what"), cli->lang));
		putchar(' ');
		tr_cli_print_safe(stdout, tr_cli_text_in(m, "url"));
		putchar('\n');
	}
	json_array_foreach(failures, i, m) {
		/* What is missing was told. */
		const bool offline = strcmp(tr_cli_text_in(m, "error"), trien_err_id(TRIEN_E_COLLECT_OFFLINE)) == 0;
		if (was_told(failures, i, words) || (offline && json_array_size(missing) > 0))
			continue;
		printf("  ");
		tr_cli_print_safe(stdout, tr_cli_text_in(m, "message"));
		printf(" [%s]\n", tr_cli_text_in(m, "error"));
	}
}
