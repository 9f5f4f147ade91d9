/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "agent/prompt.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/errors/cli.h"
#include "token/pinentry.h"

#define TITLE "Triện"
#define TYPED_MAX 64

void
tr_agent_prompt_of(struct tr_agent_prompt *p, const struct tr_cli *cli, bool terminal)
{
	const struct tr_pin_options options = {.pinentry = !terminal};

	*p = (struct tr_agent_prompt){.cli = cli, .terminal = terminal, .milliseconds = -1};
	tr_pin_of(&p->pin, cli, &options);
}

void
tr_agent_prompt_patience(struct tr_agent_prompt *p, int64_t seconds)
{
	p->milliseconds = 1000 * (int)(seconds < 1 ? 1 : seconds < TR_AGENT_PATIENCE_MAX ? seconds : TR_AGENT_PATIENCE_MAX);
	p->pin.options.milliseconds = p->milliseconds;
}

/* ---- on a terminal ---- */

static int
open_terminal(void)
{
	return open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
}

/* A line of what is typed; what is longer than any word of ours is none. */
static bool
read_typed(int tty, char out[TYPED_MAX])
{
	size_t n = 0;
	char c;

	for (ssize_t got; (got = read(tty, &c, 1)) != 0 && c != '\n';) {
		if (got < 0 && errno != EINTR)
			return false;
		if (got > 0 && n < TYPED_MAX - 1)
			out[n++] = c;
	}
	out[n] = '\0';
	return true;
}

static trien_rc
ask_at_terminal(const struct tr_agent_prompt *p, const char *text, const struct tr_agent_buttons *b, enum tr_agent_answer *out, struct trien_err *err)
{
	const int tty = open_terminal();
	char typed[TYPED_MAX];

	if (tty < 0)
		return TR_ERR(err, CLI_PIN_SOURCE, TR_S("why", strerror(errno)));
	dprintf(tty, "%s\n%s? %s", text, b->yes, tr_say(p->cli, "Gõ YES", "Type YES"));
	if (b->other != NULL)
		dprintf(tty, "; %s: O", b->other);
	dprintf(tty, ": ");
	const bool read = read_typed(tty, typed);
	close(tty);
	*out = read && strcmp(typed, "YES") == 0 ? TR_AGENT_YES : read && b->other != NULL && strcmp(typed, "O") == 0 ? TR_AGENT_OTHER : TR_AGENT_NO;
	return TRIEN_OK;
}

/* ---- in windows ---- */

static trien_rc
ask_in_window(const struct tr_agent_prompt *p, const char *text, const struct tr_agent_buttons *b, enum tr_agent_answer *out, struct trien_err *err)
{
	static const enum tr_agent_answer answers[] = {[TR_PINENTRY_YES] = TR_AGENT_YES, [TR_PINENTRY_NO] = TR_AGENT_NO, [TR_PINENTRY_OTHER] = TR_AGENT_OTHER};
	const struct tr_pinentry words = {TITLE, text, b->yes, tr_say(p->cli, "Không", "No"), b->other, p->milliseconds};
	enum tr_pinentry_answer answer;

	TR_TRY(tr_pinentry_confirm(&words, &answer, err));
	*out = answers[answer];
	return TRIEN_OK;
}

/* ---- either ---- */

trien_rc
tr_agent_prompt_ask(const struct tr_agent_prompt *p, const char *text, const struct tr_agent_buttons *b, enum tr_agent_answer *out, struct trien_err *err)
{
	return p->terminal ? ask_at_terminal(p, text, b, out, err) : ask_in_window(p, text, b, out, err);
}

trien_rc
tr_agent_prompt_show(const struct tr_agent_prompt *p, const struct tr_agent_display *d, const struct tr_agent_buttons *b, enum tr_agent_answer *out, struct trien_err *err)
{
	const struct tr_agent_buttons more = {.yes = tr_say(p->cli, "Xem tiếp", "Go on")};
	size_t at = 0;

	do {
		TR_AUTO_BUF text = {0};
		/* A terminal has room for all of it. */
		do
			TR_TRY(tr_agent_display_page(d, &at, &text, err));
		while (p->terminal && at < d->count);
		TR_TRY(tr_buf_add_byte(&text, '\0', err));
		TR_TRY(tr_agent_prompt_ask(p, (const char *)text.p, at < d->count ? &more : b, out, err));
	} while (at < d->count && *out == TR_AGENT_YES);
	return TRIEN_OK;
}

void
tr_agent_prompt_tell(const struct tr_agent_prompt *p, const char *text)
{
	const struct tr_pinentry words = {.title = TITLE, .text = text, .milliseconds = p->milliseconds};

	if (!p->terminal) {
		const trien_rc rc = tr_pinentry_tell(&words, NULL);
		(void)rc;
		return;
	}
	const int tty = open_terminal();
	if (tty < 0)
		return;
	dprintf(tty, "%s\n", text);
	close(tty);
}
