/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "one_page.h"

#include "test.h"

static const char to_unicode[] = "/CIDInit/ProcSet findresource begin 12 dict begin begincmap\n"
				 "/CMapName/T def/CMapType 2 def\n"
				 "1 begincodespacerange<00><ff>endcodespacerange\n"
				 "12 beginbfchar\n"
				 "<30><0065>\n<31><0302>\n<32><0301>\n<33><0323>\n<34><fb01>\n<35><00ad>\n"
				 "<36><00a0>\n<37><200b>\n<38><1ec7>\n<39><006600660301>\n<3a><0069>\n<3b><0041>\n"
				 "endbfchar endcmap CMapName currentdict/CMap defineresource pop end end\n";

/* Of two bytes: one to one, one to several, beyond the 16 bits, and a range. */
static const char wide_unicode[] = "/CIDInit/ProcSet findresource begin 12 dict begin begincmap\n"
				   "/CMapName/W def/CMapType 2 def\n"
				   "1 begincodespacerange<0000><ffff>endcodespacerange\n"
				   "4 beginbfchar\n<0001><0111>\n<0002><00660069>\n<0003><d83dde00>\n<ffff><0041>\nendbfchar\n"
				   "1 beginbfrange\n<0010><0012><0061>\nendbfrange endcmap CMapName currentdict/CMap defineresource pop end end\n";

#define FONT "<</Type/Font/Subtype/Type1/BaseFont/%s/Encoding/WinAnsiEncoding%s>>"

void
one_page(struct make *m, const char *keys, const char *content)
{
	make_begin(m);
	make_object(m, 1, "<</Type/Catalog/Pages 2 0 R>>");
	make_object(m, 2, "<</Type/Pages/Kids[3 0 R]/Count 1>>");
	make_object(m, 3, "<</Type/Page/Parent 2 0 R/Contents 4 0 R%s/Resources<</Font<</F1 5 0 R/F2 6 0 R/F3 7 0 R"
			  "/F4 8 0 R/F5 9 0 R/F6 14 0 R>>/ExtGState<</G0<</ca 0/CA 0>>/G1<</BM/Multiply>>/G2<</SMask<</S/Alpha/G 13 0 R>>>>"
			  "/G3<</BM/Normal/SMask/None>>>>/XObject<</I1 11 0 R/I2 12 0 R>>>>>>",
			keys);
	make_stream(m, 4, "", content, strlen(content));
	make_object(m, 5, FONT, "Helvetica", "");
	make_object(m, 6, FONT, "Times-Bold", "");
	make_object(m, 7, FONT, "Times-Italic", "");
	make_object(m, 8, FONT, "Times-Roman", "/ToUnicode 10 0 R");
	make_object(m, 9, FONT, "NobodyHasThis", "");
	make_stream(m, 10, "", to_unicode, strlen(to_unicode));
	make_stream(m, 11, "/Type/XObject/Subtype/Image/Width 2/Height 2/ColorSpace/DeviceGray/BitsPerComponent 8",
			"\x80\x80\x80\x80", 4);
	make_stream(m, 12,
			"/Type/XObject/Subtype/Image/Width 2/Height 2/ColorSpace/DeviceGray/BitsPerComponent 8"
			"/SMask 11 0 R",
			"\0\0\0\0", 4);
	make_stream(m, 13, "/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Group<</S/Transparency>>/Resources<</Font<</F1 5 0 R>>>>",
			"0 0 600 800 re f BT /F1 10 Tf 50 600 Td (mask) Tj ET", 52);
	make_object(m, 14, "<</Type/Font/Subtype/Type0/BaseFont/Times-Roman/Encoding/Identity-H/DescendantFonts[15 0 R]/ToUnicode 17 0 R>>");
	make_object(m, 15, "<</Type/Font/Subtype/CIDFontType0/BaseFont/Times-Roman/DW 500/FontDescriptor 16 0 R"
			   "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>");
	make_object(m, 16, "<</Type/FontDescriptor/FontName/Times-Roman/Flags 4/ItalicAngle 0/Ascent 700/Descent -200/CapHeight 650/StemV 80/FontBBox[0 0 1000 1000]>>");
	make_stream(m, 17, "", wide_unicode, strlen(wide_unicode));
	make_table(m, "");
}

struct tr_page_words
one_page_words(const char *keys, const char *content)
{
	struct trien_err err = {0};
	struct tr_page_words w;
	struct tr_page_reader *r = NULL;
	struct make m;

	one_page(&m, keys, content);
	assert_ok(tr_page_reader_open(make_view(&m), NULL, 1, &r, &err), &err);
	assert_ok(tr_page_read_words(r, 0, &w, &err), &err);
	tr_page_reader_close(r);
	make_free(&m);
	return w;
}

const struct tr_word *
one_word(const struct tr_page_words *w, const char *text)
{
	for (size_t i = 0; i < w->count; i++)
		if (w->words[i].text.n == strlen(text) && memcmp(w->words[i].text.p, text, w->words[i].text.n) == 0)
			return &w->words[i];
	fail_msg("no word %s", text);
	return NULL;
}
