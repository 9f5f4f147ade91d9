/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a page has asked for, done by the command trien on the files of this call: it opens them in its sandbox, holds the page against the rules, works out the digest, and asks for the PIN. What comes of it
 * must begin with the very bytes that were shown. Requirement: R5.3
 */
#include <stdio.h>

#include "agent/trien.h"
#include "agent/vgca.h"
#include "base/errors/agent.h"
#include "base/env.h"
#include "cli/file.h"

/* ---- what the command is told ---- */

static void
begin(const struct tr_vgca *v, struct tr_agent_words *w, const char *command)
{
	*w = (struct tr_agent_words){0};
	tr_agent_word(w, "trien");
	tr_agent_word(w, command);
	tr_agent_word(w, "--json");
	tr_agent_option(w, "--lang", v->cli->lang == TRIEN_LANG_EN ? "en" : "vi");
}

static void
add_key(const struct tr_vgca *v, struct tr_agent_words *w)
{
	tr_agent_option(w, "--key", v->key->uri);
	tr_agent_word(w, "--pinentry");
}

static void
add_seal(const struct tr_vgca *v, struct tr_agent_words *w)
{
	if (v->settings.seal[0] == '\0')
		return;
	tr_agent_option(w, "--picture", v->settings.seal);
	tr_agent_option(w, "--diameter-mm", v->settings.diameter);
}

/* seen: as the page's rules want it, where they find a place. */
static void
add_look(const struct tr_vgca *v, bool seen, struct tr_agent_words *w)
{
	const bool person = v->action->kind == TR_VGCA_APPROVE || v->action->kind == TR_VGCA_PDF;

	if (!seen || v->action->kind == TR_VGCA_FILES) {
		tr_agent_word(w, "--unseen");
		return;
	}
	tr_agent_option(w, "--as", person ? "signatory" : v->action->kind == TR_VGCA_ISSUE ? "agency" : v->action->kind == TR_VGCA_COPY ? "e-copy" : "attachment");
	if (person) {
		tr_agent_option(w, "--picture", v->settings.picture);
		tr_agent_option(w, "--name", v->settings.name);
	} else if (v->action->kind == TR_VGCA_ISSUE) {
		add_seal(v, w);
	} else if (v->action->kind == TR_VGCA_COPY) {
		tr_agent_option(w, "--copy-kind", v->settings.copy_kind);
		tr_agent_option(w, "--agency-name", v->settings.agency);
	} else {
		tr_agent_option(w, "--number", v->number);
	}
	tr_agent_word(w, "--auto");
}

/* A field that was reserved has its place. */
static void
drop_auto(struct tr_agent_words *w)
{
	for (size_t i = 0; i < w->count; i++)
		if (strcmp(w->all[i], "--auto") == 0) {
			memmove(&w->all[i], &w->all[i + 1], (w->count - i) * sizeof(*w->all));
			w->count--;
			return;
		}
}

static bool
issues(const struct tr_vgca *v)
{
	return v->action->kind == TR_VGCA_ISSUE && v->number[0] != '\0';
}

static void
say(const struct tr_vgca *v, bool seen, struct tr_agent_words *w)
{
	begin(v, w, issues(v) ? "issue" : "sign");
	add_key(v, w);
	if (issues(v)) {
		tr_agent_option(w, "--number", v->number);
		tr_agent_option(w, "--date", v->date);
		tr_agent_option(w, "--name", v->settings.agency);
		tr_agent_option(w, "--trust", v->settings.trust);
		add_seal(v, w);
	} else {
		add_look(v, seen, w);
	}
	if (v->request.file_count == 1)
		tr_agent_option(w, "-o", v->documents[0].target);
	else
		tr_agent_option(w, "--out-dir", v->folder);
	tr_agent_word(w, "--");
	for (size_t i = 0; i < v->request.file_count; i++)
		tr_agent_word(w, v->documents[i].is_reserved ? v->documents[i].reserved : v->documents[i].path);
}

/* Is there something for a page to show? Appendices and copies have words alone. */
static bool
may_be_seen(const struct tr_vgca *v)
{
	switch (v->action->kind) {
	case TR_VGCA_APPROVE:
	case TR_VGCA_PDF:
		return v->settings.picture[0] != '\0';
	case TR_VGCA_ISSUE:
		return v->settings.seal[0] != '\0';
	default:
		return v->action->kind != TR_VGCA_FILES;
	}
}

/* ---- running it ---- */

