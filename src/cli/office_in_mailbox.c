/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * trien office in --mailbox: takes in what mails bring (fetch/mailbox.h), by the same judgement as a file. A mail is taken apart in the sandbox; its first PDF is the document, the others
 * come with it. What is invalid is refused, its sender told, and the mail deleted at its server too (Điều 10.2); every other mail stays there, marked so that no run takes it again. Who is
 * killed between the store and the mailbox takes the same mail once more, and the store knows its document (or its refusal) by the hash.
 * Requirement: R10.1 R10.2 R10.3
 */
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "base/errors/cli.h"
#include "base/errors/fetch.h"
#include "base/utf8.h"
#include "cli/file.h"
#include "cli/mail_place.h"
#include "cli/office_in.h"
#include "fetch/mailbox.h"
#include "worker/task_mail.h"

#define IMAP_PORT 143u
#define IMAPS_PORT 993u
#define SENDERS_SIZE_MAX ((size_t)1 << 20)

struct mailbox {
	struct tr_registry_run *r;
	struct tr_office_who who;
	struct tr_office_coming like; /* what all have in common */
	struct tr_in_desk desk;
	struct tr_mailbox *box;
	struct tr_buf senders;        /* lines of --senders; NUL behind them */
	struct tr_mime_mail *mail;
	char name[32];                /* of the mail that is looked at, for people: "thư 17" */
	json_t *all;
	struct trien_err first;       /* what went wrong with the first that was not taken */
};

/* ---- who sends ---- */

/* The name in a line "address = name" of that address; NULL: it is of another. out has room for a value. */
static const char *
name_in(const char *line, const char *address, char out[TR_VALUE_MAX + 1])
{
	const size_t n = strlen(address);

	if (n == 0 || strncasecmp(line, address, n) != 0)
		return NULL;
	line += n + strspn(line + n, " \t");
	if (*line != '=')
		return NULL;
	line += 1 + strspn(line + 1, " \t");
	snprintf(out, TR_VALUE_MAX + 1, "%.*s", (int)strcspn(line, "\r\n"), line);
	return out[0] != '\0' ? out : NULL;
}

/* By the list, else as --sender says; NULL: neither knows. */
static const char *
sender_of(const struct mailbox *m, const char *address, char out[TR_VALUE_MAX + 1])
{
	const char *line = m->senders.n > 0 ? (const char *)m->senders.p : "";

	while (*line != '\0') {
		if (name_in(line, address, out) != NULL)
			return out;
		line += strcspn(line, "\n");
		line += *line == '\n';
	}
	return m->like.sender;
}

static trien_rc
read_senders(struct mailbox *m, struct trien_err *err)
{
	const char *path = m->r->w->office->in.senders;
	struct tr_text text;

	if (path == NULL)
		return TRIEN_OK;
	m->senders.max = SENDERS_SIZE_MAX + 1;
	TR_TRY(tr_file_read(path, SENDERS_SIZE_MAX, &m->senders, err));
	TR_TRY(tr_text_of(tr_buf_view(&m->senders), &text, err));
	if (memchr(m->senders.p, 0, m->senders.n) != NULL)
		return TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", "--senders"), TR_S("got", path), TR_S("want", "a@b.example = ..."));
	return tr_buf_add_byte(&m->senders, 0, err);
}

/* ---- one mail ---- */

static trien_rc
done_with(struct mailbox *m, uint32_t uid, enum tr_mailbox_do what, struct trien_err *err)
{
	return m->r->w->dry_run ? TRIEN_OK : tr_mailbox_do(m->box, uid, what, err);
}

static trien_rc
leave(struct mailbox *m, uint32_t uid, const char *vi, const char *en, const char *word, struct trien_err *err)
{
	TR_TRY(done_with(m, uid, TR_MAILBOX_KEEP, err));
	tr_in_tell_left(m->r, m->all, m->name, vi, en, word);
	return TRIEN_OK;
}

/* The first document of the mail; count: there is none. */
static size_t
first_pdf(const struct tr_mime_mail *mail)
{
	size_t i = 0;

	while (i < mail->count && !mail->parts[i].pdf)
		i++;
	return i;
}

