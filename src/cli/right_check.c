/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The certificates' words come from the verdict, those of the pages from the sandbox; here they are only compared. */
#include "cli/right_check.h"

#include "base/errors/cli.h"
#include "base/errors/official.h"
#include "base/utf8.h"
#include "cli/file.h"
#include "official/rightness.h"
#include "worker/task_place.h"
#include "worker/tasks.h"

#define LINE_MAX_BYTES 4096

trien_rc
tr_right_check_begin(struct tr_right_check *c, struct trien_err *err)
{
	struct tr_text sender;

	if (c->sender != NULL) {
		TR_TRY(tr_text_of(TR_BYTES(c->sender, strlen(c->sender)), &sender, err));
		if (sender.n == 0)
			return TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", "--sender"), TR_S("got", ""), TR_S("want", "TÊN CƠ QUAN"));
	}
	return c->pages ? tr_tasks_start(&c->worker, err) : TRIEN_OK;
}

void
tr_right_check_end(struct tr_right_check *c)
{
	tr_worker_stop(c->worker);
	c->worker = NULL;
}

static struct tr_text
text_in(const json_t *o, const char *key)
{
	const char *text = tr_cli_text_in(o, key);
	return (struct tr_text){text, strlen(text)};
}

/* Who signed; time stamps are of nobody. */
static size_t
signers_of(const json_t *report, struct tr_right_signer out[TR_RIGHT_FINDINGS_MAX])
{
	size_t i, n = 0;
	json_t *s;

	json_array_foreach(json_object_get(report, "signatures"), i, s) {
		const json_t *subject = json_object_get(s, "subject");
		if (n == TR_RIGHT_FINDINGS_MAX || json_is_true(json_object_get(s, "timestamp")) || !json_is_object(subject))
			continue;
		out[n++] = (struct tr_right_signer){.name = text_in(subject, "common_name"), .title = text_in(subject, "title"),
			.organisation = text_in(subject, "organisation")};
	}
	return n;
}

static json_t *
json_of(const struct tr_cli *cli, const struct tr_right_request *r, const struct tr_rightness *found)
{
	json_t *list = json_array();

	for (size_t i = 0; i < found->count; i++) {
		const struct tr_right_finding *f = &found->findings[i];
		json_t *o = json_pack("{s:s, s:s, s:s%, s:s%, s:s}", "id", tr_right_kind_id(f->kind), "answer",
				tr_right_answer_name(tr_right_kind_answer(f->kind)), "printed", f->printed.p, f->printed.n,
				"certified", f->certified.p, f->certified.n, "message", tr_right_kind_text(f->kind, cli->lang));
		json_object_set_new(o, "signer", f->signer < r->signer_count ? json_stringn(r->signers[f->signer].name.p,
				r->signers[f->signer].name.n) : json_null());
		json_array_append_new(list, o);
	}
	return json_pack("{s:s, s:o, s:b}", "answer", tr_right_answer_name(found->answer), "findings", list, "pages",
			(int)(r->page != NULL));
}

static trien_rc
read_pages(const struct tr_right_check *c, const struct tr_right_file *file, struct tr_place_answer *out, struct trien_err *err)
{
	const struct tr_place_request request = {.name = {"", 0}};
	struct tr_source source;

	if (file->path == NULL)
		return tr_task_place(c->worker, file->fd, &request, 0, out, err);
	TR_TRY(tr_source_open(file->path, &source, err));
	trien_rc rc = tr_task_place(c->worker, source.fd, &request, 0, out, err);
	tr_source_close(&source);
	return rc;
}

void
tr_right_check_add(const struct tr_cli *cli, const struct tr_right_check *c, const struct tr_right_file *file, json_t *report)
{
	struct tr_right_signer signers[TR_RIGHT_FINDINGS_MAX];
	struct tr_place_answer answer;
	struct tr_rightness found;
	struct trien_err err = {0};

	if (!c->pages && c->sender == NULL)
		return;
	struct tr_right_request r = {.signers = signers, .signer_count = signers_of(report, signers)};
	if (c->sender != NULL)
		r.sender = (struct tr_text){c->sender, strlen(c->sender)};
	const bool read = c->pages && read_pages(c, file, &answer, &err) == TRIEN_OK;
	const struct tr_right_page page = {read ? answer.placement.authority : NULL, read ? answer.placement.authority_count : 0,
		read ? answer.placement.signatories : NULL, read ? answer.placement.signatory_count : 0};
	r.page = read ? &page : NULL;
	tr_right_judge(&r, &found);
	if (c->pages && !read && found.answer == TR_RIGHT_RIGHT)
		found.answer = TR_RIGHT_UNSURE;
	json_t *o = json_of(cli, &r, &found);
	tr_cli_put_error(cli, o, &err);
	json_object_set_new(report, "rightness", o);
	if (read)
		tr_place_answer_free(&answer);
}

