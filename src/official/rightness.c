/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R9.3 R10.1 */
#include "official/rightness.h"

#include "base/vietnamese.h"
#include "official/place_words.h"

#define POST_LETTERS_MIN 5 /* fewer letters in common tell nothing */

struct letters {
	struct tr_letter l[TR_RIGHT_LETTERS_MAX];
	size_t n; /* TR_RIGHT_LETTERS_MAX: may be cut, so equal to nothing */
};

static void
read_letters(struct tr_text text, struct letters *out)
{
	struct tr_letter all[TR_RIGHT_LETTERS_MAX];
	const size_t n = tr_letters_of(text, all, TR_RIGHT_LETTERS_MAX);

	/* Commas, hyphens and points are how somebody types, not who is meant. */
	out->n = 0;
	for (size_t i = 0; i < n; i++)
		if (tr_letter_is(all[i].base) || (all[i].base >= '0' && all[i].base <= '9'))
			out->l[out->n++] = all[i];
	if (n == TR_RIGHT_LETTERS_MAX)
		out->n = 0;
}

static enum tr_letters_match
compare(const struct letters *a, const struct letters *b)
{
	if (a->n != b->n || a->n == 0)
		return TR_LETTERS_DIFFER;
	return tr_letters_compare(a->l, b->l, a->n);
}

static bool
ends_with(const struct letters *a, const struct letters *end)
{
	return end->n > 0 && end->n <= a->n && tr_letters_compare(a->l + a->n - end->n, end->l, end->n) == TR_LETTERS_EQUAL;
}

static bool
starts_with(const struct letters *a, const struct tr_letter *start, size_t n)
{
	return n > 0 && n <= a->n && tr_letters_compare(a->l, start, n) == TR_LETTERS_EQUAL;
}

static bool
contains(const struct letters *a, const struct letters *part)
{
	for (size_t i = 0; part->n >= POST_LETTERS_MIN && i + part->n <= a->n; i++)
		if (tr_letters_compare(a->l + i, part->l, part->n) == TR_LETTERS_EQUAL)
			return true;
	return false;
}

/* ---- who is an agency ---- */

static bool
starts_as_agency(struct tr_text text)
{
	static const char *const first[] = {"ủy ban nhân dân", "uỷ ban", "ubnd", "hội đồng nhân dân", "hđnd", "sở ", "bộ ", "tổng cục",
		"chi cục", "cục ", "phòng ", "văn phòng", "thanh tra ", "trung tâm", "trường ", "học viện", "bệnh viện", "viện ",
		"ban quản lý", "công an", "bộ chỉ huy", "bộ tư lệnh", "tỉnh ủy", "thành ủy", "huyện ủy", "đảng ủy", "tòa án",
		"kho bạc", "bảo hiểm xã hội", "công ty", "tổng công ty", "ngân hàng"};
	struct letters name;

	read_letters(text, &name);
	for (size_t i = 0; i < sizeof(first) / sizeof(*first); i++) {
		const size_t n = strlen(first[i]);
		/* A word of one syllable may begin a longer one of another name ("Sở", "Sơn"): the space belongs to it. */
		if (first[i][n - 1] == ' ' ? tr_words_start(name.l, name.n, first[i]) && text.n >= n && text.p[n - 1] == ' '
					   : tr_words_start(name.l, name.n, first[i]))
			return true;
	}
	return false;
}

bool
tr_right_is_agency(const struct tr_right_signer *s)
{
	struct letters name, organisation;

	if (s->title.n > 0)
		return false; /* only people have posts */
	read_letters(s->name, &name);
	read_letters(s->organisation, &organisation);
	return compare(&name, &organisation) == TR_LETTERS_EQUAL || starts_as_agency(s->name);
}

/* The name of a person without what an authority puts behind it: "Nguyễn Văn Mẫu (LÃNH ĐẠO MẪU)". */
static struct tr_text
person_name(struct tr_text whole)
{
	const char *open = whole.n > 0 && whole.p[whole.n - 1] == ')' ? memrchr(whole.p, '(', whole.n) : NULL;
	return open != NULL && open > whole.p ? (struct tr_text){whole.p, (size_t)(open - whole.p)} : whole;
}

/* ---- names ---- */

