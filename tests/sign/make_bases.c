/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Writes the files that judges.sh has signed, one of each kind that the field
 * knows. usage: make_bases DIR
 */
#include "../pdf/build_pdf.h"

#include <stdlib.h>

static const char page[] = "/Contents 4 0 R";
static const char content[] = "<</Length 10>>stream\nq 1 w S Q \n\nendstream";

static void
save(struct build *f, const char *dir, const char *name)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/%s.pdf", dir, name);
	FILE *out = fopen(path, "wb");
	if (out == NULL || fwrite(f->b.p, 1, f->b.n, out) != f->b.n || fclose(out) != 0) {
		perror(path);
		exit(1);
	}
	build_free(f);
	*f = (struct build){0};
}

static void
document(struct build *f, const char *catalog_keys, const char *page_keys)
{
	char keys[1024];

	build_header(f, "1.7");
	snprintf(keys, sizeof(keys), "%s%s", page, page_keys);
	build_document(f, catalog_keys, keys);
	build_object(f, 4, content);
}

static void
close_table(struct build *f)
{
	build_table(f, "/Size 10/Root 1 0 R/ID[<00><01>]");
	build_end(f);
}

static void
plain_kinds(const char *dir)
{
	struct build f = {0};

	document(&f, "", "");
	build_table(&f, "/Size 5/Root 1 0 R");
	build_end(&f);
	save(&f, dir, "classic");
	/* /Size speaks of numbers that nothing defines. */
	document(&f, "", "");
	close_table(&f);
	save(&f, dir, "holes");
	document(&f, "", "");
	close_table(&f);
	f.b.n--;
	save(&f, dir, "no-eol");
	build_add(&f, "Content-Type: application/pdf\r\n\r\n");
	f.shift = f.b.n;
	document(&f, "", "");
	build_table(&f, "/Size 5/Root 1 0 R");
	build_end(&f);
	save(&f, dir, "junk");
}

/* A table for readers of PDF 1.4; what they need not see is in the stream that /XRefStm names (§7.5.8.4). */
static void
hybrid(const char *dir)
{
	struct build f = {0};
	size_t at[BUILD_OBJECTS];
	char keys[128];

	document(&f, "", "/Tabs/S/Hidden 5 0 R");
	memcpy(at, f.at, sizeof(at));
	memset(f.at, 0, sizeof(f.at));
	build_object(&f, 5, "(hidden from old readers)");
	build_stream(&f, 6, "/Size 7/Root 1 0 R");
	memcpy(f.at, at, sizeof(at));
	snprintf(keys, sizeof(keys), "/Size 7/Root 1 0 R/XRefStm %zu", f.xref);
	build_table(&f, keys);
	build_end(&f);
	save(&f, dir, "hybrid");
}

static void
forms(const char *dir)
{
	struct build f = {0};

	document(&f, "/AcroForm<</Fields[5 0 R]/SigFlags 1>>", "/Annots[5 0 R]");
	build_object(&f, 5, "<</Type/Annot/Subtype/Widget/FT/Sig/T(Empty)/F 4/Rect[10 10 200 60]/P 3 0 R>>");
	build_table(&f, "/Size 6/Root 1 0 R");
	build_end(&f);
	save(&f, dir, "empty-field");
	document(&f, "/AcroForm 6 0 R", "/Annots 7 0 R");
	build_object(&f, 5,
			"<</Type/Annot/Subtype/Widget/FT/Tx/T(Note)/V(x)/F 4/Rect[10 10 200 60]/P 3 0 R>>");
	build_object(&f, 6, "<</Fields 8 0 R/DA(/Helv 0 Tf 0 g)/NeedAppearances true>>");
	build_object(&f, 7, "[5 0 R]");
	build_object(&f, 8, "[5 0 R]");
	build_table(&f, "/Size 9/Root 1 0 R");
	build_end(&f);
	save(&f, dir, "form");
	document(&f, "/AcroForm<</Fields[5 0 R 6 0 R]>>", "/Annots[5 0 R 6 0 R]");
	build_object(&f, 5, "<</Type/Annot/Subtype/Widget/FT/Sig/T(Leader)/F 4/Rect[10 10 90 60]/P 3 0 R"
			"/Lock<</Type/SigFieldLock/Action/Exclude/Fields[(Clerk)]>>>>");
	build_object(&f, 6, "<</Type/Annot/Subtype/Widget/FT/Sig/T(Clerk)/F 4/Rect[110 10 190 60]/P 3 0 R"
			"/Lock<</Type/SigFieldLock/Action/All>>>>");
	build_table(&f, "/Size 7/Root 1 0 R");
	build_end(&f);
	save(&f, dir, "locks");
}

int
main(int argc, char **argv)
{
	if (argc != 2)
		return fprintf(stderr, "usage: make_bases DIR\n"), 2;
	plain_kinds(argv[1]);
	hybrid(argv[1]);
	forms(argv[1]);
	return 0;
}
