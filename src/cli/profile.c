/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien profile [list] | show [NAME|FILE] | diff A B [--on DATE] | rules: what the law says, as this program was told. */
#include "cli/profile_open.h"

#include "base/errors/cli.h"
#include "cli/cli.h"
#include "rules/render.h"

#define DAY_TEXT 11

/* What is asked: all dated values of a key, or the one of a day. */
struct asked {
	const struct tr_cli *cli;
	const char *on; /* NULL: all */
	int64_t time;   /* of that day; now where none is named */
};

static const struct tr_profile_value *
values_of(const struct asked *q, const struct tr_profile *p, enum tr_profile_key key, size_t *count)
{
	if (q->on == NULL)
		return tr_profile_values(p, key, count);
	*count = 1;
	return tr_profile_find(p, key, q->time);
}

/* "2024-08-15"; "" where the period is open. */
static const char *
day_text(int64_t time, char out[TR_TIME_TEXT_MAX])
{
	out[0] = '\0';
	if (time != INT64_MIN && time != INT64_MAX)
		tr_time_iso(time, TR_ZONE_VIETNAM, out);
	out[DAY_TEXT - 1] = '\0';
	return out;
}

/* A number without its useless zeros, a text, a list of texts. New reference. */
static json_t *
value_json(enum tr_profile_kind kind, const struct tr_profile_value *v)
{
	if (kind == TR_PROFILE_NUMBER)
		return v->number == (double)(json_int_t)v->number ? json_integer((json_int_t)v->number)
								   : json_real(v->number);
	if (v->texts == NULL)
		return json_string(v->text);
	json_t *list = json_array();
	for (size_t i = 0; i < v->text_count; i++)
		json_array_append_new(list, json_string(v->texts[i]));
	return list;
}

/* A text; a word of a choice by what it is called, with the word that a file writes: "sở chủ trì (department)". */
static void
print_text(const struct tr_cli *cli, enum tr_profile_kind kind, const char *text)
{
	const char *called = kind == TR_PROFILE_CHOICE || kind == TR_PROFILE_CHOICES ? tr_profile_word(text, cli->lang) : text;

	tr_cli_print_safe(stdout, called);
	if (strcmp(called, text) != 0)
		printf(" (%s)", text);
}

static void
print_value(const struct tr_cli *cli, enum tr_profile_kind kind, const struct tr_profile_value *v)
{
	char from[TR_TIME_TEXT_MAX], to[TR_TIME_TEXT_MAX];

	if (kind == TR_PROFILE_NUMBER)
		printf("%g", v->number);
	else if (v->texts == NULL)
		print_text(cli, kind, v->text);
	else if (v->text_count == 0)
		fputs(tr_say(cli, "không có", "none"), stdout);
	else
		for (size_t i = 0; i < v->text_count; i++) {
			fputs(i > 0 ? "; " : "", stdout);
			print_text(cli, kind, v->texts[i]);
		}
	if (*day_text(v->from, from) != '\0')
		tr_cli_printf(cli, " (từ %s)", " (from %s)", from);
	if (*day_text(v->to, to) != '\0')
		tr_cli_printf(cli, " (đến trước %s)", " (before %s)", to);
	fputs(v->certain ? "\n" : tr_say(cli, "  [CHƯA CHẮC]\n", "  [UNCERTAIN]\n"), stdout);
}

static const char *
label(const struct tr_cli *cli, const struct tr_profile_row *row)
{
	return tr_say(cli, row->vi, row->en);
}

/* ---- list ---- */
static json_t *
head_json(const struct tr_cli *cli, const struct tr_profile *p)
{
	char from[TR_TIME_TEXT_MAX], to[TR_TIME_TEXT_MAX];

	day_text(tr_profile_from(p), from);
	day_text(tr_profile_to(p), to);
	return json_pack("{s:s, s:s, s:s?, s:s?, s:n}", "profile", tr_profile_name(p), "title",
			tr_profile_title(p, cli->lang), "from", *from ? from : NULL, "to", *to ? to : NULL, "error");
}

static void
print_head(const struct tr_cli *cli, const struct tr_profile *p)
{
	char from[TR_TIME_TEXT_MAX], to[TR_TIME_TEXT_MAX];

	tr_cli_print_safe(stdout, tr_profile_name(p));
	fputs(": ", stdout);
	tr_cli_print_safe(stdout, tr_profile_title(p, cli->lang));
	if (*day_text(tr_profile_from(p), from) != '\0')
		tr_cli_printf(cli, ", từ %s", ", from %s", from);
	if (*day_text(tr_profile_to(p), to) != '\0')
		tr_cli_printf(cli, ", đến trước %s", ", before %s", to);
	putchar('\n');
}

