/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: X1 */
/* GET /api/v1/profile: the legal profile that is in force, value by value as of now: where each comes from, and which are not certain, for who answers for the service. */
#include "profile/profile.h"

#include <stdio.h>

#include "service/route.h"
#include "service/who.h"

static trien_rc
write_value(const struct tr_profile_row *row, const struct tr_profile_value *v, struct tr_buf *out, struct trien_err *err)
{
	if (row->kind == TR_PROFILE_NUMBER)
		return tr_buf_addf(out, err, "%g%c", v->number, 0);
	if (row->kind == TR_PROFILE_CHOICE)
		return tr_buf_addf(out, err, "%s%c", tr_profile_word(v->text, TRIEN_LANG_VI), 0);
	if (row->kind == TR_PROFILE_TEXT || row->kind == TR_PROFILE_DAY)
		return tr_buf_addf(out, err, "%s%c", v->text, 0);
	for (size_t i = 0; i < v->text_count; i++)
		TR_TRY(tr_buf_addf(out, err, "%s%s", i > 0 ? "; " : "", row->kind == TR_PROFILE_CHOICES ? tr_profile_word(v->texts[i], TRIEN_LANG_VI) : v->texts[i]));
	return tr_buf_add_byte(out, 0, err);
}

static trien_rc
value_json(const struct tr_profile *p, enum tr_profile_key key, int64_t now, json_t **out, struct trien_err *err)
{
	const struct tr_profile_row *row = tr_profile_row_at(key);
	const struct tr_profile_value *v = tr_profile_find(p, key, now);
	char name[128];
	TR_AUTO_BUF text = {0};

	TR_TRY(write_value(row, v, &text, err));
	snprintf(name, sizeof(name), "%s.%s", row->section, row->name);
	*out = json_pack("{s:s, s:s, s:s, s:s, s:s, s:b}", "key", name, "vi", row->vi, "en", row->en, "value", (const char *)text.p, "source", v->source, "certain", (int)v->certain);
	return TRIEN_OK;
}

static trien_rc
answer(struct tr_call *c, const struct tr_profile *p, struct trien_err *err)
{
	json_t *all = json_array(), *one = NULL;

	for (unsigned k = 0; k < TR_PROFILE_KEY_COUNT; k++) {
		const trien_rc rc = value_json(p, (enum tr_profile_key)k, tr_call_now(c), &one, err);
		if (rc != TRIEN_OK) {
			json_decref(all);
			return rc;
		}
		json_array_append_new(all, one);
	}
	return tr_call_answer_json(c, json_pack("{s:s, s:s, s:s, s:o}", "profile", tr_profile_name(p), "vi", tr_profile_title(p, TRIEN_LANG_VI), "en",
			tr_profile_title(p, TRIEN_LANG_EN), "data", all), err);
}

trien_rc
tr_route_profile(struct tr_call *c, struct trien_err *err)
{
	struct tr_profile *p = NULL;

	TR_TRY(tr_profile_for_time(tr_call_now(c), &p, err));
	const trien_rc rc = answer(c, p, err);
	tr_profile_free(p);
	return rc;
}
