/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/levels.h"

#include "base/errors/cli.h"
#include "base/errors/pki.h"
#include "base/errors/sign.h"
#include "cli/trust_place.h"
#include "sign/limits.h"
#include "worker/task_network.h"

#define WHY_MAX 512

/* ---- opening ---- */

trien_rc
tr_levels_read(const char *name, enum tr_level *out, struct trien_err *err)
{
	*out = TR_LEVEL_B;
	if (name == NULL || tr_level_of(TR_BYTES(name, strlen(name)), out))
		return TRIEN_OK;
	return TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", "--level"), TR_S("got", name), TR_S("want", "B-B, B-T, B-LT, B-LTA"));
}

static trien_rc
read_in_sandbox(void *context, const struct tr_tsp_question *q, const char *url, struct tr_bytes response, struct tr_buf *token,
		struct trien_err *err)
{
	return tr_task_stamp_read(context, q, url, response, token, err);
}

static trien_rc
stamp(void *context, enum tr_digest digest, struct tr_bytes imprint, struct tr_buf *token, struct trien_err *err)
{
	struct tr_levels *l = context;
	const struct tr_fetcher fetcher = tr_network_fetcher(&l->network);
	const struct tr_tsa_reader reader = {.context = l->worker, .read = read_in_sandbox};
	const struct tr_tsa_request r = {.fetcher = &fetcher, .reader = &reader, .urls = l->tsa->items,
			.url_count = l->tsa->count, .env = l->cli->env};

	return tr_tsa_stamp(&r, digest, imprint, token, NULL, err);
}

static trien_rc
check_options(const struct tr_level_options *o, enum tr_level want, struct trien_err *err)
{
	if (want >= TR_LEVEL_T && o->tsa.count == 0)
		return TR_ERR(err, CLI_OPTION_WANTED, TR_S("option", "--tsa"));
	if (want >= TR_LEVEL_T && o->tsa.count > TR_TSA_COUNT_MAX)
		return TR_ERR(err, TSA_URLS, TR_U("got", o->tsa.count), TR_U("max", TR_TSA_COUNT_MAX));
	return TRIEN_OK;
}

trien_rc
tr_levels_open(const struct tr_level_options *o, const struct tr_cli *cli, struct tr_worker *worker, struct tr_levels *out,
		struct trien_err *err)
{
	const struct tr_network_options network = {.trust = o->trust, .allow = &o->allow, .urls = &o->tsa, .env = cli->env,
			.offline = o->offline};

	*out = (struct tr_levels){.cli = cli, .worker = worker, .tsa = &o->tsa, .asked = o->level != NULL};
	out->stamper = (struct tr_sign_stamper){.context = out, .stamp = stamp};
	TR_TRY(tr_levels_read(o->level, &out->want, err));
	TR_TRY(check_options(o, out->want, err));
	if (out->want == TR_LEVEL_B)
		return TRIEN_OK;
	TR_TRY(tr_cli_trust_load(o->trust, &out->anchors, err));
	if (out->want >= TR_LEVEL_LT && out->anchors.n == 0)
		return TR_ERR(err, CLI_OPTION_WANTED, TR_S("option", "--trust"));
	return tr_network_open(&network, worker, &out->network, err);
}

void
tr_levels_close(struct tr_levels *l)
{
	tr_network_close(&l->network);
	tr_buf_free(&l->anchors);
}

/* ---- signing ---- */

void
tr_levels_widen(const struct tr_levels *l, struct tr_sign_request *request)
{
	if (l->want >= TR_LEVEL_T)
		request->contents_size += TR_SIGN_TOKEN_ROOM;
}

const struct tr_sign_stamper *
tr_levels_stamper(const struct tr_levels *l)
{
	return l->want >= TR_LEVEL_T ? &l->stamper : NULL;
}

trien_rc
tr_levels_commit(struct tr_levels *l, struct tr_target *target, const struct tr_sign_state *state,
		struct tr_level_result *result, struct trien_err *err)
{
	const struct tr_bytes tail = tr_buf_view(&state->proposal.tail);
	const bool stamped = state->stamper != NULL && state->stamp_error.code == TRIEN_OK;

	*result = (struct tr_level_result){.asked = l->asked, .want = l->want, .reached = stamped ? TR_LEVEL_T : TR_LEVEL_B,
			.why = state->stamp_error, .added = tail.n};
	if (l->want < TR_LEVEL_LT || !stamped)
		return tr_target_commit(target, tail, err);
	trien_rc rc = tr_target_append(target, tail, err);
	if (rc == TRIEN_OK)
		rc = tr_levels_extend(l, target, TR_EXTEND_NEWEST, result, err);
	if (rc == TRIEN_OK)
		return tr_target_commit(target, TR_BYTES(NULL, 0), err);
	tr_target_abandon(target);
	return rc;
}

/* ---- telling ---- */

static bool
is_lower(const struct tr_level_result *r)
{
	return r->asked && r->reached < r->want && r->why.code != TRIEN_OK;
}

static void
make_warning(const struct tr_level_result *r, struct trien_err *out)
{
	(void)!TR_ERR(out, SIGN_LEVEL, TR_S("reached", tr_level_name(r->reached)), TR_S("wanted", tr_level_name(r->want)),
			TR_S("cause", trien_err_id(r->why.code)));
	tr_err_lend(out, &r->why);
}

void
tr_levels_print(const struct tr_cli *cli, const char *file, const struct tr_level_result *r)
{
	struct trien_err warning = {0};

	if (r->asked)
		tr_cli_printf(cli, ", mức PAdES %s", ", level PAdES %s", tr_level_name(r->reached));
	putchar('\n');
	if (!is_lower(r))
		return;
	fflush(stdout);
	for (size_t i = 0; i < r->failure_count; i++)
		tr_cli_fail(cli, file, &r->failures[i]);
	tr_cli_fail(cli, file, &r->why);
	make_warning(r, &warning);
	tr_cli_fail(cli, file, &warning);
}

void
tr_levels_put(const struct tr_cli *cli, json_t *object, const struct tr_level_result *r)
{
	char text[WHY_MAX];
	json_t *failures = json_array();

	if (!r->asked) {
		json_decref(failures);
		return;
	}
	tr_err_text_commands(&r->why, cli->lang, text, sizeof(text));
	for (size_t i = 0; i < r->failure_count; i++) {
		json_t *o = json_object();
		tr_cli_put_error(cli, o, &r->failures[i]);
		json_array_append_new(failures, o);
	}
	json_object_set_new(object, "level_wanted", json_string(tr_level_name(r->want)));
	json_object_set_new(object, "level_reached", json_string(tr_level_name(r->reached)));
	json_object_set_new(object, "level_why", is_lower(r) ? json_string(trien_err_id(r->why.code)) : json_null());
	json_object_set_new(object, "level_message", is_lower(r) ? json_string(text) : json_null());
	json_object_set_new(object, "ocsp_without_nonce", json_integer(r->without_nonce));
	json_object_set_new(object, "fetch_failures", failures);
}

int
tr_levels_exit(const struct tr_level_result *r)
{
	return is_lower(r) ? trien_err_exit(TRIEN_E_SIGN_LEVEL) : 0;
}
