/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Spreadsheets: what a person sees is what is read; what deceives, hides or explodes is refused by its name. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "exchange/xlsx.h"
#include "exchange/xlsx_parts.h"
#include "test.h"
#include "xlsx_sample.h"

#define STRINGS \
	"<sst xmlns='" MAIN_NS "'><si><t>Mã</t></si><si><r><t>Ngu</t></r><r><t>yễn</t></r><rPh><t>x</t></rPh></si><si><t>a_x000D_b_x0000_</t></si></sst>"
/* 1: day and time; 2: five zeros; 3: "ngày" in quotes only; 4: dd/mm; 5: red thousands */
#define STYLES \
	"<styleSheet xmlns='" MAIN_NS "'><numFmts><numFmt numFmtId='164' formatCode='00000'/><numFmt numFmtId='165' formatCode='0 &quot;ngày&quot;'/>" \
	"<numFmt numFmtId='166' formatCode='dd/mm/yyyy'/><numFmt numFmtId='167' formatCode='[Red]#,##0'/></numFmts><cellStyleXfs><xf numFmtId='14'/></cellStyleXfs>" \
	"<cellXfs><xf/><xf numFmtId='22'/><xf numFmtId='164'/><xf numFmtId='165'/><xf numFmtId='166'/><xf numFmtId='167'/></cellXfs></styleSheet>"
#define A(text) "<row><c t='inlineStr'><is><t>" text "</t></is></c></row>"

static void
say(const struct tr_table *t, struct tr_buf *out)
{
	static const char letters[TR_NOTE_COUNT] = {'f', 'm', 'h', 'x', 'o'};

	for (size_t row = 0; row <= t->rows; row++) {
		assert_int_equal(tr_buf_addf(out, NULL, "%zu:", tr_table_line(t, row)), TRIEN_OK);
		for (size_t i = 0; i < t->columns; i++)
			assert_int_equal(tr_buf_addf(out, NULL, "%s%s%s", tr_table_value(t, row, i), t->numbers[row * t->columns + i] ? "#" : "",
					i + 1 < t->columns ? "|" : ";"), TRIEN_OK);
	}
	for (size_t i = 0; i < TR_NOTE_COUNT; i++)
		if (t->notes[i].count > 0)
			assert_int_equal(tr_buf_addf(out, NULL, " %c%u %s", letters[i], (unsigned)t->notes[i].count, t->notes[i].first), TRIEN_OK);
}

static void
read_says(struct tr_bytes in, const char *sheet, const char *want)
{
	struct trien_err err = {0};
	TR_AUTO_BUF out = {0};
	struct tr_table t = {0};
	const trien_rc rc = tr_xlsx_read(in, sheet, &t, &err);

	if (rc == TRIEN_OK)
		say(&t, &out);
	else
		assert_int_equal(tr_buf_addf(&out, NULL, "%s", trien_err_id(rc)), TRIEN_OK);
	assert_int_equal(tr_buf_add_byte(&out, 0, NULL), TRIEN_OK);
	assert_string_equal((char *)out.p, want);
	tr_table_free(&t);
}

