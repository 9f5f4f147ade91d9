/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Name, post and agency of the page against those of certificates: each right one with the twin that only looks like it.
 * Requirement: R9.3 R10.1
 */
#include "test.h"

#include "official/rightness.h"

#define T(s) ((struct tr_text){(s), strlen(s)})

static const struct tr_text head[] = {{"ỦY BAN NHÂN DÂN", sizeof("ỦY BAN NHÂN DÂN") - 1}, {"TỈNH MẪU", sizeof("TỈNH MẪU") - 1},
	{"SỞ VÍ DỤ", sizeof("SỞ VÍ DỤ") - 1}};
static struct tr_rightness found;

static struct tr_place_signatory
block(const char *title, const char *name, const char *doubt)
{
	return (struct tr_place_signatory){.title_text = T(title), .name_text = T(name), .doubt = doubt};
}

/* One block, one person, the seal of the agency of the head. */
static const char *
one(const char *printed_title, const char *printed_name, const char *name, const char *title)
{
	const struct tr_place_signatory b = block(printed_title, printed_name, NULL);
	const struct tr_right_page page = {head, 3, &b, 1};
	const struct tr_right_signer signers[] = {{T(name), T(title), T("SỞ VÍ DỤ")}, {T("Sở Ví dụ"), T(""), T("Ủy ban nhân dân tỉnh Mẫu")}};
	const struct tr_right_request r = {.page = &page, .signers = signers, .signer_count = 2, .sender = T("")};

	tr_right_judge(&r, &found);
	assert_true(found.count <= 1);
	return found.count == 0 ? "right" : tr_right_kind_id(found.findings[0].kind);
}

static void
names(void **state)
{
	(void)state;
	assert_string_equal(one("GIÁM ĐỐC", "Nguyễn Văn Mẫu", "Nguyễn Văn Mẫu", "Giám đốc"), "right");
	assert_int_equal(found.answer, TR_RIGHT_RIGHT);
	/* NFD, capitals, spaces, another place of the tone mark, a rank, what the authority adds. */
	assert_string_equal(one("GIÁM ĐỐC", "NGUYỄN  VĂN MẪU", "Nguye\xcc\x82\xcc\x83n Va\xcc\x86n Mâ\xcc\x83u", "Giám đốc"), "right");
	assert_string_equal(one("GIÁM ĐỐC", "Hoà Thị Mẫu", "Hòa Thị Mẫu", "Giám đốc"), "right");
	assert_string_equal(one("GIÁM ĐỐC", "Thượng tá Nguyễn Văn Mẫu", "Nguyễn Văn Mẫu", "Giám đốc"), "right");
	assert_string_equal(one("GIÁM ĐỐC", "Nguyễn Văn Mẫu", "Nguyễn Văn Mẫu (LÃNH ĐẠO MẪU)", "Giám đốc"), "right");
	/* The twins. */
	assert_string_equal(one("GIÁM ĐỐC", "Nguyễn Văn Mẫu", "Nguyễn Vân Mẫu", "Giám đốc"), "right.name-diacritics");
	assert_int_equal(found.answer, TR_RIGHT_UNSURE);
	assert_string_equal(one("GIÁM ĐỐC", "Nguyễn Văn Mẫu", "Nguyễn Văn Mẫn", "Giám đốc"), "right.name-differs");
	assert_int_equal(found.answer, TR_RIGHT_WRONG);
	assert_string_equal(one("GIÁM ĐỐC", "Trần Nguyễn Văn Mẫu", "Nguyễn Văn Mẫu", "Giám đốc"), "right.name-differs");
	assert_string_equal(one("GIÁM ĐỐC", "Nguyễn Văn Mẫu", "Văn Mẫu Nguyễn", "Giám đốc"), "right.name-differs");
	assert_string_equal(one("GIÁM ĐỐC", "Nguyễn Văn Mẫu", "", "Giám đốc"), "right.name-differs");
}

