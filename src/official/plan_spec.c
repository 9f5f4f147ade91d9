/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Reads what is said of signers and texts. */
#include <math.h>
#include <stdlib.h>

#include "base/errors/official.h"
#include "official/plan.h"

static trien_rc
refuse(struct tr_text part, const char *what, struct trien_err *err)
{
	return TR_ERR(err, OFFICIAL_PLAN_SPEC, TR_B("part", part.p, part.n), TR_S("what", what));
}

static struct tr_text
trim(struct tr_text t)
{
	while (t.n > 0 && t.p[0] == ' ')
		t = (struct tr_text){t.p + 1, t.n - 1};
	while (t.n > 0 && t.p[t.n - 1] == ' ')
		t.n--;
	return t;
}

/* Takes what stands before the next separator; false when nothing is left. */
static bool
take_part(struct tr_text *rest, char separator, struct tr_text *part)
{
	if (rest->p == NULL)
		return false;
	const char *end = rest->n > 0 ? memchr(rest->p, separator, rest->n) : NULL;
	size_t n = end != NULL ? (size_t)(end - rest->p) : rest->n;
	*part = trim((struct tr_text){rest->p, n});
	*rest = end != NULL ? (struct tr_text){end + 1, rest->n - n - 1} : (struct tr_text){NULL, 0};
	return true;
}

static bool
is(struct tr_text t, const char *word)
{
	return tr_bytes_are(TR_BYTES(t.p, t.n), word);
}

/* A decimal number, no sign, no exponent: what a person measures with a ruler. */
static bool
read_number(struct tr_text t, double *out)
{
	double v = 0, unit = 1;
	bool behind = false;

	for (size_t i = 0; i < t.n; i++) {
		if (t.p[i] == '.' && !behind && i > 0) {
			behind = true;
			continue;
		}
		if (t.p[i] < '0' || t.p[i] > '9' || i > 12)
			return false;
		v = v * 10 + (t.p[i] - '0');
		unit *= behind ? 10 : 1;
	}
	*out = v / unit;
	return t.n > 0;
}

/* PAGE and further numbers, separated by colons; what is behind them stays in *rest. */
static bool
read_numbers(struct tr_text *rest, size_t *page, double *out, size_t n)
{
	struct tr_text part;
	double first;

	if (!take_part(rest, ':', &part) || !read_number(part, &first) || first < 1 || first > 1e6 || first > floor(first))
		return false;
	*page = (size_t)first - 1;
	for (size_t i = 0; i < n; i++) {
		if (!take_part(rest, ':', &part) || !read_number(part, &out[i]))
			return false;
		out[i] *= TR_POINTS_PER_MM;
	}
	return true;
}

/* ---- signers ---- */

static trien_rc
read_place(struct tr_text value, struct tr_plan_signer *s, struct trien_err *err)
{
	struct tr_text rest = value;
	double v[4];

	if (is(value, "none")) {
		s->where = TR_PLAN_UNSEEN;
		return TRIEN_OK;
	}
	if (!read_numbers(&rest, &s->page, v, 4) || rest.p != NULL)
		return refuse(value, "want PAGE:LEFT:TOP:WIDTH:HEIGHT or none", err);
	s->where = TR_PLAN_HERE;
	s->box = (struct tr_box){v[0], v[1], v[0] + v[2], v[1] + v[3]};
	return TRIEN_OK;
}

static trien_rc
read_signer_key(struct tr_text key, struct tr_text value, struct tr_plan_signer *s, bool *named, struct trien_err *err)
{
	if (is(key, "as")) {
		*named = true;
		if (is(value, "checker"))
			s->role = TR_ROLE_CHECKER;
		else if (is(value, "signatory"))
			s->role = TR_ROLE_SIGNATORY;
		else if (is(value, "agency"))
			s->role = TR_ROLE_AGENCY;
		else
			return refuse(value, "want checker, signatory or agency", err);
		return TRIEN_OK;
	}
	if (is(key, "name")) {
		s->name = value;
		return TRIEN_OK;
	}
	if (is(key, "at"))
		return read_place(value, s, err);
	if (is(key, "diameter-mm"))
		return read_number(value, &s->diameter_mm) && s->diameter_mm >= 10 && s->diameter_mm <= 60
				? TRIEN_OK : refuse(value, "want a diameter of 10 to 60 mm", err);
	return refuse(key, "want as, name, at or diameter-mm", err);
}

