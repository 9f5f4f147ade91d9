/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * trien-seal: keeps the PIN of one key that the service seals with, in memory that is not swapped and not dumped, and nothing else of anybody: neither the service nor a file of ours has
 * it. Started by triend, with its end of the line as descriptor 3 and whatever the operator gives the PIN by as descriptor 4. The vendor's module is in a trien-p11 of its own, which is
 * killed when it hangs and started anew when it is gone, a few times in a while.
 *
 * A PIN is tried once by itself: never where the token says that a wrong one was entered before, and never again once it was wrong. A service that is started over and over with a wrong
 * PIN locks no token.
 */
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/errors/crypto.h"
#include "base/errors/token.h"
#include "base/message.h"
#include "fetch/frame.h"
#include "token/line.h"

#define EXIT_BY_HAND 114
#define EXIT_NO_PARENT 1
#define LINE TR_FETCH_PROGRAM_FD

/* In pages of its own. */
struct secret {
	uint8_t bytes[TR_PIN_MAX + 2]; /* and a line break, and one more: too long */
	size_t n;
};

struct seal {
	struct tr_token_spec spec;
	struct secret *pin;
	struct tr_token_line line;
	struct tr_token_key key;  /* while the line is there */
	struct tr_buf first;      /* the certificate that the key had at first */
	struct trien_err why;     /* it could not be opened */
	int64_t rests_until, counted_since;
	unsigned deaths;          /* crashes and hangs, since then */
	bool never;               /* it is not tried again */
};

/* ---- the PIN ---- */

static bool
keep_pages(struct seal *s)
{
	const size_t size = 4096;

	s->pin = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (s->pin == MAP_FAILED)
		return false;
	/* Who may lock no memory has none that is swapped either, or an administrator who wants it so. */
	(void)!mlock(s->pin, size);
	(void)!madvise(s->pin, size, MADV_DONTDUMP);
	(void)!madvise(s->pin, size, MADV_DONTFORK);
	return true;
}

/* The first line, read into its place, so that no buffer has a copy. What is too long is none. */
static void
take_pin(struct secret *pin)
{
	const size_t room = sizeof(pin->bytes);
	ssize_t n = 0;

	while (pin->n < room && memchr(pin->bytes, '\n', pin->n) == NULL && (n = read(TR_HELPER_MORE_FD, pin->bytes + pin->n, room - pin->n)) > 0)
		pin->n += (size_t)n;
	close(TR_HELPER_MORE_FD);
	const uint8_t *end = memchr(pin->bytes, '\n', pin->n);
	if (end != NULL)
		pin->n = (size_t)(end - pin->bytes);
	if (pin->n > 0 && pin->bytes[pin->n - 1] == '\r')
		pin->n--;
	if (n < 0 || pin->n > TR_PIN_MAX)
		pin->n = 0;
}

static trien_rc
give_pin(void *context, const char *label, const char *warning, struct tr_buf *out, struct trien_err *err)
{
	const struct seal *s = context;

	if (warning != NULL)
		return TR_ERR(err, TOKEN_COUNT_LOW, TR_B("token", label, strlen(label)));
	return tr_buf_add(out, s->pin->bytes, s->pin->n, err);
}

/* ---- the module's process ---- */

static bool
is_death(trien_rc rc)
{
	return rc == TRIEN_E_TOKEN_PROGRAM_FAILED || rc == TRIEN_E_TOKEN_HUNG;
}

static trien_rc
count_death(struct seal *s, trien_rc rc)
{
	const int64_t now = tr_fetch_milliseconds();

	if (is_death(rc) && s->deaths > 0 && now < s->counted_since + TR_TOKEN_STARTS_MILLISECONDS) {
		s->deaths++;
	} else if (is_death(rc)) {
		s->deaths = 1;
		s->counted_since = now;
	}
	return rc;
}

/* What would be tried in vain, or costs a try, is not. */
static trien_rc
may_open(struct seal *s, struct trien_err *err)
{
	const int64_t now = tr_fetch_milliseconds();

	if (s->never || now < s->rests_until) {
		*err = s->why;
		return err->code;
	}
	if (s->deaths >= TR_TOKEN_STARTS_MAX && now < s->counted_since + TR_TOKEN_STARTS_MILLISECONDS)
		return TR_ERR(err, TOKEN_RESTARTS, TR_U("count", TR_TOKEN_STARTS_MAX), TR_I("seconds", TR_TOKEN_STARTS_MILLISECONDS / 1000));
	return TRIEN_OK;
}

/* Documents are prepared for the certificate that was told first. */
static trien_rc
is_the_first(struct seal *s, struct trien_err *err)
{
	if (s->first.n == 0)
		return tr_buf_add_bytes(&s->first, s->key.chain[0], err);
	return tr_bytes_equal(tr_buf_view(&s->first), s->key.chain[0]) ? TRIEN_OK : TR_ERR0(err, TOKEN_OTHER_KEY);
}