static void
posts(void **state)
{
	static const struct {
		const char *printed, *certified, *id;
	} rows[] = {
		{"KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC", "Phó Giám đốc", "right"},
		{"KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC", "Giám đốc", "right.post-differs"}, /* the head does not sign as a deputy */
		{"GIÁM ĐỐC", "Phó Giám đốc", "right.post-differs"},
		{"GIÁM ĐỐC", "Chánh Văn phòng", "right.post-differs"},
		{"TL. GIÁM ĐỐC CHÁNH VĂN PHÒNG", "Chánh Văn phòng", "right"},
		{"TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH PHÓ CHỦ TỊCH", "Phó Chủ tịch Ủy ban nhân dân tỉnh Mẫu", "right.post-not-sure"},
		{"TM. ỦY BAN NHÂN DÂN CHỦ TỊCH", "Chủ tịch Ủy ban nhân dân tỉnh Mẫu", "right.post-not-sure"},
		{"TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH PHÓ CHỦ TỊCH", "Chủ tịch Ủy ban nhân dân tỉnh Mẫu", "right.post-differs"},
		{"Q. CỤC TRƯỞNG", "Quyền Cục trưởng", "right.post-not-sure"},
		{"CỤC TRƯỞNG", "Quyền Vụ trưởng", "right.post-differs"},
		{"GIÁM ĐỐC", "", "right.post-not-in-certificate"},
	};
	(void)state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const char *id = one(rows[i].printed, "Nguyễn Văn Mẫu", "Nguyễn Văn Mẫu", rows[i].certified);
		if (strcmp(id, rows[i].id) != 0)
			fail_msg("%s / %s: %s, want %s", rows[i].printed, rows[i].certified, id, rows[i].id);
	}
}

static const char *
sealed_by(const char *agency, size_t lines)
{
	const struct tr_right_page page = {head + 3 - lines, lines, NULL, 0};
	const struct tr_right_signer s = {T(agency), T(""), T(agency)};
	const struct tr_right_request r = {.page = &page, .signers = &s, .signer_count = 1, .sender = T("")};

	tr_right_judge(&r, &found);
	return found.count == 0 ? "right" : tr_right_kind_id(found.findings[0].kind);
}

static void
agencies(void **state)
{
	(void)state;
	assert_string_equal(sealed_by("Sở Ví dụ", 3), "right");
	assert_string_equal(sealed_by("SỞ VÍ DỤ", 1), "right");
	assert_string_equal(sealed_by("Sở Ví dụ tỉnh Mẫu", 3), "right.agency-not-sure");
	assert_string_equal(sealed_by("Ủy ban nhân dân tỉnh Mẫu", 3), "right.agency-not-sure"); /* of the superior */
	assert_string_equal(sealed_by("Sở Minh họa", 3), "right.agency-differs");
	assert_string_equal(sealed_by("Ủy ban nhân dân tỉnh Khác", 3), "right.agency-differs");
	assert_string_equal(sealed_by("Sở Ví dụ", 0), "right.head-not-found");
	assert_int_equal(found.answer, TR_RIGHT_UNSURE);
}

/* A joint document names each agency that issues it; a dash inside one name joins nothing. */
static void
joint_agencies(void **state)
{
	static const struct {
		const char *lines[3], *seal, *id;
	} rows[] = {
		{{"SỞ VÍ DỤ - SỞ MINH HỌA"}, "Sở Minh họa", "right"}, {{"SỞ VÍ DỤ - SỞ MINH HỌA"}, "Sở Ví dụ", "right"},
		{{"SỞ VÍ DỤ – SỞ MINH HỌA"}, "Sở Minh họa tỉnh Mẫu", "right.agency-not-sure"},
		{{"ỦY BAN NHÂN DÂN TỈNH MẪU", "SỞ VÍ DỤ -", "SỞ MINH HỌA"}, "Sở Ví dụ", "right"},
		{{"SỞ VÍ DỤ - SỞ MINH HỌA"}, "Sở Thử nghiệm", "right.agency-differs"},
		{{"SỞ VÍ DỤ - SỞ MINH HỌA -"}, "Sở Thử nghiệm", "right.agency-differs"},
		{{"TRUNG TÂM VÍ DỤ - MINH HỌA"}, "Trung tâm Minh họa", "right.agency-differs"},
		{{"TRUNG TÂM VÍ DỤ - MINH HỌA"}, "Trung tâm Ví dụ - Minh họa", "right"},
	};
	(void)state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct tr_text lines[3];
		struct tr_right_page page = {.authority = lines};
		const struct tr_right_signer s = {T(rows[i].seal), T(""), T(rows[i].seal)};
		const struct tr_right_request r = {.page = &page, .signers = &s, .signer_count = 1, .sender = T("")};
		while (page.authority_count < 3 && rows[i].lines[page.authority_count] != NULL) {
			lines[page.authority_count] = T(rows[i].lines[page.authority_count]);
			page.authority_count++;
		}
		tr_right_judge(&r, &found);
		const char *id = found.count == 0 ? "right" : tr_right_kind_id(found.findings[0].kind);
		if (strcmp(id, rows[i].id) != 0)
			fail_msg("%s, sealed by %s: %s, want %s", rows[i].lines[0], rows[i].seal, id, rows[i].id);
	}
	/* As many as are looked at, and one more. */
	for (size_t count = 16; count <= 17; count++) {
		TR_AUTO_BUF text = {0};
		for (size_t i = 1; i < count; i++)
			assert_int_equal(tr_buf_addf(&text, NULL, "SỞ VÍ DỤ - "), TRIEN_OK);
		assert_int_equal(tr_buf_addf(&text, NULL, "SỞ MINH HỌA"), TRIEN_OK);
		const struct tr_text line = {(const char *)text.p, text.n};
		const struct tr_right_page page = {&line, 1, NULL, 0};
		const struct tr_right_signer s = {T("Sở Minh họa"), T(""), T("Sở Minh họa")};
		const struct tr_right_request r = {.page = &page, .signers = &s, .signer_count = 1, .sender = T("")};
		tr_right_judge(&r, &found);
		assert_int_equal(found.count, count == 16 ? 0 : 1);
	}
}

