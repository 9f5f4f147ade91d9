/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien registry whoami: as whom, and as what, the registry knows who is calling. */
#include "cli/registry_run.h"

static json_t *
json_of_posts(const struct tr_who *w)
{
	json_t *all = json_array();

	for (size_t i = 0; i < w->posts; i++)
		json_array_append_new(all, json_pack("{s:s, s:I}", "role", tr_rules_role_word(w->post[i].role)->word, "agency", (json_int_t)w->post[i].agency));
	return all;
}

static void
print_who(const struct tr_registry_run *r)
{
	const struct tr_who *w = &r->who;

	fputs(r->caller.is.kind, stdout);
	putchar('/');
	tr_cli_print_safe(stdout, r->caller.name);
	if (!w->guarded) {
		fputs(tr_say(r->cli, ": sổ chưa có tài khoản nào, ai mở được kho thì làm được mọi việc. Hãy chạy: trien registry bootstrap\n",
				": the registry has no accounts yet, who can open the store may do everything. Run: trien registry bootstrap\n"), stdout);
		return;
	}
	printf(": account:%lld, person:%lld\n", (long long)w->account, (long long)w->person);
	for (size_t i = 0; i < w->posts; i++) {
		const struct tr_rules_word *role = tr_rules_role_word(w->post[i].role);
		printf("  %s (%s), agency:%lld\n", tr_say(r->cli, role->vi, role->en), role->word, (long long)w->post[i].agency);
	}
}

trien_rc
tr_registry_whoami(struct tr_registry_run *r, struct trien_err *err)
{
	const struct tr_who *w = &r->who;

	(void)err; /* at the door it was asked already */
	if (r->cli->json)
		tr_cli_print_json(json_pack("{s:s, s:s, s:b, s:I, s:I, s:o, s:n}", "kind", r->caller.is.kind, "name", r->caller.name, "guarded",
				(int)w->guarded, "account", (json_int_t)w->account, "person", (json_int_t)w->person, "posts", json_of_posts(w), "error"));
	else
		print_who(r);
	return TRIEN_OK;
}