static void
test_cells(void **state)
{
	static const struct {
		const char *sheet, *want;
	} samples[] = {
		{"<sheetData><row r='3'><c r='B3' t='s'><v>0</v></c></row><row r='7' hidden='1'><c r='A7' t='s'><v>1</v></c><c r='B7' s='1'><v>45512.333333333336</v></c></row></sheetData>",
			"3:|Mã;7:Nguyễn|2024-08-08T08:00:00; h1 7"},
		{"<sheetData>" A("Mã") "<row><c t='s'><v>2</v></c></row></sheetData>", "1:Mã;2:a\rb_x0000_;"},
		{"<sheetData>" A("x") "<row><c><v>12</v></c></row><row><c s='2'><v>12</v></c></row><row><c><v>1.2E3</v></c></row><row><c><v>-0</v></c></row>"
			"<row><c><v>0.1</v></c></row><row><c s='3'><v>7</v></c></row><row><c s='5'><v>1000</v></c></row><row><c><v>999999999999999</v></c></row></sheetData>",
			"1:x;2:12#;3:00012#;4:1200#;5:0#;6:0.1#;7:7#;8:1000#;9:999999999999999#;"},
		{"<sheetData>" A("x") "<row><c s='4'><v>1</v></c></row><row><c s='4'><v>59</v></c></row><row><c s='4'><v>61</v></c></row><row><c s='4'><v>2958465</v></c></row>"
			"<row><c s='1'><v>61.999999999</v></c></row></sheetData>",
			"1:x;2:1900-01-01;3:1900-02-28;4:1900-03-01;5:9999-12-31;6:1900-03-02;"},
		{"<sheetData>" A("x") "<row><c t='b'><v>1</v></c></row><row><c t='d'><v>2026-01-02</v></c></row><row><c t='str'><f>A1</f><v>y</v></c></row>"
			"<row><c><f>1+1</f><v>2</v></c></row><row><c t='str'><f>\"\"</f><v></v></c></row></sheetData><mergeCells><mergeCell ref='A1:B2'/></mergeCells>",
			"1:x;2:1;3:2026-01-02;4:y;5:2#; f3 A4 m1 A1:B2"},
		{"<sheetData>" A("a &amp;&lt;&#233;") "<row/><row><c/><c r='C3'/></row>" A("=1+1") A("'=1") "</sheetData>", "1:a &<é;4:=1+1;5:'=1;"},
		{"<x:sheetData xmlns:x='urn:x'><row><c><v>1</v></c></row></x:sheetData><sheetData>" A("x") "</sheetData>", "1:x;"},
		/* What is wrong with a cell. */
		{"<sheetData/>", "exchange.sheet-empty"},
		{"<sheetData><row><c/></row></sheetData>", "exchange.sheet-empty"},
		{"<sheetData><row><c t='e'><v>#N/A</v></c></row></sheetData>", "exchange.cell-error"},
		{"<sheetData><row><c><f>1+1</f></c></row></sheetData>", "exchange.cell-formula"},
		{"<sheetData><row><c><f>1+1</f><v/></c></row></sheetData>", "exchange.cell-formula"},
		{"<sheetData><row><c t='str'><f>1+1</f></c></row></sheetData>", "exchange.cell-formula"},
		{"<sheetData><row><c><v>1000000000000000</v></c></row></sheetData>", "exchange.cell-number"},
		{"<sheetData><row><c s='4'><v>60</v></c></row></sheetData>", "exchange.cell-date"},
		{"<sheetData><row><c s='4'><v>0.5</v></c></row></sheetData>", "exchange.cell-date"},
		{"<sheetData><row><c s='4'><v>2958466</v></c></row></sheetData>", "exchange.cell-date"},
		{"<sheetData><row><c s='4'><v>-1</v></c></row></sheetData>", "exchange.cell-date"},
		{"<sheetData>" A("x") "<row><c/><c><v>1</v></c></row></sheetData>", "exchange.cell-unheaded"},
		/* What no program writes. */
		{"<sheetData><row><c><v>nan</v></c></row></sheetData>", "exchange.xlsx-malformed"},
		{"<sheetData><row><c><v>1e999</v></c></row></sheetData>", "exchange.xlsx-malformed"},
		{"<sheetData><row><c><v>1 </v></c></row></sheetData>", "exchange.xlsx-malformed"},
		{"<sheetData><row><c t='s'><v>3</v></c></row></sheetData>", "exchange.xlsx-malformed"},
		{"<sheetData><row><c t='s'><v>-1</v></c></row></sheetData>", "exchange.xlsx-malformed"},
		{"<sheetData><row><c t='b'><v>2</v></c></row></sheetData>", "exchange.xlsx-malformed"},
		{"<sheetData><row><c t='z'><v>2</v></c></row></sheetData>", "exchange.xlsx-malformed"},
		{"<sheetData><row><c s='6'><v>2</v></c></row></sheetData>", "exchange.xlsx-malformed"},
		{"<sheetData><row r='2'/><row r='2'/></sheetData>", "exchange.xlsx-malformed"},
		{"<sheetData><row r='1048577'/></sheetData>", "exchange.xlsx-malformed"},
		{"<sheetData><row><c r='B1'/><c r='A1'/></row></sheetData>", "exchange.xlsx-malformed"},
		{"<sheetData><row><c r='A2'/></row></sheetData>", "exchange.xlsx-malformed"},
		{"<sheetData><row><c r='XFE1'/></row></sheetData>", "exchange.xlsx-malformed"},
		{"<sheetData><row>", "exchange.xlsx-malformed"},
		{"</worksheet><worksheet>", "exchange.xlsx-malformed"},
		{"\xff", "exchange.xlsx-malformed"},
		{"&x;", "exchange.xlsx-malformed"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(samples) / sizeof(*samples); i++) {
		TR_AUTO_BUF in = {0};
		make_xlsx(samples[i].sheet, STRINGS, STYLES, &in);
		read_says(tr_buf_view(&in), NULL, samples[i].want);
	}
}

/* ---- the workbook ---- */

static void
with_workbook(const char *workbook, const char *sheet, const char *want)
{
	TR_AUTO_BUF in = {0};
	const struct member members[] = {
		{"_rels/.rels", "<Relationships xmlns='" RELATIONS_NS "'><Relationship Id='a' Type='" TYPES "/officeDocument' Target='w.xml'/></Relationships>"},
		{"w.xml", workbook},
		{"_rels/w.xml.rels", "<Relationships xmlns='" RELATIONS_NS "'><Relationship Id='s' Type='" TYPES "/worksheet' Target='s.xml'/><Relationship Id='t' Type='"
			TYPES "/worksheet' Target='missing.xml'/><Relationship Id='c' Type='" TYPES "/chartsheet' Target='s.xml'/><Relationship Id='e' Type='" TYPES
			"/worksheet' TargetMode='External' Target='http://mau.example/'/></Relationships>"},
		{"s.xml", "<worksheet xmlns='http://purl.oclc.org/ooxml/spreadsheetml/main'><sheetData>" A("x") "</sheetData></worksheet>"}};

	make_zip(members, 4, &in);
	read_says(tr_buf_view(&in), sheet, want);
}

#define BOOK(inside) "<workbook xmlns='" MAIN_NS "' xmlns:r='" TYPES "'>" inside "</workbook>"
#define SHEET(name, id, more) "<sheet name='" name "' r:id='" id "' " more "/>"

static void
test_workbook(void **state)
{
	(void)state;
	with_workbook(BOOK(SHEET("Một", "s", "")), NULL, "1:x;");
	with_workbook(BOOK(SHEET("Ẩn", "t", "state='hidden'") SHEET("Một", "s", "") SHEET("Hai", "t", "")), NULL, "1:x; x1 Ẩn o1 Hai");
	with_workbook(BOOK(SHEET("Một", "t", "") SHEET("A &amp; B", "s", "state='veryHidden'")), "A & B", "1:x; o1 Một");
	with_workbook(BOOK(SHEET("Một", "s", "")), "Hai", "exchange.sheet-unknown");
	with_workbook(BOOK(SHEET("Một", "s", "state='hidden'")), NULL, "exchange.sheet-unknown");
	with_workbook(BOOK(""), NULL, "exchange.sheet-unknown");
	with_workbook(BOOK(SHEET("Một", "t", "")), NULL, "exchange.xlsx-malformed");
	with_workbook(BOOK(SHEET("Một", "c", "")), NULL, "exchange.xlsx-malformed");
	with_workbook(BOOK(SHEET("Một", "e", "")), NULL, "exchange.xlsx-malformed");
	with_workbook(BOOK(SHEET("Một", "none", "")), NULL, "exchange.xlsx-malformed");
	with_workbook(BOOK(SHEET("Một", "s", "") SHEET("Một", "t", "state='hidden'")), "Một", "exchange.xlsx-malformed");
	with_workbook(BOOK("<sheet name='' r:id='s'/>"), NULL, "exchange.xlsx-malformed");
	with_workbook("<!DOCTYPE workbook [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'>]>" BOOK(SHEET("&b;", "s", "")), NULL, "exchange.xlsx-malformed");
	with_workbook("<!DOCTYPE workbook SYSTEM 'file:///etc/passwd'>" BOOK(SHEET("Một", "s", "")), NULL, "exchange.xlsx-malformed");
	with_workbook("<?xml version='1.0' encoding='windows-1258'?>" BOOK(SHEET("M\xf4t", "s", "")), NULL, "exchange.xlsx-malformed");
}

static void
test_1904(void **state)
{
	const struct tr_xlsx_number first = {"A1", "0", {.date = true}, true}, some = {"A1", "44050", {.date = true}, true};
	TR_AUTO_BUF out = {0};

	(void)state;
	assert_int_equal(tr_xlsx_add_number(&first, &out, NULL), TRIEN_OK);
	assert_int_equal(tr_xlsx_add_number(&some, &out, NULL), TRIEN_OK);
	assert_true(tr_bytes_are(tr_buf_view(&out), "1904-01-012024-08-08"));
}

/* ---- archives ---- */

static void
test_no_archive(void **state)
{
	static const char ole[] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", locked[] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0";

	(void)state;
	read_says(TR_BYTES(ole, sizeof(ole)), NULL, "exchange.xlsx-old");
	read_says(TR_BYTES(locked, sizeof(locked)), NULL, "exchange.xlsx-encrypted");
	read_says(TR_BYTES("", 0), NULL, "exchange.zip-malformed");
	read_says(TR_BYTES_LIT("PK\x03\x04 and nothing more"), NULL, "exchange.zip-malformed");
	read_says(TR_BYTES_LIT("PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"), NULL, "exchange.xlsx-malformed"); /* an empty archive */
}

static void
zip_says(struct tr_bytes in, const char *want, struct trien_err *err)
{
	struct tr_zip z = {0};
	const trien_rc rc = tr_zip_open(in, &z, err);

	assert_string_equal(rc == TRIEN_OK ? "" : trien_err_id(rc), want);
	tr_zip_free(&z);
}

static void
test_names(void **state)
{
	static const char *const good[] = {"a", "a/b.xml", "[Content_Types].xml", "a/", "..a", "a/b..", "Mẫu"},
				 *const bad[] = {"", "/a", "../a", "a/../b", "a/..", "./a", "a//b", "a\\b", "C:a", "a\nb", "\xff"};

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		TR_AUTO_BUF in = {0};
		make_zip(&(struct member){good[i], ""}, 1, &in);
		zip_says(tr_buf_view(&in), "", NULL);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		TR_AUTO_BUF in = {0};
		make_zip(&(struct member){bad[i], ""}, 1, &in);
		zip_says(tr_buf_view(&in), "exchange.zip-malformed", NULL);
	}
	TR_AUTO_BUF twice = {0};
	make_zip((const struct member[]){{"xl/a.xml", "1"}, {"xl/A.xml", "2"}}, 2, &twice);
	zip_says(tr_buf_view(&twice), "exchange.zip-malformed", NULL);
}