/* The printed name may have a rank before it. */
static enum tr_letters_match
compare_name(struct tr_text printed, struct tr_text certified)
{
	struct letters p, c;

	read_letters(printed, &p);
	read_letters(person_name(certified), &c);
	if (c.n == 0 || c.n > p.n)
		return TR_LETTERS_DIFFER;
	const size_t before = p.n - c.n;
	if (before > 0 && !tr_words_rank(p.l, before))
		return TR_LETTERS_DIFFER;
	return tr_letters_compare(p.l + before, c.l, c.n);
}

/* ---- posts ---- */

/* What stands before the post in the block ends in "phó": then the post is the deputy's. */
static bool
is_deputy(const struct letters *block, size_t before)
{
	struct letters word;

	read_letters(TR_TEXT_LIT("phó"), &word);
	return before >= word.n && tr_letters_compare(block->l + before - word.n, word.l, word.n) == TR_LETTERS_EQUAL;
}

/* "Q. CỤC TRƯỞNG" on the page, "Quyền Cục trưởng" in the certificate. */
static bool
is_acting(const struct letters *block, const struct letters *post)
{
	struct letters acting, rest = {.n = 0};

	read_letters(TR_TEXT_LIT("quyền"), &acting);
	if (!starts_with(post, acting.l, acting.n))
		return false;
	rest.n = post->n - acting.n;
	memcpy(rest.l, post->l + acting.n, rest.n * sizeof(*rest.l));
	return ends_with(block, &rest) && !is_deputy(block, block->n - rest.n);
}

static enum tr_right_answer
compare_post(struct tr_text printed, struct tr_text certified)
{
	struct letters block, post;

	read_letters(printed, &block);
	read_letters(certified, &post);
	if (ends_with(&block, &post))
		return is_deputy(&block, block.n - post.n) ? TR_RIGHT_WRONG : TR_RIGHT_RIGHT;
	/* "Phó Chủ tịch Ủy ban nhân dân tỉnh Mẫu" under "PHÓ CHỦ TỊCH": the block's last words begin the certificate's post. */
	for (size_t n = POST_LETTERS_MIN; n <= block.n; n++)
		if (starts_with(&post, block.l + block.n - n, n) && !is_deputy(&block, block.n - n))
			return TR_RIGHT_UNSURE;
	return is_acting(&block, &post) ? TR_RIGHT_UNSURE : TR_RIGHT_WRONG;
}

/* ---- agencies ---- */

static enum tr_right_answer
compare_agency(struct tr_text a, struct tr_text b)
{
	struct letters x, y;

	read_letters(a, &x);
	read_letters(b, &y);
	switch (compare(&x, &y)) {
	case TR_LETTERS_EQUAL:
		return TR_RIGHT_RIGHT;
	case TR_LETTERS_BARE:
		return TR_RIGHT_UNSURE;
	default:
		return contains(&x, &y) || contains(&y, &x) ? TR_RIGHT_UNSURE : TR_RIGHT_WRONG;
	}
}

static void
append(struct letters *to, const struct letters *more)
{
	if (to->n + more->n >= TR_RIGHT_LETTERS_MAX)
		return;
	memcpy(to->l + to->n, more->l, more->n * sizeof(*more->l));
	to->n += more->n;
}

/*
 * Lines of the head: a superior's, then the issuing agency's, each on one or several. Equal to the last lines, from any
 * of them on, is right; the superior's own name is not sure (a unit without a seal of its own); the rest differs.
 */
static enum tr_right_answer
compare_lines(const struct tr_right_page *page, struct tr_text certified)
{
	struct letters agency, whole = {.n = 0}, line;
	enum tr_right_answer best = TR_RIGHT_WRONG;

	read_letters(certified, &agency);
	for (size_t from = 0; from < page->authority_count; from++) {
		whole.n = 0;
		for (size_t i = from; i < page->authority_count; i++) {
			read_letters(page->authority[i], &line);
			append(&whole, &line);
			const enum tr_letters_match m = compare(&whole, &agency);
			if (m == TR_LETTERS_EQUAL && i + 1 == page->authority_count)
				return TR_RIGHT_RIGHT;
			if (m != TR_LETTERS_DIFFER)
				best = TR_RIGHT_UNSURE;
		}
		/* "SỞ VÍ DỤ" on the page, "Sở Ví dụ tỉnh Mẫu" in the certificate; not "TỈNH MẪU" alone, which ends the names of all its agencies. */
		if (whole.n >= POST_LETTERS_MIN && starts_with(&agency, whole.l, whole.n))
			best = TR_RIGHT_UNSURE;
	}
	return best;
}

