/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Messages of the exchange: read as the programs of the field write them, written as they are read; what deceives or explodes is refused by its name. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/errors/exchange.h"
#include "base/errors/worker.h"
#include "crypto/base64.h"
#include "exchange/edxml.h"
#include "test.h"
#include "worker/wire.h"
#include "xlsx_sample.h"

#define NS "http://www.mic.gov.vn/TBT/QCVN_102_2016"
#define OPEN "<edXML xmlns='" NS "'><e:edXMLEnvelope xmlns:e='" NS "'><e:edXMLHeader>"
#define FROM "<e:From><e:OrganId>H00.01</e:OrganId><e:OrganName>Sở Mẫu</e:OrganName></e:From>"
#define TO "<e:To><e:OrganId>H00.02</e:OrganId><e:OrganName>Tỉnh Mẫu</e:OrganName></e:To>"
#define ID "<e:DocumentId>H00.01,2026/03/02,79/QĐ-UBND</e:DocumentId>"
#define TITLE "<e:Subject>Về việc thử</e:Subject>"
#define HEAD(inside) "<e:MessageHeader>" inside "</e:MessageHeader>"
#define WHOLE HEAD(FROM TO ID TITLE)
#define LIST(id, name) "<e:Reference><e:ContentId>" id "</e:ContentId><e:AttachmentName>" name "</e:AttachmentName></e:Reference>"
#define BODY(listed) "</e:edXMLHeader><e:edXMLBody><e:edXMLManifest>" listed "</e:edXMLManifest></e:edXMLBody></e:edXMLEnvelope>"
#define PART(id, name, content) \
	"<Attachment><ContentId>" id "</ContentId><AttachmentName>" name "</AttachmentName><ContentTransferEncoded>" content "</ContentTransferEncoded></Attachment>"
#define PARTS(parts) "<AttachmentEncoded>" parts "</AttachmentEncoded></edXML>"
#define NO_PARTS BODY("") "</edXML>"
#define PDF "JVBERi0xLjcK" /* "%PDF-1.7\n" */
#define TEXT "eGlu" /* "xin" */
#define STATUS(inside) OPEN "<e:Status>" inside "</e:Status></e:edXMLHeader></e:edXMLEnvelope></edXML>"
#define ABOUT "<e:ResponseFor><e:OrganId>H00.01</e:OrganId><e:Code>79/QĐ-UBND</e:Code><e:DocumentId>d</e:DocumentId></e:ResponseFor>"

static void
say(const struct tr_edxml *m, struct tr_buf *out)
{
	assert_int_equal(tr_buf_addf(out, NULL, "%s %s|", m->from.id, m->from.name), TRIEN_OK);
	for (size_t i = 0; i < m->to_count; i++)
		assert_int_equal(tr_buf_addf(out, NULL, "to %s %s|", m->to[i].id, m->to[i].name), TRIEN_OK);
	assert_int_equal(tr_buf_addf(out, NULL, "%s%s%s|%s|%s|%s|%s%s%s", m->number, m->notation[0] != '\0' ? "/" : "", m->notation, m->date, m->kind, m->subject,
			m->document, m->priority, m->business), TRIEN_OK);
	for (size_t i = 0; i < m->answer_count; i++)
		assert_int_equal(tr_buf_addf(out, NULL, "|for %s %s %s", m->answers[i].organ, m->answers[i].code, m->answers[i].document), TRIEN_OK);
	if (m->about[0] != '\0')
		assert_int_equal(tr_buf_addf(out, NULL, "|about %s: %s", m->about, m->description), TRIEN_OK);
	if (m->is_status)
		assert_int_equal(tr_buf_addf(out, NULL, "|status %d %s", tr_edxml_code(m->status), m->description), TRIEN_OK);
	for (size_t i = 0; i < m->attachment_count; i++)
		assert_int_equal(tr_buf_addf(out, NULL, "|%s=%s:%u", m->attachments[i].id, m->attachments[i].name, (unsigned)m->attachments[i].content.n), TRIEN_OK);
}