/* Each byte of the headers that says something, changed: then it is refused, when it is opened or when it is unpacked. */
static void
test_spoiled(void **state)
{
	static const size_t where[] = {0, 6, 8, 14, 18, 22, 26, 28, 30, 31 /* content */, 32, 32 + 8, 32 + 10, 32 + 16, 32 + 20, 32 + 24, 32 + 28, 32 + 42, 32 + 46,
		79 + 4, 79 + 6, 79 + 8, 79 + 10, 79 + 12, 79 + 16, 79 + 20};
	TR_AUTO_BUF in = {0};

	(void)state;
	make_zip(&(struct member){"a", "b"}, 1, &in);
	assert_int_equal(in.n, 79 + 22);
	for (size_t i = 0; i < sizeof(where) / sizeof(*where); i++) {
		struct tr_zip z = {0};
		in.p[where[i]] ^= 1;
		trien_rc rc = tr_zip_open(tr_buf_view(&in), &z, NULL);
		TR_AUTO_BUF out = {0};
		if (rc == TRIEN_OK)
			rc = tr_zip_unpack(&z.entries[0], (tr_zip_sink)tr_buf_add_bytes, &out, NULL);
		if (rc == TRIEN_OK)
			fail_msg("byte %zu", where[i]);
		assert_string_equal(trien_err_id(rc), "exchange.zip-malformed");
		tr_zip_free(&z);
		in.p[where[i]] ^= 1;
	}
	zip_says(tr_buf_view(&in), "", NULL);
	assert_int_equal(tr_buf_add_byte(&in, 0, NULL), TRIEN_OK); /* something behind the end */
	zip_says(tr_buf_view(&in), "exchange.zip-malformed", NULL);
}

