/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * trien-p11: has the vendor's PKCS#11 module and nothing else. Started by tr_token_start() and by nobody else, with one end of a socket pair as descriptor 3. It is told one key, opens it
 * (PINs are asked for over the line, as often as the token wants them), then signs the digests that it is given; or it lists what is plugged in, or changes a PIN, and ends. It ends with its
 * parent, and is killed by it when it hangs.
 */
#include <fcntl.h>
#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/message.h"
#include "crypto/digest.h"
#include "crypto/p11_list.h"
#include "crypto/signer_key.h"
#include "fetch/frame.h"
#include "token/message.h"

#define EXIT_BY_HAND 114
#define EXIT_NO_PARENT 1
#define LINE TR_FETCH_PROGRAM_FD

static void
say(enum tr_token_kind kind, struct tr_bytes b)
{
	if (!tr_frame_write(LINE, (enum tr_frame_kind)kind, b, TR_BYTES(NULL, 0)))
		_exit(EXIT_NO_PARENT);
}

static void
tell_error(const struct trien_err *why)
{
	TR_AUTO_BUF b = {0};

	if (tr_message_write_error(&b, why, NULL) != TRIEN_OK)
		_exit(EXIT_NO_PARENT);
	say(TR_TOKEN_ERROR, tr_buf_view(&b));
}

/* ---- PINs are somebody else's ---- */

/* The answer to a question; in: wiped by the caller, pin points into it. */
static bool
ask_parent(const struct tr_token_question *q, struct tr_buf *in, struct tr_bytes *pin)
{
	TR_AUTO_BUF b = {0};
	enum tr_frame_kind kind;
	bool yes = false;

	if (tr_token_write_question(q, &b, NULL) != TRIEN_OK)
		_exit(EXIT_NO_PARENT);
	say(TR_TOKEN_QUESTION, tr_buf_view(&b));
	if (tr_frame_read(LINE, -1, TR_PIN_MAX + 1, &kind, in) != TR_FRAME_GOOD || kind != (enum tr_frame_kind)TR_TOKEN_ANSWER ||
			!tr_token_read_answer(tr_buf_view(in), &yes, pin))
		_exit(EXIT_NO_PARENT);
	return yes;
}

static struct tr_token_question
question_of(enum tr_token_asked asked, const char *label, const char *warning)
{
	struct tr_token_question q = {.asked = asked, .warning = warning};

	snprintf(q.label, sizeof(q.label), "%s", label);
	return q;
}

static trien_rc
ask_pin(void *context, const char *label, const char *warning, struct tr_buf *out, struct trien_err *err)
{
	const struct tr_token_question q = question_of(TR_TOKEN_ASKS_PIN, label, warning);
	TR_AUTO_SECRET in = {0};
	struct tr_bytes pin;

	(void)context;
	/* Nothing is what tr_pin_ask() refuses: no PIN was given. */
	return ask_parent(&q, &in, &pin) ? tr_buf_add_bytes(out, pin, err) : TRIEN_OK;
}

static bool
ask_final_try(void *context, const char *label)
{
	const struct tr_token_question q = question_of(TR_TOKEN_ASKS_FINAL_TRY, label, "final-try");
	TR_AUTO_SECRET in = {0};
	struct tr_bytes none;

	(void)context;
	return ask_parent(&q, &in, &none);
}

static const struct tr_pin_source pin_source = {.ask = ask_pin, .confirm_final_try = ask_final_try};

/* ---- the key ---- */

/* The module finds what this was started with, which is nothing in a service, and what is told. */
static void
set_environment(const struct tr_token_spec *spec)
{
	for (size_t i = 0; i < spec->environment_count; i++)
		putenv((char *)(uintptr_t)spec->environment[i]);
}

static void
tell_key(const struct tr_signer *s)
{
	struct tr_token_key k = {.digest = s->digest, .scheme = s->scheme, .bits = s->key_bits, .lab = s->lab, .asks_each = s->asks_each, .chain_count = s->chain_count};
	TR_AUTO_BUF b = {.max = TR_TOKEN_MESSAGE_MAX};

	memcpy(k.chain, s->chain, sizeof(k.chain));
	if (tr_token_write_key(&k, &b, NULL) != TRIEN_OK)
		_exit(EXIT_NO_PARENT);
	say(TR_TOKEN_KEY, tr_buf_view(&b));
}

