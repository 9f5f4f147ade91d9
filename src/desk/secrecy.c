/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R5.1 */
#include "desk/secrecy.h"

#include <stdio.h>

#include "base/errors/official.h"
#include "base/errors/profile.h"
#include "desk/picture_text.h"
#include "worker/task_secrecy.h"

/* ---- what has to be read as a picture ---- */
/* What is being looked for, and what was found of it. */
struct gate {
	struct tr_worker *worker;
	int fd;
	struct tr_secrecy_asked asked;
	struct tr_secrecy_report report;
	struct tr_secrecy_zones unread; /* drawings that nobody could read */
	bool from_picture, urgent;      /* read from a picture: the stamp; a stamp of urgency */
};

/* Box 10b of Annex I, Decree 30/2020: in the same place, in the same frame. */
static const struct tr_secrecy_rules urgency = {
	.stamps = {TR_TEXT_LIT("KHẨN"), TR_TEXT_LIT("THƯỢNG KHẨN"), TR_TEXT_LIT("HỎA TỐC")}, .stamp_count = 3};

/* Notes a stamp and a title that stand on a line of what was read. */
static void
judge_lines(struct gate *g, struct tr_bytes text, size_t page)
{
	struct tr_secrecy_report *r = &g->report;
	size_t kind;

	g->urgent = false;
	while (text.n > 0) {
		const uint8_t *end = memchr(text.p, '\n', text.n);
		const size_t n = end != NULL ? (size_t)(end - text.p) : text.n;
		struct tr_text line;
		const bool good = tr_text_of(tr_bytes_part(text, 0, n), &line, NULL) == TRIEN_OK;
		if (good && !r->found && tr_secrecy_line(line, &g->asked.stamps, &r->kind)) {
			r->found = g->from_picture = true;
			r->page = page;
		}
		g->urgent |= good && tr_secrecy_line(line, &urgency, &kind);
		if (good && !r->excluded && tr_kind_line(line, &g->asked.kinds, &r->excluded_kind)) {
			r->excluded = true;
			r->excluded_page = page;
		}
		text = tr_bytes_part(text, n + 1, SIZE_MAX);
	}
}

/* Has tesseract read a zone; sparse text, as stamps stand in it. False where it could not. */
static bool
read_zone(struct gate *g, struct tr_secrecy_zone zone, enum tr_secrecy_show show)
{
	static const char *const options[] = {"-l", "vie", "--psm", "11", NULL};
	TR_AUTO_BUF png = {0}, text = {0};

	if (tr_task_secrecy_zone(g->worker, g->fd, zone, g->asked.stamps.foot, show, &png, NULL) != TRIEN_OK ||
			!tr_picture_text(tr_buf_view(&png), "vie", options, &text))
		return false;
	judge_lines(g, tr_buf_view(&text), zone.page);
	return true;
}

/* Pages without text, where tesseract and its Vietnamese are installed; a person is asked about them anyway. */
static void
read_textless(struct gate *g)
{
	const struct tr_secrecy_zones *z = &g->report.textless;

	for (size_t i = 0; i < z->count && i < TR_SECRECY_ZONES_MAX && !g->report.found; i++)
		(void)read_zone(g, z->items[i], TR_SHOW_ALL);
}

/*
 * What is drawn beside the text of a page: a person is asked only where it could not be read. In the frame of a stamp
 * something must have been read: a logo says nothing and is none, but a stamp that says nothing was not read.
 */
static void
read_drawings(struct gate *g)
{
	const struct tr_secrecy_zones *z = &g->report.drawn;

	for (size_t i = 0; i < z->count && !g->report.found; i++) {
		if (i < TR_SECRECY_ZONES_MAX && read_zone(g, z->items[i], TR_SHOW_DRAWINGS) &&
				(g->report.found || g->urgent || !z->items[i].framed))
			continue;
		if (g->unread.count++ == 0)
			g->unread.items[0] = z->items[i < TR_SECRECY_ZONES_MAX ? i : TR_SECRECY_ZONES_MAX - 1];
	}
}

/* ---- the gate ---- */
static trien_rc
texts_of(const struct tr_profile_value *v, const char *key, struct tr_text *out, size_t max, size_t *count, struct trien_err *err)
{
	if (v->text_count > max)
		return TR_ERR(err, PROFILE_VALUE, TR_S("key", key), TR_S("want", "<= 16"));
	*count = v->text_count;
	for (size_t i = 0; i < v->text_count; i++)
		out[i] = (struct tr_text){v->texts[i], strlen(v->texts[i])};
	return TRIEN_OK;
}

static trien_rc
asked_of(const struct tr_profile *p, int64_t now, struct tr_secrecy_asked *out, struct trien_err *err)
{
	_Static_assert(TR_KINDS_MAX >= TR_PROFILE_TEXTS_MAX, "whatever a profile lists");
	struct tr_secrecy_rules *s = &out->stamps;

	TR_TRY(texts_of(tr_profile_find(p, TR_PROFILE_SECRECY_STAMPS, now), "secrecy.stamps", s->stamps, TR_SECRECY_STAMPS_MAX,
			&s->stamp_count, err));
	s->first_page = tr_profile_number(p, TR_PROFILE_SECRECY_FIRST_PAGE, now) / 100;
	s->other_pages = tr_profile_number(p, TR_PROFILE_SECRECY_OTHER_PAGES, now) / 100;
	s->foot = tr_profile_number(p, TR_PROFILE_SECRECY_FOOT, now) / 100;
	return texts_of(tr_profile_find(p, TR_PROFILE_SIGNING_EXCLUDED_KINDS, now), "signing.excluded-kinds", out->kinds.kinds,
			TR_KINDS_MAX, &out->kinds.count, err);
}