#define HEAD_MAX 1024
#define JOINT_MAX 16

/* Lines of the head from one on, as one text; empty where it would be too long. */
static struct tr_text
join_lines(const struct tr_right_page *page, size_t from, char out[HEAD_MAX])
{
	size_t n = 0;

	for (size_t i = from; i < page->authority_count; i++) {
		const struct tr_text line = page->authority[i];
		if (line.n + 1 > HEAD_MAX - n)
			return (struct tr_text){out, 0};
		memcpy(out + n, line.p, line.n);
		n += line.n;
		out[n++] = ' ';
	}
	return (struct tr_text){out, n};
}

/* Length of a dash, "-" or "–"; 0 where there is none. */
static size_t
dash_at(struct tr_text t, size_t at)
{
	if (t.p[at] == '-')
		return 1;
	return t.n - at >= 3 && memcmp(t.p + at, "\xe2\x80\x93", 3) == 0 ? 3 : 0;
}

/* "SỞ VÍ DỤ - SỞ MINH HỌA": who issues a joint document together. 0 where it is the name of one, whatever dashes are in it. */
static size_t
split_joint(struct tr_text head, struct tr_text parts[JOINT_MAX])
{
	size_t count = 0, from = 0, length;

	for (size_t at = 0; at <= head.n; at++) {
		length = at < head.n ? dash_at(head, at) : 1;
		if (length == 0)
			continue;
		while (from < at && head.p[from] == ' ')
			from++;
		size_t end = at;
		while (end > from && head.p[end - 1] == ' ')
			end--;
		const struct tr_text part = {head.p + from, end - from};
		if (count == JOINT_MAX || !starts_as_agency(part))
			return 0;
		parts[count++] = part;
		from = at + length;
	}
	return count > 1 ? count : 0;
}

static enum tr_right_answer
compare_head(const struct tr_right_page *page, struct tr_text certified)
{
	enum tr_right_answer best = compare_lines(page, certified);
	struct tr_text parts[JOINT_MAX];
	char text[HEAD_MAX];

	for (size_t from = 0; from < page->authority_count; from++) {
		const size_t count = split_joint(join_lines(page, from, text), parts);
		for (size_t i = 0; i < count; i++) {
			const struct tr_right_page one = {.authority = &parts[i], .authority_count = 1};
			const enum tr_right_answer a = compare_lines(&one, certified);
			best = a < best ? a : best;
		}
	}
	return best;
}

/* ---- what is found ---- */

#define TR_RIGHT_KIND(symbol, answer, id, vi, en) {answer, id, {vi, en}},
static const struct {
	enum tr_right_answer answer;
	const char *id;
	const char *text[2];
} kinds[TR_RIGHT_KIND_COUNT] = {
#include "official/rightness_kinds.def"
};
#undef TR_RIGHT_KIND

static void
find(struct tr_rightness *out, struct tr_right_finding f)
{
	if (kinds[f.kind].answer > out->answer)
		out->answer = kinds[f.kind].answer;
	if (out->count == TR_RIGHT_FINDINGS_MAX)
		out->cut = true;
	else
		out->findings[out->count++] = f;
}

static void
find_text(struct tr_rightness *out, enum tr_right_kind kind, size_t signer, struct tr_text printed, struct tr_text certified)
{
	find(out, (struct tr_right_finding){kind, signer, printed, certified});
}

static void
judge_post(const struct tr_place_signatory *block, const struct tr_right_signer *s, size_t i, struct tr_rightness *out)
{
	if (s->title.n == 0) {
		find_text(out, TR_RIGHT_POST_UNKNOWN_FOUND, i, block->title_text, s->title);
		return;
	}
	const enum tr_right_answer a = compare_post(block->title_text, s->title);
	if (a != TR_RIGHT_RIGHT)
		find_text(out, a == TR_RIGHT_WRONG ? TR_RIGHT_POST_DIFFERS_FOUND : TR_RIGHT_POST_UNSURE_FOUND, i, block->title_text,
				s->title);
}