static void
sign(struct tr_signer *s, struct tr_bytes digest)
{
	TR_AUTO_BUF value = {.max = TR_SIGNATURE_MAX};
	struct trien_err err = {0};

	if (tr_signer_sign(s, digest, &value, &err) == TRIEN_OK)
		say(TR_TOKEN_VALUE, tr_buf_view(&value));
	else
		tell_error(&err);
}

static void
check(struct tr_signer *s)
{
	struct trien_err err = {0};

	if (tr_signer_check_p11(s, &err) == TRIEN_OK)
		say(TR_TOKEN_GOOD, TR_BYTES(NULL, 0));
	else
		tell_error(&err);
}

/* ---- what is plugged in, and another PIN ---- */

/* As many certificates as the message has room for. */
static trien_rc
tell_listed(void *context, const struct tr_p11_listed *found, struct trien_err *err)
{
	unsigned *count = context;
	struct tr_token_listed t = {.flags = found->flags};
	TR_AUTO_BUF b = {.max = TR_TOKEN_MESSAGE_MAX};
	size_t room = TR_TOKEN_MESSAGE_MAX - 4 * (TR_P11_LISTED_TEXT + 4) - 2;

	if ((*count)++ >= TR_TOKEN_LISTED_MAX)
		return TRIEN_OK;
	memcpy(t.label, found->label, sizeof(t.label));
	memcpy(t.serial, found->serial, sizeof(t.serial));
	memcpy(t.maker, found->maker, sizeof(t.maker));
	memcpy(t.model, found->model, sizeof(t.model));
	for (size_t i = 0; i < found->certificates->count && t.certificate_count < TR_TOKEN_CERTIFICATES_MAX; i++) {
		const struct tr_bytes der = tr_signer_material_at(found->certificates, i);
		if (der.n + 4 > room)
			break;
		room -= der.n + 4;
		t.certificates[t.certificate_count++] = der;
	}
	TR_TRY(tr_token_write_listed(&t, &b, err));
	say(TR_TOKEN_LISTED, tr_buf_view(&b));
	return TRIEN_OK;
}

static _Noreturn void
end_with(trien_rc rc, const struct trien_err *err)
{
	if (rc == TRIEN_OK)
		say(TR_TOKEN_GOOD, TR_BYTES(NULL, 0));
	else
		tell_error(err);
	_exit(0);
}

/* Drivers print what they do, the PIN with it. */
static void
shut_up(void)
{
	const int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	for (int fd = 0; fd <= 2; fd++)
		if (null < 0 || dup2(null, fd) != fd)
			_exit(EXIT_NO_PARENT);
	close(null);
}

int
main(void)
{
	static const char first[] = {TR_TOKEN_OPEN, TR_TOKEN_LIST, TR_TOKEN_CHANGE, '\0'};
	static struct tr_token_spec spec; /* the module's environment points into it */
	const struct rlimit none = {0};
	struct tr_signer *s = NULL;
	struct trien_err err = {0};
	enum tr_frame_kind kind;
	unsigned listed = 0;
	TR_AUTO_BUF in = {0};

	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	setrlimit(RLIMIT_CORE, &none);
	OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ATEXIT, NULL);
	if (tr_frame_read(LINE, -1, TR_TOKEN_MESSAGE_MAX, &kind, &in) != TR_FRAME_GOOD || kind == 0 || strchr(first, (int)kind) == NULL ||
			!tr_token_read_spec(tr_buf_view(&in), &spec)) {
		fputs("trien-p11: trien\n", stderr);
		return EXIT_BY_HAND;
	}
	shut_up();
	set_environment(&spec);
	if (kind == (enum tr_frame_kind)TR_TOKEN_LIST)
		end_with(tr_p11_list(spec.uri, tell_listed, &listed, &err), &err);
	if (kind == (enum tr_frame_kind)TR_TOKEN_CHANGE)
		end_with(tr_p11_change_pin(spec.uri, &pin_source, &err), &err);
	if (tr_signer_open_p11(spec.uri, &spec.choice, &pin_source, &s, &err) != TRIEN_OK)
		end_with(err.code, &err);
	tell_key(s);
	while (tr_frame_read(LINE, -1, TR_DIGEST_MAX, &kind, &in) == TR_FRAME_GOOD) {
		if (kind == (enum tr_frame_kind)TR_TOKEN_SIGN)
			sign(s, tr_buf_view(&in));
		else if (kind == (enum tr_frame_kind)TR_TOKEN_CHECK)
			check(s);
		else
			break;
	}
	/* No clean-up: a module's own may hang, and the login ends with its process. */
	_exit(0);
}