/* What the mail had besides, and is not taken in: nothing is left out without a word. */
static void
note_others(const struct mailbox *m, char out[TR_VALUE_MAX + 1])
{
	size_t n = (size_t)snprintf(out, TR_VALUE_MAX + 1, "%s", m->like.note != NULL ? m->like.note : "");

	for (size_t i = 0; i < m->mail->count && n < TR_VALUE_MAX; i++) {
		const struct tr_mime_part *p = &m->mail->parts[i];
		if (!p->pdf && !p->inside)
			n += (size_t)snprintf(out + n, TR_VALUE_MAX + 1 - n, "%s%s", n == 0 ? "Thư còn tệp không nhận: " : "; còn tệp không nhận: ", p->name[0] != '\0' ? p->name : "(không tên)");
	}
	out[tr_utf8_cut(out, strlen(out))] = '\0';
}

static trien_rc
judge(struct mailbox *m, const char *sender, struct tr_in_file *file, struct trien_err *err)
{
	const size_t first = first_pdf(m->mail);

	TR_TRY(tr_in_desk_judge_bytes(&m->desk, m->mail->parts[first].content, sender, file, err));
	for (size_t i = first + 1; i < m->mail->count; i++)
		if (m->mail->parts[i].pdf)
			TR_TRY(tr_in_enclose(&m->desk, file, m->mail->parts[i].name, m->mail->parts[i].content, sender, err));
	return TRIEN_OK;
}

static trien_rc
take_into(struct mailbox *m, const char *sender, struct tr_in_file *file, struct tr_office_came *came, struct trien_err *err)
{
	const struct tr_mime_mail *mail = m->mail;
	const char *name = mail->parts[first_pdf(mail)].name;
	char note[TR_VALUE_MAX + 1];
	struct tr_office_coming c = m->like;

	c.sender = sender;
	if (c.subject == NULL)
		c.subject = mail->subject[0] != '\0' ? mail->subject : name[0] != '\0' ? name : "(thư không có trích yếu)";
	if (c.contact == NULL && mail->from[0] != '\0')
		c.contact = mail->from;
	note_others(m, note);
	if (note[0] != '\0')
		c.note = note;
	TR_TRY(judge(m, sender, file, err));
	TR_TRY(tr_in_put_evidence(&m->desk, file, &c, err));
	return tr_in_take(m->r, &m->who, &c, file, came, err);
}

static trien_rc
take(struct mailbox *m, uint32_t uid, const char *sender, struct trien_err *err)
{
	struct tr_office_came came = {0};
	struct tr_in_file *file = tr_mem_zeroed(1, sizeof(*file));

	if (file == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*file)));
	trien_rc rc = take_into(m, sender, file, &came, err);
	if (rc == TRIEN_OK)
		rc = done_with(m, uid, came.to == TR_INCOMING_REFUSED ? TR_MAILBOX_DELETE : TR_MAILBOX_KEEP, err);
	if (rc == TRIEN_OK && m->r->cli->json)
		json_array_append_new(m->all, tr_in_json(m->r, m->name, file, &came));
	else if (rc == TRIEN_OK)
		tr_in_print(m->r, m->name, file, &came);
	tr_in_file_free(file);
	free(file);
	return rc;
}

/* One that cannot be read is told once, and stays for whoever opens the mailbox. */
static bool
is_its_own(trien_rc code)
{
	return code == TRIEN_E_FETCH_MAIL_SIZE || strncmp(trien_err_id(code), "mime.", 5) == 0;
}

static trien_rc
take_apart(struct mailbox *m, uint32_t uid, struct tr_buf *memory, struct trien_err *err)
{
	TR_AUTO_BUF raw = {0};
	struct trien_err why = {0};

	trien_rc rc = tr_mailbox_get(m->box, uid, &raw, &why);
	if (rc == TRIEN_OK)
		rc = tr_task_mail(m->desk.worker, tr_buf_view(&raw), memory, m->mail, &why);
	if (rc != TRIEN_OK && is_its_own(rc))
		TR_TRY(done_with(m, uid, TR_MAILBOX_KEEP, err));
	if (rc != TRIEN_OK)
		*err = why;
	return rc;
}

