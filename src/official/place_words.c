/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "official/place_words.h"

#define WORD_LETTERS 64
#define DEGREE_LETTERS 8

#define COUNT(list) (sizeof(list) / sizeof(*(list)))

bool
tr_words_start(const struct tr_letter *l, size_t n, const char *text)
{
	struct tr_letter want[WORD_LETTERS];
	const size_t k = tr_letters_of((struct tr_text){text, strlen(text)}, want, WORD_LETTERS);
	return k <= n && tr_letters_compare(l, want, k) == TR_LETTERS_EQUAL;
}

bool
tr_words_have(const struct tr_letter *l, size_t n, const char *text)
{
	struct tr_letter want[WORD_LETTERS];
	const size_t k = tr_letters_of((struct tr_text){text, strlen(text)}, want, WORD_LETTERS);

	for (size_t i = 0; i + k <= n; i++)
		if (l[i].base == want[0].base && tr_letters_compare(l + i, want, k) == TR_LETTERS_EQUAL)
			return true;
	return false;
}

static bool
have_one(const struct tr_letter *l, size_t n, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (tr_words_have(l, n, list[i]))
			return true;
	return false;
}

static const char *const titles[] = {"trưởng", "chủ tịch", "giám đốc", "bí thư", "chánh văn phòng",
	"chánh thanh tra", "chánh án", "thủ tướng", "tổng thống", "ủy viên", "uỷ viên", "thư ký", "thư kí",
	"chủ tọa", "chủ trì", "chủ nhiệm", "chủ biên", "tư lệnh", "chính ủy", "chính trị viên", "chỉ huy",
	"tham mưu", "thẩm phán", "kiểm sát viên", "chấp hành viên", "công chứng viên", "kiểm toán",
	"đại diện", "người", "lãnh đạo", "ý kiến", "xác nhận", "phê duyệt", "bên giao",
	"bên nhận", "bên a", "bên b", "kế toán", "thủ quỹ", "thủ kho", "biên tập", "chuyên viên", "cán bộ",
	"phó phòng", "phó ban", "đội phó", "tổ phó", "hiệu phó", "đại sứ", "lãnh sự", "thành viên",
	"văn thư", "thanh tra viên", "giám thị", "giám sát", "chủ hộ", "chủ đầu tư"};

bool
tr_words_title(const struct tr_letter *l, size_t n)
{
	return have_one(l, n, titles, COUNT(titles));
}

bool
tr_words_title_first(const struct tr_letter *l, size_t n)
{
	const size_t deputy = tr_words_start(l, n, "phó") ? 3 : 0;

	l += deputy;
	n -= deputy;
	for (size_t i = 0; i < COUNT(titles); i++)
		if (tr_words_start(l, n, titles[i]))
			return true;
	return false;
}

bool
tr_words_committee(const struct tr_letter *l, size_t n)
{
	static const char *const posts[] = {"trưởng ban", "phó ban", "tổ trưởng", "tổ phó", "hội đồng", "trưởng đoàn", "phó đoàn",
		"ủy viên", "uỷ viên"};
	return have_one(l, n, posts, COUNT(posts));
}

bool
tr_words_office(const struct tr_letter *l, size_t n)
{
	static const char *const bodies[] = {"ubnd", "ủy ban nhân dân", "uỷ ban nhân dân", "hđnd", "hội đồng nhân dân", "tỉnh ủy", "huyện ủy",
		"thành ủy", "đảng ủy", "giám đốc sở", "chính phủ", "bộ trưởng", "thứ trưởng"};
	return have_one(l, n, bodies, COUNT(bodies));
}

bool
tr_words_no_title(const struct tr_letter *l, size_t n)
{
	static const char *const others[] = {"họ và tên", "họ, tên", "họ tên", "cộng hòa xã hội", "độc lập",
		"danh sách", "nơi nhận", "kính gửi", "phụ lục", "chức vụ", "chức danh", "ghi chú"};
	return have_one(l, n, others, COUNT(others));
}

const char *
tr_words_prefix(const struct tr_letter *l, size_t n)
{
	static const struct {
		const char *letters, *prefix;
	} prefixes[] = {{"tm", "TM."}, {"kt", "KT."}, {"tl", "TL."}, {"tuq", "TUQ."}, {"q", "Q."}};
	struct tr_letter bare[4];
	size_t k = 0;

	for (size_t i = 0; i < n; i++) {
		if (!tr_letter_is(l[i].base))
			continue;
		if (k == COUNT(bare) || !l[i].upper)
			return "";
		bare[k++] = l[i];
	}
	for (size_t i = 0; i < COUNT(prefixes); i++)
		if (strlen(prefixes[i].letters) == k && tr_words_start(bare, k, prefixes[i].letters))
			return prefixes[i].prefix;
	return "";
}

