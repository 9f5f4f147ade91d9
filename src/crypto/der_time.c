/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Times and small numbers out of DER. */
#include "base/time.h"
#include "crypto/der.h"

static bool
digits(struct tr_bytes *in, size_t n, int *out)
{
	*out = 0;
	if (in->n < n)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (in->p[i] < '0' || in->p[i] > '9')
			return false;
		*out = *out * 10 + (in->p[i] - '0');
	}
	*in = tr_bytes_part(*in, n, in->n);
	return true;
}

/* Everything up to the seconds. */
static bool
take_civil(struct tr_bytes *in, bool utc, int64_t *out)
{
	struct tr_civil t;

	if (!digits(in, utc ? 2 : 4, &t.year) || !digits(in, 2, &t.month) || !digits(in, 2, &t.day) ||
			!digits(in, 2, &t.hour) || !digits(in, 2, &t.minute) || !digits(in, 2, &t.second))
		return false;
	if (utc)
		t.year += t.year < 50 ? 2000 : 1900;
	return tr_epoch_of(&t, 0, out);
}

bool
tr_der_time(const struct tr_der *e, int64_t *out)
{
	struct tr_bytes in = e->value;
	int64_t t;

	if ((e->tag != TR_DER_UTC_TIME && e->tag != TR_DER_GENERALIZED_TIME) ||
			!take_civil(&in, e->tag == TR_DER_UTC_TIME, &t) || !tr_bytes_are(in, "Z"))
		return false;
	*out = t;
	return true;
}

/* ".5", ".000001": X.690 §11.7.3 forbids a trailing zero. */
static bool
take_fraction(struct tr_bytes *in, int64_t *micros)
{
	int64_t unit = 100000;
	size_t n = 1;

	*micros = 0;
	if (in->n == 0 || in->p[0] != '.')
		return true;
	for (; n < in->n && in->p[n] >= '0' && in->p[n] <= '9'; n++, unit /= 10)
		*micros += (in->p[n] - '0') * unit;
	if (n == 1 || n > 7 || in->p[n - 1] == '0')
		return false;
	*in = tr_bytes_part(*in, n, in->n);
	return true;
}

bool
tr_der_time_fraction(const struct tr_der *e, int64_t *out, int64_t *micros)
{
	struct tr_bytes in = e->value;
	int64_t t, m;

	if (e->tag != TR_DER_GENERALIZED_TIME || !take_civil(&in, false, &t) || !take_fraction(&in, &m) ||
			!tr_bytes_are(in, "Z"))
		return false;
	*out = t;
	*micros = m;
	return true;
}

bool
tr_der_small(struct tr_bytes c, uint32_t *out)
{
	uint32_t v = 0;

	if (c.n == 0 || c.n > 4 || (c.p[0] & 0x80) != 0 || (c.n > 1 && c.p[0] == 0 && (c.p[1] & 0x80) == 0))
		return false;
	for (size_t i = 0; i < c.n; i++)
		v = v << 8 | c.p[i];
	*out = v;
	return true;
}