/* The page's own fault, and none of the document's: it could be signed, but not be seen to be. */
static bool
is_about_place(const json_t *o)
{
	static const char *const ids[] = {"official.place-unsure", "official.name-not-found", "official.name-twice", "official.no-room", "official.field-invisible"};

	for (size_t i = 0; i < sizeof(ids) / sizeof(*ids); i++)
		if (tr_agent_trien_is(o, ids[i]))
			return true;
	return false;
}

/* Where no place is sure, a person may have it signed without being seen. */
static trien_rc
ask_unseen(const struct tr_vgca *v, bool *seen, struct trien_err *err)
{
	const struct tr_agent_buttons buttons = {.yes = tr_say(v->cli, "Ký không hình", "Sign unseen")};
	enum tr_agent_answer answer;

	TR_TRY(tr_agent_prompt_ask(&v->prompt, tr_say(v->cli, "Không chắc chỗ đặt chữ ký trên trang. Ký mà không có hình chữ ký?", "No place for the signature on the page is sure. Sign without its being seen?"), &buttons, &answer, err));
	*seen = false;
	return answer == TR_AGENT_YES ? TRIEN_OK : TR_ERR0(err, AGENT_DECLINED);
}

/* What trien says of each file, as often as a wrong PIN, or a place that is not sure, leaves something to be tried. */
static trien_rc
run(const struct tr_vgca *v, json_t **said, struct trien_err *err)
{
	bool seen = may_be_seen(v), placed = false;
	struct tr_agent_words w;
	int code;

	for (unsigned tries = 1;; ) {
		say(v, seen, &w);
		if (placed)
			drop_auto(&w);
		TR_TRY(tr_agent_trien_run(&w, said, &code, err));
		const json_t *first = json_array_get(*said, 0);
		const bool wrong_pin = tr_agent_trien_is(first, "token.pin-wrong") && tries < TR_AGENT_PIN_TRIES;
		const bool has_place = !placed && tr_agent_trien_is(first, "official.field-has-place");
		const bool unsure = seen && v->request.file_count == 1 && is_about_place(first);
		if (!wrong_pin && !has_place && !unsure)
			return TRIEN_OK;
		json_decref(*said);
		*said = NULL;
		tries += wrong_pin;
		placed = placed || has_place;
		if (unsure)
			TR_TRY(ask_unseen(v, &seen, err));
	}
}

/* ---- what came of it ---- */

/* A signature is appended: what was shown is what it covers. */
static trien_rc
take(struct tr_vgca_document *d, struct trien_err *err)
{
	d->signed_.max = TR_AGENT_DOCUMENT_MAX + TR_AGENT_REVISION_MAX;
	TR_TRY(tr_file_read(d->target, d->signed_.max, &d->signed_, err));
	return d->signed_.n > d->bytes.n && memcmp(d->signed_.p, d->bytes.p, d->bytes.n) == 0 ? TRIEN_OK : TR_ERR0(err, AGENT_PAGE_CHANGED);
}

trien_rc
tr_vgca_sign(struct tr_vgca *v, struct trien_err *err)
{
	const size_t count = v->request.file_count;
	json_t *said = NULL;
	size_t good = 0;

	for (size_t i = 0; i < count; i++)
		snprintf(v->documents[i].target, sizeof(v->documents[i].target), "%s/%zu.signed.pdf", v->folder, i + 1);
	TR_TRY(run(v, &said, err));
	for (size_t i = 0; i < count; i++) {
		struct tr_vgca_document *d = &v->documents[i];
		/* One that says less was refused as a whole. */
		const json_t *o = json_array_get(said, i < json_array_size(said) ? i : 0);
		if (tr_agent_trien_told(o, &d->why) == TRIEN_OK && take(d, &d->why) == TRIEN_OK)
			good++;
	}
	json_decref(said);
	if (good > 0)
		return TRIEN_OK;
	*err = v->documents[0].why;
	return err->code;
}

/* ---- before it ---- */

/* "79/QĐ-UBND" is number 79 to the command, which finds the rest on the page; an appendix shows the whole of it. */
static void
cut_number(struct tr_vgca *v)
{
	const size_t n = v->action->kind == TR_VGCA_ISSUE ? strcspn(v->request.number, "/") : strlen(v->request.number);

	snprintf(v->number, sizeof(v->number), "%.*s", (int)n, v->request.number);
}

