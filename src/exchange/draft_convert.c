/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * LibreOffice, once for each draft: in a sandbox that has this file and what Debian installs, a home that is gone afterwards, and settings of ours. Its exit status says
 * nothing: it is 0 also for garbage, of which it makes pages; so what the draft is has been found out before, its filter is named, and what comes of it must be a PDF.
 */
#include <stdio.h>
#include <unistd.h>

#include "base/errors/exchange.h"
#include "base/errors/worker.h"
#include "exchange/draft_fill.h"
#include "exchange/draft_parts.h"
#include "worker/foreign.h"
#include "worker/task_network.h"

#define SHELL "/bin/sh"
#define SOFFICE "/usr/lib/libreoffice/program/soffice.bin"
#define PACKAGE "libreoffice-writer-nogui"
#define PROFILE "/tmp/profile"
#define SETTINGS PROFILE "/user/registrymodifications.xcu"

#define ITEM(path, name, value) "<item oor:path=\"/org.openoffice." path "\"><prop oor:name=\"" name "\" oor:op=\"fuse\"><value>" value "</value></prop></item>"
/* Nothing runs, nothing is loaded from elsewhere; no link and no field is brought up to date on opening. */
static const char settings[] = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><oor:items xmlns:oor=\"http://openoffice.org/2001/registry\">"
	ITEM("Office.Common/Security/Scripting", "MacroSecurityLevel", "3")
	ITEM("Office.Common/Security/Scripting", "DisableMacrosExecution", "true")
	ITEM("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true")
	ITEM("Office.Writer/Content/Update", "Link", "0")
	ITEM("Office.Common/Misc", "FirstRun", "false")
	ITEM("Office.Common/Save/Document", "CreateBackup", "false")
	"</oor:items>";

/* Pictures as they are; no notes, no forms, no bookmarks; fonts embedded always. */
#define EXPORT "pdf:writer_pdf_Export:{\"UseLosslessCompression\":{\"type\":\"boolean\",\"value\":\"true\"},\"ReduceImageResolution\":{\"type\":\"boolean\",\"value\":\"false\"}," \
	"\"ExportFormFields\":{\"type\":\"boolean\",\"value\":\"false\"},\"ExportNotes\":{\"type\":\"boolean\",\"value\":\"false\"},\"ExportBookmarks\":{\"type\":\"boolean\",\"value\":\"false\"}," \
	"\"EmbedStandardFonts\":{\"type\":\"boolean\",\"value\":\"true\"}}"
/* Without /proc the loader does not know where a program lies. In a new home it wants to be started anew (81, EXITHELPER_NORMAL_RESTART) once it has set it up. */
#define COMMAND "export LD_LIBRARY_PATH=/usr/lib/libreoffice/program; for n in 1 2 3; do " SOFFICE " --headless --norestore --nologo --nolockcheck -env:UserInstallation=file://" PROFILE " --infilter=\"$1\" --convert-to '" EXPORT "'" \
	" --outdir /tmp/out \"$2\" >/dev/null 2>&1 </dev/null; test $? -eq 81 || break; done; test -s /tmp/out/draft.pdf && cat /tmp/out/draft.pdf || exit 3"

static const struct {
	const char *path, *filter;
} kinds[TR_DRAFT_KINDS] = {
	[TR_DRAFT_DOCX] = {"/tmp/draft.docx", "MS Word 2007 XML"},
	[TR_DRAFT_ODT] = {"/tmp/draft.odt", "writer8"},
	[TR_DRAFT_FLAT_ODT] = {"/tmp/draft.fodt", "OpenDocument Text Flat XML"},
};

static trien_rc
tell_end(enum tr_foreign_end end, unsigned seconds, struct trien_err *err)
{
	switch (end) {
	case TR_FOREIGN_DONE:
		return TRIEN_OK;
	case TR_FOREIGN_TIMEOUT:
		return TR_ERR(err, EXCHANGE_DRAFT_TIMEOUT, TR_U("seconds", seconds));
	case TR_FOREIGN_NO_SANDBOX:
		return TR_ERR0(err, EXCHANGE_DRAFT_SANDBOX);
	default:
		return TR_ERR0(err, EXCHANGE_DRAFT_FAILED);
	}
}

static trien_rc
read_all(int fd, struct tr_buf *out, struct trien_err *err)
{
	const off_t size = lseek(fd, 0, SEEK_END);

	if (size < 0 || (size_t)size > TR_DRAFT_PDF_MAX)
		return TR_ERR(err, EXCHANGE_DRAFT_LIMIT, TR_S("what", "bytes of the PDF"), TR_U("max", TR_DRAFT_PDF_MAX));
	TR_TRY(tr_buf_reserve(out, (size_t)size, err));
	for (size_t at = 0; at < (size_t)size;) {
		const ssize_t n = pread(fd, out->p + out->n, (size_t)size - at, (off_t)at);
		if (n <= 0)
			return TR_ERR0(err, EXCHANGE_DRAFT_FAILED);
		at += (size_t)n;
		out->n += (size_t)n;
	}
	return TRIEN_OK;
}

