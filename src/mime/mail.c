/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "mime/mail.h"

#include <string.h>
#include <strings.h>

#include "base/errors/mime.h"
#include "mime/decode.h"
#include "mime/head.h"

struct taking {
	struct tr_arena *arena;
	struct tr_mime_mail *out;
	size_t parts;
};

/* ---- the mail's own head ---- */

/* "Tên <a@b.example>", or "a@b.example" alone: one, else it is nobody's. */
static void
read_from(const char *text, char out[TR_MAIL_ADDRESS_MAX + 1])
{
	const char *open = strrchr(text, '<'), *close = open != NULL ? strchr(open, '>') : NULL;
	const char *from = open != NULL ? open + 1 : text + strspn(text, " \t");
	size_t n = open != NULL ? (close != NULL ? (size_t)(close - from) : 0) : strlen(from);

	out[0] = '\0';
	while (open == NULL && n > 0 && (from[n - 1] == ' ' || from[n - 1] == '\t'))
		n--;
	if (n == 0 || n > TR_MAIL_ADDRESS_MAX || (open != NULL && (strchr(text, '<') != open || close[1 + strspn(close + 1, " \t")] != '\0')))
		return;
	memcpy(out, from, n);
	out[n] = '\0';
	if (!tr_is_mail_address(out))
		out[0] = '\0';
}

static trien_rc
read_head(const struct tr_mime_head *h, struct tr_mime_mail *out, struct trien_err *err)
{
	TR_AUTO_BUF from = {0};
	TR_AUTO_BUF subject = {0};
	TR_AUTO_BUF automatic = {0};
	TR_AUTO_BUF type = {0};
	bool found;

	TR_TRY(tr_mime_field(h, "From", &from, &found, err));
	if (!found)
		return TR_ERR(err, MIME_MALFORMED, TR_S("what", "From"));
	read_from((const char *)from.p, out->from);
	TR_TRY(tr_mime_field(h, "Subject", &subject, &found, err));
	tr_mime_words((const char *)subject.p, out->subject, sizeof(out->subject));
	TR_TRY(tr_mime_field(h, "Auto-Submitted", &automatic, &found, err));
	const char *word = (const char *)automatic.p + strspn((const char *)automatic.p, " \t");
	out->automatic = found && strncasecmp(word, "no", 2) != 0;
	TR_TRY(tr_mime_field(h, "Content-Type", &type, &found, err));
	out->automatic = out->automatic || strncasecmp((const char *)type.p + strspn((const char *)type.p, " \t"), "multipart/report", 16) == 0;
	return TRIEN_OK;
}

/* ---- a part ---- */

struct kind {
	char type[100], name[TR_MIME_NAME_MAX + 1], encoding[24], disposition[24];
};

/* The last word of a path is a name; what is left of it may be nothing. */
static void
take_name(const char *text, char out[TR_MIME_NAME_MAX + 1])
{
	for (const char *p = text; *p != '\0'; p++)
		if (*p == '/' || *p == '\\')
			text = p + 1;
	memmove(out, text, strlen(text) + 1);
}

static trien_rc
read_kind(const struct tr_mime_head *h, struct tr_buf *field, struct kind *k, struct trien_err *err)
{
	char name[TR_MIME_NAME_MAX + 1] = "";
	bool found, named = false;

	*k = (struct kind){.type = "text/plain", .encoding = "7bit"};
	tr_buf_clear(field);
	TR_TRY(tr_mime_field(h, "Content-Transfer-Encoding", field, &found, err));
	if (found)
		TR_TRY(tr_mime_value((const char *)field->p, k->encoding, sizeof(k->encoding), err));
	tr_buf_clear(field);
	TR_TRY(tr_mime_field(h, "Content-Disposition", field, &found, err));
	if (found) {
		TR_TRY(tr_mime_value((const char *)field->p, k->disposition, sizeof(k->disposition), err));
		TR_TRY(tr_mime_parameter((const char *)field->p, "filename", name, sizeof(name), &named, err));
	}
	tr_buf_clear(field);
	TR_TRY(tr_mime_field(h, "Content-Type", field, &found, err)); /* the last: its boundary is asked for next */
	if (found) {
		TR_TRY(tr_mime_value((const char *)field->p, k->type, sizeof(k->type), err));
		if (!named)
			TR_TRY(tr_mime_parameter((const char *)field->p, "name", name, sizeof(name), &named, err));
	}
	take_name(name, k->name);
	return TRIEN_OK;
}

static bool
is_pdf(const struct kind *k)
{
	const size_t n = strlen(k->name);

	return strcmp(k->type, "application/pdf") == 0 || strcmp(k->type, "application/x-pdf") == 0 || (n > 4 && strcasecmp(k->name + n - 4, ".pdf") == 0);
}

static trien_rc
decode(struct taking *t, const struct kind *k, struct tr_bytes body, struct tr_bytes *out, struct trien_err *err)
{
	TR_AUTO_BUF decoded = {.max = TR_MIME_SIZE_MAX + 4};
	const uint8_t *copy;
	bool good;

	if (strcmp(k->encoding, "7bit") == 0 || strcmp(k->encoding, "8bit") == 0 || strcmp(k->encoding, "binary") == 0) {
		*out = body;
		return TRIEN_OK;
	}
	if (strcmp(k->encoding, "base64") == 0)
		good = tr_mime_base64(body, &decoded);
	else
		good = strcmp(k->encoding, "quoted-printable") == 0 && tr_mime_quoted_printable(body, &decoded);
	if (!good)
		return TR_ERR(err, MIME_MALFORMED, TR_S("what", k->encoding));
	TR_TRY(tr_arena_copy(t->arena, decoded.p, decoded.n, &copy, err));
	*out = TR_BYTES(copy, decoded.n);
	return TRIEN_OK;
}

