/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Looking into objects that have been read. Follows no reference. */
#include "pdf/object.h"

#include <stdlib.h>

#include "base/memory.h"

const struct tr_pdf_obj tr_pdf_null = {.type = TR_PDF_NULL};

const struct tr_pdf_dict *
tr_pdf_dict_of(const struct tr_pdf_obj *o)
{
	if (o == NULL)
		return NULL;
	if (o->type == TR_PDF_DICT)
		return &o->u.dict;
	return o->type == TR_PDF_STREAM ? &o->u.stream.dict : NULL;
}

const struct tr_pdf_obj *
tr_pdf_dict_find(const struct tr_pdf_obj *o, const char *key)
{
	const struct tr_pdf_dict *d = tr_pdf_dict_of(o);
	size_t n = strlen(key);

	for (size_t i = 0; d != NULL && i < d->count; i++)
		if (d->entries[i].key.n == n && memcmp(d->entries[i].key.p, key, n) == 0)
			return d->entries[i].value;
	return NULL;
}

bool
tr_pdf_is_name(const struct tr_pdf_obj *o, const char *text)
{
	return tr_pdf_is(o, TR_PDF_NAME) && tr_bytes_are(o->u.name, text);
}

bool
tr_pdf_number(const struct tr_pdf_obj *o, double *out)
{
	if (tr_pdf_is(o, TR_PDF_INT))
		*out = (double)o->u.integer;
	else if (tr_pdf_is(o, TR_PDF_REAL))
		*out = o->u.real;
	else
		return false;
	return true;
}

static bool
equal_arrays(const struct tr_pdf_obj *a, const struct tr_pdf_obj *b)
{
	if (a->u.array.count != b->u.array.count)
		return false;
	for (size_t i = 0; i < a->u.array.count; i++)
		if (!tr_pdf_equal(a->u.array.items[i], b->u.array.items[i]))
			return false;
	return true;
}

/* Keys have no order (§7.3.7), and a key whose value is null is as good as absent. */
static size_t
keys_with_value(const struct tr_pdf_dict *d)
{
	size_t n = 0;
	for (size_t i = 0; i < d->count; i++)
		n += d->entries[i].value->type != TR_PDF_NULL;
	return n;
}

static const struct tr_pdf_obj *
value_of(const struct tr_pdf_dict *d, struct tr_bytes key, size_t guess)
{
	if (guess < d->count && tr_bytes_equal(d->entries[guess].key, key))
		return d->entries[guess].value;
	for (size_t i = 0; i < d->count; i++)
		if (tr_bytes_equal(d->entries[i].key, key))
			return d->entries[i].value;
	return &tr_pdf_null;
}

static int
key_order(const void *a, const void *b)
{
	const struct tr_pdf_entry *x = *(const struct tr_pdf_entry *const *)a;
	const struct tr_pdf_entry *y = *(const struct tr_pdf_entry *const *)b;
	if (x->key.n != y->key.n)
		return x->key.n < y->key.n ? -1 : 1;
	return x->key.n ? memcmp(x->key.p, y->key.p, x->key.n) : 0;
}

/* The entries that have a value, in order of key; NULL where there is no memory. */
static const struct tr_pdf_entry **
sorted_entries(const struct tr_pdf_dict *d)
{
	const struct tr_pdf_entry **order = tr_mem_resize(NULL, (d->count + 1) * sizeof(*order));
	size_t n = 0;

	for (size_t i = 0; order != NULL && i < d->count; i++)
		if (d->entries[i].value->type != TR_PDF_NULL)
			order[n++] = &d->entries[i];
	if (order != NULL)
		qsort(order, n, sizeof(*order), key_order);
	return order;
}

/* For dictionaries in which looking up each key would take too long. No memory counts as different. */
static bool
equal_large_dicts(const struct tr_pdf_dict *a, const struct tr_pdf_dict *b, size_t count)
{
	const struct tr_pdf_entry **x = sorted_entries(a), **y = sorted_entries(b);
	bool same = x != NULL && y != NULL;

	for (size_t i = 0; same && i < count; i++)
		same = tr_bytes_equal(x[i]->key, y[i]->key) && tr_pdf_equal(x[i]->value, y[i]->value);
	free(x);
	free(y);
	return same;
}

static bool
equal_dicts(const struct tr_pdf_dict *a, const struct tr_pdf_dict *b)
{
	if (keys_with_value(a) != keys_with_value(b))
		return false;
	if (a->count > 64)
		return equal_large_dicts(a, b, keys_with_value(a));
	for (size_t i = 0; i < a->count; i++)
		if (!tr_pdf_equal(a->entries[i].value, value_of(b, a->entries[i].key, i)))
			return false;
	return true;
}

/* Depth is bounded: objects are never nested deeper than TR_PDF_NESTING_MAX. */
bool
tr_pdf_equal(const struct tr_pdf_obj *a, const struct tr_pdf_obj *b)
{
	double x, y;

	if (a == b)
		return true;
	if (a == NULL || b == NULL)
		return false;
	if (a->type == TR_PDF_INT && b->type == TR_PDF_INT)
		return a->u.integer == b->u.integer;
	if (tr_pdf_number(a, &x) && tr_pdf_number(b, &y))
		return !(x < y) && !(x > y);
	if (a->type != b->type)
		return false;
	switch (a->type) {
	case TR_PDF_NULL:
		return true;
	case TR_PDF_BOOL:
		return a->u.boolean == b->u.boolean;
	case TR_PDF_STRING:
		return tr_bytes_equal(a->u.string, b->u.string);
	case TR_PDF_NAME:
		return tr_bytes_equal(a->u.name, b->u.name);
	case TR_PDF_REF:
		return a->u.ref.num == b->u.ref.num && a->u.ref.gen == b->u.ref.gen;
	case TR_PDF_ARRAY:
		return equal_arrays(a, b);
	case TR_PDF_DICT:
		return equal_dicts(&a->u.dict, &b->u.dict);
	case TR_PDF_STREAM:
		/* Data is compared by whoever holds the file; here only the same place is the same stream. */
		return a->in_stream == b->in_stream && a->u.stream.data_at == b->u.stream.data_at &&
				a->u.stream.data_length == b->u.stream.data_length &&
				equal_dicts(&a->u.stream.dict, &b->u.stream.dict);
	default:
		return false;
	}
}