/* Before the archive, ZIP64 between, entries that share bytes. */
static void
test_tricks(void **state)
{
	TR_AUTO_BUF in = {0};
	TR_AUTO_BUF moved = {0};

	(void)state;
	make_zip((const struct member[]){{"a", "b"}, {"c", "d"}}, 2, &in);
	assert_int_equal(tr_buf_add_byte(&moved, 'x', NULL), TRIEN_OK);
	assert_int_equal(tr_buf_add_bytes(&moved, tr_buf_view(&in), NULL), TRIEN_OK);
	zip_says(tr_buf_view(&moved), "exchange.zip-malformed", NULL);

	const size_t directory = 2 * 32, second = directory + 47;
	in.p[second + 42] = 0; /* the second entry is where the first is, and says so by the name */
	in.p[second + 46] = 'a';
	zip_says(tr_buf_view(&in), "exchange.zip-malformed", NULL);

	TR_AUTO_BUF zip64 = {0};
	static const uint8_t locator[20] = {'P', 'K', 6, 7};
	const size_t end = in.n - 22;
	assert_int_equal(tr_buf_add(&zip64, in.p, end, NULL), TRIEN_OK);
	assert_int_equal(tr_buf_add(&zip64, locator, sizeof(locator), NULL), TRIEN_OK);
	assert_int_equal(tr_buf_add(&zip64, in.p + end, 22, NULL), TRIEN_OK);
	zip_says(tr_buf_view(&zip64), "exchange.zip-malformed", NULL);
}