/* Reads; what is read comes through the sandbox's answer unchanged. */
static void
read_says(struct tr_bytes in, const char *want)
{
	struct tr_edxml m = {0}, told = {0};
	TR_AUTO_BUF answer = {0};
	TR_AUTO_BUF out = {0};
	const trien_rc rc = tr_edxml_read(in, &m, NULL);

	if (rc == TRIEN_OK) {
		assert_int_equal(tr_edxml_tell(&m, &answer, NULL), TRIEN_OK);
		assert_int_equal(tr_edxml_take(tr_buf_view(&answer), &told, NULL), TRIEN_OK);
		say(&told, &out);
	} else {
		assert_int_equal(tr_buf_addf(&out, NULL, "%s", trien_err_id(rc)), TRIEN_OK);
	}
	assert_int_equal(tr_buf_add_byte(&out, 0, NULL), TRIEN_OK);
	assert_string_equal((char *)out.p, want);
	tr_edxml_free(&told);
	tr_edxml_free(&m);
}

static void
text_says(const char *in, const char *want)
{
	read_says(TR_BYTES(in, strlen(in)), want);
}

#define GOOD "H00.01 Sở Mẫu|to H00.02 Tỉnh Mẫu||||Về việc thử|H00.01,2026/03/02,79/QĐ-UBND"

static void
test_reading(void **state)
{
	static const struct {
		const char *in, *want;
	} samples[] = {
		{OPEN WHOLE BODY(LIST("cid:1", "a.pdf")) PARTS(PART("1", "a.pdf", PDF)), GOOD "|1=a.pdf:9"},
		{OPEN WHOLE BODY(LIST("1", "a.pdf") LIST("2", "b.txt")) PARTS(PART("2", "b.txt", TEXT) PART("cid:1", "a.pdf", " JVBE\nRi0x LjcK ")), GOOD "|1=a.pdf:9|2=b.txt:0"},
		/* Prefixes everywhere, none anywhere, elements that nobody knows, the signature of another namespace. */
		{OPEN WHOLE "<e:Signature><x:S xmlns:x='urn:x'>z</x:S></e:Signature><e:DigitalSignature/>" BODY(LIST("1", ""))
			"<e:AttachmentEncoded xmlns:e='" NS "'><e:Attachment><e:ContentId>1</e:ContentId><e:ContentTransferEncoded>" PDF
			"</e:ContentTransferEncoded></e:Attachment></e:AttachmentEncoded></edXML>", GOOD "|1=:9"},
		{"<edXML><edXMLEnvelope><edXMLHeader><MessageHeader><From><OrganId>a</OrganId></From><To><OrganId>b</OrganId></To><To><OrganId>c</OrganId></To>"
			"<Code><CodeNumber>79</CodeNumber><CodeNotation>QĐ-UBND</CodeNotation></Code><PromulgationInfo><PromulgationDate>2026/03/02</PromulgationDate></PromulgationInfo>"
			"<DocumentType>Quyết định</DocumentType><Subject>\n Về &amp; \t việc&#10;thử </Subject><DocumentId>d</DocumentId><OtherInfo><Priority>2</Priority></OtherInfo>"
			"<ResponseFor><Code>1</Code></ResponseFor><ResponseFor><Code>2</Code></ResponseFor></MessageHeader><TraceHeaderList><Bussiness><BussinessDocType>1</BussinessDocType></Bussiness>"
			"</TraceHeaderList></edXMLHeader></edXMLEnvelope></edXML>",
			"a |to b |to c |79/QĐ-UBND|2026/03/02|Quyết định|Về & việc thử|d21|for  1 |for  2 "},
		{OPEN HEAD(FROM TO ID TITLE "<e:DocumentType><e:Type>1</e:Type>\n<e:TypeName>Công văn</e:TypeName></e:DocumentType>") NO_PARTS,
			"H00.01 Sở Mẫu|to H00.02 Tỉnh Mẫu|||Công văn|Về việc thử|H00.01,2026/03/02,79/QĐ-UBND"},
		/* A name is no path, of neither kind of system. */
		{OPEN WHOLE BODY(LIST("1", "x") LIST("2", "y")) PARTS(PART("1", "../../etc/a.pdf", PDF) PART("2", "C:\\b.pdf", PDF)), GOOD "|1=a.pdf:9|2=b.pdf:9"},
		{STATUS("<e:From><e:OrganId>H00.02</e:OrganId></e:From>" ABOUT "<e:StatusCode>02</e:StatusCode><e:Description>vì sao</e:Description>"),
			"H00.02 ||||||for H00.01 79/QĐ-UBND d|status 2 vì sao"},
		{OPEN "<e:MessageStatus>" FROM ABOUT "<e:StatusCode>3</e:StatusCode></e:MessageStatus></e:edXMLHeader></e:edXMLEnvelope></edXML>",
			"H00.01 Sở Mẫu||||||for H00.01 79/QĐ-UBND d|status 3 "},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(samples) / sizeof(*samples); i++)
		text_says(samples[i].in, samples[i].want);
}

