/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/signing.h"

#include <stdlib.h>

static trien_rc
text_of(const char *s, struct tr_text *out, struct trien_err *err)
{
	*out = (struct tr_text){"", 0};
	return s == NULL ? TRIEN_OK : tr_text_of(TR_BYTES(s, strlen(s)), out, err);
}

trien_rc
tr_signing_request(const struct tr_cli *cli, const struct tr_signing_texts *texts, const struct tr_cms_plan *plan,
		struct tr_sign_request *out, struct trien_err *err)
{
	const struct tr_env *env = cli->env;
	struct tr_sign_request r = {.time = env->now(env->context), .zone_minutes = env->zone_minutes,
		.contents_size = tr_cms_plan_size_max(plan), .digest = tr_sign_digest_name(plan), .unseen = texts->unseen};

	TR_TRY(text_of(texts->field, &r.field, err));
	TR_TRY(text_of(texts->name, &r.name, err));
	TR_TRY(text_of(texts->reason, &r.reason, err));
	TR_TRY(text_of(texts->location, &r.location, err));
	TR_TRY(text_of(texts->contact, &r.contact, err));
	TR_TRY(env->random(env->context, r.id16, sizeof(r.id16), err));
	*out = r;
	return TRIEN_OK;
}

static trien_rc
propose(const struct tr_signing *s, const struct tr_sign_request *request, const struct tr_source *source,
		struct tr_sign_proposal *out, struct tr_lint_findings *findings, struct trien_err *err)
{
	findings->count = 0;
	if (!s->look->asked)
		return tr_task_propose(s->worker, source->fd, request, out, err);
	TR_TRY(tr_task_look(s->worker, source->fd, request, &s->look->request, out, findings, err));
	trien_rc rc = tr_lint_stop(findings, err);
	if (rc != TRIEN_OK)
		tr_sign_proposal_free(out);
	return rc;
}

trien_rc
tr_signing_prepare(const struct tr_signing *s, const struct tr_sign_request *request, struct tr_source *source,
		struct tr_sign_state *state, struct tr_lint_findings *findings, struct trien_err *err)
{
	struct tr_sign_proposal proposal = {0};

	TR_TRY(propose(s, request, source, &proposal, findings, err));
	trien_rc rc = tr_source_map(source, err);
	if (rc == TRIEN_OK)
		rc = tr_sign_prepare(s->plan, source->bytes, &proposal, state, err);
	tr_sign_proposal_free(&proposal);
	return rc;
}

trien_rc
tr_signing_target_name(const char *source, const char *folder, const char *word, char **out, struct trien_err *err)
{
	const char *slash = strrchr(source, '/'), *name = slash ? slash + 1 : source;
	const char *dot = strrchr(name, '.');
	int stem = dot != NULL && dot != name && strcasecmp(dot, ".pdf") == 0 ? (int)(dot - name) : (int)strlen(name);
	int n = folder != NULL
			? asprintf(out, "%s/%.*s.%s.pdf", folder, stem, name, word)
			: asprintf(out, "%.*s%.*s.%s.pdf", (int)(name - source), source, stem, name, word);
	return n >= 0 ? TRIEN_OK : TR_ERR(err, NO_MEMORY, TR_U("want", strlen(source)));
}
