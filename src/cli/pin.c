/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/pin.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "base/errors/cli.h"
#include "base/errors/crypto.h"
#include "token/pinentry.h"

static trien_rc
refused(const char *label, struct trien_err *err)
{
	return TR_ERR(err, KEY_PIN_REFUSED, TR_S("label", label));
}

/* The first line, without its end; at most TR_CLI_PIN_MAX bytes. */
static trien_rc
read_line(int fd, struct tr_buf *out, struct trien_err *err)
{
	for (;;) {
		uint8_t c;
		ssize_t n = read(fd, &c, 1);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return TR_ERR(err, CLI_PIN_SOURCE, TR_S("why", strerror(errno)));
		if (n == 0 || c == '\n')
			break;
		if (out->n >= TR_CLI_PIN_MAX)
			return TR_ERR(err, KEY_PIN_LIMIT, TR_U("max", TR_CLI_PIN_MAX));
		TR_TRY(tr_buf_add_byte(out, c, err));
	}
	if (out->n > 0 && out->p[out->n - 1] == '\r')
		out->n--;
	return TRIEN_OK;
}

static trien_rc
from_file(const struct tr_pin *pin, const char *path, struct tr_buf *out, struct trien_err *err)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

	if (fd < 0 || fstat(fd, &st) != 0) {
		trien_rc rc = TR_ERR(err, CLI_PIN_SOURCE, TR_S("why", strerror(errno)));
		if (fd >= 0)
			close(fd);
		return rc;
	}
	if ((st.st_mode & (S_IRWXG | S_IRWXO)) != 0 && S_ISREG(st.st_mode)) {
		fprintf(stderr, "trien: %s", tr_say(pin->cli, "cảnh báo: người khác cũng đọc được tệp PIN ",
						"warning: others can read the PIN file "));
		tr_cli_print_safe(stderr, path);
		fputs(" (chmod 600)\n", stderr);
	}
	trien_rc rc = read_line(fd, out, err);
	close(fd);
	return rc;
}

static trien_rc
from_descriptor(const struct tr_pin *pin, struct tr_buf *out, struct trien_err *err)
{
	char *end;
	long fd = strtol(pin->options.fd, &end, 10);
	if (*pin->options.fd == '\0' || *end != '\0' || fd < 0 || fd > 65535)
		return TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", "--pin-fd"), TR_S("got", pin->options.fd),
				TR_S("want", "0..65535"));
	return read_line((int)fd, out, err);
}

static const char *
warning_text(const struct tr_cli *cli, const char *warning)
{
	if (warning == NULL)
		return "";
	if (strcmp(warning, "final-try") == 0)
		return tr_say(cli, "LẦN THỬ CUỐI: nhập sai nữa là thiết bị bị khóa. ",
				"FINAL TRY: one more wrong PIN locks the token. ");
	return tr_say(cli, "Thiết bị báo đã có lần nhập sai PIN. ", "The token reports wrong PINs before. ");
}

/* Reads a line from the terminal; secret lines are not shown. */
static trien_rc
from_terminal(int tty, const char *prompt, struct tr_buf *out, struct trien_err *err)
{
	struct termios before, silent;
	if (tcgetattr(tty, &before) != 0)
		return TR_ERR(err, CLI_PIN_SOURCE, TR_S("why", strerror(errno)));
	silent = before;
	silent.c_lflag &= ~(tcflag_t)ECHO;
	tcsetattr(tty, TCSAFLUSH, &silent);
	dprintf(tty, "%s", prompt);
	trien_rc rc = read_line(tty, out, err);
	tcsetattr(tty, TCSAFLUSH, &before);
	dprintf(tty, "\n");
	return rc;
}

static int
patience(const struct tr_pin *pin)
{
	return pin->options.milliseconds > 0 ? pin->options.milliseconds : -1;
}