/* A page reader that gives up, or is ended, has not looked: a person must. */
static trien_rc
look(struct gate *g, struct trien_err *err)
{
	struct trien_err why = {0};
	const trien_rc rc = tr_task_secrecy(g->worker, g->fd, &g->asked, &g->report, &why);

	if (rc != TRIEN_OK && strncmp(trien_err_id(rc), "worker.", 7) == 0) {
		g->report = (struct tr_secrecy_report){.unreadable = why};
	} else if (rc != TRIEN_OK) {
		if (err != NULL)
			*err = why;
		return rc;
	}
	if (!g->report.found)
		read_textless(g);
	if (!g->report.found)
		read_drawings(g);
	return TRIEN_OK;
}

static trien_rc
judge_kind(const struct tr_secrecy_words *t, const char *source, struct tr_secrecy_outcome *o, struct trien_err *err)
{
	if (*o->kind == '\0')
		return TRIEN_OK;
	if (t->kind_by == NULL)
		return TR_ERR(err, OFFICIAL_KIND_EXCLUDED, TR_S("kind", o->kind), TR_U("page", o->kind_page), TR_S("source", source));
	o->kind_released_by = t->kind_by;
	return TRIEN_OK;
}

static trien_rc
judge(const struct tr_secrecy_words *t, const struct gate *g, struct tr_secrecy_outcome *o, struct trien_err *err)
{
	const struct tr_secrecy_report *r = &g->report;

	if (r->found && t->release_by == NULL)
		return TR_ERR(err, OFFICIAL_SECRECY_STAMP, TR_S("stamp", o->stamp), TR_U("page", o->stamp_page));
	if (r->found)
		o->released_by = t->release_by;
	if (r->textless.count == 0 && g->unread.count == 0 && r->unreadable.code == TRIEN_OK)
		return TRIEN_OK;
	/* Who releases a stamp has read the document. */
	o->not_secret_by = t->not_secret != NULL ? t->not_secret : o->released_by;
	if (o->not_secret_by != NULL)
		return TRIEN_OK;
	if (r->unreadable.code != TRIEN_OK) {
		(void)!TR_ERR(err, OFFICIAL_SECRECY_UNREAD, TR_S("cause", trien_err_id(r->unreadable.code)));
		tr_err_lend(err, &r->unreadable);
		return TRIEN_E_OFFICIAL_SECRECY_UNREAD;
	}
	if (r->textless.count > 0)
		return TR_ERR(err, OFFICIAL_SECRECY_WORD, TR_U("page", r->textless.items[0].page + 1), TR_U("pages", r->textless.count));
	return TR_ERR(err, OFFICIAL_SECRECY_DRAWING, TR_U("page", g->unread.items[0].page + 1), TR_U("pages", g->unread.count));
}

static trien_rc
pass(const struct tr_secrecy_door *d, const struct tr_secrecy_words *t, struct gate *g, struct tr_secrecy_outcome *o, struct trien_err *err)
{
	const struct tr_secrecy_report *r = &g->report;

	TR_TRY(asked_of(d->profile, d->now, &g->asked, err));
	TR_TRY(look(g, err));
	o->textless = r->textless.count;
	o->drawn = g->unread.count;
	o->read_from_picture = g->from_picture;
	if (r->found) {
		snprintf(o->stamp, sizeof(o->stamp), "%s", g->asked.stamps.stamps[r->kind].p);
		o->stamp_page = r->page + 1;
	}
	if (r->excluded) {
		snprintf(o->kind, sizeof(o->kind), "%s", g->asked.kinds.kinds[r->excluded_kind].p);
		o->kind_page = r->excluded_page + 1;
	}
	TR_TRY(judge(t, g, o, err));
	return judge_kind(t, tr_profile_find(d->profile, TR_PROFILE_SIGNING_EXCLUDED_KINDS, d->now)->source, o, err);
}

trien_rc
tr_secrecy_pass(const struct tr_secrecy_door *d, const struct tr_secrecy_words *words, struct tr_secrecy_outcome *out, struct trien_err *err)
{
	struct gate g = {.worker = d->worker, .fd = d->fd};
	struct tr_secrecy_outcome o = {0};

	TR_TRY(pass(d, words, &g, &o, err));
	*out = o;
	return TRIEN_OK;
}

trien_rc
tr_secrecy_request(const struct tr_secrecy_door *d, bool *quick, struct tr_buf *request, struct trien_err *err)
{
	struct tr_secrecy_asked asked = {0};

	TR_TRY(asked_of(d->profile, d->now, &asked, err));
	*quick = tr_task_secrecy_is_quick(&asked);
	return tr_secrecy_request_write(&asked, request, err);
}