/* ---- caps: at each, and one past it ---- */

static void
fill(struct tr_buf *b, size_t n, const char *text)
{
	const size_t step = strlen(text);

	assert_int_equal(tr_buf_reserve(b, n * step + 1, NULL), TRIEN_OK);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(tr_buf_add(b, text, step, NULL), TRIEN_OK);
}

static void
text(struct tr_buf *b)
{
	assert_int_equal(tr_buf_add_byte(b, 0, NULL), TRIEN_OK);
}

static void
test_entries(void **state)
{
	char (*names)[16] = calloc(TR_ZIP_ENTRIES_MAX + 1, sizeof(*names));
	struct member *members = calloc(TR_ZIP_ENTRIES_MAX + 1, sizeof(*members));

	(void)state;
	for (size_t i = 0; i <= TR_ZIP_ENTRIES_MAX; i++) {
		snprintf(names[i], sizeof(names[i]), "%zu", i);
		members[i] = (struct member){names[i], ""};
	}
	for (size_t more = 0; more < 2; more++) {
		TR_AUTO_BUF in = {0};
		make_zip(members, TR_ZIP_ENTRIES_MAX + more, &in);
		zip_says(tr_buf_view(&in), more == 0 ? "" : "exchange.zip-limit", NULL);
	}
	free(members);
	free(names);
}

