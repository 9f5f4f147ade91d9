/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien profile [list] | show [NAME|FILE] | diff A B: what the law says, as this program was told. */
#include "cli/profile_open.h"

#include "base/errors/cli.h"
#include "cli/cli.h"

#define DAY_TEXT 11

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
	if (kind != TR_PROFILE_TEXTS)
		return json_string(v->text);
	json_t *list = json_array();
	for (size_t i = 0; i < v->text_count; i++)
		json_array_append_new(list, json_string(v->texts[i]));
	return list;
}

static void
print_value(const struct tr_cli *cli, enum tr_profile_kind kind, const struct tr_profile_value *v)
{
	char from[TR_TIME_TEXT_MAX], to[TR_TIME_TEXT_MAX];

	if (kind == TR_PROFILE_NUMBER)
		printf("%g", v->number);
	else if (kind != TR_PROFILE_TEXTS)
		tr_cli_print_safe(stdout, v->text);
	else if (v->text_count == 0)
		fputs(tr_say(cli, "không có", "none"), stdout);
	else
		for (size_t i = 0; i < v->text_count; i++) {
			fputs(i > 0 ? "; " : "", stdout);
			tr_cli_print_safe(stdout, v->texts[i]);
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

static void
show_json(const struct tr_cli *cli, const struct tr_profile *p)
{
	json_t *o = head_json(cli, p), *sections = json_object();

	for (unsigned k = 0; k < TR_PROFILE_KEY_COUNT; k++) {
		const struct tr_profile_row *row = tr_profile_row_at((enum tr_profile_key)k);
		size_t count;
		const struct tr_profile_value *v = tr_profile_values(p, (enum tr_profile_key)k, &count);
		json_t *section = json_object_get(sections, row->section), *entries = json_array();
		if (section == NULL)
			json_object_set_new(sections, row->section, section = json_object());
		for (size_t i = 0; i < count; i++)
			json_array_append_new(entries, entry_json(row->kind, &v[i]));
		json_object_set_new(section, row->name, entries);
	}
	json_object_set_new(o, "values", sections);
	tr_cli_print_json(o);
}

static void
show_text(const struct tr_cli *cli, const struct tr_profile *p)
{
	print_head(cli, p);
	for (unsigned k = 0; k < TR_PROFILE_KEY_COUNT; k++) {
		const struct tr_profile_row *row = tr_profile_row_at((enum tr_profile_key)k);
		size_t count;
		const struct tr_profile_value *v = tr_profile_values(p, (enum tr_profile_key)k, &count);
		printf("%s.%s: %s\n", row->section, row->name, label(cli, row));
		for (size_t i = 0; i < count; i++) {
			fputs("    ", stdout);
			print_value(cli, row->kind, &v[i]);
			fputs(tr_say(cli, "    căn cứ: ", "    source: "), stdout);
			tr_cli_print_safe(stdout, v[i].source);
			putchar('\n');
		}
	}
}

static trien_rc
show(const struct tr_cli *cli, const char *spec, struct trien_err *err)
{
	struct tr_profile *p;

	TR_TRY(tr_cli_profile_open(spec, cli->env->now(cli->env->context), &p, err));
	if (cli->json)
		show_json(cli, p);
	else
		show_text(cli, p);
	tr_profile_free(p);
	return TRIEN_OK;
}

/* ---- diff ---- */
static bool
differ(const struct tr_profile *a, const struct tr_profile *b, enum tr_profile_key key)
{
	size_t na, nb;
	const struct tr_profile_value *va = tr_profile_values(a, key, &na), *vb = tr_profile_values(b, key, &nb);

	for (size_t i = 0; na == nb && i < na; i++)
		if (va[i].from != vb[i].from || va[i].to != vb[i].to || va[i].certain != vb[i].certain ||
				!tr_profile_same(tr_profile_row_at(key)->kind, &va[i], &vb[i]))
			return true;
	return na != nb;
}

static json_t *
entries_json(const struct tr_profile *p, enum tr_profile_key key)
{
	size_t count;
	const struct tr_profile_value *v = tr_profile_values(p, key, &count);
	json_t *list = json_array();

	for (size_t i = 0; i < count; i++)
		json_array_append_new(list, entry_json(tr_profile_row_at(key)->kind, &v[i]));
	return list;
}

static void
print_side(const struct tr_cli *cli, const struct tr_profile *p, enum tr_profile_key key)
{
	size_t count;
	const struct tr_profile_value *v = tr_profile_values(p, key, &count);

	for (size_t i = 0; i < count; i++) {
		fputs("    ", stdout);
		tr_cli_print_safe(stdout, tr_profile_name(p));
		fputs(": ", stdout);
		print_value(cli, tr_profile_row_at(key)->kind, &v[i]);
	}
}

static void
print_diff(const struct tr_cli *cli, const struct tr_profile *a, const struct tr_profile *b)
{
	json_t *all = json_array();
	size_t count = 0;

	for (unsigned k = 0; k < TR_PROFILE_KEY_COUNT; k++) {
		const enum tr_profile_key key = (enum tr_profile_key)k;
		const struct tr_profile_row *row = tr_profile_row_at(key);
		char dotted[96];
		if (!differ(a, b, key))
			continue;
		count++;
		snprintf(dotted, sizeof(dotted), "%s.%s", row->section, row->name);
		json_array_append_new(all, json_pack("{s:s, s:s, s:o, s:o}", "key", dotted, "label", label(cli, row),
				"a", entries_json(a, key), "b", entries_json(b, key)));
		if (cli->json)
			continue;
		printf("%s: %s\n", dotted, label(cli, row));
		print_side(cli, a, key);
		print_side(cli, b, key);
	}
	if (cli->json)
		tr_cli_print_json(json_pack("{s:s, s:s, s:O, s:n}", "a", tr_profile_name(a), "b", tr_profile_name(b),
				"differences", all, "error"));
	else
		tr_cli_printf(cli, "%zu mục khác nhau\n", "%zu differences\n", count);
	json_decref(all);
}

static trien_rc
diff(const struct tr_cli *cli, const char *first, const char *second, struct trien_err *err)
{
	struct tr_profile *a, *b;

	TR_TRY(tr_cli_profile_open(first, 0, &a, err));
	trien_rc rc = tr_cli_profile_open(second, 0, &b, err);
	if (rc == TRIEN_OK) {
		print_diff(cli, a, b);
		tr_profile_free(b);
	}
	tr_profile_free(a);
	return rc;
}

static trien_rc
run(const struct tr_cli *cli, const struct tr_arguments *a, struct trien_err *err)
{
	const char *what = a->count > 0 ? a->items[0] : "list";

	if (strcmp(what, "list") == 0 && a->count <= 1)
		return list(cli, err);
	if (strcmp(what, "show") == 0 && a->count <= 2)
		return show(cli, a->count == 2 ? a->items[1] : NULL, err);
	if (strcmp(what, "diff") == 0 && a->count == 3)
		return diff(cli, a->items[1], a->items[2], err);
	return TR_ERR(err, CLI_USAGE, TR_S("usage", "trien profile [list] | show [NAME|FILE] | diff A B"));
}

int
tr_cli_profile(struct tr_cli *cli, int argc, char **argv)
{
	struct tr_arguments rest;
	struct trien_err err = {0};

	trien_rc rc = tr_cli_parse(cli, argc, argv, NULL, 0, &rest, &err);
	if (rc == TRIEN_OK)
		rc = run(cli, &rest, &err);
	return rc == TRIEN_OK ? 0 : tr_cli_fail(cli, NULL, &err);
}
