/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What trien verify tells a person about a file. */
#include "cli/verify_page.h"

#include <string.h>

static const char *
verdict_word(const struct tr_cli *cli, const char *indication)
{
	if (strcmp(indication, "TOTAL-PASSED") == 0)
		return tr_say(cli, "HỢP LỆ", "VALID");
	if (strcmp(indication, "TOTAL-FAILED") == 0)
		return tr_say(cli, "KHÔNG HỢP LỆ", "NOT VALID");
	return tr_say(cli, "CHƯA ĐỦ CĂN CỨ KẾT LUẬN", "CANNOT TELL");
}

static void
print_labelled(const char *label, const char *text)
{
	if (*text == '\0')
		return;
	printf("     %s", label);
	tr_cli_print_safe(stdout, text);
	putchar('\n');
}

/* Which field, and what it says now: filling in is permitted, so a person has to see with what. */
static void
print_field(const json_t *change)
{
	if (*tr_cli_text_in(change, "field") == '\0')
		return;
	printf(" ");
	tr_cli_print_safe(stdout, tr_cli_text_in(change, "field"));
	if (*tr_cli_text_in(change, "value") == '\0')
		return;
	printf(" = “");
	tr_cli_print_safe(stdout, tr_cli_text_in(change, "value"));
	printf("”");
}

static void
print_changes(const struct tr_cli *cli, const json_t *changes)
{
	size_t i;
	json_t *c;

	json_array_foreach(changes, i, c) {
		printf("     %s%lld: ", tr_say(cli, "sau đó, phiên bản ", "later, revision "),
				(long long)json_integer_value(json_object_get(c, "revision")));
		tr_cli_print_safe(stdout, tr_cli_text_in(c, "message"));
		print_field(c);
		printf(" (%s)\n", json_is_true(json_object_get(c, "permitted"))
				? tr_say(cli, "được phép", "permitted") : tr_say(cli, "KHÔNG được phép", "NOT permitted"));
	}
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
}

static void
print_signature(const struct tr_cli *cli, const json_t *s, size_t number)
{
	size_t i;
	json_t *f;
	const char *sub = tr_cli_text_in(s, "sub_indication"), *signer = tr_cli_text_in(s, "signer");

	printf("  %zu. ", number);
	tr_cli_print_safe(stdout, *signer ? signer : tr_say(cli, "(không rõ người ký)", "(signer unknown)"));
	printf(": %s%s%s%s\n", verdict_word(cli, tr_cli_text_in(s, "indication")), *sub ? " [" : "", sub, *sub ? "]" : "");
	print_labelled(tr_say(cli, "thời điểm ký ghi trong chữ ký: ", "claimed signing time: "), tr_cli_text_in(s, "signing_time"));
	print_labelled(tr_say(cli, "lý do: ", "reason: "), tr_cli_text_in(s, "reason"));
	printf("     %s", tr_say(cli, "trường ", "field "));
	tr_cli_print_safe(stdout, tr_cli_text_in(s, "field"));
	const json_t *covers = json_object_get(s, "covers_revision");
	if (json_is_integer(covers))
		tr_cli_printf(cli, ", ký phiên bản %lld trong %lld\n",
			", signs revision %lld of %lld\n",
				(long long)json_integer_value(covers),
				(long long)json_integer_value(json_object_get(s, "revisions")));
	else
		puts(tr_say(cli, ", không ký trọn phiên bản nào", ", signs no whole revision"));
	if (json_is_true(json_object_get(s, "lab")))
		print_labelled("", tr_say(cli, "chứng thư LAB để dạy học: không có giá trị pháp lý",
						   "a LAB certificate for teaching: without legal force"));
	json_array_foreach(json_object_get(s, "findings"), i, f)
		print_labelled("- ", tr_cli_text_in(f, "message"));
	json_array_foreach(json_object_get(s, "attacks"), i, f)
		print_labelled(tr_say(cli, "kiểu tấn công: ", "kind of attack: "), tr_cli_text_in(f, "message"));
	print_changes(cli, json_object_get(s, "changes"));
	print_legal(cli, json_object_get(s, "legal"));
}

void
tr_verify_page_print(const struct tr_cli *cli, const json_t *report)
{
	size_t i;
	json_t *s;

	tr_cli_print_safe(stdout, tr_cli_text_in(report, "file"));
	printf(": %s\n", verdict_word(cli, tr_cli_text_in(report, "indication")));
	if (json_is_string(json_object_get(report, "error")))
		print_labelled("", tr_cli_text_in(report, "message"));
	json_array_foreach(json_object_get(report, "signatures"), i, s)
		print_signature(cli, s, i + 1);
}
