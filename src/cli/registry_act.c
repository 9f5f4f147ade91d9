/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R6.1 R7 R15.2 */
/* trien registry act: the acts of requests, certificates and devices, decided by the rules. */
#include <fcntl.h>
#include <stdlib.h>

#include "base/errors/cli.h"
#include "base/errors/registry.h"
#include "cli/registry_run.h"
#include "registry/deed.h"
#include "store/file.h"

#define GIVEN_MAX 64u /* as many as the command takes words */

struct handing {
	struct tr_deed deed;
	struct tr_deed_given given[GIVEN_MAX];
	char documents[GIVEN_MAX][TR_HEX256 + 1];
	struct tr_deed_done done;
};

/* A document goes into the store before the act: its row names it. */
static trien_rc
put_document(struct tr_blobs *blobs, const char *path, char name[TR_HEX256 + 1], struct trien_err *err)
{
	TR_AUTO_BUF content = {.max = TR_BLOB_MAX};

	TR_TRY(tr_file_load(AT_FDCWD, path, TR_BLOB_MAX, &content, NULL, err));
	return tr_blob_put(blobs, tr_buf_view(&content), name, err);
}

static trien_rc
read_pair(struct handing *h, const struct tr_act *act, char *pair, struct trien_err *err)
{
	const size_t i = h->deed.given_count;
	char *equals = strchr(pair, '=');
	const struct tr_book *book;

	if (equals != NULL)
		*equals = '\0';
	const struct tr_column *column = tr_deed_takes(h->deed.act, pair, &book);
	if (equals == NULL || column == NULL)
		return TR_ERR(err, REGISTRY_NOT_TAKEN, TR_S("act", tr_rules_act_word(h->deed.act)->word), TR_S("got", pair));
	h->given[i] = (struct tr_deed_given){pair, equals + 1};
	if (column->kind == TR_COLUMN_BLOB) {
		TR_TRY(put_document(act->blobs, equals + 1, h->documents[i], err));
		h->given[i].value = h->documents[i];
	}
	h->deed.given_count++;
	return TRIEN_OK;
}

static trien_rc
read_words(struct handing *h, const struct tr_act *act, const struct tr_arguments *rest, struct trien_err *err)
{
	static const char *const names[] = {[TR_MACHINE_REQUEST] = "request", [TR_MACHINE_CERTIFICATE] = "certificate", [TR_MACHINE_DEVICE] = "device"};
	const struct tr_book *book;
	int64_t person;

	h->deed.given = h->given;
	if (!tr_rules_act_of(rest->items[0], &h->deed.act))
		return TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", "ACT"), TR_S("got", rest->items[0]), TR_S("want", "request.draft, device.lose, …"));
	const char *name = names[tr_rules_machine_of_act(h->deed.act)];
	if (h->deed.act != TR_ACT_REQUEST_DRAFT || strcmp(rest->items[1], name) != 0) {
		TR_TRY(tr_object_read(rest->items[1], &book, &h->deed.object, err));
		if (strcmp(book->name, name) != 0)
			return TR_ERR(err, REGISTRY_OBJECT, TR_B("got", rest->items[1], strlen(rest->items[1])));
	}
	(void)tr_rules_role_of(act->role, &h->deed.role); /* it is one: the caller has looked */
	if (strcmp(act->actor, "system") == 0) {
		if (h->deed.role != TR_ROLE_SYSTEM)
			return TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", "--as"), TR_S("got", ""), TR_S("want", "person:17"));
	} else {
		TR_TRY(tr_object_read(act->actor, &book, &person, err));
		h->deed.person = person;
	}
	for (size_t i = 2; i < rest->count; i++)
		TR_TRY(read_pair(h, act, rest->items[i], err));
	return TRIEN_OK;
}

static const char *
called(const struct tr_cli *cli, const struct tr_rules_word *w)
{
	return cli->lang == TRIEN_LANG_EN ? w->en : w->vi;
}

static void
print_step(const struct tr_cli *cli, const struct tr_deed_step *s, json_t *all)
{
	const struct tr_rules_word *from = tr_rules_state_word(s->from), *to = tr_rules_state_word(s->to), *act = tr_rules_act_word(s->act);
	char object[TR_OBJECT_TEXT];

	snprintf(object, sizeof(object), "%s:%lld", s->book->name, (long long)s->id);
	json_array_append_new(all, json_pack("{s:s, s:s, s:s, s:s}", "object", object, "act", act->word, "from", from->word, "to", to->word));
	if (!cli->json)
		printf("  %s\t%s: %s → %s\n", object, called(cli, act), called(cli, from), called(cli, to));
}

static void
print_done(const struct tr_cli *cli, enum tr_act_mode mode, const struct tr_deed_done *done)
{
	json_t *steps = json_array(), *effects = json_array();
	const bool tried = mode == TR_ACT_DRY_RUN;

	if (!cli->json && tried)
		fputs(tr_say(cli, "Thử, không ghi: được.\n", "Tried, nothing written: it can be done.\n"), stdout);
	else if (!cli->json)
		tr_cli_printf(cli, "Đã ghi, việc số %lld.\n", "Done, act %lld.\n", (long long)done->act);
	for (size_t i = 0; i < done->count; i++)
		print_step(cli, &done->steps[i], steps);
	for (unsigned e = 0; e < TR_EFFECT_COUNT; e++) {
		const struct tr_rules_word *word = tr_rules_effect_word((enum tr_rules_effect)e);
		if (!(done->effects & TR_BIT(e)))
			continue;
		json_array_append_new(effects, json_string(word->word));
		if (!cli->json)
			printf("  - %s\n", called(cli, word));
	}
	if (cli->json)
		tr_cli_print_json(json_pack("{s:I, s:b, s:O, s:O, s:n}", "act", (json_int_t)done->act, "dry_run", (int)tried, "steps", steps, "effects",
				effects, "error"));
	json_decref(steps);
	json_decref(effects);
}

trien_rc
tr_registry_act(struct tr_registry_run *r, struct trien_err *err)
{
	struct handing *h = tr_mem_zeroed(1, sizeof(*h));

	if (h == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*h)));
	trien_rc rc = tr_registry_fill_act(r, r->rest.items[0], err);
	if (rc == TRIEN_OK)
		rc = read_words(h, &r->act, &r->rest, err);
	if (rc == TRIEN_OK)
		rc = tr_deed_do(r->db, &r->act, tr_registry_mode(r), &h->deed, &h->done, err);
	if (rc == TRIEN_OK)
		print_done(r->cli, tr_registry_mode(r), &h->done);
	free(h);
	return rc;
}