static trien_rc
list(const struct tr_cli *cli, struct trien_err *err)
{
	for (size_t i = 0; tr_profile_builtin_name(i) != NULL; i++) {
		struct tr_profile *p;
		TR_TRY(tr_profile_builtin(tr_profile_builtin_name(i), &p, err));
		if (cli->json)
			tr_cli_print_json(head_json(cli, p));
		else
			print_head(cli, p);
		tr_profile_free(p);
	}
	return TRIEN_OK;
}

/* ---- show ---- */
static json_t *
entry_json(enum tr_profile_kind kind, const struct tr_profile_value *v)
{
	char day[TR_TIME_TEXT_MAX];
	json_t *o = json_pack("{s:o, s:s, s:b}", "value", value_json(kind, v), "source", v->source, "certain",
			(int)v->certain);

	if (*day_text(v->from, day) != '\0')
		json_object_set_new(o, "from", json_string(day));
	if (*day_text(v->to, day) != '\0')
		json_object_set_new(o, "to", json_string(day));
	return o;
}

/* How many of the values somebody ought to look up. */
static size_t
uncertain(const struct asked *q, const struct tr_profile *p)
{
	size_t n = 0, count;

	for (unsigned k = 0; k < TR_PROFILE_KEY_COUNT; k++) {
		const struct tr_profile_value *v = values_of(q, p, (enum tr_profile_key)k, &count);
		for (size_t i = 0; i < count; i++)
			n += !v[i].certain;
	}
	return n;
}

static json_t *
entries_json(const struct asked *q, const struct tr_profile *p, enum tr_profile_key key)
{
	size_t count;
	const struct tr_profile_value *v = values_of(q, p, key, &count);
	json_t *list = json_array();

	for (size_t i = 0; i < count; i++)
		json_array_append_new(list, entry_json(tr_profile_row_at(key)->kind, &v[i]));
	return list;
}

static void
show_json(const struct asked *q, const struct tr_profile *p)
{
	json_t *o = head_json(q->cli, p), *sections = json_object();

	for (unsigned k = 0; k < TR_PROFILE_KEY_COUNT; k++) {
		const struct tr_profile_row *row = tr_profile_row_at((enum tr_profile_key)k);
		json_t *section = json_object_get(sections, row->section);
		if (section == NULL)
			json_object_set_new(sections, row->section, section = json_object());
		json_object_set_new(section, row->name, entries_json(q, p, (enum tr_profile_key)k));
	}
	json_object_set_new(o, "values", sections);
	json_object_set_new(o, "uncertain", json_integer((json_int_t)uncertain(q, p)));
	tr_cli_print_json(o);
}

static void
show_text(const struct asked *q, const struct tr_profile *p)
{
	print_head(q->cli, p);
	for (unsigned k = 0; k < TR_PROFILE_KEY_COUNT; k++) {
		const struct tr_profile_row *row = tr_profile_row_at((enum tr_profile_key)k);
		size_t count;
		const struct tr_profile_value *v = values_of(q, p, (enum tr_profile_key)k, &count);
		printf("%s.%s: %s\n", row->section, row->name, label(q->cli, row));
		for (size_t i = 0; i < count; i++) {
			fputs("    ", stdout);
			print_value(q->cli, row->kind, &v[i]);
			fputs(tr_say(q->cli, "    căn cứ: ", "    source: "), stdout);
			tr_cli_print_safe(stdout, v[i].source);
			putchar('\n');
		}
	}
	tr_cli_printf(q->cli, "%zu giá trị chưa chắc: hãy đối chiếu văn bản gốc và sửa trong tệp của đơn vị\n",
			"%zu values are uncertain: look them up and correct them in a file of your own\n", uncertain(q, p));
}

static trien_rc
show(const struct asked *q, const char *spec, struct trien_err *err)
{
	struct tr_profile *p;

	TR_TRY(tr_cli_profile_open(spec, q->time, &p, err));
	if (q->cli->json)
		show_json(q, p);
	else
		show_text(q, p);
	tr_profile_free(p);
	return TRIEN_OK;
}

/* ---- diff ---- */
/* Two values of one day differ in what they say and in how certain that is; two histories also in their days. */
static bool
differ(const struct asked *q, const struct tr_profile *a, const struct tr_profile *b, enum tr_profile_key key)
{
	size_t na, nb;
	const struct tr_profile_value *va = values_of(q, a, key, &na), *vb = values_of(q, b, key, &nb);

	for (size_t i = 0; na == nb && i < na; i++)
		if ((q->on == NULL && (va[i].from != vb[i].from || va[i].to != vb[i].to)) || va[i].certain != vb[i].certain ||
				!tr_profile_same(tr_profile_row_at(key)->kind, &va[i], &vb[i]))
			return true;
	return na != nb;
}

