/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Filters of ISO 32000-2 §7.4: known answers, damaged data, bombs and caps. */
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

#include "make.h"
#include "test.h"

static struct trien_err err;

/* The decoded data of a stream with this dictionary and these bytes. */
static trien_rc
decoded(const char *dict, const void *data, size_t n, size_t max, struct tr_buf *out)
{
	const struct tr_pdf_obj *o;
	struct tr_pdf *pdf;
	struct make m;

	make_begin(&m);
	make_document(&m);
	make_stream(&m, 4, dict, data, n);
	make_object(&m, 5, "/ASCIIHexDecode");
	make_table(&m, "");
	assert_ok(tr_pdf_open(make_view(&m), NULL, &pdf, &err), &err);
	assert_ok(tr_pdf_get(pdf, 0, 4, &o, &err), &err);
	trien_rc rc = tr_pdf_stream_data(pdf, 0, (struct tr_pdf_ref){4, 0}, o, max, out, &err);
	tr_pdf_close(pdf);
	make_free(&m);
	return rc;
}

static void
gives(const char *dict, const void *data, size_t n, const void *want, size_t want_n)
{
	TR_AUTO_BUF out = {0};
	assert_ok(decoded(dict, data, n, 1 << 20, &out), &err);
	assert_int_equal(out.n, want_n);
	assert_memory_equal(out.p, want, want_n);
	/* At the cap it comes, one past it is refused. */
	TR_AUTO_BUF exact = {0};
	assert_ok(decoded(dict, data, n, want_n, &exact), &err);
	assert_int_equal(exact.n, want_n);
	TR_AUTO_BUF less = {0};
	if (want_n > 0)
		assert_refused(decoded(dict, data, n, want_n - 1, &less), "pdf.decoded-limit");
}

static void
refused(const char *dict, const void *data, size_t n, const char *id)
{
	TR_AUTO_BUF out = {0};
	trien_rc rc = decoded(dict, data, n, 1 << 20, &out);
	if (strcmp(trien_err_id(rc), id) != 0)
		fail_msg("%s: %s instead of %s", dict, trien_err_id(rc), id);
}

#define LIT(s) (s), sizeof(s) - 1

static size_t
deflated(const void *data, size_t n, uint8_t *out, size_t room)
{
	uLongf length = room;
	assert_int_equal(compress(out, &length, data, n), Z_OK);
	return length;
}

static void
test_plain(void **state)
{
	(void)state;
	gives("", LIT("as it is"), LIT("as it is"));
	gives("/Filter[]", LIT("as it is"), LIT("as it is"));
	gives("/Filter null", LIT("as it is"), LIT("as it is"));
}

static void
test_ascii(void **state)
{
	(void)state;
	gives("/Filter/ASCIIHexDecode", LIT("48 65\n6C6c6f2>"), LIT("Hello "));
	gives("/Filter/AHx", LIT("4865"), LIT("He"));
	gives("/Filter 5 0 R", LIT("4>"), LIT("@"));
	refused("/Filter/ASCIIHexDecode", LIT("4x>"), "pdf.filter-data");
	gives("/Filter/ASCII85Decode", LIT("<~87cURD]i,\"Ebo80~>"), LIT("Hello World!"));
	gives("/Filter/A85", LIT("87cUR\nD]i,\"Ebo7~>"), LIT("Hello World"));
	gives("/Filter/A85", LIT("z5l~>"), LIT("\0\0\0\0A"));
	refused("/Filter/A85", LIT("87cURD~>"), "pdf.filter-data");
	refused("/Filter/A85", LIT("87c{R~>"), "pdf.filter-data");
	refused("/Filter/A85", LIT("uuuuu~>"), "pdf.filter-data");
}

static void
test_run_length(void **state)
{
	(void)state;
	gives("/Filter/RunLengthDecode", LIT("\2abc\375x\200zz"), LIT("abcxxxx"));
	gives("/Filter/RL", LIT("\0a"), LIT("a"));
	refused("/Filter/RL", LIT("\2ab"), "pdf.filter-data");
	refused("/Filter/RL", LIT("\375"), "pdf.filter-data");
}