static trien_rc
run(const char *const *argv, const int fds[3], const char *as, unsigned seconds, struct tr_buf *out, struct trien_err *err)
{
	struct tr_foreign f = {.argv = argv, .in = fds[2], .out = fds[2], .seconds = seconds, .out_max = TR_DRAFT_PDF_MAX, .memory = TR_DRAFT_MEMORY_MAX,
		.folders = {"/etc/fonts", "/etc/libreoffice", "/var/cache/fontconfig"}, .files = {{as, fds[0]}, {SETTINGS, fds[1]}}, .file_count = 2};

	if (fds[0] < 0 || fds[1] < 0 || fds[2] < 0)
		return TR_ERR(err, NO_MEMORY, TR_U("want", TR_DRAFT_FILE_MAX));
	TR_TRY(tell_end(tr_foreign_run(&f), seconds, err));
	return read_all(fds[2], out, err);
}

trien_rc
tr_draft_run(const char *const *argv, struct tr_bytes draft, const char *as, unsigned seconds, struct tr_buf *out, struct trien_err *err)
{
	const int fds[] = {tr_worker_memory_file(draft), tr_worker_memory_file(TR_BYTES(settings, sizeof(settings) - 1)), tr_worker_memory_file(TR_BYTES(NULL, 0))};
	const trien_rc rc = run(argv, fds, as, seconds, out, err);

	for (size_t i = 0; i < sizeof(fds) / sizeof(*fds); i++)
		if (fds[i] >= 0)
			close(fds[i]);
	return rc;
}

static trien_rc
convert(struct tr_bytes draft, enum tr_draft_kind kind, struct tr_buf *pdf, struct trien_err *err)
{
	const char *const argv[] = {SHELL, "-c", COMMAND, "draft", kinds[kind].filter, kinds[kind].path, NULL};
	const char *missing = tr_foreign_missing(SOFFICE, PACKAGE);
	const size_t before = pdf->n;

	if (missing != NULL)
		return TR_ERR(err, EXCHANGE_DRAFT_PROGRAM, TR_S("program", missing));
	TR_TRY(tr_draft_run(argv, draft, kinds[kind].path, TR_DRAFT_SECONDS_MAX, pdf, err));
	return pdf->n - before > 5 && memcmp(pdf->p + before, "%PDF-", 5) == 0 ? TRIEN_OK : TR_ERR0(err, EXCHANGE_DRAFT_FAILED);
}

/* ---- looked at apart, then converted ---- */

enum { LOOK, FILL };

static trien_rc
look_task(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	enum tr_draft_kind kind;

	TR_TRY(tr_draft_look(in->document, &kind, err));
	return tr_buf_add_byte(answer, (uint8_t)kind, err);
}

const tr_worker_task tr_draft_tasks[TR_DRAFT_TASKS] = {[LOOK] = look_task, [FILL] = tr_draft_fill_task};

static trien_rc
look_by(struct tr_worker *w, int fd, enum tr_draft_kind *out, struct trien_err *err)
{
	const struct tr_worker_job job = {.task = LOOK, .document = fd};
	TR_AUTO_BUF answer = {.max = 1};

	TR_TRY(tr_worker_run(w, &job, &answer, err));
	if (answer.n != 1 || answer.p[0] >= TR_DRAFT_KINDS)
		return TR_ERR0(err, WORKER_ANSWER_INVALID);
	*out = (enum tr_draft_kind)answer.p[0];
	return TRIEN_OK;
}

static trien_rc
convert_by(struct tr_worker *w, int fd, enum tr_draft_kind *kind, struct tr_buf *pdf, struct trien_err *err)
{
	TR_AUTO_BUF draft = {.max = TR_DRAFT_FILE_MAX};

	TR_TRY(look_by(w, fd, kind, err));
	TR_TRY(read_all(fd, &draft, err));
	return convert(tr_buf_view(&draft), *kind, pdf, err);
}

trien_rc
tr_draft_to_pdf_by(struct tr_worker *w, int fd, struct tr_buf *pdf, struct trien_err *err)
{
	enum tr_draft_kind kind;

	return convert_by(w, fd, &kind, pdf, err);
}

trien_rc
tr_draft_fill_by(struct tr_worker *w, int fd, struct tr_bytes request, struct tr_buf *out, struct trien_err *err)
{
	const struct tr_worker_job job = {.task = FILL, .document = fd, .request = request};

	return tr_worker_run(w, &job, out, err);
}

trien_rc
tr_draft_template_by(struct tr_worker *w, int fd, enum tr_draft_kind *kind, struct tr_buf *pdf, struct trien_err *err)
{
	const struct tr_draft_values nothing = {{NULL}};
	TR_AUTO_BUF request = {0}, filled = {.max = TR_DRAFT_FILE_MAX};

	TR_TRY(tr_draft_fill_request(&nothing, &request, err));
	TR_TRY(tr_draft_fill_by(w, fd, tr_buf_view(&request), &filled, err));
	return convert_by(w, fd, kind, pdf, err);
}

/* ---- with a worker of its own ---- */

trien_rc
tr_draft_to_pdf(int fd, struct tr_buf *pdf, struct trien_err *err)
{
	struct tr_worker *w;

	TR_TRY(tr_worker_start(tr_draft_tasks, TR_DRAFT_TASKS, &w, err));
	const trien_rc rc = tr_draft_to_pdf_by(w, fd, pdf, err);
	tr_worker_stop(w);
	return rc;
}

trien_rc
tr_draft_template(int fd, enum tr_draft_kind *kind, struct tr_buf *pdf, struct trien_err *err)
{
	struct tr_worker *w;

	TR_TRY(tr_worker_start(tr_draft_tasks, TR_DRAFT_TASKS, &w, err));
	const trien_rc rc = tr_draft_template_by(w, fd, kind, pdf, err);
	tr_worker_stop(w);
	return rc;
}