/* Sizes are believed before anything is unpacked: they are written into the headers alone. */
static void
sizes(struct tr_buf *in, size_t size)
{
	for (size_t i = 0; i < 4; i++)
		in->p[22 + i] = in->p[in->n - 22 - 47 + 24 + i] = (uint8_t)(size >> 8 * i);
}

static void
test_sizes(void **state)
{
	TR_AUTO_BUF plain = {0};
	TR_AUTO_BUF in = {0};

	(void)state;
	fill(&plain, 2 * TR_ZIP_UNPACKED_MAX / TR_ZIP_RATIO_MAX, "\1");
	srand(1);
	for (size_t i = 0; i < plain.n; i++)
		plain.p[i] = (uint8_t)(1 + rand() % 255);
	text(&plain);
	make_zip(&(struct member){"*a", (const char *)plain.p}, 1, &in);
	sizes(&in, TR_ZIP_UNPACKED_MAX);
	zip_says(tr_buf_view(&in), "", NULL);
	sizes(&in, TR_ZIP_UNPACKED_MAX + 1);
	zip_says(tr_buf_view(&in), "exchange.zip-limit", NULL);

	TR_AUTO_BUF small = {0};
	make_zip(&(struct member){"*a", "b"}, 1, &small); /* three bytes packed */
	sizes(&small, TR_ZIP_RATIO_FROM);
	zip_says(tr_buf_view(&small), "", NULL);
	sizes(&small, TR_ZIP_RATIO_FROM + 1);
	zip_says(tr_buf_view(&small), "exchange.zip-limit", NULL);
}

static void
sheet_says(const struct tr_buf *sheet, const char *strings, const char *styles, const char *want)
{
	TR_AUTO_BUF in = {0};
	struct tr_table t = {0};

	make_xlsx((const char *)sheet->p, strings, styles, &in);
	const trien_rc rc = tr_xlsx_read(tr_buf_view(&in), NULL, &t, NULL);
	assert_string_equal(rc == TRIEN_OK ? "" : trien_err_id(rc), want);
	tr_table_free(&t);
}

/* n times text between a begin and an end. */
static void
repeated(const char *begin, size_t n, const char *part, const char *end, const char *want)
{
	TR_AUTO_BUF sheet = {0};

	fill(&sheet, 1, begin);
	fill(&sheet, n, part);
	fill(&sheet, 1, end);
	text(&sheet);
	sheet_says(&sheet, NULL, NULL, want);
}

static void
test_sheet_caps(void **state)
{
	(void)state;
	repeated("<sheetData><row>", TR_TABLE_COLUMNS_MAX, "<c><v>1</v></c>", "</row></sheetData>", "");
	repeated("<sheetData><row>", TR_TABLE_COLUMNS_MAX + 1, "<c><v>1</v></c>", "</row></sheetData>", "exchange.table-limit");
	repeated("<sheetData>", TR_TABLE_ROWS_MAX + 1, "<row><c><v>1</v></c></row>", "</sheetData>", "");
	repeated("<sheetData>", TR_TABLE_ROWS_MAX + 2, "<row><c><v>1</v></c></row>", "</sheetData>", "exchange.table-limit");
	repeated("<sheetData><row><c t='str'><v>", TR_TABLE_CELL_MAX, "a", "</v></c></row></sheetData>", "");
	repeated("<sheetData><row><c t='str'><v>", TR_TABLE_CELL_MAX + 1, "a", "</v></c></row></sheetData>", "exchange.table-limit");
	repeated("<sheetData><row><c t='str'><v>", TR_TABLE_CELL_MAX, "_x0041_", "</v></c></row></sheetData>", "");
	repeated("<sheetData><row><c t='str'><v>", TR_TABLE_CELL_MAX + 1, "_x0041_", "</v></c></row></sheetData>", "exchange.table-limit");
	/* worksheet, sheetData, row, c, v; and one that is passed over. */
	repeated("<sheetData>" A("x") "</sheetData>", TR_XML_DEPTH_MAX - 1, "<a>", "", "exchange.xlsx-malformed");
	repeated("<sheetData>" A("x") "</sheetData>", TR_XML_DEPTH_MAX, "<a>", "", "exchange.zip-limit");
}

