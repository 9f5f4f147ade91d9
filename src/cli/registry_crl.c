/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R11 */
/* trien registry crl: revocation lists into their book, each that its issuer has signed and that is newer than the one there. */
#include <fcntl.h>

#include "base/errors/registry.h"
#include "cli/registry_run.h"
#include "cli/store_door.h"
#include "cli/trust_place.h"
#include "pki/limits.h"
#include "store/file.h"
#include "worker/worker.h"

/* Before the database is open, as all that reads files. */
trien_rc
tr_registry_read_crls(struct tr_registry_run *r, struct trien_err *err)
{
	TR_AUTO_BUF trust = {.max = TR_WORKER_REQUEST_MAX};
	TR_AUTO_BUF file = {.max = TR_TRUST_FILE_MAX};

	/* Who names the issuer means that one, and no folder that is there besides. */
	if (r->w->issuer != NULL)
		TR_TRY(tr_file_load(AT_FDCWD, r->w->issuer, TR_TRUST_FILE_MAX, &file, NULL, err));
	if (r->w->issuer == NULL || r->w->trust != NULL)
		TR_TRY(tr_cli_trust_load(r->w->trust, &trust, err));
	const struct tr_crl_issuers issuers = {tr_buf_view(&trust), tr_buf_view(&file)};
	return tr_crl_files_read((const char *const *)r->rest.items, r->rest.count, &issuers, r->act.at, &r->lists, err);
}

/* A person's act, or the program's own by a timer, whose user is a machine's account. */
static trien_rc
fill_act(struct tr_registry_run *r, struct trien_err *err)
{
	struct trien_err why = {0};

	TR_TRY(tr_cli_store_door(r->cli, r->place, r->db, (struct tr_door_work){TR_OBJECT_CRL, TR_VERB_ENTER}, err));
	const trien_rc rc = tr_registry_fill_act(r, "crl.enter", &why);
	if (rc == TRIEN_E_REGISTRY_NO_ACCOUNT) {
		r->act.actor = "system";
		r->act.role = tr_rules_role_word(TR_ROLE_SYSTEM)->word;
		r->act.effective_at = r->act.at;
		return TRIEN_OK;
	}
	if (rc != TRIEN_OK)
		*err = why;
	return rc;
}

static void
print_list(const struct tr_registry_run *r, const struct tr_crl_file *f, const struct tr_crl_seen *s, json_t *all)
{
	static const enum tr_import_what words[] = {[TR_CRL_NEW] = TR_IMPORT_NEW, [TR_CRL_CHANGED] = TR_IMPORT_CHANGED, [TR_CRL_SAME] = TR_IMPORT_SAME};
	const bool bad = f->why.code != TRIEN_OK;
	const struct tr_registry_became *became = tr_registry_import_word(bad ? TR_IMPORT_BAD : words[s->became]);
	char text[1024] = "", until[TR_TIME_TEXT_MAX] = "";

	if (bad)
		tr_err_text_commands(&f->why, r->cli->lang, text, sizeof(text));
	else
		tr_time_iso(tr_crl_stale_at(&f->is), TR_ZONE_VIETNAM, until);
	json_array_append_new(all, json_pack("{s:s, s:s, s:I, s:s?, s:s?, s:s?, s:s?}", "file", f->path, "what", became->word, "id", (json_int_t)(bad ? 0 : s->id),
			"issuer", bad ? NULL : f->is.issuer, "fresh_until", bad ? NULL : until, "why", bad ? trien_err_id(f->why.code) : NULL, "message",
			bad ? text : NULL));
	if (r->cli->json)
		return;
	printf("%s\t", tr_say(r->cli, became->vi, became->en));
	tr_cli_print_safe(stdout, f->path);
	putchar('\t');
	tr_cli_print_safe(stdout, bad ? text : f->is.issuer);
	if (!bad)
		tr_cli_printf(r->cli, "\tcòn mới đến %s", "\tfresh until %s", until);
	putchar('\n');
}

/* One that is refused stops no other: a timer brings those of all issuers. The first refusal is the command's. */
trien_rc
tr_registry_crl(struct tr_registry_run *r, struct trien_err *err)
{
	const struct trien_err *first = NULL;

	TR_TRY(fill_act(r, err));
	json_t *all = json_array();
	for (size_t i = 0; i < r->lists.count; i++) {
		struct tr_crl_file *f = &r->lists.items[i];
		struct tr_crl_seen seen = {.is = f->is};
		if (f->why.code == TRIEN_OK)
			f->why.code = tr_act_do(r->db, &r->act, tr_registry_mode(r), tr_crl_see_work, &seen, NULL, &f->why);
		print_list(r, f, &seen, all);
		if (first == NULL && f->why.code != TRIEN_OK)
			first = &f->why;
	}
	if (first != NULL)
		*err = *first;
	r->told = first != NULL && r->cli->json; /* the lists and what refuses them are one object */
	if (r->cli->json)
		tr_cli_print_json(json_pack("{s:O, s:o}", "lists", all, "error", first != NULL ? json_pack("{s:s}", "id", trien_err_id(first->code)) : json_null()));
	json_decref(all);
	return first != NULL ? first->code : TRIEN_OK;
}
