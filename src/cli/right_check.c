/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/right_check.h"

#include "base/errors/cli.h"
#include "base/utf8.h"
#include "cli/file.h"
#include "desk/rightness.h"
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

void
tr_right_check_add(const struct tr_cli *cli, const struct tr_right_check *c, const struct tr_right_file *file, json_t *report)
{
	struct tr_desk_right q = {.lang = cli->lang, .sender = c->sender, .pages = c->pages, .worker = c->worker, .fd = file->fd};
	struct tr_source source;
	const bool opens = c->pages && file->path != NULL;

	if (!c->pages && c->sender == NULL)
		return;
	if (opens && tr_source_open(file->path, &source, &q.unopened) == TRIEN_OK)
		q.fd = source.fd;
	tr_desk_right_add(&q, report);
	if (opens && q.unopened.code == TRIEN_OK)
		tr_source_close(&source);
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