/* Empty ones count too. */
static void
test_cell_cap(void **state)
{
	TR_AUTO_BUF cells = {0};

	(void)state;
	fill(&cells, 16383, "<c/>");
	text(&cells);
	for (size_t more = 0; more < 2; more++) {
		TR_AUTO_BUF sheet = {0};
		fill(&sheet, 1, "<sheetData>" A("x"));
		for (size_t count = 1; count < TR_XLSX_CELLS_MAX + more; count += 16383) {
			const size_t left = TR_XLSX_CELLS_MAX + more - count;
			assert_int_equal(tr_buf_addf(&sheet, NULL, "<row>%.*s</row>", (int)(4 * (left < 16383 ? left : 16383)), (const char *)cells.p), TRIEN_OK);
		}
		fill(&sheet, 1, "</sheetData>");
		text(&sheet);
		sheet_says(&sheet, NULL, NULL, more == 0 ? "" : "exchange.zip-limit");
	}
}

/* Strings and formats; both parts are stored, so no ratio comes before the cap. */
static void
test_shared_caps(void **state)
{
	static const char sheet[] = "<sheetData>" A("x") "</sheetData>";
	const struct {
		const char *begin, *one, *end;
		size_t max;
	} parts[] = {{"<sst xmlns='" MAIN_NS "'>", "<si/>", "</sst>", TR_XLSX_STRINGS_MAX},
		{"<styleSheet xmlns='" MAIN_NS "'><cellXfs>", "<xf/>", "</cellXfs></styleSheet>", TR_XLSX_FORMATS_MAX},
		{"<styleSheet xmlns='" MAIN_NS "'>", "<numFmt/>", "</styleSheet>", 1024}};

	(void)state;
	for (size_t i = 0; i < 3; i++)
		for (size_t more = 0; more < 2; more++) {
			TR_AUTO_BUF part = {0};
			fill(&part, 1, parts[i].begin);
			fill(&part, parts[i].max + more, parts[i].one);
			fill(&part, 1, parts[i].end);
			text(&part);
			const struct tr_buf s = {.p = (uint8_t *)(uintptr_t)sheet, .n = sizeof(sheet)};
			sheet_says(&s, i == 0 ? (const char *)part.p : NULL, i == 0 ? NULL : (const char *)part.p, more == 0 ? "" : "exchange.zip-limit");
		}
}

static void
test_sheet_count(void **state)
{
	(void)state;
	for (size_t more = 0; more < 2; more++) {
		TR_AUTO_BUF book = {0};
		fill(&book, 1, "<workbook xmlns='" MAIN_NS "' xmlns:r='" TYPES "'>" SHEET("Một", "s", ""));
		for (size_t i = 1; i < TR_XLSX_SHEETS_MAX + more; i++) {
			char sheet[100];
			snprintf(sheet, sizeof(sheet), "<sheet name='Ẩn %zu' r:id='t' state='hidden'/>", i);
			fill(&book, 1, sheet);
		}
		fill(&book, 1, "</workbook>");
		text(&book);
		with_workbook((const char *)book.p, NULL, more == 0 ? "1:x; x255 Ẩn 1" : "exchange.zip-limit");
	}
}