static void
print_side(const struct asked *q, const struct tr_profile *p, enum tr_profile_key key)
{
	size_t count;
	const struct tr_profile_value *v = values_of(q, p, key, &count);

	for (size_t i = 0; i < count; i++) {
		fputs("    ", stdout);
		tr_cli_print_safe(stdout, tr_profile_name(p));
		fputs(": ", stdout);
		print_value(q->cli, tr_profile_row_at(key)->kind, &v[i]);
	}
}

static void
print_diff(const struct asked *q, const struct tr_profile *a, const struct tr_profile *b)
{
	json_t *all = json_array();
	size_t count = 0;

	for (unsigned k = 0; k < TR_PROFILE_KEY_COUNT; k++) {
		const enum tr_profile_key key = (enum tr_profile_key)k;
		const struct tr_profile_row *row = tr_profile_row_at(key);
		char dotted[96];
		if (!differ(q, a, b, key))
			continue;
		count++;
		snprintf(dotted, sizeof(dotted), "%s.%s", row->section, row->name);
		json_array_append_new(all, json_pack("{s:s, s:s, s:o, s:o}", "key", dotted, "label", label(q->cli, row),
				"a", entries_json(q, a, key), "b", entries_json(q, b, key)));
		if (q->cli->json)
			continue;
		printf("%s: %s\n", dotted, label(q->cli, row));
		print_side(q, a, key);
		print_side(q, b, key);
	}
	if (q->cli->json)
		tr_cli_print_json(json_pack("{s:s, s:s, s:s?, s:O, s:n}", "a", tr_profile_name(a), "b", tr_profile_name(b), "on",
				q->on, "differences", all, "error"));
	else
		tr_cli_printf(q->cli, "%zu mục khác nhau\n", "%zu differences\n", count);
	json_decref(all);
}

static trien_rc
diff(const struct asked *q, const char *first, const char *second, struct trien_err *err)
{
	struct tr_profile *a, *b;

	TR_TRY(tr_cli_profile_open(first, 0, &a, err));
	trien_rc rc = tr_cli_profile_open(second, 0, &b, err);
	if (rc == TRIEN_OK) {
		print_diff(q, a, b);
		tr_profile_free(b);
	}
	tr_profile_free(a);
	return rc;
}

/* ---- rules ---- */
/* The tables of the registry's rules, as Markdown. */
static trien_rc
rules(const struct tr_cli *cli, struct trien_err *err)
{
	TR_AUTO_BUF text = {0};

	TR_TRY(tr_rules_render(cli->lang, &text, err));
	if (cli->json)
		tr_cli_print_json(json_pack("{s:s%, s:n}", "rules", (const char *)text.p, text.n, "error"));
	else
		fwrite(text.p, 1, text.n, stdout);
	return TRIEN_OK;
}

static trien_rc
run(struct asked *q, const struct tr_arguments *a, struct trien_err *err)
{
	const char *what = a->count > 0 ? a->items[0] : "list";

	if (q->on != NULL)
		TR_TRY(tr_time_read(TR_BYTES(q->on, strlen(q->on)), TR_ZONE_VIETNAM, &q->time, err));
	if (strcmp(what, "list") == 0 && a->count <= 1 && q->on == NULL)
		return list(q->cli, err);
	if (strcmp(what, "show") == 0 && a->count <= 2)
		return show(q, a->count == 2 ? a->items[1] : NULL, err);
	if (strcmp(what, "diff") == 0 && a->count == 3)
		return diff(q, a->items[1], a->items[2], err);
	if (strcmp(what, "rules") == 0 && a->count == 1 && q->on == NULL)
		return rules(q->cli, err);
	return TR_ERR(err, CLI_USAGE, TR_S("usage", "trien profile [list] | show [NAME|FILE] [--on DATE] | diff A B [--on DATE] | rules"));
}

int
tr_cli_profile(struct tr_cli *cli, int argc, char **argv)
{
	struct asked q = {.cli = cli, .time = cli->env->now(cli->env->context)};
	const struct tr_option options[] = {{"--on", TR_OPTION_TEXT, &q.on}};
	struct tr_arguments rest;
	struct trien_err err = {0};

	trien_rc rc = tr_cli_parse(cli, argc, argv, options, 1, &rest, &err);
	if (rc == TRIEN_OK)
		rc = run(&q, &rest, &err);
	return rc == TRIEN_OK ? 0 : tr_cli_fail(cli, NULL, &err);
}