const char *
tr_right_check_indication(const json_t *report)
{
	const char *technical = tr_cli_text_in(report, "indication");
	const char *answer = tr_cli_text_in(json_object_get(report, "rightness"), "answer");

	if (strcmp(answer, "wrong") == 0)
		return "TOTAL-FAILED";
	return strcmp(answer, "unsure") == 0 && strcmp(technical, "TOTAL-PASSED") == 0 ? "INDETERMINATE" : technical;
}

static const char *
words_of(const struct tr_cli *cli, const json_t *finding, const char *key)
{
	const char *text = tr_cli_text_in(finding, key);
	return *text != '\0' ? text : tr_say(cli, "không có", "nothing");
}

trien_rc
tr_right_check_refuse(const struct tr_cli *cli, const json_t *report, struct trien_err *err)
{
	size_t i;
	json_t *f = NULL;

	json_array_foreach(json_object_get(json_object_get(report, "rightness"), "findings"), i, f)
		if (strcmp(tr_cli_text_in(f, "answer"), "wrong") == 0)
			break;
	return TR_ERR(err, OFFICIAL_ISSUE_NOT_RIGHT, TR_S("what", tr_cli_text_in(f, "message")), TR_S("printed", words_of(cli, f, "printed")),
			TR_S("certified", words_of(cli, f, "certified")), TR_S("id", tr_cli_text_in(f, "id")));
}

/* ---- for people ---- */

void
tr_right_check_print_word(const struct tr_cli *cli, const json_t *report)
{
	const char *answer = tr_cli_text_in(json_object_get(report, "rightness"), "answer");

	if (strcmp(answer, "wrong") == 0)
		fputs(tr_say(cli, ", NHƯNG KHÔNG ĐÚNG NGƯỜI HOẶC CƠ QUAN", ", BUT NOT OF THE RIGHT PERSON OR AGENCY"), stdout);
	else if (strcmp(answer, "unsure") == 0)
		fputs(tr_say(cli, ", chưa chắc đúng người và cơ quan", ", not sure of person and agency"), stdout);
}

struct words {
	struct tr_buf *lines, *ids;
};

/* One more line, harmless for a terminal and for a page. */
static void
add_line(const struct words *w, const char *id, const char *text)
{
	char safe[LINE_MAX_BYTES];

	tr_utf8_printable(text, strlen(text), safe, sizeof(safe));
	(void)!tr_buf_add(w->lines, safe, strlen(safe) + 1, NULL);
	if (w->ids != NULL)
		(void)!tr_buf_add(w->ids, id, strlen(id) + 1, NULL);
}

static void
add_finding(const struct tr_cli *cli, const json_t *f, const struct words *w)
{
	const char *printed = tr_cli_text_in(f, "printed"), *certified = tr_cli_text_in(f, "certified");
	char text[LINE_MAX_BYTES];
	size_t n = (size_t)snprintf(text, sizeof(text), "%s", tr_cli_text_in(f, "message"));

	if (*printed != '\0' && n < sizeof(text))
		n += (size_t)snprintf(text + n, sizeof(text) - n, " %s “%s”", tr_say(cli, "Văn bản:", "Document:"), printed);
	if (*certified != '\0' && n < sizeof(text))
		snprintf(text + n, sizeof(text) - n, " %s “%s”", tr_say(cli, "Chứng thư:", "Certificate:"), certified);
	add_line(w, tr_cli_text_in(f, "id"), text);
}

void
tr_right_check_lines(const struct tr_cli *cli, const json_t *report, struct tr_buf *lines, struct tr_buf *ids)
{
	const json_t *right = json_object_get(report, "rightness");
	const char *answer = tr_cli_text_in(right, "answer");
	char head[LINE_MAX_BYTES], id[32];
	const struct words w = {lines, ids};
	size_t i;
	json_t *f;

	if (!json_is_object(right))
		return;
	snprintf(head, sizeof(head), "%s: %s", tr_say(cli, "đối chiếu văn bản với chứng thư", "the document held against the certificates"),
			strcmp(answer, "right") == 0 ? tr_say(cli, "ĐÚNG", "RIGHT")
			: strcmp(answer, "wrong") == 0 ? tr_say(cli, "KHÔNG ĐÚNG", "NOT RIGHT") : tr_say(cli, "CHƯA CHẮC", "NOT SURE"));
	snprintf(id, sizeof(id), "rightness.%s", answer);
	add_line(&w, id, head);
	if (json_is_string(json_object_get(right, "error")))
		add_line(&w, tr_cli_text_in(right, "error"), tr_cli_text_in(right, "message"));
	json_array_foreach(json_object_get(right, "findings"), i, f)
		add_finding(cli, f, &w);
}

void
tr_right_check_print(const struct tr_cli *cli, const json_t *report)
{
	TR_AUTO_BUF lines = {0};

	tr_right_check_lines(cli, report, &lines, NULL);
	for (size_t at = 0; at < lines.n; at += strlen((const char *)lines.p + at) + 1)
		printf("%s%s\n", at == 0 ? "  " : "     - ", (const char *)lines.p + at);
}