/* Doubts about the room say nothing about the words. */
static bool
words_are_sure(const struct tr_place_signatory *b)
{
	static const char *const of_the_room[] = {"several", "room-not-empty", "picture", "no-room", "typed-signed"};

	if (b->doubt == NULL)
		return true;
	for (size_t i = 0; i < sizeof(of_the_room) / sizeof(*of_the_room); i++)
		if (strcmp(b->doubt, of_the_room[i]) == 0)
			return true;
	return false;
}

/* The block of a person, exactly spelt before one without diacritics; block_count where there is none. */
static size_t
block_of(const struct tr_right_page *page, const struct tr_right_signer *s, const bool *taken, enum tr_letters_match *match)
{
	size_t bare = page->block_count;

	for (size_t k = 0; k < page->block_count; k++) {
		*match = taken[k] ? TR_LETTERS_DIFFER : compare_name(page->blocks[k].name_text, s->name);
		if (*match == TR_LETTERS_EQUAL)
			return k;
		if (*match == TR_LETTERS_BARE && bare == page->block_count)
			bare = k;
	}
	*match = TR_LETTERS_BARE;
	return bare;
}

/* Everybody who has a block; returns how many were found. */
static size_t
judge_named(const struct tr_right_request *r, bool *taken, bool *placed, struct tr_rightness *out)
{
	size_t count = 0;

	for (size_t i = 0; i < r->signer_count; i++) {
		enum tr_letters_match match;
		if (tr_right_is_agency(&r->signers[i]))
			continue;
		const size_t k = block_of(r->page, &r->signers[i], taken, &match);
		if (k == r->page->block_count)
			continue;
		taken[k] = placed[i] = true;
		count++;
		if (match == TR_LETTERS_BARE)
			find_text(out, TR_RIGHT_NAME_DIACRITICS_FOUND, i, r->page->blocks[k].name_text, r->signers[i].name);
		judge_post(&r->page->blocks[k], &r->signers[i], i, out);
	}
	return count;
}

/* One person signed, one block is free, and the names differ: that is said as it is. */
static bool
judge_pair(const struct tr_right_request *r, bool *taken, const bool *placed, struct tr_rightness *out)
{
	size_t person = r->signer_count, block = r->page->block_count, people = 0, blocks = 0;

	for (size_t i = 0; i < r->signer_count; i++)
		if (!placed[i] && !tr_right_is_agency(&r->signers[i])) {
			person = i;
			people++;
		}
	for (size_t k = 0; k < r->page->block_count; k++)
		if (!taken[k] && r->page->blocks[k].name_text.n > 0 && words_are_sure(&r->page->blocks[k])) {
			block = k;
			blocks++;
		}
	if (people != 1 || blocks != 1)
		return false;
	taken[block] = true;
	find_text(out, TR_RIGHT_NAME_DIFFERS_FOUND, person, r->page->blocks[block].name_text, r->signers[person].name);
	return true;
}

/* A block that nobody's signature was matched with. One person may have two blocks, and two persons one name. */
static void
judge_left(const struct tr_right_request *r, const struct tr_place_signatory *b, struct tr_rightness *out)
{
	bool sure = b->name_text.n > 0 && words_are_sure(b);

	for (size_t i = 0; i < r->signer_count; i++)
		sure = sure && compare_name(b->name_text, r->signers[i].name) != TR_LETTERS_EQUAL;
	find_text(out, sure ? TR_RIGHT_NO_SIGNATURE_FOUND : TR_RIGHT_NO_SIGNATURE_UNSURE_FOUND, SIZE_MAX,
			b->name_text.n > 0 ? b->name_text : b->title_text, (struct tr_text){"", 0});
}

