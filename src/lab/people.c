/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who is in a lab. Every name is visibly a sample; nobody of that name exists. */
#include "lab/certify.h"

#define LAB_ORGANISATION "PHÒNG LAB TRIỆN – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ"
#define AGENCY "ỦY BAN NHÂN DÂN TỈNH MẪU"

#define AGENCY_2 "SỞ MINH HỌA TỈNH MẪU"
#define AGENCY_3 "SỞ THỬ NGHIỆM TỈNH MẪU"

#define YEARS(n) ((n) * 365)
/* Valid since yesterday: clocks differ, and a judgement as of an hour ago should pass. */
#define SINCE_YESTERDAY (-1)

#define CA_USAGE "critical,keyCertSign,cRLSign"
#define SIGNING_USAGE "critical,digitalSignature,nonRepudiation"

#define PERSON(who, name, cn, algorithm) \
	[TR_LAB_##who] = {.file = (name), .place = TR_LAB_IN_KEYS, .token = true, .common_name = (cn), \
		.organisation = AGENCY, .key = (algorithm), .issuer = TR_LAB_ISSUING, .from_days = SINCE_YESTERDAY, \
		.to_days = YEARS(3), .key_usage = SIGNING_USAGE}

/* Two agencies more, with a leader each, for joint documents; they bring no tokens. */
#define OF_OTHER_AGENCY(who, name, cn, agency) \
	[TR_LAB_##who] = {.file = (name), .place = TR_LAB_IN_KEYS, .common_name = (cn), .organisation = (agency), .key = "P-256", \
		.issuer = TR_LAB_ISSUING, .from_days = SINCE_YESTERDAY, .to_days = YEARS(3), .key_usage = SIGNING_USAGE}

#define BAD(who, name, cn, algorithm, from, to) \
	[TR_LAB_##who] = {.file = (name), .place = TR_LAB_IN_BAD, .common_name = (cn), .organisation = AGENCY, \
		.key = (algorithm), .issuer = TR_LAB_ISSUING, .from_days = (from), .to_days = (to), \
		.key_usage = SIGNING_USAGE}

static const struct tr_lab_person people[TR_LAB_WHO_COUNT] = {
	[TR_LAB_ROOT] = {.file = "root", .place = TR_LAB_IN_CA,
		.common_name = "CA GỐC PHÒNG LAB TRIỆN – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ",
		.organisation = LAB_ORGANISATION, .key = "RSA-3072", .issuer = TR_LAB_ROOT,
		.from_days = SINCE_YESTERDAY, .to_days = YEARS(20),
		.basic_constraints = "critical,CA:TRUE,pathlen:1", .key_usage = CA_USAGE},
	[TR_LAB_ISSUING] = {.file = "issuing", .place = TR_LAB_IN_CA,
		.common_name = "CA PHÒNG LAB TRIỆN – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ",
		.organisation = LAB_ORGANISATION, .key = "RSA-3072", .issuer = TR_LAB_ROOT,
		.from_days = SINCE_YESTERDAY, .to_days = YEARS(10),
		.basic_constraints = "critical,CA:TRUE,pathlen:0", .key_usage = CA_USAGE},
	[TR_LAB_TSA] = {.file = "tsa", .place = TR_LAB_IN_KEYS,
		.common_name = "DẤU THỜI GIAN PHÒNG LAB TRIỆN", .organisation = LAB_ORGANISATION,
		.key = "RSA-2048", .issuer = TR_LAB_ISSUING, .from_days = SINCE_YESTERDAY, .to_days = YEARS(9),
		.key_usage = SIGNING_USAGE, .extended_usage = "critical,timeStamping"},
	[TR_LAB_OCSP] = {.file = "ocsp", .place = TR_LAB_IN_CA,
		.common_name = "OCSP PHÒNG LAB TRIỆN", .organisation = LAB_ORGANISATION,
		.key = "P-256", .issuer = TR_LAB_ISSUING, .from_days = SINCE_YESTERDAY, .to_days = YEARS(9),
		.key_usage = "critical,digitalSignature", .extended_usage = "OCSPSigning", .no_check = true},
	PERSON(LEADER, "leader", "Nguyễn Văn Mẫu (LÃNH ĐẠO MẪU)", "RSA-2048"),
	PERSON(CHECKER, "checker", "Trần Thị Kiểm (NGƯỜI KIỂM TRA MẪU)", "P-256"),
	PERSON(CLERK, "clerk", "Lê Thị Thư (VĂN THƯ MẪU)", "RSA-2048"),
	PERSON(AGENCY, "agency", AGENCY, "RSA-2048"),
	OF_OTHER_AGENCY(LEADER_2, "leader-2", "Hoàng Thị Minh Họa (LÃNH ĐẠO MẪU)", AGENCY_2),
	OF_OTHER_AGENCY(LEADER_3, "leader-3", "Bùi Văn Thử (LÃNH ĐẠO MẪU)", AGENCY_3),
	OF_OTHER_AGENCY(AGENCY_2, "agency-2", AGENCY_2, AGENCY_2),
	OF_OTHER_AGENCY(AGENCY_3, "agency-3", AGENCY_3, AGENCY_3),
	BAD(EXPIRED, "expired", "Phạm Văn Cũ (CHỨNG THƯ HẾT HẠN MẪU)", "P-256", -YEARS(2), -YEARS(1)),
	BAD(NOT_YET_VALID, "not-yet-valid", "Hoàng Thị Sớm (CHỨNG THƯ CHƯA CÓ HIỆU LỰC MẪU)", "P-256", YEARS(1),
		YEARS(2)),
	BAD(WRONG_KEY, "wrong-key", "Vũ Văn Lệch (KHÓA KHÔNG KHỚP MẪU)", "P-256", SINCE_YESTERDAY, YEARS(3)),
	BAD(WEAK, "weak", "Đỗ Thị Yếu (KHÓA YẾU MẪU)", "RSA-1024", SINCE_YESTERDAY, YEARS(3)),
	[TR_LAB_TSA_EXPIRED] = {.file = "tsa-expired", .place = TR_LAB_IN_BAD,
		.common_name = "DẤU THỜI GIAN HẾT HẠN PHÒNG LAB TRIỆN", .organisation = LAB_ORGANISATION,
		.key = "P-256", .issuer = TR_LAB_ISSUING, .from_days = -YEARS(2), .to_days = -YEARS(1),
		.key_usage = SIGNING_USAGE, .extended_usage = "critical,timeStamping"},
};

const struct tr_lab_person *
tr_lab_person_of(enum tr_lab_who who)
{
	return &people[who];
}
