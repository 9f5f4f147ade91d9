/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/audit_witness.h"

#include <fcntl.h>
#include <stdlib.h>

#include "base/errors/fetch.h"
#include "base/errors/store.h"
#include "cli/trust_place.h"
#include "fetch/hosts.h"
#include "store/audit.h"
#include "store/file.h"

#define CHECKPOINT "checkpoint"
#define POLICY_FILE_MAX ((size_t)256 << 10)
#define TRIES 2u

trien_rc
tr_cli_policy_load(const char *path, struct tr_policy **out, struct trien_err *err)
{
	TR_AUTO_BUF text = {.max = POLICY_FILE_MAX};

	TR_TRY(tr_file_load(AT_FDCWD, path, POLICY_FILE_MAX, &text, NULL, err));
	return tr_policy_read(tr_buf_view(&text), out, err);
}

/* ---- who may be asked ---- */

static trien_rc
add_hosts(const struct tr_policy *p, struct tr_trust_hosts *h, struct trien_err *err)
{
	for (size_t i = 0; i < p->witness_count; i++) {
		const char *url = p->witnesses[i].url, *from = url != NULL ? strstr(url, "://") : NULL;
		if (url == NULL)
			continue;
		const size_t n = from != NULL ? strcspn(from + 3, "/:?#") : 0;
		if (n == 0)
			return TR_ERR(err, FETCH_URL, TR_S("url", url));
		TR_TRY(tr_trust_hosts_add(h, TR_BYTES(from + 3, n), err));
	}
	return TRIEN_OK;
}

static trien_rc
start_courier(const char *trust, struct tr_cli_witnesses *w, struct trien_err *err)
{
	const char *names[TR_TRUST_HOSTS_MAX];
	struct tr_fetch_options f = {0};
	char directory[PATH_MAX];
	struct tr_trust_hosts *h = tr_mem_zeroed(1, sizeof(*h));

	if (h == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*h)));
	trien_rc rc = tr_cli_trust_directory(trust, TR_TRUST_TO_READ, directory) ? tr_trust_hosts_load(directory, h, err) : TRIEN_OK;
	if (rc == TRIEN_OK)
		rc = add_hosts(w->policy, h, err);
	tr_trust_hosts_permit(h, names, &f);
	if (rc == TRIEN_OK && f.host_count > 0)
		rc = tr_courier_start(NULL, &f, &w->courier, err);
	free(h);
	return rc;
}

trien_rc
tr_cli_witnesses_open(const char *path, const char *trust, struct tr_cli_witnesses *out, struct trien_err *err)
{
	struct tr_cli_witnesses w = {0};

	TR_TRY(tr_cli_policy_load(path, &w.policy, err));
	const trien_rc rc = start_courier(trust, &w, err);
	if (rc == TRIEN_OK)
		*out = w;
	else
		tr_cli_witnesses_close(&w);
	return rc;
}

void
tr_cli_witnesses_close(struct tr_cli_witnesses *w)
{
	tr_courier_stop(w->courier);
	tr_policy_free(w->policy);
	*w = (struct tr_cli_witnesses){0};
}

/* ---- asking one ---- */

struct asking {
	const struct tr_cli *cli;
	const struct tr_cli_witnesses *w;
	int dir;
	const struct tr_note_key *log;
};

static trien_rc
post(const struct asking *a, const char *prefix, uint64_t old, struct tr_buf *answer, struct trien_err *err)
{
	TR_AUTO_BUF url = {0};
	TR_AUTO_BUF body = {0};
	const size_t n = strlen(prefix);

	TR_TRY(tr_audit_ask_witness(a->dir, a->log, old, &body, err));
	TR_TRY(tr_buf_addf(&url, err, "%s%sadd-checkpoint", prefix, n > 0 && prefix[n - 1] == '/' ? "" : "/"));
	TR_TRY(tr_buf_add_byte(&url, 0, err));
	const struct tr_fetch_request r = {.what = TR_FETCH_COSIGNATURE, .url = (const char *)url.p, .body = tr_buf_view(&body)};
	const struct tr_fetcher f = tr_courier_fetcher(a->w->courier);
	return f.fetch(f.context, &r, answer, err);
}

