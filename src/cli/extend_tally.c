/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/extend_tally.h"

#include "base/errors/cli.h"
#include "base/errors/sign.h"

static const char *const names[TR_EXTEND_OUTCOMES] = {[TR_EXTEND_MADE] = "extended", [TR_EXTEND_THERE] = "there",
	[TR_EXTEND_NOTHING] = "unsigned", [TR_EXTEND_WAITING] = "waiting", [TR_EXTEND_REFUSED] = "refused"};

const char *
tr_extend_outcome_name(enum tr_extend_outcome o)
{
	return names[o];
}

/* A server, another run, or somebody who has the file open: the next run may find it otherwise. */
static bool
passes_by_itself(trien_rc why)
{
	return strcmp(trien_err_class(why), "network") == 0 || why == TRIEN_E_CLI_SOURCE_BUSY || why == TRIEN_E_CLI_SOURCE_CHANGED;
}

/* Why a file has not the level: of one that was written, why the level is lower. */
static trien_rc
reason_of(trien_rc why, const struct tr_level_result *level)
{
	return why != TRIEN_OK || level->reached >= level->want ? why : level->why.code;
}

enum tr_extend_outcome
tr_extend_outcome_of(trien_rc why, bool there, const struct tr_level_result *level)
{
	if (there || why == TRIEN_E_EXTEND_ALREADY)
		return TR_EXTEND_THERE;
	if (why == TRIEN_E_EXTEND_UNSIGNED)
		return TR_EXTEND_NOTHING;
	const trien_rc reason = reason_of(why, level);
	if (reason == TRIEN_OK)
		return TR_EXTEND_MADE;
	return passes_by_itself(reason) ? TR_EXTEND_WAITING : TR_EXTEND_REFUSED;
}

static void
count_reason(struct tr_extend_tally *t, enum tr_extend_outcome o, trien_rc why)
{
	size_t i = 0;

	while (i < t->reason_count && (t->reasons[i].why != why || t->reasons[i].outcome != o))
		i++;
	if (i == TR_EXTEND_REASONS_MAX) {
		t->others++;
		return;
	}
	if (i == t->reason_count)
		t->reasons[t->reason_count++] = (struct tr_extend_reason){.why = why, .outcome = o};
	t->reasons[i].count++;
}

void
tr_extend_tally_add(struct tr_extend_tally *t, enum tr_extend_outcome o, trien_rc why, const struct tr_level_result *level)
{
	t->count[o]++;
	if (o == TR_EXTEND_REFUSED && t->refused_exit == 0)
		t->refused_exit = trien_err_exit(reason_of(why, level));
	if (o == TR_EXTEND_WAITING || o == TR_EXTEND_REFUSED)
		count_reason(t, o, reason_of(why, level));
}

static void
print_json(const struct tr_extend_tally *t)
{
	json_t *o = json_object(), *summary = json_object(), *reasons = json_array();

	for (size_t i = 0; i < TR_EXTEND_OUTCOMES; i++)
		json_object_set_new(summary, names[i], json_integer((json_int_t)t->count[i]));
	for (size_t i = 0; i < t->reason_count; i++) {
		json_t *r = json_object();
		json_object_set_new(r, "state", json_string(names[t->reasons[i].outcome]));
		json_object_set_new(r, "error", json_string(trien_err_id(t->reasons[i].why)));
		json_object_set_new(r, "files", json_integer((json_int_t)t->reasons[i].count));
		json_array_append_new(reasons, r);
	}
	json_object_set_new(summary, "reasons", reasons);
	json_object_set_new(summary, "other_reasons", json_integer((json_int_t)t->others));
	json_object_set_new(o, "summary", summary);
	tr_cli_print_json(o);
}

static size_t
all_of(const struct tr_extend_tally *t)
{
	size_t all = 0;

	for (size_t i = 0; i < TR_EXTEND_OUTCOMES; i++)
		all += t->count[i];
	return all;
}

void
tr_extend_tally_print(const struct tr_extend_tally *t, const struct tr_cli *cli)
{
	const size_t *n = t->count;

	if (cli->json) {
		print_json(t);
		return;
	}
	tr_cli_printf(cli, "%zu tệp: %zu vừa nâng mức, %zu đã đủ mức, %zu chưa ký, %zu còn chờ, %zu không nâng được\n",
			"%zu files: %zu extended, %zu had the level, %zu unsigned, %zu still wait, %zu cannot be extended\n", all_of(t),
			n[TR_EXTEND_MADE], n[TR_EXTEND_THERE], n[TR_EXTEND_NOTHING], n[TR_EXTEND_WAITING], n[TR_EXTEND_REFUSED]);
	for (size_t i = 0; i < t->reason_count; i++) {
		const struct tr_extend_reason *r = &t->reasons[i];
		const char *state = r->outcome == TR_EXTEND_WAITING ? tr_say(cli, "còn chờ", "waiting")
								    : tr_say(cli, "không nâng được", "cannot be extended");
		tr_cli_printf(cli, "  %s: %zu tệp [%s]\n", "  %s: %zu files [%s]\n", state, r->count, trien_err_id(r->why));
	}
	if (t->others > 0)
		tr_cli_printf(cli, "  vì lý do khác: %zu tệp\n", "  for other reasons: %zu files\n", t->others);
}

int
tr_extend_tally_exit(const struct tr_extend_tally *t)
{
	if (t->refused_exit != 0)
		return t->refused_exit;
	return t->count[TR_EXTEND_WAITING] > 0 ? trien_err_exit(TRIEN_E_SIGN_LEVEL) : 0;
}
