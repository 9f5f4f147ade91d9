/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "gate.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>

const struct tr_office_judgement judged_good = {.verdict = TR_VERDICT_PASSED, .right = TR_INCOMING_RIGHT_YES, .seal = "dd"};
const struct tr_office_judgement judged_broken = {.verdict = TR_VERDICT_FAILED, .right = TR_INCOMING_RIGHT_YES, .findings = "HASH_FAILURE"};
const struct tr_office_judgement judged_open = {.verdict = TR_VERDICT_OPEN, .right = TR_INCOMING_RIGHT_YES, .findings = "TRY_LATER"};
const struct tr_office_judgement judged_stranger = {.verdict = TR_VERDICT_OPEN, .right = TR_INCOMING_RIGHT_YES, .findings = "NO_CERTIFICATE_CHAIN_FOUND"};
const struct tr_office_judgement judged_other = {.verdict = TR_VERDICT_PASSED, .right = TR_INCOMING_RIGHT_WRONG, .findings = "right.sender-differs"};
const struct tr_office_judgement judged_bare = {.verdict = TR_VERDICT_NOTHING, .findings = "unsigned"};

struct tr_office_coming
letter_in(struct bureau *b, const char *content, const struct tr_office_judgement *j)
{
	const char *name = NULL;

	if (content != NULL)
		name = blob_of(b, content);
	return (struct tr_office_coming){.agency = 1, .sender = "UBND xã Mẫu", .subject = "Báo cáo mẫu", .channel = content == NULL ? "paper" : "upload",
		.hash = name, .file = j == NULL || j->verdict == TR_VERDICT_FAILED ? NULL : name, .judgement = content == NULL ? NULL : j};
}

static void
say_came(struct bureau *b, const struct tr_office_came *c)
{
	say(b->c, "arrival:%lld %s -> %s %lld/%lld%s\n", (long long)c->arrival, tr_incoming_state_word(c->from)->word, tr_incoming_state_word(c->to)->word,
			(long long)c->number, (long long)c->year, c->again ? " again" : "");
}

struct tr_office_came
arrive_ok(struct bureau *b, const struct tr_office_coming *c)
{
	const int64_t acts = ask_one(b->c->db, "SELECT COUNT(*) FROM act");
	struct tr_office_came tried, came;
	struct trien_err err = {0};

	assert_ok(tr_office_arrive(b->c->db, &b->act, TR_ACT_DRY_RUN, &b->clerk, c, &tried, &err), &err);
	assert_int_equal(ask_one(b->c->db, "SELECT COUNT(*) FROM act"), acts);
	assert_ok(tr_office_arrive(b->c->db, &b->act, TR_ACT_DO, &b->clerk, c, &came, &err), &err);
	assert_int_equal(ask_one(b->c->db, "SELECT COUNT(*) FROM act"), acts + !came.again);
	assert_true(tried.to == came.to && tried.number == came.number);
	if (came.to == TR_INCOMING_REFUSED)
		assert_ok(tr_office_forget(b->c->db, b->blobs, c->hash, &err), &err);
	say_came(b, &came);
	return came;
}

void
arrive_refused(struct bureau *b, const char *error, struct tr_office_who who, const struct tr_office_coming *c)
{
	const int64_t changes = ask_one(b->c->db, "SELECT COUNT(*) FROM change");
	struct tr_office_came came;
	struct trien_err err = {0};

	assert_refused(tr_office_arrive(b->c->db, &b->act, TR_ACT_DO, &who, c, &came, &err), error);
	assert_int_equal(ask_one(b->c->db, "SELECT COUNT(*) FROM change"), changes);
	say(b->c, "%s\n", error);
}

struct tr_office_came
again_ok(struct bureau *b, int64_t arrival, const struct tr_office_judgement *j)
{
	struct tr_office_came came;
	struct trien_err err = {0};

	assert_ok(tr_office_judge_again(b->c->db, &b->act, TR_ACT_DO, &b->clerk, arrival, j, &came, &err), &err);
	if (came.to == TR_INCOMING_REFUSED)
		assert_ok(tr_office_forget(b->c->db, b->blobs, NULL, &err), &err);
	say_came(b, &came);
	return came;
}

struct tr_office_came
handle_ok(struct bureau *b, struct tr_office_who who, int64_t arrival, enum tr_incoming_act what, const struct tr_office_handling *given)
{
	static const struct tr_office_handling none;
	struct tr_office_came tried, came;
	struct trien_err err = {0};

	given = given == NULL ? &none : given;
	assert_ok(tr_office_handle(b->c->db, &b->act, TR_ACT_DRY_RUN, &who, arrival, what, given, &tried, &err), &err);
	assert_ok(tr_office_handle(b->c->db, &b->act, TR_ACT_DO, &who, arrival, what, given, &came, &err), &err);
	assert_int_equal(tried.to, came.to);
	if (came.to == TR_INCOMING_REFUSED)
		assert_ok(tr_office_forget(b->c->db, b->blobs, NULL, &err), &err);
	say_came(b, &came);
	return came;
}

void
handle_refused(struct bureau *b, const char *error, struct tr_office_who who, int64_t arrival, enum tr_incoming_act what, const struct tr_office_handling *given)
{
	static const struct tr_office_handling none;
	const int64_t changes = ask_one(b->c->db, "SELECT COUNT(*) FROM change");
	struct tr_office_came came;
	struct trien_err err = {0};

	assert_refused(tr_office_handle(b->c->db, &b->act, TR_ACT_DO, &who, arrival, what, given == NULL ? &none : given, &came, &err), error);
	assert_int_equal(ask_one(b->c->db, "SELECT COUNT(*) FROM change"), changes);
	say(b->c, "%s\n", error);
}

/* ---- what lies on the disk ---- */

static const char *wanted;
static bool found;

static int
look_into(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)at;
	if (kind != FTW_F || st->st_size == 0)
		return 0;
	FILE *f = fopen(path, "rb");
	if (f == NULL)
		return 0; /* it has gone meanwhile */
	char *all = malloc((size_t)st->st_size);
	assert_non_null(all);
	const size_t n = fread(all, 1, (size_t)st->st_size, f);
	if (memmem(all, n, wanted, strlen(wanted)) != NULL) {
		print_message("found in %s\n", path);
		found = true;
	}
	free(all);
	fclose(f);
	return 0;
}

bool
lies_about(const char *folder, const char *bytes)
{
	wanted = bytes;
	found = false;
	assert_int_equal(nftw(folder, look_into, 16, FTW_PHYS), 0);
	return found;
}
