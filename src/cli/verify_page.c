/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What trien verify tells a person about a file: the verdict's "report" (report/report.h), line by line. */
#include "cli/verify_page.h"

#include <string.h>

#include "cli/official_use.h"
#include "cli/right_check.h"

static void
print_labelled(const char *label, const char *text)
{
	if (*text == '\0')
		return;
	printf("     %s", label);
	tr_cli_print_safe(stdout, text);
	putchar('\n');
}

static void
print_list(const char *label, const json_t *texts)
{
	size_t i;
	json_t *text;

	json_array_foreach(texts, i, text)
		if (json_is_string(text))
			print_labelled(label, json_string_value(text));
}

static void
print_later(const struct tr_cli *cli, const json_t *report)
{
	const long long more = (long long)json_integer_value(json_object_get(report, "later_more"));
	size_t i;
	json_t *c;

	json_array_foreach(json_object_get(report, "later"), i, c) {
		printf("     %s%lld: ", tr_say(cli, "sau đó, phiên bản ", "later, revision "),
				(long long)json_integer_value(json_object_get(c, "revision")));
		tr_cli_print_safe(stdout, tr_cli_text_in(c, "text"));
		printf(" (%s)\n", json_is_true(json_object_get(c, "permitted"))
				? tr_say(cli, "được phép", "permitted") : tr_say(cli, "KHÔNG được phép", "NOT permitted"));
	}
	if (more > 0)
		tr_cli_printf(cli, "     và %lld thay đổi khác\n", "     and %lld more changes\n", more);
}

/* One line: the question, yes or no, and why. */
static void
print_leg(const struct tr_cli *cli, const char *question, const json_t *leg)
{
	const char *answer = tr_cli_text_in(leg, "answer");

	printf("       %s: %s. ", question, strcmp(answer, "yes") == 0 ? tr_say(cli, "CÓ", "YES")
			: strcmp(answer, "no") == 0 ? tr_say(cli, "KHÔNG", "NO") : tr_say(cli, "CHƯA RÕ", "NOT KNOWN"));
	tr_cli_print_safe(stdout, tr_cli_text_in(leg, "message"));
	if (*tr_cli_text_in(leg, "record") != '\0') {
		fputs(" ", stdout);
		tr_cli_print_safe(stdout, tr_cli_text_in(leg, "record"));
	}
	putchar('\n');
}

/* Beside the technical verdict: what the law asks (R3), and whether the signature is an official one (R2.1). */
static void
print_legal(const struct tr_cli *cli, const json_t *legal)
{
	static const char *const vi[] = {"1. ký khi chứng thư có hiệu lực", "2. tổ chức cấp chứng thư được công nhận",
		"3. khóa chỉ do người ký kiểm soát"};
	static const char *const en[] = {"1. made while the certificate was valid", "2. certified by a recognised authority",
		"3. key under the signer's sole control"};
	size_t i;
	json_t *leg;

	if (!json_is_object(legal))
		return;
	printf("     %s (", tr_say(cli, "giá trị pháp lý", "legal value"));
	tr_cli_print_safe(stdout, tr_cli_text_in(legal, "basis"));
	puts("):");
	json_array_foreach(json_object_get(legal, "legs"), i, leg)
		if (i < sizeof(vi) / sizeof(*vi))
			print_leg(cli, tr_say(cli, vi[i], en[i]), leg);
	print_leg(cli, tr_say(cli, "=> chữ ký số an toàn", "=> a secure signature"), json_object_get(legal, "secure"));
	print_leg(cli, tr_say(cli, "=> chữ ký số chuyên dùng Chính phủ", "=> of the Government's authority"),
			json_object_get(legal, "official"));
	if (*tr_cli_text_in(legal, "newer_acts") != '\0') {
		fputs("       ", stdout);
		tr_cli_print_safe(stdout, tr_cli_text_in(legal, "newer_acts"));
		putchar('\n');
	}
}

/* s is the signature as machines read it, report what people are told of it. */
static void
print_signature(const struct tr_cli *cli, const json_t *s, const json_t *report, size_t number, const char *todo_of_file)
{
	const char *sub = tr_cli_text_in(s, "sub_indication"), *todo = tr_cli_text_in(report, "todo");
	const bool is_stamp = strcmp(tr_cli_text_in(s, "sub_filter"), "ETSI.RFC3161") == 0;

	printf("  %zu. %s", number, is_stamp ? tr_say(cli, "Dấu thời gian: ", "Time stamp: ") : "");
	tr_cli_print_safe(stdout, tr_cli_text_in(report, "who"));
	fputs(": ", stdout);
	tr_cli_print_safe(stdout, tr_cli_text_in(report, "word"));
	if (*sub != '\0') {
		fputs(" [", stdout);
		tr_cli_print_safe(stdout, sub);
		putchar(']');
	}
	putchar('\n');
	print_labelled(tr_say(cli, "chức vụ: ", "post: "), tr_cli_text_in(report, "post"));
	print_labelled(tr_say(cli, "cơ quan: ", "agency: "), tr_cli_text_in(report, "agency"));
	print_labelled(is_stamp ? tr_say(cli, "đóng lúc: ", "stamped: ") : tr_say(cli, "ký lúc: ", "signed: "), tr_cli_text_in(report, "when"));
	print_labelled(tr_say(cli, "lý do ký: ", "reason for signing: "), tr_cli_text_in(s, "reason"));
	print_labelled(tr_say(cli, "trường: ", "field: "), tr_cli_text_in(s, "field"));
	print_labelled("", tr_cli_text_in(report, "covers"));
	print_labelled("", tr_cli_text_in(report, "note"));
	print_list("- ", json_object_get(report, "why"));
	print_list(tr_say(cli, "kiểu tấn công: ", "kind of attack: "), json_object_get(report, "attacks"));
	print_later(cli, report);
	print_legal(cli, json_object_get(s, "legal"));
	if (strcmp(todo, todo_of_file) != 0)
		print_labelled(tr_say(cli, "việc cần làm: ", "to do: "), todo);
}

static void
print_line(const char *label, const char *text)
{
	if (*text == '\0')
		return;
	printf("  %s", label);
	tr_cli_print_safe(stdout, text);
	putchar('\n');
}

void
tr_verify_page_print(const struct tr_cli *cli, const json_t *verdict)
{
	const json_t *report = json_object_get(verdict, "report"), *signatures = json_object_get(verdict, "signatures");
	const char *todo = tr_cli_text_in(report, "todo");
	size_t i;
	json_t *s;

	tr_cli_print_safe(stdout, tr_cli_text_in(verdict, "file"));
	fputs(": ", stdout);
	tr_cli_print_safe(stdout, tr_cli_text_in(report, "word"));
	tr_right_check_print_word(cli, verdict);
	tr_cli_official_print_word(cli, verdict);
	putchar('\n');
	print_line("", tr_cli_text_in(report, "sentence"));
	print_line(tr_say(cli, "Việc cần làm: ", "To do: "), todo);
	json_array_foreach(json_object_get(report, "warnings"), i, s)
		print_line(tr_say(cli, "Lưu ý: ", "Note: "), json_is_string(s) ? json_string_value(s) : "");
	json_array_foreach(signatures, i, s)
		print_signature(cli, s, json_array_get(json_object_get(report, "signatures"), i), i + 1, todo);
	tr_right_check_print(cli, verdict);
}
