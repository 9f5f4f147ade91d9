/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The chain of filters of a stream, ISO 32000-2 §7.4. Image filters are not
 * decoded; every step is held to the caller's maximum.
 */
#include "base/errors/pdf.h"
#include "pdf/core.h"

enum filter_kind { FLATE, LZW, ASCII85, ASCII_HEX, RUN_LENGTH, CRYPT, UNKNOWN };

struct filter_name {
	const char *name;
	const char *shorter; /* Table 92: the abbreviation of inline images, also seen in streams */
	enum filter_kind kind;
};

static const struct filter_name names[] = {
	{"FlateDecode", "Fl", FLATE},
	{"LZWDecode", "LZW", LZW},
	{"ASCII85Decode", "A85", ASCII85},
	{"ASCIIHexDecode", "AHx", ASCII_HEX},
	{"RunLengthDecode", "RL", RUN_LENGTH},
	{"Crypt", "Crypt", CRYPT}, /* done before the filters, see crypt.c */
};

struct chain {
	struct tr_pdf *pdf;
	size_t rev;
	const struct tr_pdf_obj *filter; /* a name or an array */
	const struct tr_pdf_obj *parms;
};

trien_rc
tr_pdf_filter_bytes(const struct tr_pdf_filter_job *job, const void *p, size_t n, struct trien_err *err)
{
	if (job->out->n > job->max || n > job->max - job->out->n)
		return TR_ERR(err, PDF_DECODED_LIMIT, TR_U("max", job->max));
	return tr_buf_add(job->out, p, n, err);
}

/* Follows a reference where the caller allows it (not in a cross-reference stream). */
static trien_rc
follow(const struct chain *c, const struct tr_pdf_obj *o, const struct tr_pdf_obj **out,
		struct trien_err *err)
{
	if (c->rev != SIZE_MAX)
		return tr_pdf_resolve(c->pdf, c->rev, o, out, err);
	if (tr_pdf_is(o, TR_PDF_REF))
		return TR_ERR(err, PDF_FILTER_DATA, TR_S("filter", "?"),
				TR_S("what", "a reference in a cross-reference stream"));
	*out = o ? o : &tr_pdf_null;
	return TRIEN_OK;
}

static trien_rc
item(const struct chain *c, const struct tr_pdf_obj *list, size_t i, const struct tr_pdf_obj **out,
		struct trien_err *err)
{
	if (list->type == TR_PDF_ARRAY)
		return follow(c, i < list->u.array.count ? list->u.array.items[i] : NULL, out, err);
	*out = i == 0 ? list : &tr_pdf_null;
	return TRIEN_OK;
}

static trien_rc
parameter(const struct chain *c, const struct tr_pdf_obj *parms, const char *key, int64_t otherwise,
		int64_t *out, struct trien_err *err)
{
	const struct tr_pdf_obj *o;

	TR_TRY(follow(c, tr_pdf_dict_find(parms, key), &o, err));
	*out = o->type == TR_PDF_INT ? o->u.integer : otherwise;
	return TRIEN_OK;
}

static trien_rc
predictor_of(const struct chain *c, const struct tr_pdf_obj *parms, struct tr_pdf_predictor *how,
		struct trien_err *err)
{
	TR_TRY(parameter(c, parms, "Predictor", 1, &how->predictor, err));
	TR_TRY(parameter(c, parms, "Colors", 1, &how->colors, err));
	TR_TRY(parameter(c, parms, "BitsPerComponent", 8, &how->bits, err));
	return parameter(c, parms, "Columns", 1, &how->columns, err);
}

/* Flate or LZW, and the predictor behind it where there is one. */
static trien_rc
inflate_and_predict(const struct chain *c, const struct tr_pdf_obj *parms, enum filter_kind kind,
		const struct tr_pdf_filter_job *job, struct trien_err *err)
{
	TR_AUTO_BUF before = {.max = job->out->max};
	struct tr_pdf_filter_job first = *job;
	struct tr_pdf_predictor how;
	int64_t early;

	TR_TRY(predictor_of(c, parms, &how, err));
	TR_TRY(parameter(c, parms, "EarlyChange", 1, &early, err));
	/* A PNG predictor has one byte more in each row, so that at most twice as much goes in. */
	if (how.predictor != 1) {
		first.out = &before;
		first.max = 2 * job->max + 1;
	}
	if (kind == FLATE)
		TR_TRY(tr_pdf_filter_flate(c->pdf, &first, err));
	else
		TR_TRY(tr_pdf_filter_lzw(&first, early != 0, err));
	if (how.predictor == 1)
		return TRIEN_OK;
	struct tr_pdf_filter_job second = *job;
	second.in = tr_buf_view(&before);
	return tr_pdf_filter_predict(&second, &how, err);
}