static trien_rc
look_at(struct mailbox *m, uint32_t uid, struct trien_err *err)
{
	TR_AUTO_BUF memory = {0};
	char name[TR_VALUE_MAX + 1];

	TR_TRY(take_apart(m, uid, &memory, err));
	/* A machine is not answered: two of them would write to each other for ever (RFC 3834). */
	if (m->mail->automatic)
		return leave(m, uid, "thư tự động, để nguyên trong hộp", "sent by a machine, left in the mailbox", "automatic", err);
	if (first_pdf(m->mail) == m->mail->count)
		return leave(m, uid, "không có tệp PDF, để nguyên trong hộp", "brings no PDF, left in the mailbox", "no-pdf", err);
	const char *sender = sender_of(m, m->mail->from, name);
	if (sender == NULL)
		return leave(m, uid, "nơi gửi không có trong danh bạ, để nguyên trong hộp", "its sender is not on the list, left in the mailbox", "unknown-sender", err);
	return take(m, uid, sender, err);
}

/* ---- all of them ---- */

/* What no other mail would fare better with. */
static bool
is_everybodys(trien_rc code)
{
	const char *id = trien_err_id(code);

	return (strncmp(id, "fetch.", 6) == 0 && code != TRIEN_E_FETCH_MAIL_SIZE && code != TRIEN_E_FETCH_MAIL_GONE) || strncmp(id, "store.", 6) == 0;
}

static trien_rc
look_at_all(struct mailbox *m, struct trien_err *err)
{
	uint32_t uids[TR_MAILBOX_MAILS_MAX];
	size_t count;
	bool on = true;

	TR_TRY(tr_mailbox_list(m->box, uids, &count, err));
	for (size_t i = 0; i < count && on; i++) {
		struct trien_err why = {0};
		snprintf(m->name, sizeof(m->name), "%s %u", tr_say(m->r->cli, "thư", "mail"), uids[i]);
		const trien_rc rc = look_at(m, uids[i], &why);
		on = rc == TRIEN_OK || !is_everybodys(rc);
		if (rc != TRIEN_OK)
			tr_in_tell_error(m->r, m->all, m->name, &why, &m->first);
	}
	if (m->r->cli->json) {
		tr_cli_print_json(json_pack("{s:O, s:s?}", "mails", m->all, "error", m->first.code == TRIEN_OK ? NULL : trien_err_id(m->first.code)));
		m->r->told = true;
	}
	if (m->first.code != TRIEN_OK)
		*err = m->first;
	return m->first.code;
}

static trien_rc
open_box(struct mailbox *m, struct trien_err *err)
{
	const struct tr_office_words *o = m->r->w->office;
	const struct tr_mail_place place = {.url = o->in.mailbox, .scheme = "imap", .ports = {IMAP_PORT, IMAPS_PORT, IMAP_PORT}, .user = o->in.mailbox_user,
		.password = o->in.mailbox_password, .authorities = o->in.mailbox_ca, .user_option = "--mailbox-user", .password_option = "--mailbox-password"};
	struct tr_mail_opened opened = {0};

	trien_rc rc = tr_mail_place_open(&place, &opened, err);
	if (rc == TRIEN_OK && place.user == NULL)
		rc = TR_ERR(err, CLI_OPTION_WANTED, TR_S("option", "--mailbox-user"));
	if (rc == TRIEN_OK)
		rc = tr_mailbox_open(NULL, &opened.server, opened.path != NULL && opened.path[0] != '\0' ? opened.path : "INBOX", &m->box, err);
	tr_mail_place_close(&opened);
	return rc;
}

trien_rc
tr_in_mailbox(struct tr_registry_run *r, struct trien_err *err)
{
	struct mailbox m = {.r = r};

	if (r->rest.count > 0 || r->w->office->paper || r->w->office->in.folder != NULL)
		return TR_ERR(err, CLI_OPTION_TWICE, TR_S("option", "--mailbox, FILE, --paper, --folder"));
	TR_TRY(tr_office_who_of(r, "arrival.enter", &m.who, err));
	TR_TRY(tr_in_read_options(r, &m.like, err));
	m.like.channel = "mail";
	m.mail = tr_mem_zeroed(1, sizeof(*m.mail));
	m.all = json_array();
	trien_rc rc = m.mail != NULL ? read_senders(&m, err) : TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*m.mail)));
	if (rc == TRIEN_OK)
		rc = open_box(&m, err);
	if (rc == TRIEN_OK)
		rc = tr_in_desk_open(r, &m.desk, err);
	if (rc == TRIEN_OK) {
		rc = look_at_all(&m, err);
		tr_in_desk_close(&m.desk);
	}
	tr_mailbox_close(m.box);
	tr_buf_free(&m.senders);
	json_decref(m.all);
	free(m.mail);
	return rc;
}