static trien_rc
ask_person(const struct tr_pin *pin, const char *label, const char *warning, struct tr_buf *out, struct trien_err *err)
{
	char prompt[512];
	snprintf(prompt, sizeof(prompt), "%s%s %.200s: ", warning_text(pin->cli, warning),
			tr_say(pin->cli, "Mã PIN của", "PIN of"), label);
	int tty = pin->options.pinentry ? -1 : open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	if (tty < 0) {
		if (!pin->options.pinentry && getenv("DISPLAY") == NULL && getenv("WAYLAND_DISPLAY") == NULL)
			return refused(label, err);
		return tr_pinentry_ask(&(struct tr_pinentry){.text = prompt, .milliseconds = patience(pin)}, out, err);
	}
	trien_rc rc = from_terminal(tty, prompt, out, err);
	close(tty);
	return rc;
}

/* Typed twice: what nobody sees may be anything. */
static trien_rc
ask_new(const struct tr_pin *pin, const char *label, struct tr_buf *out, struct trien_err *err)
{
	TR_AUTO_SECRET again = {0};
	char what[256];

	if (pin->options.new_file != NULL)
		return from_file(pin, pin->options.new_file, out, err);
	snprintf(what, sizeof(what), "%s, %.200s", tr_say(pin->cli, "MỚI", "NEW"), label);
	TR_TRY(ask_person(pin, what, NULL, out, err));
	TR_TRY(tr_buf_reserve(&again, TR_CLI_PIN_MAX + 1, err));
	snprintf(what, sizeof(what), "%s, %.200s", tr_say(pin->cli, "MỚI, một lần nữa", "NEW, once more"), label);
	TR_TRY(ask_person(pin, what, NULL, &again, err));
	return tr_equal_ct(tr_buf_view(out), tr_buf_view(&again)) ? TRIEN_OK : TR_ERR0(err, CLI_PIN_TWICE);
}

static trien_rc
ask(void *context, const char *label, const char *warning, struct tr_buf *out, struct trien_err *err)
{
	const struct tr_pin *pin = context;

	if (warning != NULL && strcmp(warning, "new-pin") == 0)
		return ask_new(pin, label, out, err);
	if (pin->options.file == NULL && pin->options.fd == NULL)
		return ask_person(pin, label, warning, out, err);
	if (warning != NULL)
		fprintf(stderr, "trien: %s\n", warning_text(pin->cli, warning));
	return pin->options.file != NULL ? from_file(pin, pin->options.file, out, err) : from_descriptor(pin, out, err);
}

/* A file or a descriptor cannot say yes: only a person takes the last try. */
static bool
confirm_final_try(void *context, const char *label)
{
	const struct tr_pin *pin = context;
	TR_AUTO_BUF answer = {0};
	char question[512];

	if (pin->options.file != NULL || pin->options.fd != NULL)
		return false;
	snprintf(question, sizeof(question), "%.200s: %s", label,
			tr_say(pin->cli, "chỉ còn MỘT lần thử PIN, nhập sai thiết bị sẽ bị khóa. Thử?", "ONE PIN try is left, a wrong PIN locks the token. Try?"));
	int tty = pin->options.pinentry ? -1 : open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	if (tty < 0) {
		enum tr_pinentry_answer yes_or_no;
		return tr_pinentry_confirm(&(struct tr_pinentry){.text = question, .milliseconds = patience(pin)}, &yes_or_no, NULL) == TRIEN_OK && yes_or_no == TR_PINENTRY_YES;
	}
	dprintf(tty, "%s %s", question, tr_say(pin->cli, "Gõ YES: ", "Type YES: "));
	bool yes = read_line(tty, &answer, NULL) == TRIEN_OK && tr_bytes_are(tr_buf_view(&answer), "YES");
	close(tty);
	return yes;
}

void
tr_pin_of(struct tr_pin *pin, const struct tr_cli *cli, const struct tr_pin_options *options)
{
	*pin = (struct tr_pin){.cli = cli, .options = *options};
	pin->source = (struct tr_pin_source){.ask = ask, .confirm_final_try = confirm_final_try, .context = pin};
}