static void
who_is_an_agency(void **state)
{
	static const struct {
		const char *name, *title, *organisation;
		bool is;
	} rows[] = {
		{"Sở Ví dụ", "", "Ủy ban nhân dân tỉnh Mẫu", true}, {"CƠ QUAN MẪU", "", "CƠ QUAN MẪU", true},
		{"UBND xã Mẫu", "", "", true}, {"Trung tâm Ví dụ", "", "Sở Ví dụ", true},
		{"Nguyễn Văn Mẫu", "", "Sở Ví dụ", false}, {"Sơn Thị Mẫu", "", "Sở Ví dụ", false},
		{"Sở Ví dụ", "Giám đốc", "Sở Ví dụ", false}, {"", "", "", false},
	};
	(void)state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct tr_right_signer s = {T(rows[i].name), T(rows[i].title), T(rows[i].organisation)};
		if (tr_right_is_agency(&s) != rows[i].is)
			fail_msg("%s", rows[i].name);
	}
}

/* Blocks and signatures that do not meet. */
static void
blocks_and_signatures(void **state)
{
	const struct tr_place_signatory two[] = {block("SỞ VÍ DỤ GIÁM ĐỐC", "Bùi Văn Thử", "several"),
		block("SỞ MINH HỌA GIÁM ĐỐC", "Hoàng Thị Minh Họa", "several")};
	const struct tr_place_signatory table = block("NGƯỜI LẬP BIỂU", "Đỗ Thí Nghiệm", "in-table");
	struct tr_right_page page = {head, 3, two, 2};
	const struct tr_right_signer signers[] = {{T("Bùi Văn Thử"), T("Giám đốc"), T("")}, {T("Hoàng Thị Minh Họa"), T("Giám đốc"), T("")},
		{T("Trần Thị Kiểm"), T("Chuyên viên"), T("")}, {T("Sở Ví dụ"), T(""), T("")}};
	struct tr_right_request r = {.page = &page, .signers = signers, .signer_count = 1, .sender = T("")};
	(void)state;

	tr_right_judge(&r, &found); /* the second never signed; nobody sealed */
	assert_int_equal(found.count, 2);
	assert_string_equal(tr_right_kind_id(found.findings[0].kind), "right.block-without-signature");
	assert_string_equal(tr_right_kind_id(found.findings[1].kind), "right.no-seal");
	assert_int_equal(found.answer, TR_RIGHT_WRONG);
	r.signer_count = 2;
	tr_right_judge(&r, &found);
	assert_int_equal(found.count, 1);
	r.signer_count = 4;
	tr_right_judge(&r, &found);
	assert_int_equal(found.count, 1);
	assert_string_equal(tr_right_kind_id(found.findings[0].kind), "right.signature-beside-blocks");
	assert_int_equal(found.findings[0].signer, 2);

	page.block_count = 0;
	tr_right_judge(&r, &found);
	assert_int_equal(found.count, 3);
	assert_string_equal(tr_right_kind_id(found.findings[0].kind), "right.no-block-found");
	assert_int_equal(found.answer, TR_RIGHT_UNSURE);
	page.block_count = 2;
	r.signers = (const struct tr_right_signer[]){{T("Trần Thị Kiểm"), T(""), T("")}, {T("Lê Thị Thư"), T(""), T("")}, {T("Sở Ví dụ"), T(""), T("")}};
	r.signer_count = 3;
	tr_right_judge(&r, &found);
	assert_int_equal(found.count, 4);
	assert_string_equal(tr_right_kind_id(found.findings[0].kind), "right.signature-without-block");
	assert_string_equal(tr_right_kind_id(found.findings[3].kind), "right.block-without-signature");
	assert_int_equal(found.answer, TR_RIGHT_WRONG);
	page.blocks = &table;
	page.block_count = 1;
	r.signer_count = 0;
	tr_right_judge(&r, &found);
	assert_string_equal(tr_right_kind_id(found.findings[0].kind), "right.block-not-sure");
	assert_int_equal(found.answer, TR_RIGHT_UNSURE);
}