/* The text of a mail is what has no name and is not attached. */
static bool
is_text(const struct kind *k)
{
	return strncmp(k->type, "text/", 5) == 0 && k->name[0] == '\0' && strcmp(k->disposition, "attachment") != 0;
}

static trien_rc
take_part(struct taking *t, const struct kind *k, struct tr_bytes body, struct trien_err *err)
{
	struct tr_mime_part *p = &t->out->parts[t->out->count];

	if (is_text(k) && !is_pdf(k))
		return TRIEN_OK;
	*p = (struct tr_mime_part){.pdf = is_pdf(k), .inside = strcmp(k->disposition, "inline") == 0 && strncmp(k->type, "image/", 6) == 0};
	memcpy(p->name, k->name, sizeof(p->name));
	if (p->pdf)
		TR_TRY(decode(t, k, body, &p->content, err));
	t->out->count++; /* there is room: parts are counted */
	return TRIEN_OK;
}

/* ---- parts of parts ---- */

static trien_rc take_entity(struct taking *t, struct tr_bytes entity, unsigned depth, struct trien_err *err);

enum edge { NO_EDGE, BETWEEN, LAST };

/* "--boundary" or "--boundary--", blanks behind it. */
static enum edge
edge_of(struct tr_bytes line, const char *boundary)
{
	const size_t n = strlen(boundary);

	if (line.n < n + 2 || line.p[0] != '-' || line.p[1] != '-' || memcmp(line.p + 2, boundary, n) != 0)
		return NO_EDGE;
	struct tr_bytes rest = tr_bytes_part(line, n + 2, line.n);
	const bool last = rest.n >= 2 && rest.p[0] == '-' && rest.p[1] == '-';
	if (last)
		rest = tr_bytes_part(rest, 2, rest.n);
	for (size_t i = 0; i < rest.n; i++)
		if (rest.p[i] != ' ' && rest.p[i] != '\t')
			return NO_EDGE;
	return last ? LAST : BETWEEN;
}

/* The end of the line before an edge is the edge's own (RFC 2046 §5.1.1). */
static struct tr_bytes
between(struct tr_bytes body, size_t from, size_t to)
{
	if (to > from && body.p[to - 1] == '\n')
		to--;
	if (to > from && body.p[to - 1] == '\r')
		to--;
	return tr_bytes_part(body, from, to - from);
}

static trien_rc
take_parts(struct taking *t, struct tr_bytes body, const char *boundary, unsigned depth, struct trien_err *err)
{
	struct tr_bytes line;
	size_t at = 0, from = 0;
	bool in = false;

	for (size_t before = 0; tr_mime_line(body, &at, &line); before = at) {
		const enum edge edge = edge_of(line, boundary);
		if (edge == NO_EDGE)
			continue;
		if (in)
			TR_TRY(take_entity(t, between(body, from, before), depth + 1, err));
		if (edge == LAST)
			return TRIEN_OK; /* what stands behind is nothing */
		in = true;
		from = at;
	}
	/* Without its last edge it may have been cut off on its way. */
	return TR_ERR(err, MIME_MALFORMED, TR_S("what", "boundary"));
}

static trien_rc
read_boundary(const char *field, char out[TR_MIME_BOUNDARY_MAX + 2], struct trien_err *err)
{
	bool found;

	TR_TRY(tr_mime_parameter(field, "boundary", out, TR_MIME_BOUNDARY_MAX + 2, &found, err));
	const size_t n = strlen(out);
	if (!found || n == 0 || n > TR_MIME_BOUNDARY_MAX || strspn(out, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'()+_,-./:=? ") != n)
		return TR_ERR(err, MIME_MALFORMED, TR_S("what", "boundary"));
	return TRIEN_OK;
}

static trien_rc
take_entity(struct taking *t, struct tr_bytes entity, unsigned depth, struct trien_err *err)
{
	TR_AUTO_BUF field = {0};
	char boundary[TR_MIME_BOUNDARY_MAX + 2];
	struct tr_mime_head head;
	struct kind k;

	if (depth > TR_MIME_DEPTH_MAX)
		return TR_ERR(err, MIME_LIMIT, TR_S("what", "depth"), TR_U("max", TR_MIME_DEPTH_MAX));
	if (t->parts++ == TR_MIME_PARTS_MAX)
		return TR_ERR(err, MIME_LIMIT, TR_S("what", "parts"), TR_U("max", TR_MIME_PARTS_MAX));
	TR_TRY(tr_mime_head_read(entity, &head, err));
	TR_TRY(read_kind(&head, &field, &k, err));
	if (strncmp(k.type, "multipart/", 10) != 0)
		return take_part(t, &k, head.body, err);
	TR_TRY(read_boundary((const char *)field.p, boundary, err));
	return take_parts(t, head.body, boundary, depth, err);
}

trien_rc
tr_mime_read(struct tr_bytes mail, struct tr_arena *arena, struct tr_mime_mail *out, struct trien_err *err)
{
	struct taking t = {arena, out, 0};
	struct tr_mime_head head;

	memset(out, 0, sizeof(*out));
	if (mail.n > TR_MIME_SIZE_MAX)
		return TR_ERR(err, MIME_LIMIT, TR_S("what", "mail"), TR_U("max", TR_MIME_SIZE_MAX));
	TR_TRY(tr_mime_head_read(mail, &head, err));
	TR_TRY(read_head(&head, out, err));
	return take_entity(&t, mail, 0, err);
}
