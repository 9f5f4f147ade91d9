/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/message.h"

#include <errno.h>
#include <pthread.h>
#include <unistd.h>

#include "base/utf8.h"

/* Names of values have static storage in trien_err; those that came over a pipe are kept here once each. */
#define NAMES_MAX 128
#define NAME_MAX_BYTES 24

static char names[NAMES_MAX][NAME_MAX_BYTES];
static size_t name_count;
static pthread_mutex_t names_lock = PTHREAD_MUTEX_INITIALIZER;

static bool
is_name(struct tr_bytes b)
{
	for (size_t i = 0; i < b.n; i++)
		if ((b.p[i] < 'a' || b.p[i] > 'z') && b.p[i] != '_')
			return false;
	return b.n > 0 && b.n < NAME_MAX_BYTES;
}

static const char *
intern(struct tr_bytes b)
{
	const char *found = "value";

	pthread_mutex_lock(&names_lock);
	size_t i = 0;
	while (i < name_count && !tr_bytes_are(b, names[i]))
		i++;
	if (i == name_count && name_count < NAMES_MAX) {
		memcpy(names[name_count], b.p, b.n);
		names[name_count++][b.n] = '\0';
	}
	if (i < name_count)
		found = names[i];
	pthread_mutex_unlock(&names_lock);
	return found;
}

static trien_rc
add_short(struct tr_buf *out, const char *text, struct trien_err *err)
{
	size_t n = strlen(text);
	TR_TRY(tr_buf_add_byte(out, (uint8_t)(n < 255 ? n : 255), err));
	return tr_buf_add(out, text, n < 255 ? n : 255, err);
}

trien_rc
tr_message_write_error(struct tr_buf *out, const struct trien_err *error, struct trien_err *err)
{
	TR_TRY(add_short(out, trien_err_id(error->code), err));
	TR_TRY(tr_buf_add_byte(out, (uint8_t)error->value_count, err));
	for (unsigned i = 0; i < error->value_count; i++) {
		TR_TRY(add_short(out, error->values[i].name, err));
		TR_TRY(add_short(out, error->values[i].text, err));
	}
	return TRIEN_OK;
}

static struct tr_bytes
take_short(struct tr_cursor *c)
{
	return tr_cursor_take(c, tr_cursor_u8(c));
}

static bool
read_value(struct tr_cursor *c, struct trien_err_value *out)
{
	struct tr_bytes name = take_short(c), text = take_short(c);
	if (c->bad || !is_name(name) || text.n >= TRIEN_ERR_VALUE_MAX)
		return false;
	out->name = intern(name);
	/* The text was made printable by the child, whose word does not count. */
	tr_utf8_printable((const char *)text.p, text.n, out->text, sizeof(out->text));
	return true;
}

trien_rc
tr_message_read_error(struct tr_bytes in, struct trien_err *err)
{
	struct tr_cursor c = tr_cursor_of(in);
	struct trien_err got = {.file = "child"};
	char id[256];

	struct tr_bytes text = take_short(&c);
	if (text.n > 0)
		memcpy(id, text.p, text.n);
	id[text.n] = '\0';
	got.code = tr_err_code_of_id(id);
	unsigned count = tr_cursor_u8(&c);
	bool good = !c.bad && got.code != TR_ERROR_NONE && count <= TRIEN_ERR_VALUES_MAX;
	for (; good && got.value_count < count; got.value_count++)
		good = read_value(&c, &got.values[got.value_count]);
	if (!good || tr_cursor_left(&c) > 0)
		return TRIEN_OK;
	if (err != NULL)
		*err = got;
	return got.code;
}

bool
tr_write_all(int fd, const void *p, size_t n)
{
	const uint8_t *at = p;
	while (n > 0) {
		ssize_t done = write(fd, at, n);
		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		at += done;
		n -= (size_t)done;
	}
	return true;
}

bool
tr_read_all(int fd, void *p, size_t n)
{
	uint8_t *at = p;
	while (n > 0) {
		ssize_t done = read(fd, at, n);
		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return false;
		at += done;
		n -= (size_t)done;
	}
	return true;
}
