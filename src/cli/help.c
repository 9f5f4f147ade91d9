/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/cli.h"

static const char vi[] =
	"trien - ký số và kiểm tra chữ ký số trên văn bản PDF\n"
	"\n"
	"  trien sign --key KHÓA [-o TỆP | --out-dir THƯMỤC] TỆP...   ký một hoặc nhiều văn bản\n"
	"  trien sign --as HÌNHTHỨC --picture HÌNH.png --auto TỆP      ký có hình: signatory, agency, attachment, annex, e-copy, digitised\n"
	"  trien prepare --cert CHUỖI.pem -o TRẠNGTHÁI TỆP             chuẩn bị ký ở nơi khác: in ra giá trị cần ký\n"
	"  trien finish --state TRẠNGTHÁI --value TỆP -o ĐÍCH TỆP      đặt giá trị chữ ký vào văn bản\n"
	"  trien sign --level B-LTA --tsa URL --trust THƯMỤC …         chữ ký kiểm tra được lâu dài: dấu thời gian, dữ liệu thu hồi\n"
	"  trien extend --tsa URL --trust THƯMỤC TỆP...                nâng mức chữ ký đã có, gia hạn lưu trữ, không cần khóa\n"
	"  trien extend --waiting --tsa URL --trust THƯMỤC THƯMỤC...   chỉ những tệp còn chờ dấu thời gian\n"
	"  trien verify [--trust THƯMỤC] TỆP|THƯMỤC...                 kiểm tra mọi chữ ký\n"
	"  trien inspect TỆP                                           xem các phiên bản, trường, quyền trong tệp\n"
	"  trien scan-pdf -o TỆP.pdf ẢNH...                            ảnh quét (PNG, JPEG, TIFF) thành một tệp PDF\n"
	"  trien scan-check TỆP.pdf                                    kiểm tra bản quét: màu, độ phân giải, tỷ lệ 100%, chiều trang\n"
	"  trien place [--name TÊN] [--preview HÌNH.png] TỆP           tìm chỗ ký, chỗ điền số, ngày; chưa chắc thì hỏi\n"
	"  trien reserve [--procedure 2|3|4] [--signers …] -o ĐÍCH TỆP  đặt trước mọi trường (số, ngày, chữ ký, dấu) trước chữ ký đầu tiên\n"
	"  trien issue --key KHÓA --number SỐ --date NGÀY -o ĐÍCH TỆP  văn thư ghi số, ngày và ký số của cơ quan trong một bước\n"
	"  trien profile [show | diff A B | rules] [--on NGÀY]         bộ quy định: giá trị theo luật, căn cứ, ngày hiệu lực\n"
	"  trien evidence create|stamp|show|verify|destroy TỆP         chứng cứ lưu kèm văn bản (Thông tư 41/2017)\n"
	"  trien trust [list | import | remove | export | hosts | proxy]  gốc tin cậy: danh sách Chính phủ và công cộng\n"
	"  trien token list [pkcs11:…] | pin pkcs11:…                  thiết bị đang cắm, chứng thư trên đó; đổi mã PIN\n"
	"  trien lab init THƯMỤC                                       tạo PKI dạy học (không có giá trị pháp lý)\n"
	"  trien lab serve THƯMỤC                                      OCSP, CRL và dấu thời gian của PKI đó, tại 127.0.0.1\n"
	"  trien lab revoke [--reason LÝDO] THƯMỤC TÊN                 thu hồi một chứng thư của PKI đó\n"
	"  trien store init KHO | check [--sweep] KHO                  kho dữ liệu của sổ đăng ký: tạo, nâng cấp, kiểm tra\n"
	"  trien store backup KHO THƯ-MỤC | restore THƯ-MỤC KHO         sao lưu khi đang chạy; khôi phục vào nơi trống, có kiểm tra\n"
	"  trien registry enter|change|act|undo|import|certificate|pictures|picture|plan|list|export|template|show|history KHO … sổ đăng ký: cơ quan, cán bộ, thiết bị, …, có lịch sử (man trien-registry)\n"
	"  trien office draft|submit|begin|finish|take|issue|e-copy|void|recall|list|register KHO … văn thư: trình ký, lấy số, phát hành, sổ văn bản đi (man trien-office)\n"
	"  trien office in|in-… KHO …          văn bản đến: xét chữ ký khi nhận, số đến, giao và theo dõi giải quyết (man trien-office)\n"
	"  trien office send|exchange KHO …    trục liên thông văn bản (edXML): gửi văn bản đi, nhận gói tin đến, báo trạng thái (man trien-office)\n"
	"  trien registry notices KHO [run | preview | mute ĐỐI-TƯỢNG]  nhắc việc: chứng thư sắp hết hạn, thiết bị chưa trả, yêu cầu quá hạn, …\n"
	"  trien registry crl --issuer TỆP KHO DANH-SÁCH.crl …         ghi danh sách thu hồi (CRL) đã thấy; quá hạn thì được nhắc\n"
	"  trien registry account KHO password|totp|no-totp account:SỐ  mật khẩu, mã dùng một lần của người đăng nhập dịch vụ\n"
	"  trien registry webhook KHO make|change|secret|list|deliveries|resend   báo cho hệ thống khác khi văn bản thay đổi\n"
	"  trien registry portal KHO make|rotate|revoke|list|count     cổng dịch vụ công: mã truy cập, số kết quả đã ký\n"
	"  trien jobs run --smtp MÁY-CHỦ --from ĐỊA-CHỈ KHO            gửi thư nhắc việc; list, retry, cancel: xem và xử lý việc chờ\n"
	"  trien jobs run --tsa URL KHO                                giữ chứng cứ của văn bản đi, đến: lấy phần còn thiếu, đóng dấu thời gian, đóng lại trước khi hết hạn\n"
	"  trien jobs evidence KHO                                     văn bản nào chưa đủ chứng cứ, vì sao\n"
	"  trien audit verify --vkey KHÓA KHO                          kiểm tra nhật ký không bị sửa (key, open, sign, prove, cosign: man trien-audit)\n"
	"  trien version\n"
	"\n"
	"KHÓA: p12:TỆP, pem:TỆP hoặc pkcs11:… (RFC 7512). Mã PIN hỏi trên màn hình, hoặc lấy từ\n"
	"--pin-file TỆP, --pin-fd N, --pinentry; không bao giờ viết trên dòng lệnh.\n"
	"Mọi lệnh: --json (kết quả cho máy đọc), --lang vi|en, --help (các tùy chọn của lệnh).\n"
	"Mã thoát của verify: 0 tất cả hợp lệ, 1 có chữ ký không hợp lệ, 2 chưa đủ căn cứ kết luận, từ 3 trở lên: không chạy được.\n"
	"Chi tiết: man trien-sign, man trien-verify.\n";