static trien_rc
one_filter(const struct chain *c, const struct tr_pdf_obj *name, const struct tr_pdf_obj *parms,
		struct tr_bytes in, size_t max, struct tr_buf *out, struct trien_err *err)
{
	struct tr_pdf_filter_job job = {.in = in, .max = max, .out = out};
	enum filter_kind kind = UNKNOWN;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (tr_pdf_is_name(name, names[i].name) || tr_pdf_is_name(name, names[i].shorter)) {
			job.name = names[i].name;
			kind = names[i].kind;
		}
	switch (kind) {
	case FLATE:
	case LZW:
		return inflate_and_predict(c, parms, kind, &job, err);
	case ASCII85:
		return tr_pdf_filter_ascii85(&job, err);
	case ASCII_HEX:
		return tr_pdf_filter_hex(&job, err);
	case RUN_LENGTH:
		return tr_pdf_filter_run_length(&job, err);
	case CRYPT:
		return tr_pdf_filter_bytes(&job, in.p, in.n, err);
	case UNKNOWN:
		break;
	}
	if (name->type != TR_PDF_NAME)
		return TR_ERR(err, PDF_FILTER_UNSUPPORTED, TR_S("filter", "?"));
	return TR_ERR(err, PDF_FILTER_UNSUPPORTED, TR_B("filter", name->u.name.p, name->u.name.n));
}

static trien_rc
run(const struct chain *c, size_t count, struct tr_bytes raw, size_t max, struct tr_buf *data,
		struct trien_err *err)
{
	struct tr_bytes in = raw;

	for (size_t i = 0; i < count; i++) {
		TR_AUTO_BUF next = {.max = data->max};
		const struct tr_pdf_obj *name, *parms;
		TR_TRY(item(c, c->filter, i, &name, err));
		TR_TRY(item(c, c->parms, i, &parms, err));
		TR_TRY(one_filter(c, name, parms, in, max, &next, err));
		struct tr_buf swap = *data;
		*data = next;
		next = swap;
		in = tr_buf_view(data);
	}
	return TRIEN_OK;
}

trien_rc
tr_pdf_decode(struct tr_pdf *pdf, size_t rev, const struct tr_pdf_obj *dict, struct tr_bytes raw, size_t max,
		struct tr_buf *out, struct trien_err *err)
{
	struct chain c = {.pdf = pdf, .rev = rev};
	size_t count = 1;

	if (max > TR_PDF_FILE_MAX)
		max = TR_PDF_FILE_MAX;

	TR_TRY(follow(&c, tr_pdf_dict_find(dict, "Filter"), &c.filter, err));
	TR_TRY(follow(&c, tr_pdf_dict_find(dict, "DecodeParms"), &c.parms, err));
	if (c.filter->type == TR_PDF_ARRAY)
		count = c.filter->u.array.count;
	else if (c.filter->type == TR_PDF_NULL)
		count = 0;
	if (count > TR_PDF_FILTERS_MAX)
		return TR_ERR(err, PDF_FILTERS_LIMIT, TR_U("got", count), TR_U("max", TR_PDF_FILTERS_MAX));
	if (count == 0 && raw.n > max)
		return TR_ERR(err, PDF_DECODED_LIMIT, TR_U("max", max));
	if (count == 0)
		return tr_buf_add_bytes(out, raw, err);
	TR_AUTO_BUF data = {.max = 2 * max + 2};
	TR_TRY(run(&c, count, raw, max, &data, err));
	if (out->n > 0 || (out->max != 0 && data.n > out->max))
		return tr_buf_add_bytes(out, tr_buf_view(&data), err);
	/* An empty buffer takes the memory over. */
	uint8_t *p = out->p;
	out->p = data.p;
	out->n = data.n;
	out->cap = data.cap;
	data.p = p;
	return TRIEN_OK;
}