static void
test_lzw(void **state)
{
	/* The example of §7.4.4.2. */
	static const uint8_t want[] = {45, 45, 45, 45, 45, 65, 45, 45, 45, 66};
	(void)state;
	gives("/Filter/LZWDecode", LIT("\x80\x0B\x60\x50\x22\x0C\x0C\x85\x01"), want, sizeof(want));
	refused("/Filter/LZWDecode", LIT("\x80\x7f\xff\xff"), "pdf.filter-data");
	gives("/Filter/LZWDecode", LIT(""), LIT(""));
}

/* Enough for codes of 12 bits, made by the plainest of encoders: only literals, cleared in time. */
static void
test_lzw_literals(void **state)
{
	uint8_t in[8192], want[2000];
	size_t n = 0, bits = 0;
	(void)state;
	memset(in, 0, sizeof(in));
	for (size_t i = 0; i < sizeof(want); i++)
		want[i] = (uint8_t)(i * 7);
	for (size_t i = 0, since = 0; i < sizeof(want); i++) {
		unsigned codes[2] = {256, want[i]};
		for (int k = since % 250 == 0 ? 0 : 1; k < 2; k++, bits += 9)
			for (int b = 0; b < 9; b++)
				if (codes[k] >> (8 - b) & 1)
					in[(bits + (size_t)b) / 8] |= (uint8_t)(0x80 >> ((bits + (size_t)b) % 8));
		since++;
	}
	n = bits / 8 + 1;
	TR_AUTO_BUF out = {0};
	assert_ok(decoded("/Filter/LZWDecode", in, n, 1 << 20, &out), &err);
	assert_true(out.n >= sizeof(want));
	assert_memory_equal(out.p, want, sizeof(want));
}

static void
test_flate(void **state)
{
	uint8_t packed[256];
	size_t n = deflated("hello hello hello", 17, packed, sizeof(packed));
	(void)state;
	gives("/Filter/FlateDecode", packed, n, LIT("hello hello hello"));
	gives("/Filter[/Fl]", packed, n, LIT("hello hello hello"));
	/* Without its checksum, and with a wrong one. */
	gives("/Filter/FlateDecode", packed, n - 4, LIT("hello hello hello"));
	packed[n - 1] ^= 1;
	gives("/Filter/FlateDecode", packed, n, LIT("hello hello hello"));
	refused("/Filter/FlateDecode", LIT("no zlib data"), "pdf.filter-data");
	refused("/Filter/FlateDecode", packed, 1, "pdf.filter-data");
	gives("/Filter/FlateDecode", "", 0, "", 0);
}

/* The cap of object streams, at it and one past it. */
static void
test_decoded_cap(void **state)
{
	size_t n = TR_PDF_STREAM_DECODED_MAX;
	uint8_t *zeros = calloc(1, n + 1), *packed = malloc(1 << 20);
	(void)state;
	assert_true(zeros != NULL && packed != NULL);
	for (size_t past = 0; past < 2; past++) {
		TR_AUTO_BUF out = {.max = n + 1};
		size_t length = deflated(zeros, n + past, packed, 1 << 20);
		trien_rc rc = decoded("/Filter/FlateDecode", packed, length, TR_PDF_STREAM_DECODED_MAX, &out);
		assert_string_equal(trien_err_id(rc), past ? "pdf.decoded-limit" : "ok");
	}
	free(zeros);
	free(packed);
}

/* A bomb of bombs is held by the cap in every step. */
static void
test_bomb(void **state)
{
	size_t n = (size_t)64 << 20;
	uint8_t *zeros = calloc(1, n), *once = malloc(1 << 20), *twice = malloc(1 << 20);
	(void)state;
	assert_true(zeros != NULL && once != NULL && twice != NULL);
	size_t first = deflated(zeros, n, once, 1 << 20);
	size_t second = deflated(once, first, twice, 1 << 20);
	refused("/Filter[/FlateDecode/FlateDecode]", twice, second, "pdf.decoded-limit");
	free(zeros);
	free(once);
	free(twice);
}

