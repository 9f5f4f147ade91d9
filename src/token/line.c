/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "token/line.h"

#include <string.h>
#include <sys/mman.h>

#include "base/errors/crypto.h"
#include "base/errors/token.h"
#include "base/message.h"
#include "crypto/signer_key.h"
#include "fetch/frame.h"

static bool
say(struct tr_token_line *l, enum tr_token_kind kind, struct tr_bytes b)
{
	return l->helper.line >= 0 && tr_frame_write(l->helper.line, (enum tr_frame_kind)kind, b, TR_BYTES(NULL, 0));
}

static trien_rc
failed(struct tr_token_line *l, const char *why, struct trien_err *err)
{
	bool missing = false;

	tr_helper_see_off(&l->helper, &missing);
	return missing ? TR_ERR0(err, TOKEN_PROGRAM) : TR_ERR(err, TOKEN_PROGRAM_FAILED, TR_S("why", why));
}

static trien_rc
hung(struct tr_token_line *l, int milliseconds, struct trien_err *err)
{
	bool missing;

	tr_helper_see_off(&l->helper, &missing);
	return TR_ERR(err, TOKEN_HUNG, TR_I("seconds", (milliseconds + 999) / 1000));
}

trien_rc
tr_token_start(const struct tr_helper_program *p, struct tr_token_line *out, struct trien_err *err)
{
	*out = TR_TOKEN_LINE_NONE;
	out->in.max = TR_TOKEN_MESSAGE_MAX + 1;
	return tr_helper_start(p, &out->helper, err);
}

bool
tr_token_is_there(const struct tr_token_line *l)
{
	return l->helper.line >= 0;
}

void
tr_token_stop(struct tr_token_line *l)
{
	bool missing;

	tr_helper_see_off(&l->helper, &missing);
	tr_buf_free(&l->in);
}

/* ---- what the token asks ---- */

static bool
ask_pin(struct tr_token_line *l, const struct tr_token_question *q, struct tr_buf *answer)
{
	const struct tr_pin_source *pin = l->pin;
	TR_AUTO_SECRET text = {0};

	if (tr_pin_ask(pin, q->label, q->warning, &text, &l->declined) != TRIEN_OK || text.n == 0)
		return false;
	answer->p[0] = 1;
	return tr_buf_add_bytes(answer, tr_buf_view(&text), NULL) == TRIEN_OK;
}

/* Whatever a person takes to answer is not the module's time. */
static bool
answer_question(struct tr_token_line *l)
{
	TR_AUTO_SECRET answer = {.max = TR_PIN_MAX + 1};
	struct tr_token_question q;

	/* In one piece: a buffer that grew would leave copies behind. */
	if (!tr_token_read_question(tr_buf_view(&l->in), &q) || tr_buf_reserve(&answer, TR_PIN_MAX + 1, NULL) != TRIEN_OK || tr_buf_add_byte(&answer, 0, NULL) != TRIEN_OK)
		return false;
	(void)mlock(answer.p, answer.cap); /* out of the swap, where the system permits that */
	if (q.asked == TR_TOKEN_ASKS_FINAL_TRY)
		answer.p[0] = l->pin != NULL && l->pin->confirm_final_try != NULL && l->pin->confirm_final_try(l->pin->context, q.label);
	else if (!ask_pin(l, &q, &answer))
		answer.n = 1;
	return say(l, TR_TOKEN_ANSWER, tr_buf_view(&answer));
}

/* ---- asking ---- */

/* Until an answer of a wanted kind is in l->in. */
static trien_rc
hear_one_of(struct tr_token_line *l, const char *wanted, int milliseconds, enum tr_frame_kind *kind, struct trien_err *err)
{
	enum tr_frame_end end;
	unsigned asked = 0;

	l->declined = (struct trien_err){0};
	if (l->helper.line < 0)
		return failed(l, "gone", err);
	do
		end = tr_frame_read(l->helper.line, milliseconds, TR_TOKEN_MESSAGE_MAX, kind, &l->in);
	while (end == TR_FRAME_GOOD && *kind == (enum tr_frame_kind)TR_TOKEN_QUESTION && asked++ < TR_TOKEN_QUESTIONS_MAX && answer_question(l));
	if (end == TR_FRAME_TOO_LATE)
		return hung(l, milliseconds, err);
	if (end == TR_FRAME_GOOD && *kind != 0 && strchr(wanted, (int)*kind) != NULL)
		return TRIEN_OK;
	if (end == TR_FRAME_GOOD && *kind == (enum tr_frame_kind)TR_TOKEN_ERROR) {
		const trien_rc code = tr_message_read_error(tr_buf_view(&l->in), err);
		if (code == TRIEN_E_KEY_PIN_REFUSED && l->declined.code != TRIEN_OK && err != NULL)
			*err = l->declined;
		if (code != TRIEN_OK)
			return err != NULL ? err->code : code;
	}
	return failed(l, end == TR_FRAME_GOOD ? "malformed answer" : "gone", err);
}