static void
test_hostile(void **state)
{
	static const char *const malformed[] = {
		"", "<edXML", "<edXML/>", "<x/>", "\x00\x01", "%PDF-1.7",
		"<EdXMLEnvelope xmlns='http://www.go.vn/eDoc'><MessageHeader/></EdXMLEnvelope>",
		OPEN WHOLE NO_PARTS "<!-- -->x",
		/* Document types: a bomb, a file of this machine, one of another. */
		"<!DOCTYPE edXML [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;'>]>" OPEN HEAD(FROM TO ID "<e:Subject>&b;</e:Subject>") NO_PARTS,
		"<!DOCTYPE edXML [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>" OPEN HEAD(FROM TO ID "<e:Subject>&a;</e:Subject>") NO_PARTS,
		"<!DOCTYPE edXML SYSTEM 'http://127.0.0.1/x.dtd'>" OPEN WHOLE NO_PARTS,
		OPEN HEAD(FROM TO ID "<e:Subject>&a;</e:Subject>") NO_PARTS,
		/* Nothing, or twice, of what there is one of. */
		OPEN HEAD(TO ID TITLE) NO_PARTS, OPEN HEAD(FROM ID TITLE) NO_PARTS, OPEN HEAD(FROM TO TITLE) NO_PARTS, OPEN HEAD(FROM TO ID) NO_PARTS,
		OPEN HEAD(FROM "<e:To><e:OrganName>x</e:OrganName></e:To>" ID TITLE) NO_PARTS,
		OPEN HEAD(FROM TO ID TITLE TITLE) NO_PARTS, OPEN HEAD(FROM FROM TO ID TITLE) NO_PARTS, OPEN HEAD(FROM TO ID ID TITLE) NO_PARTS,
		OPEN HEAD(FROM TO ID "<e:Subject>x<e:b>y</e:b></e:Subject>") NO_PARTS,
		OPEN HEAD(FROM TO ID "<e:DocumentType>x<e:TypeName>y</e:TypeName></e:DocumentType>" TITLE) NO_PARTS,
		/* A title that reads another way than it is. */
		OPEN HEAD(FROM TO ID "<e:Subject>x\xe2\x80\xaey</e:Subject>") NO_PARTS,
		/* Parts that are not listed, or listed and not there; two of a name; Base64 that is none. */
		OPEN WHOLE BODY("") PARTS(PART("1", "a", PDF)), OPEN WHOLE BODY(LIST("1", "a")) PARTS(""), OPEN WHOLE BODY(LIST("1", "a")) PARTS(PART("2", "a", PDF)),
		OPEN WHOLE BODY(LIST("1", "a") LIST("cid:1", "b")) PARTS(PART("1", "a", PDF) PART("1", "b", PDF)), OPEN WHOLE BODY(LIST("", "a")) PARTS(PART("", "a", PDF)),
		OPEN WHOLE BODY(LIST("1", "a")) PARTS(PART("1", "a", "JVBE*i0x")), OPEN WHOLE BODY(LIST("1", "a")) PARTS(PART("1", "a", "JVBERi0xLjc")),
		OPEN WHOLE BODY(LIST("1", "a")) PARTS(PART("1", "a", PDF "</ContentTransferEncoded><ContentTransferEncoded>" PDF)),
		OPEN WHOLE BODY(LIST("1", "a")) PARTS(PART("1", "a", "")),
		OPEN WHOLE BODY(LIST("1", "a")) PARTS("<Attachment><ContentId>1</ContentId></Attachment>"),
		/* Of a status. */
		STATUS(FROM "<e:StatusCode>3</e:StatusCode>"), STATUS(FROM ABOUT), STATUS(FROM ABOUT "<e:StatusCode>x</e:StatusCode>"), STATUS(ABOUT "<e:StatusCode>3</e:StatusCode>"),
		STATUS(FROM ABOUT ABOUT "<e:StatusCode>3</e:StatusCode>"), STATUS(FROM "<e:ResponseFor/><e:StatusCode>3</e:StatusCode>"),
		OPEN "<e:Status>" FROM ABOUT "<e:StatusCode>3</e:StatusCode></e:Status>" WHOLE NO_PARTS,
	};

	(void)state;
	for (size_t i = 0; i < sizeof(malformed) / sizeof(*malformed); i++)
		text_says(malformed[i], "exchange.edxml-malformed");
}

