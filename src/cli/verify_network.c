/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/verify_network.h"

#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/details.h"
#include "base/errors/pki.h"
#include "cli/file.h"
#include "desk/lacking.h"

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

/* ---- getting and judging again ---- */

static trien_rc
ask(void *context, const struct tr_fetch_request *r, struct tr_buf *answer, bool *later, struct trien_err *why)
{
	struct tr_verify_network *n = context;
	const struct tr_fetcher f = tr_network_fetcher(&n->network);

	*later = false;
	return f.fetch(f.context, r, answer, why);
}

struct judging_again {
	struct tr_verify_network *n;
	struct tr_lacking lacking;
	tr_verify_again *again;
	void *context;
};

static trien_rc
judge(struct judging_again *g, json_t **report, struct trien_err *err)
{
	json_t *again = NULL;

	forget(g->n);
	TR_TRY(tr_lacking_open(&g->lacking, &g->n->answers, err));
	TR_TRY(g->again(g->context, g->n->answers, &again, err));
	tr_lacking_judged(&g->lacking);
	json_decref(*report);
	*report = again;
	return TRIEN_OK;
}

trien_rc
tr_verify_network_get(struct tr_verify_network *n, enum trien_lang lang, tr_verify_again *again, void *context, json_t **report,
		struct trien_err *err)
{
	struct judging_again g = {.n = n, .again = again, .context = context};
	const struct tr_lacking_source from = {n, ask, lang};
	enum tr_lacking_next next;

	forget(n);
	if (json_array_size(json_object_get(*report, "missing")) == 0)
		return TRIEN_OK;
	TR_TRY(open_network(n, err));
	const unsigned without_nonce = n->network.without_nonce;
	trien_rc rc = tr_lacking_get(&g.lacking, *report, &from, &next, err);
	while (rc == TRIEN_OK && next == TR_LACKING_JUDGE) {
		rc = judge(&g, report, err);
		if (rc == TRIEN_OK)
			rc = tr_lacking_get(&g.lacking, *report, &from, &next, err);
	}
	if (g.lacking.failures != NULL)
		json_object_set(*report, "fetch_failures", g.lacking.failures);
	if (n->env != NULL)
		json_object_set_new(*report, "ocsp_without_nonce", json_integer(n->network.without_nonce - without_nonce));
	tr_lacking_free(&g.lacking);
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
