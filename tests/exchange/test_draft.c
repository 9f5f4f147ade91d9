/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Drafts of word processors: what may not be seen by LibreOffice is refused by its name, and whoever takes LibreOffice over finds nothing, reaches nobody, and has no time. */
#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "exchange/draft_fill.h"
#include "exchange/draft_parts.h"
#include "exchange/limits.h"
#include "test.h"
#include "worker/task_network.h"
#include "xlsx_sample.h"

#define W "<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main' xmlns:v='urn:schemas-microsoft-com:vml'><w:body>"
#define W_END "</w:body></w:document>"
#define P(what) "<w:p><w:r>" what "</w:r></w:p>"
#define MAIN_TYPE "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
#define TYPES_OF(main) "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'><Override PartName='/word/document.xml' ContentType='" main "'/></Types>"
#define RELS(what) "<Relationships xmlns='" RELATIONS_NS "'>" what "</Relationships>"
#define REL(type, target, mode) "<Relationship Id='r1' Type='" TYPES "/" type "' Target='" target "' " mode "/>"
#define EXTERNAL "TargetMode='External'"
#define ODF "<office:document-content xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0' " \
	"xmlns:draw='urn:oasis:names:tc:opendocument:xmlns:drawing:1.0' xmlns:script='urn:oasis:names:tc:opendocument:xmlns:script:1.0' " \
	"xmlns:xlink='http://www.w3.org/1999/xlink'>"
#define ODF_END "</office:document-content>"
#define MIMETYPE "application/vnd.oasis.opendocument.text"

static void
look_says(struct tr_bytes in, const char *want)
{
	enum tr_draft_kind kind;
	struct trien_err err = {0};
	const trien_rc rc = tr_draft_look(in, &kind, &err);

	if (strcmp(rc == TRIEN_OK ? "" : trien_err_id(rc), want) != 0)
		fail_msg("%s, wanted %s", trien_err_id(rc), want);
}

static void
zip_says(const struct member *members, size_t count, const char *want)
{
	TR_AUTO_BUF in = {0};

	make_zip(members, count, &in);
	look_says(tr_buf_view(&in), want);
}

static void
docx_says(const char *document, const char *relationships, const struct member *more, const char *want)
{
	const struct member members[] = {{"[Content_Types].xml", TYPES_OF(MAIN_TYPE)}, {"_rels/.rels", RELS(REL("officeDocument", "word/document.xml", ""))},
		{"*word/document.xml", document}, {"word/_rels/document.xml.rels", relationships}, more != NULL ? *more : (struct member){"word/a.txt", "a"}};

	zip_says(members, sizeof(members) / sizeof(*members), want);
}

static void
odt_says(const char *content, const struct member *more, const char *want)
{
	const struct member members[] = {{"mimetype", MIMETYPE}, {"*content.xml", content}, {"META-INF/manifest.xml", "<manifest/>"},
		more != NULL ? *more : (struct member){"meta.xml", "<a/>"}};

	zip_says(members, sizeof(members) / sizeof(*members), want);
}