/* Letters of the rank or degree that starts at l, for each that does; marks where they end. */
static void
mark_ranks(const struct tr_letter *l, size_t n, bool *ends)
{
	static const char *const ranks[] = {"đại tướng", "thượng tướng", "trung tướng", "thiếu tướng", "chuẩn tướng",
		"đô đốc", "phó đô đốc", "chuẩn đô đốc", "đại tá", "thượng tá", "trung tá", "thiếu tá", "đại úy",
		"thượng úy", "trung úy", "thiếu úy", "giáo sư", "phó giáo sư", "tiến sĩ", "tiến sỹ", "thạc sĩ",
		"thạc sỹ", "bác sĩ", "bác sỹ", "luật sư", "kỹ sư", "dược sĩ", "dược sỹ", "cử nhân", "gs", "pgs", "tskh", "ts",
		"ths", "bs", "bsck", "cki", "ckii", "ck", "ds", "ks", "ls", "cn", "nsnd", "nsut", "nsưt", "ngnd", "ngưt", "ttnd",
		"ttưt"};

	for (size_t i = 0; i < COUNT(ranks); i++)
		if (tr_words_start(l, n, ranks[i]))
			ends[tr_letters_of((struct tr_text){ranks[i], strlen(ranks[i])}, (struct tr_letter[WORD_LETTERS]){{0}}, WORD_LETTERS)] = true;
}

/* A degree that no list has, "BSNT.": capitals and a dot. Its letters with the dot; 0: none. */
static size_t
degree_length(const struct tr_letter *l, size_t n)
{
	size_t k = 0, capitals = 0;

	for (; k < n && k < DEGREE_LETTERS && tr_letter_is(l[k].base); k++)
		capitals += l[k].upper;
	return k < n && l[k].base == '.' && capitals >= 2 && *tr_words_prefix(l, k) == '\0' ? k + 1 : 0;
}

bool
tr_words_rank(const struct tr_letter *l, size_t n)
{
	bool reached[WORD_LETTERS + 1] = {true};

	if (n > WORD_LETTERS)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!reached[i])
			continue;
		mark_ranks(l + i, n - i, reached + i);
		reached[i + degree_length(l + i, n - i)] = true;
		reached[i + 1] = reached[i + 1] || !tr_letter_is(l[i].base);
	}
	return reached[n];
}

const char *
tr_words_kind(const struct tr_letter *l, size_t n)
{
	static const struct {
		const char *abbreviation, *kind;
	} kinds[] = {{"nq", "nghị quyết"}, {"qđ", "quyết định"}, {"ct", "chỉ thị"}, {"qc", "quy chế"},
		{"qyđ", "quy định"}, {"tc", "thông cáo"}, {"tb", "thông báo"}, {"hd", "hướng dẫn"},
		{"ctr", "chương trình"}, {"kh", "kế hoạch"}, {"pa", "phương án"}, {"đa", "đề án"}, {"da", "dự án"},
		{"bc", "báo cáo"}, {"bb", "biên bản"}, {"ttr", "tờ trình"}, {"hđ", "hợp đồng"}, {"cđ", "công điện"},
		{"bgn", "bản ghi nhớ"}, {"btt", "bản thỏa thuận"}, {"guq", "giấy ủy quyền"}, {"gm", "giấy mời"},
		{"ggt", "giấy giới thiệu"}, {"gnp", "giấy nghỉ phép"}, {"pg", "phiếu gửi"}, {"pc", "phiếu chuyển"},
		{"pb", "phiếu báo"}, {"tt", "thông tư"}, {"ttlt", "thông tư liên tịch"}, {"nđ", "nghị định"},
		{"kl", "kết luận"}, {"qyc", "quy chế"}};

	for (size_t i = 0; i < COUNT(kinds); i++) {
		struct tr_letter want[8];
		const struct tr_text t = {kinds[i].abbreviation, strlen(kinds[i].abbreviation)};
		if (tr_letters_of(t, want, COUNT(want)) == n && tr_letters_compare(l, want, n) == TR_LETTERS_EQUAL)
			return kinds[i].kind;
	}
	return NULL;
}
