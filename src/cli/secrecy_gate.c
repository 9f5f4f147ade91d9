/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/secrecy_gate.h"

#include "base/errors/cli.h"
#include "base/errors/official.h"
#include "cli/profile_open.h"
#include "cli/release.h"

/* ---- options ---- */
static trien_rc
check_declared(const char *declared, struct trien_err *err)
{
	static const char *const none[] = {"none", "thuong", "thường", "khong", "không"};
	static const char *const secret[] = {"mat", "mật", "toi-mat", "tối mật", "tuyet-mat", "tuyệt mật"};

	if (declared == NULL)
		return TRIEN_OK;
	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++)
		if (strcmp(declared, none[i]) == 0)
			return TRIEN_OK;
	for (size_t i = 0; i < sizeof(secret) / sizeof(*secret); i++)
		if (strcmp(declared, secret[i]) == 0)
			return TR_ERR(err, OFFICIAL_SECRECY_DECLARED, TR_S("level", declared));
	return TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", "--secrecy"), TR_S("got", declared),
			TR_S("want", "none, mat, toi-mat, tuyet-mat"));
}

trien_rc
tr_cli_secrecy_options(const struct tr_secrecy_texts *t, struct trien_err *err)
{
	TR_TRY(check_declared(t->declared, err));
	TR_TRY(tr_cli_release_word("--not-secret", t->not_secret, err));
	TR_TRY(tr_cli_release_check("--release-secrecy-by", t->release_by, "--release-reason", t->release_reason, t->record, err));
	return tr_cli_release_check("--release-kind-by", t->kind_by, "--release-kind-reason", t->kind_reason, t->record, err);
}

/* ---- the record ---- */
/* Who said what about which bytes, and when. Written before the file is signed: no signature without its line. */
static trien_rc
record(const struct tr_cli *cli, const struct tr_secrecy_texts *t, struct tr_source *source,
		const struct tr_secrecy_outcome *o, struct trien_err *err)
{
	json_t *line;

	if (t->record == NULL || (o->released_by == NULL && o->not_secret_by == NULL && o->kind_released_by == NULL))
		return TRIEN_OK;
	TR_TRY(tr_cli_release_begin(cli, source, &line, err));
	tr_cli_secrecy_json(line, o);
	if (o->released_by != NULL)
		json_object_set_new(json_object_get(line, "secrecy"), "reason", json_string(t->release_reason));
	if (o->kind_released_by != NULL)
		json_object_set_new(json_object_get(line, "kind"), "reason", json_string(t->kind_reason));
	return tr_cli_release_end(t->record, line, err);
}

void
tr_cli_secrecy_json(json_t *object, const struct tr_secrecy_outcome *o)
{
	if (o->kind_released_by != NULL)
		json_object_set_new(object, "kind", json_pack("{s:s, s:i, s:s}", "excluded", o->kind, "page",
				(int)o->kind_page, "released_by", o->kind_released_by));
	if (o->released_by == NULL && o->not_secret_by == NULL)
		return;
	json_object_set_new(object, "secrecy", json_pack("{s:s?, s:i, s:b, s:s?, s:i, s:i, s:s?}", "stamp",
			*o->stamp ? o->stamp : NULL, "page", (int)o->stamp_page, "read_from_picture",
			(int)o->read_from_picture, "released_by", o->released_by, "pages_without_text", (int)o->textless,
			"drawings_unread", (int)o->drawn, "not_secret_by", o->not_secret_by));
}

/* ---- the gate ---- */
trien_rc
tr_cli_secrecy_gate(const struct tr_cli *cli, const struct tr_secrecy_texts *t, struct tr_worker *worker,
		struct tr_source *source, struct tr_secrecy_outcome *out, struct trien_err *err)
{
	const int64_t now = cli->env->now(cli->env->context);
	const struct tr_secrecy_words words = {t->release_by, t->not_secret, t->kind_by};
	struct tr_secrecy_outcome o = {0};
	struct tr_profile *profile;

	TR_TRY(tr_cli_profile_open(t->profile, now, &profile, err));
	const struct tr_secrecy_door door = {worker, source->fd, profile, now};
	trien_rc rc = tr_secrecy_pass(&door, &words, &o, err);
	tr_profile_free(profile);
	TR_TRY(rc);
	TR_TRY(record(cli, t, source, &o, err));
	*out = o;
	return TRIEN_OK;
}
