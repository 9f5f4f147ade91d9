/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "report/words.h"

#define TR_ADVICE(symbol, vi, en) [TR_ADVICE_##symbol] = {vi, en},
static const char *const advice[TR_ADVICE_COUNT][2] = {
#include "report/advice.def"
};
#undef TR_ADVICE

const char *
tr_report_word(enum tr_indication i, enum trien_lang lang)
{
	static const char *const words[][2] = {
		[TR_TOTAL_PASSED] = {"HỢP LỆ", "VALID"},
		[TR_INDETERMINATE] = {"CHƯA ĐỦ CĂN CỨ KẾT LUẬN", "CANNOT TELL"},
		[TR_TOTAL_FAILED] = {"KHÔNG HỢP LỆ", "NOT VALID"},
	};
	return words[i][lang == TRIEN_LANG_EN];
}

const char *
tr_report_advice(enum tr_advice a, enum trien_lang lang)
{
	return advice[a][lang == TRIEN_LANG_EN];
}

static enum tr_advice
advice_of_failure(enum tr_sub_indication sub)
{
	switch (sub) {
	case TR_SUB_REVOKED:
	case TR_SUB_EXPIRED:
	case TR_SUB_NOT_YET_VALID:
		return TR_ADVICE_OTHER_CERTIFICATE;
	default:
		return TR_ADVICE_SEND_AGAIN;
	}
}

static enum tr_advice
advice_of_doubt(enum tr_sub_indication sub)
{
	switch (sub) {
	case TR_SUB_TRY_LATER:
		return TR_ADVICE_TRY_AGAIN;
	case TR_SUB_NO_CERTIFICATE_CHAIN_FOUND:
		return TR_ADVICE_TRUST;
	case TR_SUB_REVOKED_NO_POE:
	case TR_SUB_REVOKED_CA_NO_POE:
	case TR_SUB_OUT_OF_BOUNDS_NO_POE:
	case TR_SUB_OUT_OF_BOUNDS_NOT_REVOKED:
	case TR_SUB_REVOCATION_OUT_OF_BOUNDS_NO_POE:
	case TR_SUB_NO_POE:
		return TR_ADVICE_ASK_FOR_STAMP;
	case TR_SUB_CRYPTO_CONSTRAINTS_FAILURE:
	case TR_SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE:
		return TR_ADVICE_OTHER_ALGORITHM;
	default:
		return TR_ADVICE_ASK_A_PERSON;
	}
}

enum tr_advice
tr_report_advice_of(enum tr_indication indication, enum tr_sub_indication sub, bool lab)
{
	if (indication == TR_TOTAL_PASSED)
		return lab ? TR_ADVICE_LAB : TR_ADVICE_NONE;
	return indication == TR_TOTAL_FAILED ? advice_of_failure(sub) : advice_of_doubt(sub);
}

const char *
tr_report_question(size_t i, enum trien_lang lang)
{
	static const char *const questions[][2] = {
		{"1. Ký khi chứng thư có hiệu lực", "1. Made while the certificate was valid"},
		{"2. Tổ chức cấp chứng thư được công nhận", "2. Certified by a recognised authority"},
		{"3. Khóa chỉ do người ký kiểm soát", "3. Key under the signer's sole control"},
		{"Chữ ký số an toàn", "A secure signature"},
		{"Chữ ký số chuyên dùng Chính phủ", "Of the Government's authority"},
	};
	return questions[i][lang == TRIEN_LANG_EN];
}

const char *
tr_report_answer(enum tr_leg_answer a, enum trien_lang lang)
{
	static const char *const answers[][2] = {
		[TR_LEG_YES] = {"CÓ", "YES"}, [TR_LEG_NO] = {"KHÔNG", "NO"}, [TR_LEG_NOT_KNOWN] = {"CHƯA RÕ", "NOT KNOWN"}};
	return answers[a][lang == TRIEN_LANG_EN];
}
