/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: X3 R5.1 */
#include "office/kind.h"

#include <stdio.h>

#include "base/errors/office.h"
#include "base/name_key.h"

/* One row of the profile: "QĐ Quyết định (cá biệt)"; an abbreviation that no symbol shows stands in brackets. */
static bool
read_row(const char *row, struct tr_office_kind *out)
{
	const size_t n = strcspn(row, " ");
	const bool bare = row[0] == '(' && n > 2 && row[n - 1] == ')';
	const size_t skip = bare ? 1 : 0, length = bare ? n - 2 : n;

	if (row[n] == '\0' || length == 0 || length > TR_OFFICE_CODE_MAX)
		return false;
	memcpy(out->code, row + skip, length);
	out->code[length] = '\0';
	out->in_symbol = !bare;
	return tr_text_of(TR_BYTES(row + n + 1, strlen(row + n + 1)), &out->name, NULL) == TRIEN_OK;
}

/* Words without case and diacritics. */
static trien_rc
key_of(const char *text, size_t n, struct tr_buf *out, struct trien_err *err)
{
	struct tr_text t;

	TR_TRY(tr_text_of(TR_BYTES(text, n), &t, err));
	return tr_name_search_key(t, out, err);
}

static trien_rc
find_in(const struct tr_profile_value *v, const char *text, bool *found, struct tr_office_kind *out, struct trien_err *err)
{
	TR_AUTO_BUF want = {0};

	TR_TRY(key_of(text, strlen(text), &want, err));
	for (size_t i = 0; i < v->text_count; i++) {
		TR_AUTO_BUF have = {0};
		struct tr_office_kind k = {0};
		if (!read_row(v->texts[i], &k))
			return TR_ERR(err, OFFICE_KIND_ROW, TR_S("row", v->texts[i]));
		/* A name stands without what the table adds to it in brackets. */
		TR_TRY(key_of(k.name.p, strcspn(k.name.p, "(") < k.name.n ? strcspn(k.name.p, "(") : k.name.n, &have, err));
		if (strcmp(k.code, text) != 0 && (want.n == 0 || !tr_bytes_equal(tr_buf_view(&want), tr_buf_view(&have))))
			continue;
		*out = k;
		*found = true;
		return TRIEN_OK;
	}
	return TRIEN_OK;
}

trien_rc
tr_office_kind_find(const struct tr_profile *p, int64_t time, const char *text, struct tr_office_kind *out, struct trien_err *err)
{
	bool found = false;

	TR_TRY(find_in(tr_profile_find(p, TR_PROFILE_DOCUMENTS_KINDS, time), text, &found, out, err));
	if (found)
		return TRIEN_OK;
	TR_TRY(find_in(tr_profile_find(p, TR_PROFILE_DOCUMENTS_COPIES, time), text, &found, out, err));
	if (!found)
		return TR_ERR(err, OFFICE_KIND, TR_B("got", text, strlen(text)), TR_S("profile", tr_profile_name(p)));
	out->is_copy = true;
	return TRIEN_OK;
}

trien_rc
tr_office_symbol(const struct tr_office_kind *k, struct tr_bytes agency, const char *unit, struct tr_buf *out, struct trien_err *err)
{
	if (k->in_symbol)
		TR_TRY(tr_buf_addf(out, err, "%s-", k->code));
	TR_TRY(tr_buf_add_bytes(out, agency, err));
	if (!k->in_symbol && unit != NULL && unit[0] != '\0')
		TR_TRY(tr_buf_addf(out, err, "-%s", unit));
	return TRIEN_OK;
}

trien_rc
tr_office_excluded(const struct tr_profile *p, int64_t time, const char *text, const char **out, struct trien_err *err)
{
	const struct tr_profile_value *v = tr_profile_find(p, TR_PROFILE_SIGNING_EXCLUDED_KINDS, time);
	TR_AUTO_BUF is = {0};

	*out = NULL;
	TR_TRY(key_of(text, strlen(text), &is, err));
	for (size_t i = 0; i < v->text_count && *out == NULL; i++) {
		TR_AUTO_BUF name = {0};
		TR_TRY(key_of(v->texts[i], strlen(v->texts[i]), &name, err));
		if (name.n > 0 && is.n >= name.n && memcmp(is.p, name.p, name.n) == 0)
			*out = v->texts[i];
	}
	return TRIEN_OK;
}