static void
test_docx(void **state)
{
	static const char plain[] = W P("<w:t>Sở mẫu</w:t>") W_END;
	static const struct {
		const char *document, *relationships, *want;
	} samples[] = {
		{plain, RELS(""), ""},
		{plain, RELS(REL("image", "media/image1.png", "")), ""},
		{plain, RELS(REL("hyperlink", "https://so-mau.example/", EXTERNAL)), ""},
		{plain, RELS(REL("font", "fonts/font1.odttf", "")), ""},
		{plain, RELS(REL("header", "header1.XML", "")), ""},
		{plain, RELS(REL("header", "header1.txt", "")), "exchange.draft-malformed"},
		{plain, RELS(REL("header", "media/image1.png", "")), "exchange.draft-malformed"},
		{plain, RELS(REL("attachedTemplate", "file:///C:/Users/mau/Normal.dotm", EXTERNAL)), ""},
		{plain, RELS(REL("attachedTemplate", "Normal.dotm", EXTERNAL)), ""},
		{plain, RELS(REL("attachedTemplate", "http://so-mau.example/a.dotm", EXTERNAL)), "exchange.draft-external"},
		{plain, RELS(REL("attachedTemplate", "file:///\\\\so-mau.example\\a.dotm", EXTERNAL)), "exchange.draft-external"},
		{plain, RELS(REL("attachedTemplate", "file:////so-mau.example/a.dotm", EXTERNAL)), "exchange.draft-external"},
		{plain, RELS(REL("attachedTemplate", "\\\\so-mau.example\\a.dotm", EXTERNAL)), "exchange.draft-external"},
		{plain, RELS(REL("image", "http://so-mau.example/a.png", EXTERNAL)), "exchange.draft-external"},
		{plain, RELS(REL("image", "file:///etc/passwd", EXTERNAL)), "exchange.draft-external"},
		{plain, RELS(REL("image", "file:///etc/passwd", "")), "exchange.draft-external"},
		{plain, RELS(REL("image", "a.png", EXTERNAL)), "exchange.draft-external"},
		{plain, RELS(REL("oleObject", "embeddings/a.bin", "")), "exchange.draft-object"},
		{plain, RELS(REL("package", "x/a.xlsx", "")), "exchange.draft-object"},
		{plain, RELS(REL("control", "x/a.xml", "")), "exchange.draft-object"},
		{plain, RELS(REL("aFChunk", "x/a.html", "")), "exchange.draft-object"},
		{plain, RELS(REL("subDocument", "x/a.docx", "")), "exchange.draft-object"},
		{plain, RELS("<Relationship Id='r1' Type='http://schemas.microsoft.com/office/2006/relationships/vbaProject' Target='a.bin'/>"), "exchange.draft-macro"},
		{W P("<w:object><o:OLEObject xmlns:o='urn:schemas-microsoft-com:office:office'/></w:object>") W_END, RELS(""), "exchange.draft-object"},
		{W "<w:altChunk/>" W_END, RELS(""), "exchange.draft-object"},
		{W "<w:p><w:ins><w:r><w:t>a</w:t></w:r></w:ins></w:p>" W_END, RELS(""), "exchange.draft-tracked"},
		{W "<w:p><w:del><w:r><w:delText>a</w:delText></w:r></w:del></w:p>" W_END, RELS(""), "exchange.draft-tracked"},
		{W P("<w:fldChar/>") P("<w:instrText> PAGE </w:instrText>") P("<w:fldChar/>") W_END, RELS(""), ""},
		{W P("<w:instrText> HYPERLINK LINK </w:instrText>") P("<w:fldChar/>") W_END, RELS(""), ""},
		{W P("<w:instrText> includePicture \"http://a\" </w:instrText>") P("<w:fldChar/>") W_END, RELS(""), "exchange.draft-external"},
		{W P("<w:instrText> INCLU</w:instrText>") P("<w:instrText>DETEXT a</w:instrText>") P("<w:fldChar/>") W_END, RELS(""), "exchange.draft-external"},
		{W P("<w:fldChar/>") P("<w:instrText> IF </w:instrText>") P("<w:fldChar/>") P("<w:instrText>DDEAUTO cmd</w:instrText>") P("<w:fldChar/>") W_END, RELS(""), "exchange.draft-external"},
		{W "<w:p><w:fldSimple w:instr='DATABASE \\d a'/></w:p>" W_END, RELS(""), "exchange.draft-external"},
		{W P("<v:imagedata src='http://so-mau.example/a.png'/>") W_END, RELS(""), "exchange.draft-external"},
		{W P("<w:t>Sở mẫu</w:t>"), RELS(""), "exchange.draft-malformed"},
		{"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>" W P("<w:t>&b;</w:t>") W_END, RELS(""), "exchange.draft-malformed"},
	};
	static const struct member macros = {"word/vbaProject.bin", "a"}, object = {"word/embeddings/oleObject1.bin", "a"}, control = {"word/activeX/a.xml", "<a/>"};
	(void)state;

	for (size_t i = 0; i < sizeof(samples) / sizeof(*samples); i++)
		docx_says(samples[i].document, samples[i].relationships, NULL, samples[i].want);
	docx_says(plain, RELS(""), &macros, "exchange.draft-macro");
	docx_says(plain, RELS(""), &object, "exchange.draft-object");
	docx_says(plain, RELS(""), &control, "exchange.draft-object");
}

