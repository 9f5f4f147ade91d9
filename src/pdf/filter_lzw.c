/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* LZWDecode, ISO 32000-2 §7.4.4: codes of 9 to 12 bits, most significant bit first. */
#include "base/errors/pdf.h"
#include "pdf/core.h"

#define CLEAR 256u
#define END 257u
#define FIRST 258u
#define CODES 4096u

struct lzw {
	struct tr_bytes in;
	size_t at;
	uint32_t bits;
	unsigned have;
	unsigned width;
	unsigned next;     /* the code that the next table entry gets */
	unsigned early;
	uint16_t prefix[CODES];
	uint8_t suffix[CODES];
	uint16_t length[CODES];
	uint8_t text[CODES];
};

/* The next code; END where the data is over. */
static unsigned
next_code(struct lzw *z)
{
	while (z->have < z->width) {
		if (z->at == z->in.n)
			return END;
		z->bits = z->bits << 8 | z->in.p[z->at++];
		z->have += 8;
	}
	z->have -= z->width;
	return z->bits >> z->have & ((1u << z->width) - 1);
}

static void
reset(struct lzw *z)
{
	z->width = 9;
	z->next = FIRST;
}

static void
add_entry(struct lzw *z, unsigned prefix, uint8_t suffix)
{
	if (z->next >= CODES)
		return;
	z->prefix[z->next] = (uint16_t)prefix;
	z->suffix[z->next] = suffix;
	z->length[z->next] = (uint16_t)(z->length[prefix] + 1);
	z->next++;
	if (z->next + z->early >= 1u << z->width && z->width < 12)
		z->width++;
}

/* The string of a code, written from its end. */
static struct tr_bytes
text_of(struct lzw *z, unsigned code)
{
	size_t n = z->length[code];

	for (size_t i = n; i-- > 0; code = z->prefix[code])
		z->text[i] = z->suffix[code];
	return TR_BYTES(z->text, n);
}

static trien_rc
decode(struct lzw *z, const struct tr_pdf_filter_job *job, struct trien_err *err)
{
	unsigned before = END;

	for (unsigned code; (code = next_code(z)) != END; before = code) {
		if (code == CLEAR) {
			reset(z);
			continue;
		}
		bool known = code < z->next;
		bool first = before == END || before == CLEAR;
		if (!known && (first || code != z->next || z->next >= CODES))
			return TR_ERR(err, PDF_FILTER_DATA, TR_S("filter", job->name),
					TR_S("what", "unknown code"));
		if (!first && !known)
			add_entry(z, before, text_of(z, before).p[0]);
		struct tr_bytes text = text_of(z, code);
		if (!first && known)
			add_entry(z, before, text.p[0]);
		TR_TRY(tr_pdf_filter_bytes(job, text.p, text.n, err));
	}
	return TRIEN_OK;
}

trien_rc
tr_pdf_filter_lzw(const struct tr_pdf_filter_job *job, int early_change, struct trien_err *err)
{
	struct lzw z = {.in = job->in, .early = early_change ? 1 : 0};

	for (unsigned i = 0; i < 256; i++) {
		z.suffix[i] = (uint8_t)i;
		z.length[i] = 1;
	}
	reset(&z);
	return decode(&z, job, err);
}