/* A moment, as programs write it, is a day in Vietnam; what a person wrote is left to the command. */
static void
cut_date(struct tr_vgca *v)
{
	char text[TR_TIME_TEXT_MAX];
	int64_t when;

	snprintf(v->date, sizeof(v->date), "%s", v->request.date);
	if (strchr(v->date, 'T') == NULL || tr_time_read_iso(TR_BYTES(v->date, strlen(v->date)), TR_ZONE_VIETNAM, &when, NULL) != TRIEN_OK)
		return;
	tr_time_iso(when, TR_ZONE_VIETNAM, text);
	snprintf(v->date, sizeof(v->date), "%.10s", text);
}

/* Of whom the page is searched for; empty where it could not be told to the command. */
static void
name_of(const struct tr_vgca *v, char out[TR_AGENT_NAME_MAX + 1])
{
	const struct tr_text person = tr_certificate_person_name(v->key->certificate);

	if (v->settings.name[0] != '\0')
		snprintf(out, TR_AGENT_NAME_MAX + 1, "%s", v->settings.name);
	else
		snprintf(out, TR_AGENT_NAME_MAX + 1, "%.*s", (int)(person.n < TR_AGENT_NAME_MAX ? person.n : TR_AGENT_NAME_MAX), person.p);
	if (strpbrk(out, ";,=") != NULL)
		out[0] = '\0';
}

/* Where the page has no sure place for all of it, or somebody has signed, it stays as it came. */
static trien_rc
reserve(struct tr_vgca *v, struct trien_err *err)
{
	char name[TR_AGENT_NAME_MAX + 1], signers[2 * TR_AGENT_NAME_MAX + 128];
	struct tr_vgca_document *d = &v->documents[0];
	TR_AUTO_BUF made = {.max = TR_AGENT_DOCUMENT_MAX + TR_AGENT_REVISION_MAX};
	struct tr_agent_words w;
	json_t *said = NULL;
	int code;

	name_of(v, name);
	snprintf(signers, sizeof(signers), "as=signatory%s%s;as=agency,diameter-mm=%s", name[0] != '\0' ? ",name=" : "", name, v->settings.diameter);
	begin(v, &w, "reserve");
	tr_agent_option(&w, "--signers", signers);
	tr_agent_option(&w, "-o", d->reserved);
	tr_agent_word(&w, "--");
	tr_agent_word(&w, d->path);
	TR_TRY(tr_agent_trien_run(&w, &said, &code, err));
	json_decref(said);
	if (code != 0)
		return TRIEN_OK;
	TR_TRY(tr_file_read(d->reserved, made.max, &made, err));
	if (made.n <= d->bytes.n || memcmp(made.p, d->bytes.p, d->bytes.n) != 0)
		return TR_ERR0(err, AGENT_PAGE_CHANGED);
	tr_buf_clear(&d->bytes);
	d->is_reserved = true;
	TR_TRY(tr_vgca_hash(tr_buf_view(&made), d->hash, err));
	return tr_buf_add_bytes(&d->bytes, tr_buf_view(&made), err);
}

trien_rc
tr_vgca_prepare(struct tr_vgca *v, struct trien_err *err)
{
	cut_number(v);
	cut_date(v);
	/* A service that names the certificate is one of ours: it has put the places into the document itself, or wants none. */
	return v->action->kind == TR_VGCA_APPROVE && v->settings.reserve && v->certificate[0] == '\0' ? reserve(v, err) : TRIEN_OK;
}

/* ---- what signatures are worth ---- */

trien_rc
tr_vgca_verify(struct tr_vgca *v, struct trien_err *err)
{
	struct tr_agent_words w;
	json_t *said = NULL;
	int code;

	begin(v, &w, "verify");
	tr_agent_option(&w, "--trust", v->settings.trust);
	tr_agent_word(&w, "--");
	tr_agent_word(&w, v->documents[0].path);
	TR_TRY(tr_agent_trien_run(&w, &said, &code, err));
	json_t *first = json_array_get(said, 0);
	const trien_rc rc = code > 2 ? tr_agent_trien_told(first, err) : TRIEN_OK;
	if (rc == TRIEN_OK) {
		json_object_set_new(v->reply, "Valid", json_boolean(code == 0));
		json_object_set_new(v->reply, "Indication", json_string(code == 0 ? "passed" : code == 1 ? "failed" : "indeterminate"));
		json_object_set(v->reply, "Report", first);
	}
	json_decref(said);
	return rc;
}