static void
test_docx_kinds(void **state)
{
	static const struct member document = {"word/document.xml", W W_END};
	static const struct {
		const char *types, *want;
	} samples[] = {{TYPES_OF(MAIN_TYPE), ""}, {TYPES_OF("application/vnd.ms-word.document.macroEnabled.main+xml"), "exchange.draft-macro"},
		{TYPES_OF("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"), "exchange.draft-malformed"},
		{TYPES_OF("application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"), "exchange.draft-malformed"}, {"<Types/>", "exchange.draft-malformed"}};
	(void)state;

	for (size_t i = 0; i < sizeof(samples) / sizeof(*samples); i++)
		zip_says((const struct member[]){{"[Content_Types].xml", samples[i].types}, document}, 2, samples[i].want);
	/* LibreOffice opens what the relationship names, whatever its name and whatever the types say. */
	zip_says((const struct member[]){{"[Content_Types].xml", TYPES_OF(MAIN_TYPE)}, {"_rels/.rels", RELS(REL("officeDocument", "word/document.txt", ""))}, document,
			{"word/document.txt", W "<w:p><w:del><w:r><w:delText>a</w:delText></w:r></w:del></w:p>" W_END}}, 4, "exchange.draft-malformed");
	zip_says(&document, 1, "exchange.draft-malformed");
}