static void
test_predictors(void **state)
{
	static const uint8_t png[] = {2, 1, 2, 3, 2, 1, 1, 1, 1, 5, 1, 1, 0, 9, 9, 9, 3, 2, 2, 2, 4, 1, 1, 1};
	static const uint8_t png_want[] = {1, 2, 3, 2, 3, 4, 5, 6, 7, 9, 9, 9, 6, 9, 11, 7, 10, 12};
	static const uint8_t tiff[] = {1, 2, 3, 1, 1, 1};
	static const uint8_t tiff_want[] = {1, 2, 3, 2, 3, 4};
	uint8_t packed[128];
	size_t n;
	(void)state;
	n = deflated(png, sizeof(png), packed, sizeof(packed));
	gives("/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 3>>", packed, n, png_want,
			sizeof(png_want));
	n = deflated(tiff, sizeof(tiff), packed, sizeof(packed));
	gives("/Filter/FlateDecode/DecodeParms<</Predictor 2/Colors 3/Columns 2>>", packed, n, tiff_want, 6);
	n = deflated("\x12\x34\x00\x01", 4, packed, sizeof(packed));
	gives("/Filter/FlateDecode/DecodeParms<</Predictor 2/BitsPerComponent 16/Columns 2>>", packed, n,
			LIT("\x12\x34\x12\x35"));
	n = deflated("\x12\x31", 2, packed, sizeof(packed));
	gives("/Filter/FlateDecode/DecodeParms[<</Predictor 2/BitsPerComponent 4/Columns 4>>]", packed, n,
			LIT("\x13\x67"));
	n = deflated("\x07gh", 3, packed, sizeof(packed));
	refused("/Filter/FlateDecode/DecodeParms<</Predictor 15/Columns 2>>", packed, n, "pdf.filter-data");
	refused("/Filter/FlateDecode/DecodeParms<</Predictor 9>>", packed, n, "pdf.filter-data");
	refused("/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 0>>", packed, n, "pdf.filter-data");
	refused("/Filter/FlateDecode/DecodeParms<</Predictor 12/Colors 33>>", packed, n, "pdf.filter-data");
	refused("/Filter/FlateDecode/DecodeParms<</Predictor 12/BitsPerComponent 3>>", packed, n,
			"pdf.filter-data");
	refused("/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 2147483647/Colors 32>>", packed, n,
			"pdf.filter-data");
}

static void
test_chains(void **state)
{
	(void)state;
	gives("/Filter[/ASCIIHexDecode/RunLengthDecode]", LIT("02616263FD7880>"), LIT("abcxxxx"));
	refused("/Filter/DCTDecode", LIT("x"), "pdf.filter-unsupported");
	refused("/Filter[/AHx/JPXDecode]", LIT("41>"), "pdf.filter-unsupported");
	refused("/Filter(text)", LIT("x"), "pdf.filter-unsupported");
	refused("/Filter[5]", LIT("x"), "pdf.filter-unsupported");
}

static void
test_filter_cap(void **state)
{
	char dict[256] = "/Filter[";
	(void)state;
	for (unsigned i = 0; i < TR_PDF_FILTERS_MAX; i++)
		snprintf(dict + strlen(dict), sizeof(dict) - strlen(dict), "/Crypt");
	size_t n = strlen(dict);
	snprintf(dict + n, sizeof(dict) - n, "]");
	gives(dict, LIT("x"), LIT("x"));
	snprintf(dict + n, sizeof(dict) - n, "/Crypt]");
	refused(dict, LIT("x"), "pdf.filters-limit");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_ascii),
		cmocka_unit_test(test_run_length),
		cmocka_unit_test(test_lzw),
		cmocka_unit_test(test_lzw_literals),
		cmocka_unit_test(test_flate),
		cmocka_unit_test(test_decoded_cap),
		cmocka_unit_test(test_bomb),
		cmocka_unit_test(test_predictors),
		cmocka_unit_test(test_chains),
		cmocka_unit_test(test_filter_cap),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