static trien_rc
read_signer(struct tr_text spec, struct tr_plan_signer *s, struct trien_err *err)
{
	struct tr_text part, rest = spec;
	bool named = false;

	*s = (struct tr_plan_signer){.diameter_mm = TR_PLAN_DIAMETER_MM};
	while (take_part(&rest, ',', &part)) {
		const char *equals = part.n > 0 ? memchr(part.p, '=', part.n) : NULL;
		if (equals == NULL)
			return refuse(part, "want key=value", err);
		size_t n = (size_t)(equals - part.p);
		TR_TRY(read_signer_key(trim((struct tr_text){part.p, n}),
				trim((struct tr_text){equals + 1, part.n - n - 1}), s, &named, err));
	}
	return named ? TRIEN_OK : refuse(spec, "want as=checker, as=signatory or as=agency", err);
}

/* ---- texts ---- */

static bool
read_kind(struct tr_text t, enum tr_spot_kind *out)
{
	static const char *const names[] = {[TR_SPOT_NUMBER] = "number", [TR_SPOT_DAY] = "day", [TR_SPOT_MONTH] = "month",
		[TR_SPOT_YEAR] = "year"};

	for (unsigned i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (is(t, names[i])) {
			*out = (enum tr_spot_kind)i;
			return true;
		}
	return false;
}

static bool
read_style(struct tr_text t, unsigned *out)
{
	static const char *const names[TR_RESERVE_FACES] = {"regular", "bold", "italic", "bold-italic"};

	for (unsigned i = 0; i < TR_RESERVE_FACES; i++)
		if (is(t, names[i])) {
			*out = i;
			return true;
		}
	return false;
}

static trien_rc
read_text(struct tr_text spec, struct tr_reserve_spot *s, struct trien_err *err)
{
	const char *equals = spec.n > 0 ? memchr(spec.p, '=', spec.n) : NULL;
	struct tr_text rest, part;
	double v[3];

	*s = (struct tr_reserve_spot){.size = 13};
	if (equals == NULL || !read_kind(trim((struct tr_text){spec.p, (size_t)(equals - spec.p)}), &s->kind))
		return refuse(spec, "want number=, day=, month= or year=", err);
	rest = (struct tr_text){equals + 1, spec.n - (size_t)(equals + 1 - spec.p)};
	if (!read_numbers(&rest, &s->page, v, 3))
		return refuse(spec, "want PAGE:LEFT:BASELINE:WIDTH[:SIZE[:STYLE]]", err);
	s->box = (struct tr_box){v[0], v[1], v[0] + v[2], v[1]};
	s->baseline = v[1];
	if (take_part(&rest, ':', &part) && !read_number(part, &s->size))
		return refuse(spec, "want PAGE:LEFT:BASELINE:WIDTH[:SIZE[:STYLE]]", err);
	if (take_part(&rest, ':', &part) && !read_style(part, &s->face))
		return refuse(part, "want regular, bold, italic or bold-italic", err);
	return rest.p == NULL ? TRIEN_OK : refuse(rest, "nothing more is wanted here", err);
}

trien_rc
tr_plan_read(const struct tr_plan_wish *wish, struct tr_plan_spec *out, struct trien_err *err)
{
	struct tr_text rest = wish->signers.n > 0 ? wish->signers
			: wish->procedure == TR_PROCEDURE_INTERNAL ? TR_TEXT_LIT("as=signatory")
								   : TR_TEXT_LIT("as=signatory;as=agency");
	struct tr_text part;

	out->signer_count = out->spot_count = 0;
	while (take_part(&rest, ';', &part)) {
		if (out->signer_count == TR_RESERVE_SIGNERS_MAX)
			return TR_ERR(err, OFFICIAL_RESERVE_LIMIT, TR_S("what", "signers"), TR_U("got", out->signer_count + 1),
					TR_U("max", TR_RESERVE_SIGNERS_MAX));
		TR_TRY(read_signer(part, &out->signers[out->signer_count++], err));
	}
	rest = wish->texts.n > 0 ? wish->texts : (struct tr_text){NULL, 0};
	while (take_part(&rest, ';', &part)) {
		if (out->spot_count == TR_RESERVE_SPOTS_MAX)
			return TR_ERR(err, OFFICIAL_RESERVE_LIMIT, TR_S("what", "texts"), TR_U("got", out->spot_count + 1),
					TR_U("max", TR_RESERVE_SPOTS_MAX));
		TR_TRY(read_text(part, &out->spots[out->spot_count++], err));
	}
	return TRIEN_OK;
}