/* ---- archives ---- */

static void
zip_says(const struct member *members, size_t count, size_t cut, const char *want)
{
	TR_AUTO_BUF zip = {0};
	TR_AUTO_BUF in = {0};

	make_zip(members, count, &zip);
	assert_int_equal(tr_buf_addf(&in, NULL, "%s", OPEN WHOLE BODY(LIST("1", "a.pdf")) "<AttachmentEncoded><Attachment><ContentId>1</ContentId><ContentTransferEncoded>"), TRIEN_OK);
	assert_int_equal(tr_base64_encode(TR_BYTES(zip.p, zip.n - cut), &in, NULL), TRIEN_OK);
	assert_int_equal(tr_buf_addf(&in, NULL, "%s", "</ContentTransferEncoded></Attachment></AttachmentEncoded></edXML>"), TRIEN_OK);
	read_says(tr_buf_view(&in), want);
}

static void
test_archives(void **state)
{
	static const struct member one[] = {{"*x.pdf", "%PDF-1.7 xin"}}, text[] = {{"x.txt", "xin"}}, two[] = {{"x.pdf", "%PDF-1.7"}, {"y.pdf", "%PDF-1.7"}};
	char *bomb = calloc(1, (4u << 20) + 1);

	(void)state;
	assert_non_null(bomb);
	memset(bomb, ' ', 4u << 20);
	memcpy(bomb, "%PDF-", 5);
	const struct member bombs[] = {{"*x.pdf", bomb}};
	zip_says(one, 1, 0, GOOD "|1=a.pdf:12");
	zip_says(text, 1, 0, GOOD "|1=a.pdf:0");
	/* Of two nobody knows which is meant; one that is damaged, or swells past its ratio, is no PDF. */
	zip_says(two, 2, 0, GOOD "|1=a.pdf:0");
	zip_says(one, 1, 1, GOOD "|1=a.pdf:0");
	zip_says(bombs, 1, 0, GOOD "|1=a.pdf:0");
	free(bomb);
}

/* ---- caps ---- */

static void
ends(struct tr_bytes in, const char *want)
{
	struct tr_edxml m = {0};
	const trien_rc rc = tr_edxml_read(in, &m, NULL);

	assert_string_equal(rc == TRIEN_OK ? "" : trien_err_id(rc), want);
	tr_edxml_free(&m);
}

