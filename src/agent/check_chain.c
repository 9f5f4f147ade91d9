/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "agent/check_chain.h"

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "agent/trien.h"
#include "base/errors/agent.h"
#include "cli/trust_place.h"

/* ---- what is asked about ---- */

static void
add_authorities(const struct tr_token_listed *t, struct tr_buf *pem)
{
	for (size_t i = 0; i < t->certificate_count; i++) {
		struct tr_certificate *c;
		if (tr_certificate_parse(t->certificates[i], &c, NULL) != TRIEN_OK)
			continue;
		if (c->is_ca)
			(void)!tr_certificate_pem(c, pem, NULL); /* one that is left out is got from outside */
		tr_certificate_free(c);
	}
}

static void
add(struct tr_agent_chains *chains, const struct tr_token_listed *t, const struct tr_certificate *c)
{
	const struct tr_text name = tr_certificate_display_name(c);
	struct tr_agent_chain *one = &chains->all[chains->count];

	if (tr_certificate_pem(c, &one->pem, NULL) != TRIEN_OK) {
		tr_buf_free(&one->pem);
		return;
	}
	add_authorities(t, &one->pem);
	snprintf(one->name, sizeof(one->name), "%.*s", (int)(name.n < TR_AGENT_NAME_MAX ? name.n : TR_AGENT_NAME_MAX), name.p);
	chains->count++;
}

void
tr_agent_chains_add(struct tr_agent_chains *chains, const struct tr_token_listed *t)
{
	for (size_t i = 0; i < t->certificate_count && chains->count < TR_AGENT_KEYS_MAX; i++) {
		struct tr_certificate *c;
		if (tr_certificate_parse(t->certificates[i], &c, NULL) != TRIEN_OK)
			continue;
		if (!c->is_ca)
			add(chains, t, c);
		tr_certificate_free(c);
	}
}

void
tr_agent_chains_free(struct tr_agent_chains *c)
{
	for (size_t i = 0; i < c->count; i++)
		tr_buf_free(&c->all[i].pem);
	*c = (struct tr_agent_chains){0};
}

/* ---- asking ---- */

/* Files without a name, which the command inherits. */
struct files {
	int fds[TR_AGENT_KEYS_MAX];
	char paths[TR_AGENT_KEYS_MAX][32];
	size_t count;
};

static bool
open_files(const struct tr_agent_chains *c, struct files *f)
{
	for (f->count = 0; f->count < c->count; f->count++) {
		const struct tr_buf *pem = &c->all[f->count].pem;
		const int fd = memfd_create("certificate", 0);
		if (fd < 0)
			return false;
		f->fds[f->count] = fd;
		snprintf(f->paths[f->count], sizeof(f->paths[0]), "/proc/self/fd/%d", fd);
		if (write(fd, pem->p, pem->n) != (ssize_t)pem->n) {
			close(fd);
			return false;
		}
	}
	return true;
}

static void
close_files(struct files *f)
{
	while (f->count > 0)
		close(f->fds[--f->count]);
}

static trien_rc
ask(const struct tr_cli *cli, const struct tr_agent_settings *s, const struct files *f, json_t **said, struct trien_err *err)
{
	struct tr_agent_words w = {0};
	int code;

	tr_agent_word(&w, "trien");
	tr_agent_word(&w, "trust");
	tr_agent_word(&w, "--json");
	tr_agent_option(&w, "--lang", cli->lang == TRIEN_LANG_EN ? "en" : "vi");
	tr_agent_option(&w, "--trust", s->trust);
	tr_agent_option(&w, "--tsa", s->tsa);
	tr_agent_word(&w, "--");
	tr_agent_word(&w, "check");
	for (size_t i = 0; i < f->count; i++)
		tr_agent_word(&w, f->paths[i]);
	return tr_agent_trien_run(&w, said, &code, err);
}

/* ---- telling ---- */

static void
tell_one(const char *name, const char *what, const json_t *said, tr_agent_chain_tell *tell, void *context)
{
	const char *id = json_string_value(json_object_get(said, "error")), *words = json_string_value(json_object_get(said, "message"));
	const char *failure = json_string_value(json_object_get(json_array_get(json_object_get(said, "fetch_failures"), 0), "message"));
	char line[TR_AGENT_LINE_MAX], all[2 * TR_AGENT_LINE_MAX];

	snprintf(line, sizeof(line), "%s, %s", name, what);
	/* What could not be got first, for the rest mostly follows from it. */
	snprintf(all, sizeof(all), "%s%s%s", words != NULL ? words : "", failure != NULL ? " " : "", failure != NULL ? failure : "");
	tell(context, "certificate", line, id, all);
}

static void
tell_failed(const struct tr_cli *cli, const char *what, const struct trien_err *why, tr_agent_chain_tell *tell, void *context)
{
	char text[TR_AGENT_LINE_MAX];

	tr_cli_error_text(cli, why, text, sizeof(text));
	tell(context, "certificate", what, trien_err_id(why->code), text);
}

static void
check(const struct tr_agent_chains *c, const struct tr_cli *cli, const struct tr_agent_settings *s, const struct files *f, tr_agent_chain_tell *tell, void *context)
{
	const char *chain = tr_say(cli, "chuỗi chứng thực và thu hồi", "chain and revocation");
	struct trien_err why = {0};
	json_t *said = NULL;

	if (ask(cli, s, f, &said, &why) != TRIEN_OK) {
		tell_failed(cli, chain, &why, tell, context);
		return;
	}
	/* One that says less was refused as a whole. */
	for (size_t i = 0; i < c->count && i < json_array_size(said); i++)
		tell_one(c->all[i].name, chain, json_array_get(said, i), tell, context);
	if (s->tsa[0] != '\0' && json_array_size(said) > c->count)
		tell_one(s->tsa, tr_say(cli, "dấu thời gian", "time stamps"), json_array_get(said, c->count), tell, context);
	json_decref(said);
}

void
tr_agent_chains_check(const struct tr_agent_chains *c, const struct tr_cli *cli, const struct tr_agent_settings *s, tr_agent_chain_tell *tell, void *context)
{
	struct trien_err why = {0};
	char directory[PATH_MAX];
	struct files f;

	if (c->count == 0 && s->tsa[0] == '\0')
		return;
	if (!tr_cli_trust_directory(s->trust[0] != '\0' ? s->trust : NULL, TR_TRUST_TO_READ, directory)) {
		tell(context, "trust", tr_say(cli, "chưa xem chuỗi chứng thực và thu hồi: máy này không có gốc tin cậy cho chữ ký (trien trust import); máy chủ vẫn xem khi ký",
				"chain and revocation are not looked at: this machine has no anchors of signatures (trien trust import); the server looks when something is signed"), NULL, NULL);
		return;
	}
	if (open_files(c, &f))
		check(c, cli, s, &f, tell, context);
	else
		(void)TR_ERR(&why, AGENT_PROGRAM_FAILED, TR_S("program", "trien"), TR_S("why", "gone")), tell_failed(cli, "memfd", &why, tell, context);
	close_files(&f);
}
