/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Signatures and time stamps of a file, and which stamp proves which of them. A stamp counts where it is intact and, as soon as
 * there are anchors, where its authority's path led to one at its time: anybody can make a stamp of his own.
 */
#include "base/errors/sign.h"
#include "sign/extend_parts.h"

static bool
is_resource(trien_rc rc)
{
	return strcmp(trien_err_class(rc), "resource") == 0;
}

static trien_rc
add_item(struct tr_extend *e, struct tr_bytes der, const struct tr_extend_item *like, struct trien_err *err)
{
	struct tr_extend_item *i = &e->items[e->count];
	struct trien_err why = {0};

	if (e->count == TR_SIGN_EXTEND_ITEMS_MAX)
		return TR_ERR(err, EXTEND_LIMIT, TR_U("max", TR_SIGN_EXTEND_ITEMS_MAX));
	*i = *like;
	trien_rc rc = tr_cms_read(der, &i->cms, &why);
	if (rc == TRIEN_OK)
		e->count++;
	else if (is_resource(rc) && err != NULL)
		*err = why;
	/* What cannot be read proves nothing; a signature that cannot be read was refused before. */
	return is_resource(rc) ? rc : TRIEN_OK;
}

static trien_rc
add_signature(struct tr_extend *e, const struct tr_pdf_signature *s, struct trien_err *err)
{
	const struct tr_pdf_obj *filter;
	struct tr_extend_item item = {.signature = s, .covers = s->covers != SIZE_MAX ? s->covers : s->born, .time = TR_NO_TIME,
			.poe = TR_NO_TIME};
	const size_t at = e->count;

	TR_TRY(tr_pdf_find(e->pdf, s->born, s->dict, "SubFilter", &filter, err));
	item.use = tr_pdf_is_name(filter, "ETSI.RFC3161") ? TR_PATH_FOR_TIME_STAMP : TR_PATH_FOR_DOCUMENT;
	TR_TRY(add_item(e, s->contents, &item, err));
	if (e->count == at || item.use == TR_PATH_FOR_TIME_STAMP)
		return TRIEN_OK;
	item.use = TR_PATH_FOR_TIME_STAMP;
	item.is_token = true;
	struct tr_bytes token;
	for (size_t i = 0; (token = tr_cms_timestamp(e->items[at].cms, i)).n > 0; i++)
		TR_TRY(add_item(e, token, &item, err));
	return TRIEN_OK;
}

/* Is the token intact, and over what it should be over? */
static trien_rc
is_intact(const struct tr_extend *e, const struct tr_extend_item *i, const struct tr_extend_item *carrier, bool *out,
		struct trien_err *err)
{
	const uint64_t *range = i->signature->byte_range;
	struct tr_bytes parts[2] = {tr_bytes_part(e->file, (size_t)range[0], (size_t)range[1]),
		tr_bytes_part(e->file, (size_t)range[2], (size_t)range[3])};
	enum tr_tsp_finding finding;

	*out = false;
	if (!i->is_token && i->signature->problem != TRIEN_OK)
		return TRIEN_OK;
	if (i->is_token)
		parts[0] = tr_cms_value(carrier->cms);
	TR_TRY(tr_tsp_judge(i->cms, parts, i->is_token ? 1 : 2, &finding, NULL, err));
	*out = finding == TR_TSP_GOOD;
	return TRIEN_OK;
}

static trien_rc
set_time(struct tr_extend *e, struct tr_extend_item *i, const struct tr_extend_item *carrier, struct trien_err *err)
{
	struct tr_extend_question q = {.item = i};
	struct tr_extend_finding f;
	struct tr_tsp_info info;
	bool intact;

	TR_TRY(is_intact(e, i, carrier, &intact, err));
	if (!intact || tr_tsp_token_info(i->cms, &info, NULL) != TRIEN_OK)
		return TRIEN_OK;
	if (e->r->trust != NULL) {
		TR_TRY(tr_extend_set_of(e, tr_pdf_newest(e->pdf), &q.set, err));
		q.as_of = tr_tsp_latest(&info);
		TR_TRY(tr_extend_judge(e, &q, &f, err));
		/* Its issuer may have to be fetched. */
		if (f.path.finding == TR_PATH_NO_CERTIFICATE_CHAIN_FOUND) {
			TR_TRY(tr_extend_set_of(e, TR_EXTEND_NETWORK, &q.set, err));
			TR_TRY(tr_extend_judge(e, &q, &f, err));
		}
		if (f.path.finding != TR_PATH_PASSED)
			return TRIEN_OK;
	}
	i->time = tr_tsp_latest(&info);
	return TRIEN_OK;
}

/* Everything that was there when a document time stamp was made is proven by it; a signature also by the stamp inside it. */
static void
set_proofs(struct tr_extend *e)
{
	for (size_t k = 0; k < e->count; k++) {
		struct tr_extend_item *i = &e->items[k];
		for (size_t s = 0; s < e->count; s++) {
			const struct tr_extend_item *stamp = &e->items[s];
			const bool proves = stamp->is_token ? i->use == TR_PATH_FOR_DOCUMENT && i->signature == stamp->signature
							    : stamp->covers > i->covers;
			if (proves && stamp->time != TR_NO_TIME && (i->poe == TR_NO_TIME || stamp->time < i->poe))
				i->poe = stamp->time;
		}
	}
}

static void
set_scope(struct tr_extend *e)
{
	size_t from = 0;

	for (size_t k = 0; k < e->count; k++)
		if (e->r->scope == TR_EXTEND_NEWEST && e->items[k].use == TR_PATH_FOR_DOCUMENT && e->items[k].covers > from)
			from = e->items[k].covers;
	for (size_t k = 0; k < e->count; k++)
		e->items[k].in_scope = e->items[k].covers >= from &&
				(e->items[k].use == TR_PATH_FOR_DOCUMENT || e->items[k].time != TR_NO_TIME);
}

trien_rc
tr_extend_list(struct tr_extend *e, struct trien_err *err)
{
	const struct tr_pdf_signature *all;
	const struct tr_extend_item *carrier = NULL;
	size_t count;

	TR_TRY(tr_pdf_signatures(e->pdf, &all, &count, err));
	for (size_t i = 0; i < count; i++)
		TR_TRY(add_signature(e, &all[i], err));
	if (e->count == 0)
		return TR_ERR0(err, EXTEND_UNSIGNED);
	for (size_t k = 0; k < e->count; k++) {
		if (e->items[k].use == TR_PATH_FOR_TIME_STAMP)
			TR_TRY(set_time(e, &e->items[k], carrier, err));
		else
			carrier = &e->items[k];
	}
	set_proofs(e);
	set_scope(e);
	return TRIEN_OK;
}