static void
add_times(struct tr_buf *out, size_t times, const char *what)
{
	for (size_t i = 0; i < times; i++)
		assert_int_equal(tr_buf_add(out, what, strlen(what), NULL), TRIEN_OK);
}

static void
many_says(const char *before, const char *what, size_t times, const char *behind, const char *want)
{
	TR_AUTO_BUF in = {0};

	add_times(&in, 1, before);
	add_times(&in, times, what);
	add_times(&in, 1, behind);
	ends(tr_buf_view(&in), want);
}

static void
cap(const char *before, const char *what, size_t max, const char *behind)
{
	many_says(before, what, max, behind, "");
	many_says(before, what, max + 1, behind, "exchange.edxml-limit");
}

static void
attachments_says(size_t count, const char *want)
{
	TR_AUTO_BUF in = {0};

	add_times(&in, 1, OPEN WHOLE "</e:edXMLHeader><e:edXMLBody><e:edXMLManifest>");
	for (size_t i = 0; i < count; i++)
		assert_int_equal(tr_buf_addf(&in, NULL, LIST("%zu", "x"), i), TRIEN_OK);
	add_times(&in, 1, "</e:edXMLManifest></e:edXMLBody></e:edXMLEnvelope><AttachmentEncoded>");
	for (size_t i = 0; i < count; i++)
		assert_int_equal(tr_buf_addf(&in, NULL, PART("%zu", "x", PDF), i), TRIEN_OK);
	add_times(&in, 1, "</AttachmentEncoded></edXML>");
	ends(tr_buf_view(&in), want);
}

static void
test_caps(void **state)
{
	(void)state;
	cap(OPEN "<e:MessageHeader>" FROM ID TITLE, TO, TR_EDXML_RECEIVERS_MAX, "</e:MessageHeader>" NO_PARTS);
	cap(OPEN "<e:MessageHeader>" FROM TO ID TITLE, "<e:ResponseFor/>", TR_EDXML_ANSWERS_MAX, "</e:MessageHeader>" NO_PARTS);
	cap(OPEN "<e:MessageHeader>" FROM TO ID "<e:Subject>", "x", TR_EDXML_TEXT_MAX, "</e:Subject></e:MessageHeader>" NO_PARTS);
	attachments_says(TR_EDXML_ATTACHMENTS_MAX, "");
	attachments_says(TR_EDXML_ATTACHMENTS_MAX + 1, "exchange.edxml-limit");
	/* A depth of 32: three stand round what is repeated. */
	many_says(OPEN, "<e:d>", 29, "", "exchange.edxml-malformed");
	many_says(OPEN, "<e:d>", 30, "", "exchange.edxml-limit");
}

/* Base64 of four letters is three bytes. */
static void
test_sizes(void **state)
{
	const char *begin = OPEN WHOLE BODY(LIST("1", "a")) "<AttachmentEncoded><Attachment><ContentId>1</ContentId><ContentTransferEncoded>JVBERi0x",
		   *end = "</ContentTransferEncoded></Attachment></AttachmentEncoded></edXML>";
	const size_t room = TR_EDXML_FILE_MAX - (sizeof(OPEN WHOLE NO_PARTS) - 1);
	char *quads = malloc(4097);

	(void)state;
	assert_non_null(quads);
	memset(quads, 'A', 4096);
	quads[4096] = '\0';
	/* 6 bytes stand at the begin; blocks of 3072 bytes, and what is left of the cap in blocks of 3 */
	const size_t blocks = (TR_EDXML_CONTENT_MAX - 6) / 3072, rest = (TR_EDXML_CONTENT_MAX - 6 - blocks * 3072) / 3;
	for (size_t more = 0; more <= 1; more++) {
		TR_AUTO_BUF behind = {0};
		add_times(&behind, rest + more, "AAAA");
		add_times(&behind, 1, end);
		assert_int_equal(tr_buf_add_byte(&behind, 0, NULL), TRIEN_OK);
		many_says(begin, quads, blocks, (char *)behind.p, more == 0 ? "" : "exchange.edxml-limit");
	}
	free(quads);
	cap(OPEN WHOLE NO_PARTS, " ", room, "");
}