/* R10.1: a seal of another agency than the one named as sender is never good. */
static void
senders(void **state)
{
	struct tr_right_signer s[] = {{T("Sở Ví dụ"), T(""), T("")}, {T("Nguyễn Văn Mẫu"), T("Giám đốc"), T("Sở Minh họa")}};
	struct tr_right_request r = {.signers = s, .signer_count = 2, .sender = T("SỞ  VÍ DỤ")};
	(void)state;

	tr_right_judge(&r, &found);
	assert_int_equal(found.answer, TR_RIGHT_RIGHT);
	r.sender = T("Sở Minh họa"); /* the person's organisation is no seal */
	tr_right_judge(&r, &found);
	assert_string_equal(tr_right_kind_id(found.findings[0].kind), "right.sender-differs");
	assert_int_equal(found.answer, TR_RIGHT_WRONG);
	r.sender = T("Sở Ví dụ tỉnh Mẫu");
	tr_right_judge(&r, &found);
	assert_string_equal(tr_right_kind_id(found.findings[0].kind), "right.sender-not-sure");
	r.sender = T("Sở Vi Du");
	tr_right_judge(&r, &found);
	assert_string_equal(tr_right_kind_id(found.findings[0].kind), "right.sender-not-sure");
	r.signer_count = 0;
	tr_right_judge(&r, &found);
	assert_int_equal(found.answer, TR_RIGHT_WRONG);
}

/* Past what is compared, nothing is right. */
static void
caps(void **state)
{
	static char name[TR_RIGHT_LETTERS_MAX + 1];
	static struct tr_right_signer many[TR_RIGHT_FINDINGS_MAX + 1];
	struct tr_right_request r = {.signers = many, .signer_count = TR_RIGHT_FINDINGS_MAX, .sender = T("Sở Ví dụ")};
	(void)state;

	for (size_t i = 0; i <= TR_RIGHT_FINDINGS_MAX; i++)
		many[i] = (struct tr_right_signer){T("Sở Ví dụ"), T(""), T("")};
	tr_right_judge(&r, &found);
	assert_int_equal(found.answer, TR_RIGHT_RIGHT);
	r.signer_count++;
	tr_right_judge(&r, &found);
	assert_true(found.cut);
	assert_int_equal(found.answer, TR_RIGHT_UNSURE);

	memset(name, 'a', TR_RIGHT_LETTERS_MAX - 1);
	many[0] = (struct tr_right_signer){T(name), T(""), T(name)};
	r = (struct tr_right_request){.signers = many, .signer_count = 1, .sender = T(name)};
	tr_right_judge(&r, &found);
	assert_int_equal(found.answer, TR_RIGHT_RIGHT);
	name[TR_RIGHT_LETTERS_MAX - 1] = 'a';
	many[0] = (struct tr_right_signer){T(name), T(""), T(name)};
	r.sender = T(name);
	tr_right_judge(&r, &found);
	assert_int_equal(found.answer, TR_RIGHT_WRONG);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names),
		cmocka_unit_test(posts),
		cmocka_unit_test(agencies),
		cmocka_unit_test(joint_agencies), cmocka_unit_test(who_is_an_agency),
		cmocka_unit_test(blocks_and_signatures),
		cmocka_unit_test(senders),
		cmocka_unit_test(caps),
	};
	return cmocka_run_group_tests_name("rightness", tests, NULL, NULL);
}