static trien_rc
hear(struct tr_token_line *l, enum tr_token_kind want, int milliseconds, struct trien_err *err)
{
	const char wanted[] = {(char)want, '\0'};
	enum tr_frame_kind kind;

	return hear_one_of(l, wanted, milliseconds, &kind, err);
}

static trien_rc
say_spec(struct tr_token_line *l, enum tr_token_kind kind, const struct tr_token_spec *spec, struct trien_err *err)
{
	TR_AUTO_BUF b = {0};

	TR_TRY(tr_token_write_spec(spec, &b, err));
	return say(l, kind, tr_buf_view(&b)) ? TRIEN_OK : failed(l, "gone", err);
}

trien_rc
tr_token_open_begin(struct tr_token_line *l, const struct tr_token_spec *spec, struct trien_err *err)
{
	return say_spec(l, TR_TOKEN_OPEN, spec, err);
}

trien_rc
tr_token_open_end(struct tr_token_line *l, int milliseconds, struct tr_token_key *out, struct trien_err *err)
{
	TR_TRY(hear(l, TR_TOKEN_KEY, milliseconds, err));
	return tr_token_read_key(tr_buf_view(&l->in), out) ? TRIEN_OK : failed(l, "malformed answer", err);
}

trien_rc
tr_token_open(struct tr_token_line *l, const struct tr_token_spec *spec, int milliseconds, struct tr_token_key *out, struct trien_err *err)
{
	TR_TRY(tr_token_open_begin(l, spec, err));
	return tr_token_open_end(l, milliseconds, out, err);
}

trien_rc
tr_token_sign(struct tr_token_line *l, struct tr_bytes digest, int milliseconds, struct tr_buf *value, struct trien_err *err)
{
	if (!say(l, TR_TOKEN_SIGN, digest))
		return failed(l, "gone", err);
	TR_TRY(hear(l, TR_TOKEN_VALUE, milliseconds, err));
	if (l->in.n == 0 || l->in.n > TR_SIGNATURE_MAX)
		return failed(l, "malformed answer", err);
	return tr_buf_add_bytes(value, tr_buf_view(&l->in), err);
}

trien_rc
tr_token_check(struct tr_token_line *l, int milliseconds, struct trien_err *err)
{
	if (!say(l, TR_TOKEN_CHECK, TR_BYTES(NULL, 0)))
		return failed(l, "gone", err);
	return hear(l, TR_TOKEN_GOOD, milliseconds, err);
}

trien_rc
tr_token_list(struct tr_token_line *l, const struct tr_token_spec *spec, int milliseconds, tr_token_listed_one *one, void *context, struct trien_err *err)
{
	static const char wanted[] = {TR_TOKEN_LISTED, TR_TOKEN_GOOD, '\0'};
	struct tr_token_listed t;
	enum tr_frame_kind kind;

	TR_TRY(say_spec(l, TR_TOKEN_LIST, spec, err));
	for (unsigned i = 0; i <= TR_TOKEN_LISTED_MAX; i++) {
		TR_TRY(hear_one_of(l, wanted, milliseconds, &kind, err));
		if (kind == (enum tr_frame_kind)TR_TOKEN_GOOD)
			return TRIEN_OK;
		if (i == TR_TOKEN_LISTED_MAX || !tr_token_read_listed(tr_buf_view(&l->in), &t))
			break;
		TR_TRY(one(context, &t, err));
	}
	return failed(l, "malformed answer", err);
}

trien_rc
tr_token_change_pin(struct tr_token_line *l, const struct tr_token_spec *spec, int milliseconds, struct trien_err *err)
{
	TR_TRY(say_spec(l, TR_TOKEN_CHANGE, spec, err));
	return hear(l, TR_TOKEN_GOOD, milliseconds, err);
}
