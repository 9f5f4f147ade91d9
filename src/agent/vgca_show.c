/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a person sees of a page's call, and says to it. */
#include <stdio.h>

#include "agent/vgca.h"
#include "agent/view.h"
#include "base/errors/agent.h"
#include "sign/certificate.h"
#include "store/hex.h"

/* ---- which certificate ---- */

/* No authority's, in its time, that may sign. */
static bool
is_wanted(const void *context, const struct tr_certificate *c)
{
	return !c->is_ca && tr_sign_check_certificate(c, *(const int64_t *)context, 0, NULL) == TRIEN_OK;
}

/* The one that the page's service wants, and no other. */
static bool
is_named(const void *context, const struct tr_certificate *c)
{
	char hex[2 * sizeof(c->sha256) + 1];

	tr_hex(TR_BYTES(c->sha256, sizeof(c->sha256)), hex);
	return strcmp(hex, context) == 0;
}

static trien_rc
find_keys(struct tr_vgca *v, struct trien_err *err)
{
	const bool named = v->certificate[0] != '\0';
	char short_name[17] = "*";

	TR_TRY(tr_agent_modules_read(&v->places, &v->modules, err));
	TR_TRY(tr_agent_keys_find(&v->modules, TR_AGENT_SERVER_MILLISECONDS, named ? is_named : is_wanted, named ? (const void *)v->certificate : &v->places.now, &v->keys, err));
	if (v->keys.count > 0)
		return tr_sign_check_certificate(v->keys.all[0].certificate, v->places.now, v->cli->env->zone_minutes, err);
	if (v->keys.trouble.code != TRIEN_OK) {
		*err = v->keys.trouble;
		return err->code;
	}
	if (named)
		snprintf(short_name, sizeof(short_name), "%.16s", v->certificate);
	return TR_ERR(err, AGENT_NO_TOKEN, TR_S("certificate", short_name));
}

static struct tr_agent_display_call
call_of(const struct tr_vgca *v)
{
	return (struct tr_agent_display_call){.server = &v->server.server, .kind = v->action->kind, .holder = tr_certificate_display_name(v->key->certificate), .number = v->number, .date = v->date, .is_named = v->certificate[0] != '\0'};
}

static trien_rc
ask(const struct tr_vgca *v, const struct tr_agent_display_call *call, const struct tr_agent_buttons *buttons, enum tr_agent_answer *out, struct trien_err *err)
{
	struct tr_agent_display d;

	TR_TRY(tr_agent_display_call(call, v->cli->lang, &d, err));
	const trien_rc rc = tr_agent_prompt_show(&v->prompt, &d, buttons, out, err);
	tr_agent_display_free(&d);
	return rc;
}

trien_rc
tr_vgca_choose(struct tr_vgca *v, struct trien_err *err)
{
	const struct tr_agent_buttons buttons = {tr_say(v->cli, "Dùng chứng thư này", "Use this certificate"), tr_say(v->cli, "Chứng thư khác", "Another certificate")};
	enum tr_agent_answer answer = TR_AGENT_OTHER;

	TR_TRY(find_keys(v, err));
	v->key = &v->keys.all[0];
	/* Two tokens with one certificate are one to a person. */
	for (size_t i = 0; v->keys.count > 1 && v->certificate[0] == '\0' && answer == TR_AGENT_OTHER; i = (i + 1) % v->keys.count) {
		v->key = &v->keys.all[i];
		const struct tr_agent_display_call call = call_of(v);
		TR_TRY(ask(v, &call, &buttons, &answer, err));
	}
	return answer == TR_AGENT_NO ? TR_ERR0(err, AGENT_DECLINED) : TRIEN_OK;
}

/* ---- yes to all of it ---- */

/* Who cannot see it is told why, and asked again. */
static void
view(const struct tr_vgca *v, size_t i)
{
	struct trien_err why = {0};
	char text[TR_AGENT_LINE_MAX];

	if (tr_agent_view_address(v->documents[i].is_reserved ? v->documents[i].reserved : v->documents[i].path, &why) == TRIEN_OK)
		return;
	trien_err_text(&why, v->cli->lang, text, sizeof(text));
	tr_agent_prompt_tell(&v->prompt, text);
}

static void
list(const struct tr_vgca *v, struct tr_agent_display_item *items)
{
	for (size_t i = 0; i < v->request.file_count; i++)
		items[i] = (struct tr_agent_display_item){v->request.files[i].name, v->documents[i].hash, v->documents[i].bytes.n, v->documents[i].pages, v->documents[i].is_reserved};
}

trien_rc
tr_vgca_agree(struct tr_vgca *v, struct trien_err *err)
{
	struct tr_agent_display_item items[TR_AGENT_ITEMS_MAX];
	struct tr_agent_display_call call = call_of(v);
	const size_t count = v->request.file_count;
	enum tr_agent_answer answer = TR_AGENT_OTHER;
	char other[64];

	list(v, items);
	call.items = items;
	call.count = count;
	for (size_t next = 0; answer == TR_AGENT_OTHER; next = (next + 1) % count) {
		snprintf(other, sizeof(other), "%s %zu/%zu", tr_say(v->cli, "Mở văn bản", "Open document"), next + 1, count);
		const struct tr_agent_buttons buttons = {count > 0 ? tr_say(v->cli, "Ký", "Sign") : tr_say(v->cli, "Đồng ý", "Agree"), count > 0 ? other : NULL};
		TR_TRY(ask(v, &call, &buttons, &answer, err));
		if (answer != TR_AGENT_OTHER || count == 0)
			break;
		view(v, next);
	}
	return answer == TR_AGENT_YES ? TRIEN_OK : TR_ERR0(err, AGENT_DECLINED);
}