static void
judge_people(const struct tr_right_request *r, struct tr_rightness *out)
{
	static const struct tr_text none = {"", 0};
	bool taken[TR_PLACE_CANDIDATES_MAX] = {0}, placed[TR_RIGHT_FINDINGS_MAX] = {0};

	const size_t named = judge_named(r, taken, placed, out);
	const bool paired = judge_pair(r, taken, placed, out);
	const enum tr_right_kind unplaced = r->page->block_count == 0 ? TR_RIGHT_NO_BLOCKS_FOUND
			: named > 0				       ? TR_RIGHT_NO_BLOCK_BESIDE_FOUND
								       : TR_RIGHT_NO_BLOCK_FOUND;
	for (size_t i = 0; i < r->signer_count && !paired; i++)
		if (!placed[i] && !tr_right_is_agency(&r->signers[i]))
			find_text(out, unplaced, i, none, r->signers[i].name);
	for (size_t k = 0; k < r->page->block_count; k++)
		if (!taken[k])
			judge_left(r, &r->page->blocks[k], out);
}

static void
judge_seals(const struct tr_right_request *r, struct tr_rightness *out)
{
	static const struct tr_text none = {"", 0};
	const struct tr_right_page *page = r->page;
	const struct tr_text last = page->authority_count > 0 ? page->authority[page->authority_count - 1] : none;
	size_t seals = 0;

	for (size_t i = 0; i < r->signer_count; i++) {
		if (!tr_right_is_agency(&r->signers[i]))
			continue;
		seals++;
		if (page->authority_count == 0)
			continue;
		const enum tr_right_answer a = compare_head(page, r->signers[i].name);
		if (a != TR_RIGHT_RIGHT)
			find_text(out, a == TR_RIGHT_WRONG ? TR_RIGHT_AGENCY_DIFFERS_FOUND : TR_RIGHT_AGENCY_UNSURE_FOUND, i, last,
					r->signers[i].name);
	}
	if (page->authority_count == 0)
		find_text(out, TR_RIGHT_HEAD_UNREAD_FOUND, SIZE_MAX, none, none);
	else if (seals == 0)
		find_text(out, TR_RIGHT_NO_SEAL_FOUND, SIZE_MAX, last, none);
}

/* The best of the seals: one of the agency named is enough, but none of another makes it so. */
static void
judge_sender(const struct tr_right_request *r, struct tr_rightness *out)
{
	enum tr_right_answer best = TR_RIGHT_WRONG;
	size_t of = SIZE_MAX;

	for (size_t i = 0; i < r->signer_count; i++) {
		if (!tr_right_is_agency(&r->signers[i]))
			continue;
		const enum tr_right_answer a = compare_agency(r->signers[i].name, r->sender);
		if (of == SIZE_MAX || a < best)
			of = i;
		best = a < best ? a : best;
	}
	if (best != TR_RIGHT_RIGHT)
		find_text(out, best == TR_RIGHT_WRONG ? TR_RIGHT_SENDER_DIFFERS_FOUND : TR_RIGHT_SENDER_UNSURE_FOUND, of, r->sender,
				of != SIZE_MAX ? r->signers[of].name : (struct tr_text){"", 0});
}

void
tr_right_judge(const struct tr_right_request *r, struct tr_rightness *out)
{
	struct tr_right_request bounded = *r;

	*out = (struct tr_rightness){.answer = TR_RIGHT_RIGHT};
	if (bounded.signer_count > TR_RIGHT_FINDINGS_MAX) {
		bounded.signer_count = TR_RIGHT_FINDINGS_MAX;
		out->cut = true;
	}
	if (r->page != NULL) {
		judge_people(&bounded, out);
		judge_seals(&bounded, out);
	}
	if (r->sender.n > 0)
		judge_sender(&bounded, out);
	if (out->cut && out->answer == TR_RIGHT_RIGHT)
		out->answer = TR_RIGHT_UNSURE;
}

/* ---- words ---- */

const char *
tr_right_answer_name(enum tr_right_answer a)
{
	static const char *const names[] = {[TR_RIGHT_RIGHT] = "right", [TR_RIGHT_UNSURE] = "unsure", [TR_RIGHT_WRONG] = "wrong"};
	return names[a];
}

const char *
tr_right_kind_id(enum tr_right_kind k)
{
	return kinds[k].id;
}

enum tr_right_answer
tr_right_kind_answer(enum tr_right_kind k)
{
	return kinds[k].answer;
}

const char *
tr_right_kind_text(enum tr_right_kind k, enum trien_lang lang)
{
	return kinds[k].text[lang == TRIEN_LANG_EN];
}