static void
test_odt(void **state)
{
	static const struct {
		const char *content, *want;
	} samples[] = {
		{ODF "<office:scripts/><text:p>Sở mẫu</text:p>" ODF_END, ""},
		{ODF "<text:a xlink:href='https://so-mau.example/'>a</text:a><draw:image xlink:href='Pictures/a.png'/><draw:object xlink:href='./Object 1'/>" ODF_END, ""},
		{ODF "<draw:image xlink:href='http://so-mau.example/a.png'/>" ODF_END, "exchange.draft-external"},
		{ODF "<draw:image xlink:href='file:///etc/passwd'/>" ODF_END, "exchange.draft-external"},
		{ODF "<draw:image xlink:href='../a.png'/>" ODF_END, "exchange.draft-external"},
		{ODF "<draw:image xlink:href='Pictures/%2e%2e/a.png'/>" ODF_END, "exchange.draft-external"},
		{ODF "<draw:image xlink:href='/etc/passwd'/>" ODF_END, "exchange.draft-external"},
		{ODF "<text:section-source xlink:href='//so-mau.example/a.odt'/>" ODF_END, "exchange.draft-external"},
		{ODF "<office:dde-source/>" ODF_END, "exchange.draft-external"},
		{ODF "<office:scripts><script:event-listener xlink:href='vnd.sun.star.script:a'/></office:scripts>" ODF_END, "exchange.draft-macro"},
		{ODF "<office:scripts><office:script/></office:scripts>" ODF_END, "exchange.draft-macro"},
		{ODF "<text:execute-macro/>" ODF_END, "exchange.draft-macro"},
		{ODF "<text:a xlink:href='Macro:///Standard.a()'>a</text:a>" ODF_END, "exchange.draft-macro"},
		{ODF "<draw:object-ole xlink:href='./Object 1'/>" ODF_END, "exchange.draft-object"},
		{ODF "<draw:floating-frame xlink:href='a'/>" ODF_END, "exchange.draft-object"},
		{ODF "<draw:plugin/>" ODF_END, "exchange.draft-object"},
		{ODF "<text:tracked-changes><text:changed-region/></text:tracked-changes>" ODF_END, "exchange.draft-tracked"},
		{ODF "<text:tracked-changes/>" ODF_END, ""},
	};
	static const struct member basic = {"Basic/Standard/a.xml", "<a/>"}, within = {"Object 1/content.xml", ODF "<draw:image xlink:href='http://a/'/>" ODF_END};
	(void)state;

	for (size_t i = 0; i < sizeof(samples) / sizeof(*samples); i++)
		odt_says(samples[i].content, NULL, samples[i].want);
	odt_says(samples[0].content, &basic, "exchange.draft-macro");
	odt_says(samples[0].content, &within, "exchange.draft-external");
	zip_says((const struct member[]){{"mimetype", MIMETYPE}, {"content.xml", ODF ODF_END}, {"META-INF/manifest.xml", "<m><encryption-data/></m>"}}, 3, "exchange.draft-locked");
	zip_says((const struct member[]){{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"}, {"content.xml", ODF ODF_END}}, 2, "exchange.draft-malformed");
	zip_says((const struct member[]){{"mimetype", MIMETYPE}, {"styles.xml", ODF ODF_END}}, 2, "exchange.draft-malformed");
}

#define FLAT(mimetype, what) "<?xml version='1.0'?><office:document xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' xmlns:xlink='http://www.w3.org/1999/xlink' " \
	"office:mimetype='" mimetype "'>" what "</office:document>"

static void
test_others(void **state)
{
	static const char depth[] = "<a>";
	TR_AUTO_BUF deep = {0};
	(void)state;

	look_says(TR_BYTES_LIT(FLAT(MIMETYPE, "")), "");
	look_says(TR_BYTES_LIT("\xef\xbb\xbf" FLAT(MIMETYPE, "")), "");
	look_says(TR_BYTES_LIT(FLAT("application/vnd.oasis.opendocument.spreadsheet", "")), "exchange.draft-malformed");
	look_says(TR_BYTES_LIT(FLAT(MIMETYPE, "<image xlink:href='http://a/'/>")), "exchange.draft-external");
	look_says(TR_BYTES_LIT("<?xml version='1.0'?><html/>"), "exchange.draft-malformed");
	look_says(TR_BYTES_LIT("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old"), "exchange.draft-old");
	look_says(TR_BYTES_LIT("{\\rtf1 a}"), "exchange.draft-old");
	look_says(TR_BYTES_LIT("PK\x03\x04 and nothing more"), "exchange.zip-malformed");
	look_says(TR_BYTES_LIT("%PDF-1.7"), "exchange.zip-malformed");
	assert_false(tr_draft_looks_so(TR_BYTES_LIT("%PDF-1.7")));
	assert_false(tr_draft_looks_so(TR_BYTES_LIT("")));
	assert_true(tr_draft_looks_so(TR_BYTES_LIT("{\\rtf1")) && tr_draft_looks_so(TR_BYTES_LIT("PK\x03\x04")));
	for (size_t more = 0; more < 2; more++) { /* the root is an element too */
		tr_buf_clear(&deep);
		assert_int_equal(tr_buf_addf(&deep, NULL, "%s", "<?xml version='1.0'?><document mimetype='" MIMETYPE "'>"), TRIEN_OK);
		for (size_t i = 0; i < TR_DRAFT_DEPTH_MAX - 1 + more; i++)
			assert_int_equal(tr_buf_add(&deep, depth, sizeof(depth) - 1, NULL), TRIEN_OK);
		look_says(tr_buf_view(&deep), more == 0 ? "exchange.draft-malformed" : "exchange.draft-limit");
	}
}

static void
test_caps(void **state)
{
	uint8_t *large = calloc(1, TR_DRAFT_FILE_MAX + 1);
	TR_AUTO_BUF bomb = {0}, document = {0};
	(void)state;

	assert_non_null(large);
	look_says(TR_BYTES(large, TR_DRAFT_FILE_MAX), "exchange.zip-malformed");
	look_says(TR_BYTES(large, TR_DRAFT_FILE_MAX + 1), "exchange.draft-limit");
	free(large);
	for (size_t more = 0; more < 2; more++) {
		tr_buf_clear(&document);
		assert_int_equal(tr_buf_addf(&document, NULL, "%s%*s%s", W "<w:p><w:r><w:instrText>", (int)(TR_DRAFT_FIELD_MAX + more), "a", "</w:instrText></w:r></w:p>" W_END), TRIEN_OK);
		assert_int_equal(tr_buf_add_byte(&document, 0, NULL), TRIEN_OK);
		docx_says((const char *)document.p, RELS(""), NULL, more == 0 ? "" : "exchange.draft-limit");
	}
	/* Two megabytes of blanks: hundreds of times larger unpacked. */
	assert_int_equal(tr_buf_addf(&bomb, NULL, "%s%*s", W, 2 << 20, W_END), TRIEN_OK);
	assert_int_equal(tr_buf_add_byte(&bomb, 0, NULL), TRIEN_OK);
	docx_says((const char *)bomb.p, RELS(""), NULL, "exchange.zip-limit");
}

/* ---- the sandbox ---- */

static bool
has_sandbox(void)
{
	static const char *const argv[] = {"/bin/sh", "-c", "echo a", NULL};
	TR_AUTO_BUF out = {.max = 100};
	const trien_rc rc = tr_draft_run(argv, TR_BYTES_LIT("a"), "/tmp/a", 10, &out, NULL);

	if (rc != TRIEN_OK)
		print_message("no sandbox here: %s\n", trien_err_id(rc));
	return rc == TRIEN_OK;
}

/* What a command says in the sandbox. */
static void
run_says(const char *command, unsigned seconds, const char *want)
{
	const char *const argv[] = {"/bin/bash", "-c", command, NULL};
	TR_AUTO_BUF out = {.max = 4096};
	struct trien_err err = {0};
	const trien_rc rc = tr_draft_run(argv, TR_BYTES_LIT("draft"), "/tmp/draft.odt", seconds, &out, &err);

	if (rc != TRIEN_OK)
		assert_int_equal(tr_buf_addf(&out, NULL, "%s", trien_err_id(rc)), TRIEN_OK);
	assert_int_equal(tr_buf_add_byte(&out, 0, NULL), TRIEN_OK);
	assert_string_equal((char *)out.p, want);
}

/* A server on loopback that somebody might reach; its port. */
static int
listen_here(unsigned *port)
{
	struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t n = sizeof(a);
	const int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);

	assert_true(fd >= 0 && bind(fd, (struct sockaddr *)&a, sizeof(a)) == 0 && listen(fd, 5) == 0 && getsockname(fd, (struct sockaddr *)&a, &n) == 0);
	*port = ntohs(a.sin_port);
	return fd;
}

static void
test_sandbox(void **state)
{
	char command[512], secret[] = "/tmp/trien-draft-XXXXXX";
	unsigned port;
	const int fd = listen_here(&port), file = mkstemp(secret);
	(void)state;

	assert_true(file >= 0 && write(file, "secret", 6) == 6);
	assert_true(dup2(file, 42) == 42); /* open here, and not closed for others */
	if (!has_sandbox())
		skip();
	run_says("cat /tmp/draft.odt", 10, "draft");
	snprintf(command, sizeof(command), "exec 2>/dev/null; exec 3<>/dev/tcp/127.0.0.1/%u || true; echo no", port);
	run_says(command, 10, "no\n");
	assert_int_equal(accept(fd, NULL, NULL), -1);
	snprintf(command, sizeof(command), "exec 2>/dev/null; cat %s /etc/passwd <&42; ls -A /home /var/lib; ls -A ~root; echo no", secret);
	run_says(command, 10, "no\n");
	run_says("exec 2>/dev/null; for n in {3..60}; do : <&$n && echo $n; done; ls /proc; echo no", 10, "no\n");
	run_says("exec 2>/dev/null; unshare -Ur true || mount -t tmpfs a /mnt || echo no", 10, "no\n");
	run_says("touch /usr/a /etc/fonts/a 2>/dev/null; test -e /usr/a -o -e /etc/fonts/a || echo no", 10, "no\n");
	run_says("head -c 700000000 /dev/zero >/tmp/a 2>/dev/null; test $(stat -c %s /tmp/a) -le 536870912 && echo no", 10, "no\n");
	run_says("env | sort | cut -d= -f1 | tr '\\n' ' '", 10, "HOME LANG OMP_THREAD_LIMIT PWD SHLVL _ ");
	unlink(secret);
	close(42);
	close(file);
	close(fd);
}

/* Is there a process whose command line has the word? */
static bool
runs(const char *word)
{
	char path[300], line[512];
	DIR *d = opendir("/proc");
	bool found = false;

	assert_non_null(d);
	for (const struct dirent *e; !found && (e = readdir(d)) != NULL;) {
		snprintf(path, sizeof(path), "/proc/%s/cmdline", e->d_name);
		const int fd = open(path, O_RDONLY | O_CLOEXEC);
		const ssize_t n = fd >= 0 ? read(fd, line, sizeof(line)) : 0;
		found = n > 0 && memmem(line, (size_t)n, word, strlen(word)) != NULL;
		if (fd >= 0)
			close(fd);
	}
	closedir(d);
	return found;
}

/* What hangs is ended with all that it began; what crashes, grows, or leaves nothing is told. */
static void
test_ends(void **state)
{
	char command[256], word[32];
	(void)state;

	if (!has_sandbox())
		skip();
	snprintf(word, sizeof(word), "%d.%d", 7000 + (int)getpid() % 1000, (int)getpid());
	snprintf(command, sizeof(command), "setsid sleep %s & (trap '' TERM HUP; sleep %s) & sleep %s", word, word, word);
	run_says(command, 1, "exchange.draft-timeout");
	for (int i = 0; i < 1000 && runs(word); i++) /* the kernel ends them one after another */
		usleep(10000);
	assert_false(runs(word));
	run_says("while :; do :; done", 1, "exchange.draft-timeout");
	run_says("kill -SEGV $$", 10, "exchange.draft-failed");
	run_says("exit 3", 10, "exchange.draft-failed");
	run_says("perl -e '$a = \"a\" x 1500000000' || exit 3", 10, "exchange.draft-failed");
	run_says("exec head -c 40000000 /dev/zero", 10, "exchange.draft-failed");
}

/* ---- LibreOffice ---- */

static void
convert_says(struct tr_bytes draft, const char *want)
{
	TR_AUTO_BUF pdf = {.max = TR_DRAFT_PDF_MAX};
	struct trien_err err = {0};
	const int fd = tr_worker_memory_file(draft);
	const trien_rc rc = tr_draft_to_pdf(fd, &pdf, &err);

	close(fd);
	if (strcmp(rc == TRIEN_OK ? "" : trien_err_id(rc), want) != 0)
		fail_msg("%s, wanted %s", trien_err_id(rc), want);
	if (rc == TRIEN_OK)
		assert_memory_equal(pdf.p, "%PDF-", 5);
}

static void
test_libreoffice(void **state)
{
	TR_AUTO_BUF docx = {0};
	(void)state;

	if (!has_sandbox() || access("/usr/lib/libreoffice/program/soffice.bin", X_OK) != 0)
		skip();
	convert_says(TR_BYTES_LIT(FLAT(MIMETYPE, "<office:body><office:text/></office:body>")), "");
	/* What has all that makes it a draft, and is none. */
	make_zip((const struct member[]){{"[Content_Types].xml", TYPES_OF(MAIN_TYPE)}, {"word/document.xml", "<a/>"}}, 2, &docx);
	convert_says(tr_buf_view(&docx), "exchange.draft-failed");
	convert_says(TR_BYTES_LIT("PK\x03\x04 garbage"), "exchange.zip-malformed");
}

/* ---- templates ---- */

static const struct tr_draft_values values = {.text = {[TR_DRAFT_FIELD_SUBJECT] = "Về việc <mẫu> & \"mẫu\"\n", [TR_DRAFT_FIELD_KIND] = "Quyết định", [TR_DRAFT_FIELD_SYMBOL] = "QĐ-UBND",
	[TR_DRAFT_FIELD_AGENCY] = "Sở Mẫu", [TR_DRAFT_FIELD_UNIT] = ""}};
#define FILLED_SUBJECT "Về việc &lt;mẫu&gt; &amp; \"mẫu\" "

static void
fill_says(struct tr_bytes in, size_t want, const char *error, struct tr_buf *out)
{
	struct trien_err err = {0};
	size_t places = 0;

	tr_buf_clear(out);
	const trien_rc rc = tr_draft_fill(in, &values, out, &places, &err);

	if (strcmp(rc == TRIEN_OK ? "" : trien_err_id(rc), error) != 0)
		fail_msg("%.*s: %s, wanted %s", (int)(in.n < 300 ? in.n : 300), (const char *)in.p, trien_err_id(rc), error);
	assert_int_equal(places, rc == TRIEN_OK ? want : places);
	if (rc == TRIEN_OK)
		look_says(tr_buf_view(out), "");
}

/* The paragraphs of a flat text, and what becomes of them. */
static void
text_says(const char *text, const char *want, size_t places)
{
	TR_AUTO_BUF in = {0}, whole = {0}, out = {0};
	struct trien_err err = {0};
	static const char head[] = "<?xml version='1.0' encoding='UTF-8'?><office:document xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' "
				   "xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0' office:mimetype='" MIMETYPE "'>", tail[] = "</office:document>";

	assert_ok(tr_buf_addf(&in, &err, "%s%s%s", head, text, tail), &err);
	assert_ok(tr_buf_addf(&whole, &err, "%s%s%s", head, want, tail), &err);
	fill_says(tr_buf_view(&in), places, "", &out);
	if (!tr_bytes_equal(tr_buf_view(&out), tr_buf_view(&whole)))
		fail_msg("%.*s", (int)out.n, (char *)out.p);
}

static void
test_fill(void **state)
{
	(void)state;
	text_says("<text:p>Số: /{{ky_hieu}}</text:p>", "<text:p>Số: /QĐ-UBND</text:p>", 1);
	text_says("<text:h a='>'>{{ trich_yeu }}</text:h>", "<text:h a='>'>" FILLED_SUBJECT "</text:h>", 1);
	text_says("<text:p>{{co_quan}}{{don_vi}}, {{nguoi_ky}}</text:p>", "<text:p>Sở Mẫu……, ……</text:p>", 3); /* not known yet */
	/* As it was typed, in pieces; what stands between them stays. */
	text_says("<text:p>a{<text:span>{ky</text:span><text:s/>_hieu}<!-- } -->}b</text:p>", "<text:p>aQĐ-UBND<text:span></text:span><text:s/><!-- } -->b</text:p>", 1);
	text_says("<text:p>{{ky<text:span>_hieu}} và {{loai</text:span>_van_ban}}.</text:p>", "<text:p>QĐ-UBND<text:span> và Quyết định</text:span>.</text:p>", 2);
	/* Of one paragraph, and of nothing but text. */
	text_says("<text:p>{{ky</text:p><text:p>_hieu}}</text:p>", "<text:p>{{ky</text:p><text:p>_hieu}}</text:p>", 0);
	text_says("{{la}}<a>{{la}}</a><text:p a='{{ky_hieu}}'/><?b {{la}}?><text:p><![CDATA[{{la}}]]></text:p>", "{{la}}<a>{{la}}</a><text:p a='{{ky_hieu}}'/><?b {{la}}?><text:p><![CDATA[{{la}}]]></text:p>", 0);
	text_says("<text:p>{ {ky_hieu} } {{{ky_hieu}} {{x{{loai_van_ban}} {{</text:p>", "<text:p>{ {ky_hieu} } {QĐ-UBND {{xQuyết định {{</text:p>", 2);
}

static void
test_fill_refused(void **state)
{
	static const char *const unknown[] = {"la", "", "Ky_hieu", "ký hiệu", "so"};
	TR_AUTO_BUF out = {0};
	char text[600];
	(void)state;

	for (size_t i = 0; i < sizeof(unknown) / sizeof(*unknown); i++) {
		snprintf(text, sizeof(text), FLAT(MIMETYPE, "<text:p xmlns:text='b'>{{%s}}</text:p>"), unknown[i]);
		fill_says(TR_BYTES(text, strlen(text)), 0, "exchange.template-field", &out);
	}
	/* At the longest that a name may be, and one past it, which is no field. */
	snprintf(text, sizeof(text), FLAT(MIMETYPE, "<text:p xmlns:text='b'>{{%064d}}</text:p>"), 0);
	fill_says(TR_BYTES(text, strlen(text)), 0, "exchange.template-field", &out);
	snprintf(text, sizeof(text), FLAT(MIMETYPE, "<text:p xmlns:text='b'>{{%065d}}</text:p>"), 0);
	fill_says(TR_BYTES(text, strlen(text)), 0, "", &out);
	fill_says(TR_BYTES_LIT("<?xml version='1.0' encoding='windows-1258'?>" FLAT(MIMETYPE, "")), 0, "exchange.draft-malformed", &out);
	fill_says(TR_BYTES_LIT("PK\x03\x04 garbage"), 0, "exchange.zip-malformed", &out);
}

static void
test_fill_docx(void **state)
{
	(void)state;
	TR_AUTO_BUF in = {0}, out = {0};
	const struct member members[] = {{"[Content_Types].xml", TYPES_OF(MAIN_TYPE)}, {"_rels/.rels", RELS(REL("officeDocument", "word/document.xml", ""))},
		{"*word/document.xml", W P("<w:t>{</w:t><w:t>{loai_van</w:t><w:instrText>PAGE</w:instrText><w:t>_ban}}</w:t>") P("<w:instrText>{{la}}</w:instrText>") W_END},
		{"word/header1.xml", W P("<w:t>{{ky_hieu}}</w:t><w:t/>{{la}}") W_END}, {"*word/media/a.png", "{{la}}"}};
	struct tr_zip z;
	struct trien_err err = {0};

	make_zip(members, sizeof(members) / sizeof(*members), &in);
	fill_says(tr_buf_view(&in), 2, "", &out);
	assert_ok(tr_zip_open(tr_buf_view(&out), &z, &err), &err);
	for (size_t i = 0; i < z.count; i++)
		assert_string_equal(z.entries[i].name, members[i].name + (members[i].name[0] == '*'));
	tr_zip_free(&z);
}

/* By a worker, as who serves people does it. */
static void
test_fill_apart(void **state)
{
	static const char in[] = FLAT(MIMETYPE, "<text:p xmlns:text='b'>{{ky_hieu}}</text:p>"), want[] = FLAT(MIMETYPE, "<text:p xmlns:text='b'>QĐ-UBND</text:p>");
	TR_AUTO_BUF request = {0}, out = {0}, pdf = {0};
	struct trien_err err = {0};
	enum tr_draft_kind kind;
	struct tr_worker *w;
	(void)state;

	assert_ok(tr_draft_fill_request(&values, &request, &err), &err);
	assert_ok(tr_worker_start(tr_draft_tasks, TR_DRAFT_TASKS, &w, &err), &err);
	const int fd = tr_worker_memory_file(TR_BYTES(in, sizeof(in) - 1)), unknown = tr_worker_memory_file(TR_BYTES_LIT(FLAT(MIMETYPE, "<text:p xmlns:text='b'>{{la}}</text:p>")));
	assert_ok(tr_draft_fill_by(w, fd, tr_buf_view(&request), &out, &err), &err);
	assert_true(tr_bytes_are(tr_buf_view(&out), want));
	/* Fields that there are not are told when a template is handed in, before LibreOffice is asked. */
	assert_string_equal(trien_err_id(tr_draft_template_by(w, unknown, &kind, &pdf, &err)), "exchange.template-field");
	tr_worker_stop(w);
	assert_string_equal(trien_err_id(tr_draft_template(unknown, &kind, &pdf, &err)), "exchange.template-field");
	close(fd);
	close(unknown);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_docx),
		cmocka_unit_test(test_docx_kinds),
		cmocka_unit_test(test_odt),
		cmocka_unit_test(test_others),
		cmocka_unit_test(test_caps),
		cmocka_unit_test(test_sandbox),
		cmocka_unit_test(test_ends),
		cmocka_unit_test(test_libreoffice),
		cmocka_unit_test(test_fill),
		cmocka_unit_test(test_fill_refused),
		cmocka_unit_test(test_fill_docx),
		cmocka_unit_test(test_fill_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