static void
test_file_size(void **state)
{
	uint8_t *in = calloc(1, TR_XLSX_FILE_MAX + 1);

	(void)state;
	memcpy(in, "PK\x03\x04", 4);
	read_says(TR_BYTES(in, TR_XLSX_FILE_MAX), NULL, "exchange.zip-malformed");
	read_says(TR_BYTES(in, TR_XLSX_FILE_MAX + 1), NULL, "exchange.zip-limit");
	free(in);
}

/* ---- through the sandbox ---- */

static int
file_of(const struct tr_buf *b)
{
	char path[] = "/tmp/trien-xlsx-XXXXXX";
	const int fd = mkstemp(path);

	assert_true(fd >= 0);
	unlink(path);
	assert_int_equal(write(fd, b->p, b->n), b->n);
	return fd;
}

static void
test_apart(void **state)
{
	TR_AUTO_BUF in = {0};
	TR_AUTO_BUF said = {0};
	struct trien_err err = {0};
	struct tr_table t = {0};

	(void)state;
	make_xlsx("<sheetData><row/><row><c t='inlineStr'><is><t>x</t></is></c><c><v>7</v></c></row><row hidden='1'><c><v>8</v></c></row></sheetData>", NULL, NULL, &in);
	const int fd = file_of(&in);
	assert_ok(tr_table_read_apart(fd, "So", &t, &err), &err);
	assert_string_equal(t.sheet, "So");
	say(&t, &said);
	text(&said);
	assert_string_equal((char *)said.p, "2:x|7#;3:8#|; h1 3");
	tr_table_free(&t);
	assert_refused(tr_table_read_apart(fd, "Khac", &t, &err), "exchange.sheet-unknown");
	close(fd);
	const struct tr_buf csv = {.p = (uint8_t *)(uintptr_t) "a\n1\n", .n = 4};
	const int other = file_of(&csv);
	assert_refused(tr_table_read_apart(other, "So", &t, &err), "exchange.sheet-unknown");
	close(other);
}

/* An answer that was made by somebody who has broken the reader: every cut and every changed byte is taken within its caps, or refused. */
static void
test_answer(void **state)
{
	/* one column, no rows, a sheet: a cell "x"; its line; the sheet "S"; no number; five notes of nothing */
	static const uint8_t good[] = "\0\0\0\0\0\0\0\1" "\0\0\0\0\0\0\0\0" "\1" "\0\0\0\0\0\0\0\1x" "\0\0\0\0\0\0\0\1" "\0\0\0\0\0\0\0\1S" "\0"
				      "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0" "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0" "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
				      "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0" "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
	const size_t n = sizeof(good) - 1;
	struct tr_table t = {0};

	(void)state;
	assert_int_equal(tr_table_take(TR_BYTES(good, n), &t, NULL), TRIEN_OK);
	assert_string_equal(tr_table_cell(&t, 0, 0), "x");
	tr_table_free(&t);
	for (size_t cut = 0; cut < n; cut++)
		assert_refused(tr_table_take(TR_BYTES(good, cut), &t, NULL), "worker.answer-invalid");
	for (size_t i = 0; i < n; i++) {
		uint8_t copy[sizeof(good)];
		memcpy(copy, good, n);
		copy[i] = 0xff;
		if (tr_table_take(TR_BYTES(copy, n), &t, NULL) == TRIEN_OK)
			tr_table_free(&t);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_cells), cmocka_unit_test(test_workbook), cmocka_unit_test(test_1904),
		cmocka_unit_test(test_no_archive), cmocka_unit_test(test_names), cmocka_unit_test(test_spoiled), cmocka_unit_test(test_tricks),
		cmocka_unit_test(test_entries), cmocka_unit_test(test_sizes), cmocka_unit_test(test_sheet_caps), cmocka_unit_test(test_cell_cap),
		cmocka_unit_test(test_shared_caps), cmocka_unit_test(test_sheet_count), cmocka_unit_test(test_file_size), cmocka_unit_test(test_apart),
		cmocka_unit_test(test_answer)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
