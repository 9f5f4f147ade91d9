/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The comparison of revisions, deep inside: the input is not a file but what later revisions put into a fixed one. A byte chooses the
 * object, text follows up to a zero byte (none: the object is freed); 255 begins the next revision.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "verify/change.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define OBJECTS 24u /* numbers below it; the fixed ones end with 15 */
#define REVISIONS_MAX 4u

static const char *const fixed[] = {
	NULL,
	"<</Type/Catalog/Pages 2 0 R/AcroForm 5 0 R>>",
	"<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 200 200]>>",
	"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F1 6 0 R>>/XObject<</X1 15 0 R>>>>/Annots[7 0 R 8 0 R 13 0 R 14 0 R]>>",
	"<</Length 29>>\nstream\nBT /F1 9 Tf (So tien 1) Tj ET\nendstream",
	"<</Fields[7 0 R 8 0 R 13 0 R]/SigFlags 3/DR<</Font<</Helv 6 0 R>>>>/DA(/Helv 0 Tf 0 g)>>",
	"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
	"<</Type/Annot/Subtype/Widget/FT/Tx/T(so)/V()/Rect[10 10 60 20]/P 3 0 R/AP<</N 9 0 R>>/DA(/Helv 9 Tf 0 g)>>",
	"<</Type/Annot/Subtype/Widget/FT/Btn/T(other)/V/Off/AS/Off/Rect[10 30 60 40]/P 3 0 R/AP<</N<</On 10 0 R>>>>>>",
	"<</Type/XObject/Subtype/Form/BBox[0 0 50 10]/Length 9>>\nstream\n/Tx BMC E\nendstream",
	"<</Type/XObject/Subtype/Form/BBox[0 0 50 10]/Length 9>>\nstream\n/Tx BMC x\nendstream",
	"<</Length 29>>\nstream\nBT /F1 9 Tf (So tien 9) Tj ET\nendstream",
	"<</Producer(fuzz)>>",
	"<</Type/Annot/Subtype/Widget/FT/Sig/T(seal)/Rect[100 10 180 50]/P 3 0 R>>",
	"<</Type/Annot/Subtype/Text/Rect[150 150 160 160]/Contents(note)>>",
	"<</Type/XObject/Subtype/Form/BBox[0 0 5 5]/Length 3>>\nstream\n0 g\nendstream",
};
#define FIXED (sizeof(fixed) / sizeof(fixed[0]))

struct file {
	struct tr_buf b;
	uint64_t at[OBJECTS];      /* of this revision; 0: not in it */
	bool freed[OBJECTS];
	uint64_t xref;
};

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static void
put(struct file *f, uint32_t num, struct tr_bytes text)
{
	f->at[num] = f->b.n;
	f->freed[num] = text.n == 0;
	if (text.n > 0)
		must(tr_buf_addf(&f->b, NULL, "%u 0 obj\n", num) == TRIEN_OK && tr_buf_add_bytes(&f->b, text, NULL) == TRIEN_OK &&
				tr_buf_addf(&f->b, NULL, "\nendobj\n") == TRIEN_OK);
}

static void
end_revision(struct file *f)
{
	uint64_t xref = f->b.n;

	must(tr_buf_addf(&f->b, NULL, "xref\n%s", f->xref == 0 ? "0 1\n0000000000 65535 f \n" : "0 0\n") == TRIEN_OK);
	for (uint32_t i = 1; i < OBJECTS; i++)
		if (f->at[i] != 0)
			must(tr_buf_addf(&f->b, NULL, "%u 1\n%010llu %05d %c \n", i, f->freed[i] ? 0ull : (unsigned long long)f->at[i],
					f->freed[i], f->freed[i] ? 'f' : 'n') == TRIEN_OK);
	must(tr_buf_addf(&f->b, NULL, "trailer\n<</Size %u/Root 1 0 R/Info 12 0 R", OBJECTS) == TRIEN_OK);
	if (f->xref != 0)
		must(tr_buf_addf(&f->b, NULL, "/Prev %llu", (unsigned long long)f->xref) == TRIEN_OK);
	must(tr_buf_addf(&f->b, NULL, ">>\nstartxref\n%llu\n%%%%EOF\n", (unsigned long long)xref) == TRIEN_OK);
	f->xref = xref;
	memset(f->at, 0, sizeof(f->at));
}

static void
make(struct file *f, struct tr_bytes in)
{
	size_t revisions = 1;

	must(tr_buf_addf(&f->b, NULL, "%%PDF-1.7\n") == TRIEN_OK);
	for (uint32_t i = 1; i < FIXED; i++)
		put(f, i, TR_BYTES(fixed[i], strlen(fixed[i])));
	end_revision(f);
	for (size_t i = 0; i < in.n; i++) {
		uint32_t num = in.p[i];
		if (num == 255) {
			if (++revisions > REVISIONS_MAX)
				break;
			end_revision(f);
			continue;
		}
		num = 1 + num % (OBJECTS - 1);
		const uint8_t *end = memchr(in.p + i + 1, 0, in.n - i - 1);
		size_t n = end != NULL ? (size_t)(end - (in.p + i + 1)) : in.n - i - 1;
		if (f->at[num] == 0)
			put(f, num, tr_bytes_part(in, i + 1, n));
		i += n + 1;
	}
	end_revision(f);
}

/* What holds whatever was changed. */
static void
check(const struct tr_change_list *list, size_t rev)
{
	static const struct tr_text names[] = {TR_TEXT_LIT("so")};
	const struct tr_lock lock = {TR_LOCK_INCLUDE, names, 1};

	for (size_t i = 0; i < list->count; i++) {
		enum tr_permission last = TR_CHANGE_FORBIDDEN;
		enum tr_change_kind kind = list->items[i].kind;
		must(list->items[i].revision == rev && kind < TR_CHANGE_KIND_COUNT);
		/* /P 1 permits no more than /P 2. */
		for (unsigned p = 1; p <= 2; p++) {
			const struct tr_change_rules rules = {.docmdp = p, .locks = &lock, .lock_count = 1};
			enum tr_permission now = tr_change_permission(&list->items[i], &rules, &kind);
			must(now <= last);
			last = now;
		}
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct file f = {.b = {.max = (size_t)4 << 20}};
	struct tr_pdf *pdf = NULL;

	if (size > 65536)
		return 0;
	make(&f, TR_BYTES(data, size));
	if (tr_pdf_open(tr_buf_view(&f.b), NULL, &pdf, NULL) == TRIEN_OK) {
		for (size_t rev = 1; rev < tr_pdf_revision_count(pdf); rev++) {
			struct tr_arena arena = {.max = TR_VERIFY_ARENA_MAX};
			struct tr_change_list list = {0};
			if (tr_change_find(pdf, rev, &arena, &list, NULL) == TRIEN_OK) {
				check(&list, rev);
				must(size > 0 || list.count == 0);
			}
			tr_arena_free(&arena);
		}
		tr_pdf_close(pdf);
	}
	tr_buf_free(&f.b);
	return 0;
}