/* ---- writing ---- */

static void
fill(struct tr_edxml *m, struct tr_edxml_organ *to, struct tr_edxml_attachment *a)
{
	*to = (struct tr_edxml_organ){"H00.02", "Tỉnh <Mẫu> & bạn", ""};
	*a = (struct tr_edxml_attachment){"79 & 80.pdf", "f1", TR_BYTES_LIT("%PDF-1.7")};
	*m = (struct tr_edxml){.from = {"H00.01", "Sở Mẫu", "so@mau.example"}, .to = to, .to_count = 1, .number = "79", .notation = "QĐ-UBND", .place = "Mẫu",
		.date = "2026/03/02", .kind = "Quyết định", .subject = "Về \"việc\" thử", .due = "2026/03/09", .document = "d", .signer = "Người ký mẫu", .priority = "1",
		.business = "0", .status = "", .about = "", .description = "", .timestamp = "", .attachments = a, .attachment_count = 1};
}

static void
test_writing(void **state)
{
	struct tr_edxml_attachment a;
	struct tr_edxml_organ to;
	struct tr_edxml m;
	TR_AUTO_BUF out = {0};

	(void)state;
	fill(&m, &to, &a);
	assert_int_equal(tr_edxml_write(&m, &out, NULL), TRIEN_OK);
	read_says(tr_buf_view(&out), "H00.01 Sở Mẫu|to H00.02 Tỉnh <Mẫu> & bạn|79/QĐ-UBND|2026/03/02|Quyết định|Về \"việc\" thử|d10|f1=79 & 80.pdf:8");
	m.business = "1";
	m.about = "H00.01,2026/03/02,79/QĐ-UBND";
	m.description = "phát hành nhầm";
	tr_buf_clear(&out);
	assert_int_equal(tr_edxml_write(&m, &out, NULL), TRIEN_OK);
	read_says(tr_buf_view(&out), "H00.01 Sở Mẫu|to H00.02 Tỉnh <Mẫu> & bạn|79/QĐ-UBND|2026/03/02|Quyết định|Về \"việc\" thử|d11|about H00.01,2026/03/02,79/QĐ-UBND: phát hành nhầm|f1=79 & 80.pdf:8");
	m.about = "";
	struct tr_edxml_reference about = {"H00.01", "79/QĐ-UBND", "2026/03/02", "d"};
	m.is_status = true;
	m.answers = &about;
	m.answer_count = 1;
	m.status = "02";
	m.description = "không hợp lệ";
	tr_buf_clear(&out);
	assert_int_equal(tr_edxml_write(&m, &out, NULL), TRIEN_OK);
	read_says(tr_buf_view(&out), "H00.01 Sở Mẫu||||||for H00.01 79/QĐ-UBND d|status 2 không hợp lệ");
}

/* What would be read as something else is not written. */
static void
test_not_written(void **state)
{
	static const char *const subjects[] = {"a\x01", "a\xef\xbf\xbf", "a\xe2\x80\xae"}, *const ids[] = {"", "a b", "<", "á"}, *const names[] = {"a/b", "a\\b"};
	struct tr_edxml_attachment a;
	struct tr_edxml_organ to;
	struct tr_edxml m;
	TR_AUTO_BUF out = {0};

	(void)state;
	for (size_t i = 0; i < 10; i++) {
		fill(&m, &to, &a);
		if (i == 9)
			a.content.n = 0;
		else if (i < 3)
			m.subject = subjects[i];
		else if (i < 7)
			a.id = ids[i - 3];
		else
			a.name = names[i - 7];
		assert_int_equal(tr_edxml_write(&m, &out, NULL), TRIEN_E_EXCHANGE_EDXML);
	}
	fill(&m, &to, &a);
	m.subject = "\xff";
	assert_int_equal(tr_edxml_write(&m, &out, NULL), TRIEN_E_UTF8_INVALID);
	fill(&m, &to, &a);
	m.attachment_count = TR_EDXML_ATTACHMENTS_MAX + 1;
	assert_int_equal(tr_edxml_write(&m, &out, NULL), TRIEN_E_EXCHANGE_EDXML_LIMIT);
}