/* Of what a witness answers only its own line is taken (tlog-witness: signatures by unknown keys are ignored). */
static trien_rc
attach_own(const struct asking *a, const struct tr_note_key *key, struct tr_bytes answer, struct trien_err *err)
{
	char begin[TR_NOTE_NAME_MAX + 8];
	struct tr_bytes line;

	snprintf(begin, sizeof(begin), "\xe2\x80\x94 %s ", key->name);
	while (tr_line_take(&answer, &line))
		if (tr_bytes_start(line, begin))
			return tr_audit_attach(a->dir, key, TR_BYTES(line.p, line.n + 1), err);
	return TR_ERR(err, AUDIT_SIGNATURE, TR_S("name", key->name));
}

/* What the witness has signed last is not known here: it says so itself where it is asked from 0. */
static trien_rc
ask(const struct asking *a, const struct tr_policy_witness *witness, struct trien_err *err)
{
	TR_AUTO_BUF answer = {0};
	uint64_t old;

	TR_TRY(post(a, witness->url, 0, &answer, err));
	struct tr_bytes in = tr_buf_view(&answer), line;
	if (tr_line_take(&in, &line) && tr_decimal_read(line, &old)) {
		tr_buf_clear(&answer);
		TR_TRY(post(a, witness->url, old, &answer, err));
	}
	/* A size again: what it has signed is another tree than ours. */
	in = tr_buf_view(&answer);
	if (tr_line_take(&in, &line) && tr_decimal_read(line, &old))
		return TR_ERR(err, AUDIT_WITNESS_SIZE, TR_U("size", old));
	return attach_own(a, &witness->key, tr_buf_view(&answer), err);
}

/* ---- asking all ---- */

static trien_rc
who_has_signed(const struct asking *a, uint64_t *out, struct trien_err *err)
{
	TR_AUTO_BUF note = {0};
	struct tr_note n;

	TR_TRY(tr_file_load(a->dir, CHECKPOINT, TR_NOTE_MAX, &note, NULL, err));
	TR_TRY(tr_note_read(tr_buf_view(&note), &n, err));
	return tr_policy_signed(a->w->policy, &n, out, err);
}

static void
tell(const struct asking *a, const struct tr_policy_witness *w, const struct trien_err *why, json_t *report)
{
	char text[512];

	tr_err_text_commands(why, a->cli->lang, text, sizeof(text));
	if (report != NULL)
		json_array_append_new(report, json_pack("{s:s, s:b, s:s?}", "name", w->key.name, "signed", why->code == TRIEN_OK, "error",
				why->code == TRIEN_OK ? NULL : trien_err_id(why->code)));
	if (why->code == TRIEN_OK || report != NULL)
		return;
	fputs(tr_say(a->cli, "Nhân chứng chưa ký: ", "A witness has not signed: "), stderr);
	tr_cli_print_safe(stderr, w->key.name);
	fputs(": ", stderr);
	tr_cli_print_safe(stderr, text);
	fprintf(stderr, " [%s]\n", trien_err_id(why->code));
}

trien_rc
tr_cli_witnesses_collect(const struct tr_cli *cli, struct tr_cli_witnesses *w, int dir, const struct tr_note_key *log, json_t *report,
		struct trien_err *err)
{
	const struct asking a = {cli, w, dir, log};
	struct trien_err why[TR_POLICY_MAX] = {{0}};
	TR_AUTO_BUF note = {0};
	uint64_t have;

	TR_TRY(who_has_signed(&a, &have, err));
	for (unsigned round = 0; round < TRIES; round++)
		for (size_t i = 0; i < w->policy->witness_count; i++) {
			const struct tr_policy_witness *one = &w->policy->witnesses[i];
			if ((have >> i & 1) || one->url == NULL || (round > 0 && strcmp(trien_err_class(why[i].code), "network") != 0))
				continue;
			why[i] = (struct trien_err){0};
			if (ask(&a, one, &why[i]) == TRIEN_OK)
				have |= UINT64_C(1) << i;
		}
	for (size_t i = 0; i < w->policy->witness_count; i++)
		tell(&a, &w->policy->witnesses[i], &why[i], report);
	TR_TRY(tr_file_load(dir, CHECKPOINT, TR_NOTE_MAX, &note, NULL, err));
	return tr_policy_holds(w->policy, log, tr_buf_view(&note), NULL, err);
}