static const char en[] =
	"trien - signs PDF documents and judges their signatures\n"
	"\n"
	"  trien sign --key KEY [-o FILE | --out-dir DIR] FILE...      sign one or many documents\n"
	"  trien sign --as APPEARANCE --picture PICTURE.png --auto FILE  to be seen: signatory, agency, attachment, annex, e-copy, digitised\n"
	"  trien prepare --cert CHAIN.pem -o STATE FILE                prepare for a key elsewhere: prints what to sign\n"
	"  trien finish --state STATE --value FILE -o TARGET FILE      put the signature value into the document\n"
	"  trien sign --level B-LTA --tsa URL --trust DIR ...          signatures that last: time stamps, revocation data inside\n"
	"  trien extend --tsa URL --trust DIR FILE...                  extend signatures that are there, renew archives, without a key\n"
	"  trien extend --waiting --tsa URL --trust DIR DIR...         only files that still wait for a time stamp\n"
	"  trien verify [--trust DIR] FILE|DIR...                      judge all signatures\n"
	"  trien inspect FILE                                          revisions, fields and permissions of a file\n"
	"  trien scan-pdf -o FILE.pdf IMAGE...                         scans (PNG, JPEG, TIFF) become one PDF\n"
	"  trien scan-check FILE.pdf                                   is a scan in colour, 200 dpi, 100 %, upright?\n"
	"  trien place [--name NAME] [--preview OUT.png] FILE          finds where signature, number and date go; asks where unsure\n"
	"  trien reserve [--procedure 2|3|4] [--signers ...] -o TARGET FILE  all fields (number, date, signatures, seal) before the first signature\n"
	"  trien issue --key KEY --number N --date DATE -o TARGET FILE the clerk fills in number and date and seals, in one step\n"
	"  trien profile [show | diff A B | rules] [--on DATE]         the legal profile: values, their sources and dates\n"
	"  trien evidence create|stamp|show|verify|destroy FILE        what has to be kept with a document\n"
	"  trien trust [list | import | remove | export | hosts | proxy]  whom to trust: a Government and a public list\n"
	"  trien token list [pkcs11:...] | pin pkcs11:...              tokens that are plugged in, their certificates; another PIN\n"
	"  trien lab init DIR                                          a teaching PKI (without legal force)\n"
	"  trien lab serve DIR                                         its OCSP, CRL and time stamps, on 127.0.0.1\n"
	"  trien lab revoke [--reason REASON] DIR NAME                 revoke one of its certificates\n"
	"  trien store init STORE | check [--sweep] STORE              the registry's store: make, bring up to date, check\n"
	"  trien store backup STORE FOLDER | restore FOLDER STORE      while it runs; into an empty place, looked at before it is done\n"
	"  trien registry enter|change|act|undo|import|certificate|pictures|picture|plan|list|export|template|show|history STORE … the books: agencies, people, devices, ..., with history (man trien-registry)\n"
	"  trien office draft|submit|begin|finish|take|issue|e-copy|void|recall|list|register STORE … the office: procedures, numbers, issuing, the register (man trien-office)\n"
	"  trien office in|in-… STORE …        documents that come: judged at arrival, numbered, given to who deals with them (man trien-office)\n"
	"  trien office send|exchange STORE …  the document exchange (edXML): what goes, what comes, what became of it (man trien-office)\n"
	"  trien registry notices STORE [run | preview | mute OBJECT]  notices: certificates that expire, devices not returned, requests that are late, ...\n"
	"  trien registry crl --issuer FILE STORE LIST.crl …           revocation lists that were seen; a stale one is told\n"
	"  trien registry account STORE password|totp|no-totp account:N  password, one-time codes of who logs in at the service\n"
	"  trien registry webhook STORE make|change|secret|list|deliveries|resend   tell other systems what happens to documents\n"
	"  trien registry portal STORE make|rotate|revoke|list|count   portals of public services: tokens, results signed\n"
	"  trien jobs run --smtp SERVER --from ADDRESS STORE           sends the letters of notices; list, retry, cancel: what waits\n"
	"  trien jobs run --tsa URL STORE                              keeps evidence of what was issued or came: gets what is missing, stamps, stamps anew in time\n"
	"  trien jobs evidence STORE                                   whose evidence is not whole, and why\n"
	"  trien audit verify --vkey KEY STORE                         was the audit log changed? (key, open, sign, prove, cosign: man trien-audit)\n"
	"  trien version\n"
	"\n"
	"KEY: p12:FILE, pem:FILE or pkcs11:... (RFC 7512). The PIN is asked for, or taken from\n"
	"--pin-file FILE, --pin-fd N, --pinentry; never from the command line.\n"
	"Every command: --json (for machines), --lang vi|en, --help (the options of the command).\n"
	"Exit codes of verify: 0 all good, 1 some not good, 2 some cannot tell and none bad, 3 and more: could not run.\n"
	"More: man trien-sign, man trien-verify.\n";

/* The lines of the overview that begin with the command. */
void
tr_cli_help_of(const struct tr_cli *cli, const char *command)
{
	const char *line = tr_say(cli, vi, en), *end;
	char head[64];
	const size_t n = (size_t)snprintf(head, sizeof(head), "  trien %s", command);

	for (; (end = strchr(line, '\n')) != NULL; line = end + 1)
		if (strncmp(line, head, n) == 0 && (line[n] == ' ' || line[n] == '\n'))
			printf("%.*s\n", (int)(end - line), line);
}

int
tr_cli_help(struct tr_cli *cli, int argc, char **argv)
{
	struct tr_arguments rest;
	struct trien_err err = {0};

	if (argc > 1 && tr_cli_parse(cli, argc, argv, NULL, 0, &rest, &err) != TRIEN_OK)
		return tr_cli_fail(cli, NULL, &err);
	fputs(tr_say(cli, vi, en), stdout);
	return 0;
}
