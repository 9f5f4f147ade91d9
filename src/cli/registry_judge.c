/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Files that registry enter, change and act hand in (COLUMN=FILE): their signatures are judged in the sandbox before the database is open, a bad one is
 * refused, and what was found is written with the row (registry/file_check.h). Requirement: R3 R6.1 R10.1
 */
#include <stdlib.h>

#include "base/errors/cli.h"
#include "base/errors/registry.h"
#include "cli/judge_desk.h"
#include "registry/column_words.h"
#include "registry/file_check.h"

void
tr_registry_judged_free(struct tr_registry_run *r)
{
	for (size_t i = 0; i < r->judged_count; i++) {
		tr_in_file_free(r->judged[i].file);
		free(r->judged[i].file);
	}
	free(r->judged);
	free(r->act.checks);
	r->judged = NULL;
	r->judged_count = r->act.check_count = 0;
}

static const struct tr_in_file *
find(const struct tr_registry_run *r, const char *path)
{
	for (size_t i = 0; i < r->judged_count; i++)
		if (strcmp(r->judged[i].path, path) == 0)
			return r->judged[i].file;
	return NULL;
}

/* ---- before the database is open ---- */

static trien_rc
make_room(struct tr_registry_run *r, struct trien_err *err)
{
	if (r->judged != NULL)
		return TRIEN_OK;
	r->judged = tr_mem_zeroed(r->rest.count, sizeof(*r->judged));
	r->act.checks = tr_mem_zeroed(r->rest.count, sizeof(*r->act.checks));
	return r->judged != NULL && r->act.checks != NULL ? TRIEN_OK : TR_ERR(err, NO_MEMORY, TR_U("want", r->rest.count * sizeof(*r->act.checks)));
}

/* The first of its reasons, by its word: the message has it in its own language. */
static trien_rc
refuse(const char *path, const struct tr_in_file *f, struct trien_err *err)
{
	return TR_ERR(err, REGISTRY_FILE_SIGNATURE, TR_S("file", path), TR_B("why", f->found.findings, strcspn(f->found.findings, " ")));
}

static trien_rc
judge(struct tr_registry_run *r, const char *path, struct tr_in_file *f, struct trien_err *err)
{
	struct tr_in_desk desk;

	TR_TRY(tr_in_desk_open(r, &desk, err));
	const trien_rc rc = tr_in_desk_judge(&desk, path, NULL, f, err);
	tr_in_desk_close(&desk);
	TR_TRY(rc);
	return f->judgement.verdict == TR_VERDICT_FAILED ? refuse(path, f, err) : TRIEN_OK;
}

trien_rc
tr_registry_judge_pair(struct tr_registry_run *r, const struct tr_column *column, const char *pair, struct trien_err *err)
{
	const char *equals = strchr(pair, '=');

	if (column->kind != TR_COLUMN_BLOB || equals == NULL || equals[1] == '\0' || find(r, equals + 1) != NULL)
		return TRIEN_OK;
	TR_TRY(make_room(r, err));
	struct tr_in_file *f = tr_mem_zeroed(1, sizeof(*f));
	if (f == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*f)));
	r->judged[r->judged_count] = (struct tr_registry_judged){equals + 1, f};
	r->act.checks[r->judged_count] = (struct tr_file_check){.file = f->hash, .findings = f->found.findings, .signers = f->signers};
	struct tr_file_check *c = &r->act.checks[r->judged_count++];
	r->act.check_count = r->judged_count;
	TR_TRY(judge(r, equals + 1, f, err));
	c->verdict = f->judgement.verdict;
	c->signer_count = f->judgement.signer_count;
	c->certificate = f->judgement.seal;
	return TRIEN_OK;
}

/* ---- in the act ---- */

trien_rc
tr_registry_put_judged(const struct tr_registry_run *r, const char *path, char name[TR_HEX256 + 1], struct trien_err *err)
{
	const struct tr_in_file *f = find(r, path);

	return f != NULL ? tr_blob_put(r->act.blobs, tr_buf_view(&f->content), name, err) : TR_ERR(err, CLI_SOURCE_MISSING, TR_S("file", path));
}

/* ---- what is told ---- */

static void
print_findings(const struct tr_registry_run *r, const char *all)
{
	for (; *all != '\0'; all += strcspn(all, " "), all += *all == ' ') {
		const struct tr_rules_word *why = tr_incoming_why(TR_BYTES(all, strcspn(all, " ")));
		if (why != NULL && strcmp(why->word, "unsigned") != 0)
			printf("    - %s\n", tr_say(r->cli, why->vi, why->en));
	}
}

void
tr_registry_print_checks(const struct tr_registry_run *r)
{
	const struct tr_book *book = &tr_books[TR_BOOK_file_check];

	for (size_t i = 0; i < r->judged_count; i++) {
		const struct tr_file_check *c = &r->act.checks[i];
		if (!c->written)
			continue;
		fputs(tr_say(r->cli, "  Tệp ", "  File "), stdout);
		tr_cli_print_safe(stdout, r->judged[i].path);
			printf(": %s\n", tr_column_says(book, &book->columns[TR_file_check_verdict], tr_file_verdict_word(c->verdict), r->cli->lang));
		print_findings(r, c->findings);
		if (c->asked && c->signer == TR_FILE_NO)
			puts(tr_say(r->cli, "    - CHÚ Ý: theo sổ, người ký không phải là người được ký văn bản này",
					"    - NOTE: by the books, who signed may not sign this document"));
		if (c->asked && c->signer == TR_FILE_UNKNOWN)
			puts(tr_say(r->cli, "    - chứng thư của người ký không có trong sổ: hãy xem ai đã ký (trien verify)",
					"    - the signer's certificate is not in the books: look who signed (trien verify)"));
		if (c->verdict != TR_VERDICT_NOTHING && c->control == TR_FILE_NO)
			puts(tr_say(r->cli, "    - CHÚ Ý: theo sổ, khi ký thiết bị không do thuê bao giữ",
					"    - NOTE: by the books, the device was not in its subscriber's hands at signing"));
	}
}

json_t *
tr_registry_checks_json(const struct tr_registry_run *r)
{
	json_t *all = json_array();

	for (size_t i = 0; i < r->judged_count; i++) {
		const struct tr_file_check *c = &r->act.checks[i];
		if (c->written)
			json_array_append_new(all, json_pack("{s:s, s:s, s:s, s:s?, s:s?, s:s}", "file", r->judged[i].path, "sha256", c->file, "verdict",
					tr_file_verdict_word(c->verdict), "signer", c->asked ? tr_file_answer_word(c->signer) : NULL, "control",
					c->verdict != TR_VERDICT_NOTHING ? tr_file_answer_word(c->control) : NULL, "findings", c->findings));
	}
	return all;
}