/* ---- the sandbox ---- */

static void
apart_says(const char *in, trien_rc want)
{
	char path[] = "/tmp/edxml-XXXXXX";
	const int fd = mkstemp(path);
	struct tr_edxml m;

	assert_true(fd >= 0);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(write(fd, in, strlen(in)), (ssize_t)strlen(in));
	const trien_rc rc = tr_edxml_read_apart(fd, &m, NULL);
	assert_int_equal(rc, want);
	if (rc == TRIEN_OK) {
		assert_int_equal(m.attachments[0].content.n, 9);
		tr_edxml_free(&m);
	}
	close(fd);
}

/* Answers that no good child gives: cut anywhere, with something behind, and with counts past their caps. */
static void
test_apart(void **state)
{
	struct tr_edxml_attachment a;
	struct tr_edxml_organ to;
	struct tr_edxml m, taken;
	TR_AUTO_BUF answer = {0};
	TR_AUTO_BUF counts = {0};

	(void)state;
	apart_says(OPEN WHOLE BODY(LIST("1", "a")) PARTS(PART("1", "a", PDF)), TRIEN_OK);
	apart_says("<edXML/>", TRIEN_E_EXCHANGE_EDXML);
	fill(&m, &to, &a);
	assert_int_equal(tr_edxml_tell(&m, &answer, NULL), TRIEN_OK);
	for (size_t n = 0; n < answer.n; n++)
		assert_int_equal(tr_edxml_take(TR_BYTES(answer.p, n), &taken, NULL), TRIEN_E_WORKER_ANSWER_INVALID);
	assert_int_equal(tr_buf_add_byte(&answer, 0, NULL), TRIEN_OK);
	assert_int_equal(tr_edxml_take(tr_buf_view(&answer), &taken, NULL), TRIEN_E_WORKER_ANSWER_INVALID);
	assert_int_equal(tr_buf_add_byte(&counts, 0, NULL), TRIEN_OK);
	assert_int_equal(tr_wire_add_u64(&counts, TR_EDXML_RECEIVERS_MAX + 1, NULL), TRIEN_OK);
	assert_int_equal(tr_wire_add_u64(&counts, 0, NULL), TRIEN_OK);
	assert_int_equal(tr_wire_add_u64(&counts, 0, NULL), TRIEN_OK);
	assert_int_equal(tr_edxml_take(tr_buf_view(&counts), &taken, NULL), TRIEN_E_WORKER_ANSWER_INVALID);
}

static void
test_codes(void **state)
{
	(void)state;
	assert_int_equal(tr_edxml_code("03"), TR_EDXML_RECEIVED);
	assert_int_equal(tr_edxml_code("3"), TR_EDXML_RECEIVED);
	assert_int_equal(tr_edxml_code("16"), TR_EDXML_RECALL_REFUSED);
	assert_int_equal(tr_edxml_code(""), -1);
	assert_int_equal(tr_edxml_code("003"), -1);
	assert_int_equal(tr_edxml_code("+3"), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_reading), cmocka_unit_test(test_hostile), cmocka_unit_test(test_archives), cmocka_unit_test(test_caps),
		cmocka_unit_test(test_sizes), cmocka_unit_test(test_writing), cmocka_unit_test(test_not_written), cmocka_unit_test(test_apart), cmocka_unit_test(test_codes)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