static trien_rc
open_anew(struct seal *s, struct trien_err *err)
{
	static struct tr_pin_source source = {.ask = give_pin};

	source.context = s;
	TR_TRY(tr_token_start(&(struct tr_helper_program){.name = TR_TOKEN_P11, .more = -1}, &s->line, err));
	s->line.pin = &source;
	TR_TRY(tr_token_open(&s->line, &s->spec, TR_TOKEN_OPEN_MILLISECONDS, &s->key, err));
	return is_the_first(s, err);
}

static trien_rc
open_key(struct seal *s, struct trien_err *err)
{
	if (tr_token_is_there(&s->line))
		return TRIEN_OK;
	TR_TRY(may_open(s, err));
	tr_token_stop(&s->line);
	const trien_rc rc = count_death(s, open_anew(s, err));
	if (rc == TRIEN_OK)
		return TRIEN_OK;
	tr_token_stop(&s->line);
	s->why = *err;
	s->rests_until = tr_fetch_milliseconds() + TR_TOKEN_REST_MILLISECONDS;
	s->never = rc == TRIEN_E_TOKEN_PIN_WRONG || rc == TRIEN_E_TOKEN_PIN_LOCKED || rc == TRIEN_E_KEY_PIN_NOT_TEXT;
	if (s->never)
		tr_wipe(s->pin, sizeof(*s->pin));
	return rc;
}

/* What failed is opened anew for the next one: a token that was pulled out is perhaps back by then. */
static trien_rc
see(struct seal *s, trien_rc rc)
{
	if (rc != TRIEN_OK)
		tr_token_stop(&s->line);
	return count_death(s, rc);
}

/* ---- what the service asks ---- */

static void
say(enum tr_token_kind kind, struct tr_bytes b)
{
	if (!tr_frame_write(LINE, (enum tr_frame_kind)kind, b, TR_BYTES(NULL, 0)))
		_exit(EXIT_NO_PARENT);
}

static void
tell_key(struct seal *s, struct trien_err *err)
{
	TR_AUTO_BUF b = {.max = TR_TOKEN_MESSAGE_MAX};

	if (open_key(s, err) != TRIEN_OK || tr_token_write_key(&s->key, &b, err) != TRIEN_OK)
		return;
	say(TR_TOKEN_KEY, tr_buf_view(&b));
}

static void
sign(struct seal *s, struct tr_bytes digest, struct trien_err *err)
{
	TR_AUTO_BUF value = {.max = TR_SIGNATURE_MAX};

	if (open_key(s, err) == TRIEN_OK && see(s, tr_token_sign(&s->line, digest, TR_TOKEN_SIGN_MILLISECONDS, &value, err)) == TRIEN_OK)
		say(TR_TOKEN_VALUE, tr_buf_view(&value));
}

static void
check(struct seal *s, struct trien_err *err)
{
	if (open_key(s, err) == TRIEN_OK && see(s, tr_token_check(&s->line, TR_TOKEN_CHECK_MILLISECONDS, err)) == TRIEN_OK)
		say(TR_TOKEN_GOOD, TR_BYTES(NULL, 0));
}

static void
answer(struct seal *s, enum tr_token_kind kind, struct tr_bytes in)
{
	TR_AUTO_BUF b = {0};
	struct trien_err err = {0};

	if (kind == TR_TOKEN_OPEN)
		tell_key(s, &err);
	else if (kind == TR_TOKEN_SIGN)
		sign(s, in, &err);
	else if (kind == TR_TOKEN_CHECK)
		check(s, &err);
	else
		_exit(EXIT_NO_PARENT);
	if (err.code == TRIEN_OK)
		return;
	if (tr_message_write_error(&b, &err, NULL) != TRIEN_OK)
		_exit(EXIT_NO_PARENT);
	say(TR_TOKEN_ERROR, tr_buf_view(&b));
}

int
main(void)
{
	static struct seal s = {.line = {.helper = {.line = -1}}};
	const struct rlimit none = {0};
	enum tr_frame_kind kind;
	TR_AUTO_BUF in = {0};

	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	setrlimit(RLIMIT_CORE, &none);
	if (tr_frame_read(LINE, -1, TR_TOKEN_MESSAGE_MAX, &kind, &in) != TR_FRAME_GOOD || kind != (enum tr_frame_kind)TR_TOKEN_OPEN ||
			!tr_token_read_spec(tr_buf_view(&in), &s.spec) || !keep_pages(&s)) {
		fputs("trien-seal: triend\n", stderr);
		return EXIT_BY_HAND;
	}
	take_pin(s.pin);
	do
		answer(&s, (enum tr_token_kind)kind, tr_buf_view(&in));
	while (tr_frame_read(LINE, -1, TR_TOKEN_MESSAGE_MAX, &kind, &in) == TR_FRAME_GOOD);
	tr_wipe(s.pin, sizeof(*s.pin));
	tr_token_stop(&s.line);
	return 0;
}
