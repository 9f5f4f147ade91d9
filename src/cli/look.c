/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/look.h"

#include <stdlib.h>

#include "base/errors/cli.h"
#include "cli/length.h"
#include "cli/profile_open.h"

#define PAGE_MAX 1000000.0

/* ---- values ---- */

static trien_rc
bad_value(const char *option, const char *got, const char *want, struct trien_err *err)
{
	return TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", option), TR_S("got", got), TR_S("want", want));
}

static trien_rc
read_text(const char *text, struct tr_text *out, struct trien_err *err)
{
	*out = (struct tr_text){"", 0};
	return text == NULL ? TRIEN_OK : tr_text_of(TR_BYTES(text, strlen(text)), out, err);
}

/* "X,Y" in millimetres from the top left of the page as it is seen. */
static trien_rc
read_place(const struct tr_look_options *o, struct tr_look_request *r, struct trien_err *err)
{
	const char *end;
	double page, x, y;

	if (!tr_cli_read_number(o->page, &end, &page) || *end != '\0' || page < 1 || page > PAGE_MAX || page > (double)(size_t)page)
		return bad_value("--page", o->page, "1, 2, 3...", err);
	if (!tr_cli_read_number(o->at, &end, &x) || *end != ',' || !tr_cli_read_number(end + 1, &end, &y) || *end != '\0' || x > TR_MM_MAX ||
			y > TR_MM_MAX)
		return bad_value("--at", o->at, "X,Y (mm)", err);
	r->where = TR_WHERE_AT;
	r->page = (size_t)page - 1;
	r->x = x * TR_POINTS_PER_MM;
	r->y = y * TR_POINTS_PER_MM;
	return TRIEN_OK;
}

static trien_rc
read_where(const struct tr_look_options *o, struct tr_look_request *r, struct trien_err *err)
{
	r->where = o->automatic ? TR_WHERE_AUTO : TR_WHERE_FIELD;
	if (o->page == NULL && o->at == NULL)
		return TRIEN_OK;
	if (o->automatic)
		return TR_ERR(err, CLI_LOOK_TWO_PLACES, TR_S("option", o->page != NULL ? "--page" : "--at"));
	if (o->page == NULL || o->at == NULL)
		return TR_ERR(err, CLI_OPTION_WANTED, TR_S("option", o->page == NULL ? "--page" : "--at"));
	return read_place(o, r, err);
}

/* Without --as none of the others means anything, but for the last, --profile: the secrecy of a document asks it too. */
static trien_rc
refuse_lonely(const struct tr_look_options *o, struct trien_err *err)
{
	const struct tr_option all[] = {TR_LOOK_OPTIONS(*(struct tr_look_options *)(uintptr_t)o)};

	for (size_t i = 1; i + 1 < sizeof(all) / sizeof(*all); i++)
		if (all[i].kind == TR_OPTION_FLAG ? *(const bool *)all[i].target : *(const char *const *)all[i].target != NULL)
			return TR_ERR(err, CLI_LOOK_NEEDS_AS, TR_S("option", all[i].name));
	return TRIEN_OK;
}

/* ---- the whole ---- */

static trien_rc
read_rules(const struct tr_look_options *o, const struct tr_cli *cli, struct tr_official_rules *out, struct trien_err *err)
{
	const int64_t now = cli->env->now(cli->env->context);
	struct tr_profile *profile;

	TR_TRY(tr_cli_profile_open(o->profile, now, &profile, err));
	tr_official_rules_of(profile, now, out);
	tr_profile_free(profile);
	return TRIEN_OK;
}

static trien_rc
open_files(const struct tr_look_options *o, struct tr_look *out, struct trien_err *err)
{
	if (o->picture != NULL) {
		TR_TRY(tr_source_open_filled(o->picture, &out->picture, err));
		out->request.picture = out->picture.fd;
	}
	if (o->font != NULL) {
		TR_TRY(tr_source_open_filled(o->font, &out->font, err));
		out->request.font = out->font.fd;
	}
	return TRIEN_OK;
}

trien_rc
tr_look_open(const struct tr_look_options *o, const struct tr_cli *cli, struct tr_look *out, struct trien_err *err)
{
	struct tr_look_request *r = &out->request;

	*out = (struct tr_look){.request = {.picture = -1, .font = -1}};
	if (o->as == NULL)
		return refuse_lonely(o, err);
	out->asked = true;
	r->asked.picture = o->picture != NULL;
	TR_TRY(tr_appearance_of(o->as, &r->asked.kind, err));
	TR_TRY(tr_cli_read_mm("--diameter-mm", o->diameter, &r->asked.diameter_mm, err));
	TR_TRY(tr_cli_read_mm("--width-mm", o->width, &r->asked.width_mm, err));
	TR_TRY(read_text(o->agency, &r->asked.agency, err));
	TR_TRY(read_text(o->number, &r->asked.number, err));
	TR_TRY(read_text(o->copy, &r->asked.copy, err));
	TR_TRY(read_text(o->beside, &r->beside, err));
	TR_TRY(read_where(o, r, err));
	TR_TRY(tr_appearance_check(&r->asked, err));
	TR_TRY(read_rules(o, cli, &r->rules, err));
	return open_files(o, out, err);
}

void
tr_look_close(struct tr_look *l)
{
	if (l->request.picture >= 0)
		tr_source_close(&l->picture);
	if (l->request.font >= 0)
		tr_source_close(&l->font);
}

void
tr_look_set_name(struct tr_look *l, const char *given, struct tr_text certificate)
{
	l->request.name = (struct tr_text){"", 0};
	if (given != NULL)
		(void)read_text(given, &l->request.name, NULL);
	else if (l->request.asked.kind == TR_APPEARANCE_SIGNATORY)
		l->request.name = certificate;
}

/* ---- what the page breaks ---- */

void
tr_look_print(const struct tr_cli *cli, const char *file, const struct tr_lint_findings *findings, const struct trien_err *error)
{
	char text[4096];

	for (size_t i = 0; i < findings->count; i++) {
		const struct trien_err *what = &findings->list[i].what;
		if (what->code == error->code)
			continue;
		tr_err_text_commands(what, cli->lang, text, sizeof(text));
		fputs("trien: ", stderr);
		tr_cli_print_safe(stderr, file);
		fprintf(stderr, ": %s%s [%s]\n", findings->list[i].level == TR_LINT_ERROR
				? tr_say(cli, "SAI QUY ĐỊNH: ", "AGAINST THE RULES: ") : tr_say(cli, "lưu ý: ", "note: "),
				text, trien_err_id(what->code));
	}
}

void
tr_look_put(const struct tr_cli *cli, json_t *object, const struct tr_lint_findings *findings)
{
	json_t *list = json_array();
	char text[4096];

	for (size_t i = 0; i < findings->count; i++) {
		const struct trien_err *what = &findings->list[i].what;
		tr_err_text_commands(what, cli->lang, text, sizeof(text));
		json_array_append_new(list, json_pack("{s:s, s:s, s:s}", "level",
				findings->list[i].level == TR_LINT_ERROR ? "error" : "warning", "id", trien_err_id(what->code),
				"message", text));
	}
	json_object_set_new(object, "findings", list);
}
