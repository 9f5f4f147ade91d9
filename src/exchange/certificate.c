/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "exchange/certificate.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/env.h"
#include "base/errors/exchange.h"
#include "base/errors/pki.h"
#include "base/errors/worker.h"
#include "base/time.h"
#include "exchange/folder.h"
#include "pki/path.h"
#include "registry/column_words.h"
#include "store/file.h"
#include "worker/wire.h"

/* ---- which files ---- */

void
tr_certificate_files_free(struct tr_certificate_files *f)
{
	tr_arena_free(&f->arena);
	*f = (struct tr_certificate_files){0};
}

static int
is_certificate_name(const struct dirent *e)
{
	static const char *const ends[] = {".pem", ".crt", ".cer", ".der"};
	const size_t n = strlen(e->d_name);

	for (size_t i = 0; n > 4 && i < sizeof(ends) / sizeof(*ends); i++)
		if (strcasecmp(e->d_name + n - 4, ends[i]) == 0)
			return 1;
	return 0;
}

static trien_rc
list_folder(const char *folder, struct tr_certificate_files *f, struct trien_err *err)
{
	static const struct tr_folder_ask ask = {is_certificate_name, ".pem, .crt, .cer, .der", TR_CERTIFICATE_FILES_MAX};
	const char *const *paths;

	TR_TRY(tr_folder_paths(folder, &ask, &f->arena, &paths, &f->count, err));
	TR_TRY(tr_arena_array(&f->arena, f->count, sizeof(*f->items), &f->items, err));
	for (size_t i = 0; i < f->count; i++)
		f->items[i] = (struct tr_certificate_file){.path = paths[i]};
	return TRIEN_OK;
}

static trien_rc
list_file(const char *path, struct tr_certificate_files *f, struct trien_err *err)
{
	const uint8_t *copy;

	TR_TRY(tr_arena_array(&f->arena, 1, sizeof(*f->items), &f->items, err));
	TR_TRY(tr_arena_copy(&f->arena, path, strlen(path), &copy, err));
	f->items[f->count++] = (struct tr_certificate_file){.path = (const char *)copy};
	return TRIEN_OK;
}

trien_rc
tr_certificate_files_list(const char *path, struct tr_certificate_files *out, struct trien_err *err)
{
	struct tr_certificate_files f = {0};
	struct stat st;

	if (stat(path, &st) != 0)
		return tr_file_failed(path, errno, err);
	const trien_rc rc = S_ISDIR(st.st_mode) ? list_folder(path, &f, err) : list_file(path, &f, err);
	if (rc == TRIEN_OK)
		*out = f;
	else
		tr_certificate_files_free(&f);
	return rc;
}

/* ---- in the sandbox ---- */

/* The one that is of no authority; the others may be its issuers. */
static trien_rc
find_subscriber(const struct tr_trust *in, struct tr_pool *issuers, const struct tr_certificate **out, struct trien_err *err)
{
	size_t found = 0;

	for (size_t i = 0; i < tr_trust_count(in); i++) {
		const struct tr_certificate *c = tr_trust_peek(in, i);
		if (c->is_ca) {
			TR_TRY(tr_pool_add(issuers, c->der, NULL, err));
			continue;
		}
		*out = c;
		found++;
	}
	return found == 1 ? TRIEN_OK : TR_ERR(err, EXCHANGE_CERTIFICATE_ONE, TR_U("got", found));
}

static trien_rc
find_path(const struct tr_certificate *c, const struct tr_pool *issuers, const struct tr_trust *trust, int64_t now,
		struct tr_path *out, struct trien_err *err)
{
	const int64_t as_of = now < c->not_before ? c->not_before : now > c->not_after ? c->not_after : now;
	const struct tr_path_request r = {.signer = c, .pool = issuers, .trust = trust, .as_of = as_of, .use = TR_PATH_FOR_ANY};

	return tr_path_judge(&r, out, err);
}

static trien_rc
add_part(struct tr_buf *lines, const char *kind, struct tr_text part, struct trien_err *err)
{
	if (part.n == 0)
		return TRIEN_OK;
	TR_TRY(tr_buf_addf(lines, err, "%s%s=", lines->n > 0 ? "\n" : "", kind));
	return tr_buf_add(lines, part.p, part.n, err);
}

static trien_rc
tell_subject(const struct tr_certificate *c, struct tr_buf *answer, struct trien_err *err)
{
	struct tr_arena names = {0}; /* the child's memory goes with it, as all of it here */
	struct tr_certificate_subject s;
	struct tr_buf lines = {0};
	struct tr_text text;

	trien_rc rc = tr_certificate_subject_read(c, &names, &s, err);
	const struct {
		const char *kind;
		struct tr_text part;
	} parts[] = {{"CN", s.common_name}, {"T", s.title}, {"UID", s.user_id}, {"SERIALNUMBER", s.serial_number}, {"E", s.mail},
		{"O", s.organisation}, {"L", s.locality}, {"ST", s.state}, {"C", s.country}};
	for (size_t i = 0; rc == TRIEN_OK && i < sizeof(parts) / sizeof(*parts); i++)
		rc = add_part(&lines, parts[i].kind, parts[i].part, err);
	for (size_t i = 0; rc == TRIEN_OK && i < s.unit_count; i++)
		rc = add_part(&lines, "OU", s.units[i], err);
	if (rc == TRIEN_OK)
		rc = tr_text_of(tr_buf_view(&lines), &text, err);
	if (rc == TRIEN_OK)
		rc = tr_wire_add_text(answer, text, err);
	tr_buf_free(&lines);
	tr_arena_free(&names);
	return rc;
}

static trien_rc
tell(const struct tr_certificate *c, const struct tr_path *path, struct tr_buf *answer, struct trien_err *err)
{
	const struct tr_text issuer = c->issuer.common_name.n > 0 ? c->issuer.common_name : c->issuer.organisation;
	const bool sized = c->key_kind == TR_KEY_RSA || c->key_kind == TR_KEY_RSA_PSS_ONLY;
	char key[64];

	snprintf(key, sizeof(key), sized ? "%s %u" : "%s", c->key_name, c->key_bits);
	TR_TRY(tr_wire_add_bytes(answer, c->der, err));
	TR_TRY(tr_wire_add_text(answer, (struct tr_text){c->serial, strlen(c->serial)}, err));
	TR_TRY(tr_wire_add_text(answer, issuer, err));
	TR_TRY(tr_wire_add_text(answer, tr_certificate_display_name(c), err));
	TR_TRY(tell_subject(c, answer, err));
	TR_TRY(tr_wire_add_text(answer, (struct tr_text){key, strlen(key)}, err));
	TR_TRY(tr_wire_add_u64(answer, (uint64_t)c->not_before, err));
	TR_TRY(tr_wire_add_u64(answer, (uint64_t)c->not_after, err));
	return tr_wire_add_u64(answer, (uint64_t)(path->finding == TR_PATH_PASSED) | (uint64_t)(c->lab || path->lab) << 1, err);
}

struct looking {
	struct tr_trust *in, *trust;
	struct tr_pool *issuers;
};

static trien_rc
look(struct looking *l, struct tr_bytes file, struct tr_bytes request, struct tr_buf *answer, struct trien_err *err)
{
	struct tr_cursor c = tr_cursor_of(request);
	const struct tr_certificate *subscriber = NULL;
	struct tr_path path;

	const int64_t now = (int64_t)tr_cursor_u64(&c);
	TR_TRY(tr_trust_new(&l->in, err));
	TR_TRY(tr_trust_new(&l->trust, err));
	TR_TRY(tr_pool_new(&l->issuers, err));
	TR_TRY(tr_trust_read(l->trust, tr_wire_take_bytes(&c), err));
	const trien_rc rc = tr_trust_add(l->in, TR_TRUST_GIVEN, file, "", err);
	if (rc == TRIEN_E_PKI_TRUST_INVALID || rc == TRIEN_E_PKI_TRUST_LIMIT) /* words about a trust directory, which this is not */
		return TR_ERR0(err, EXCHANGE_CERTIFICATE_FILE);
	if (rc != TRIEN_OK)
		return rc;
	TR_TRY(find_subscriber(l->in, l->issuers, &subscriber, err));
	TR_TRY(find_path(subscriber, l->issuers, l->trust, now, &path, err));
	return tell(subscriber, &path, answer, err);
}

trien_rc
tr_certificate_look(struct tr_bytes file, struct tr_bytes request, struct tr_buf *answer, struct trien_err *err)
{
	struct looking l = {0};
	const trien_rc rc = look(&l, file, request, answer, err);

	tr_pool_free(l.issuers);
	tr_trust_free(l.trust);
	tr_trust_free(l.in);
	return rc;
}

static trien_rc
look_task(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	return tr_certificate_look(in->document, in->request, answer, err);
}

/* ---- the half that asks ---- */

trien_rc
tr_certificate_take(struct tr_bytes answer, struct tr_arena *arena, struct tr_certificate_file *out, struct trien_err *err)
{
	const char **const texts[] = {&out->serial, &out->issuer, &out->subject_name, &out->subject, &out->key_name};
	struct tr_cursor c = tr_cursor_of(answer);
	const uint8_t *copy;

	const struct tr_bytes der = tr_wire_take_bytes(&c);
	TR_TRY(tr_arena_copy(arena, der.p, der.n, &out->der.p, err));
	out->der.n = der.n;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct tr_text text;
		TR_TRY(tr_wire_take_text(&c, &text, err));
		if (c.bad || (text.n > 0 && memchr(text.p, 0, text.n) != NULL))
			return TR_ERR0(err, WORKER_ANSWER_INVALID);
		TR_TRY(tr_arena_copy(arena, text.n > 0 ? text.p : "", text.n, &copy, err));
		*texts[i] = (const char *)copy;
	}
	out->not_before = (int64_t)tr_cursor_u64(&c);
	out->not_after = (int64_t)tr_cursor_u64(&c);
	const uint64_t flags = tr_cursor_u64(&c);
	out->trusted = flags & 1;
	out->lab = flags >> 1 & 1;
	return c.bad || der.n == 0 || tr_cursor_left(&c) > 0 ? TR_ERR0(err, WORKER_ANSWER_INVALID) : TRIEN_OK;
}

static trien_rc
read_file(struct tr_worker *w, struct tr_bytes request, struct tr_arena *arena, struct tr_certificate_file *f, struct trien_err *err)
{
	TR_AUTO_BUF answer = {.max = TR_WORKER_ANSWER_MAX};
	const int fd = open(f->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0)
		return tr_file_failed(f->path, errno, err);
	const struct tr_worker_job job = {.document = fd, .request = request};
	const trien_rc rc = tr_worker_run(w, &job, &answer, err);
	close(fd);
	return rc == TRIEN_OK ? tr_certificate_take(tr_buf_view(&answer), arena, f, err) : rc;
}

trien_rc
tr_certificate_files_read(struct tr_certificate_files *f, struct tr_bytes trust, int64_t now, struct trien_err *err)
{
	static const tr_worker_task tasks[] = {look_task};
	TR_AUTO_BUF request = {.max = TR_WORKER_REQUEST_MAX};
	struct tr_worker *w;

	TR_TRY(tr_wire_add_u64(&request, (uint64_t)now, err));
	TR_TRY(tr_wire_add_bytes(&request, trust, err));
	TR_TRY(tr_pki_prepare(err));
	TR_TRY(tr_worker_start(tasks, 1, &w, err));
	for (size_t i = 0; i < f->count; i++)
		if (f->items[i].why.code == TRIEN_OK)
			f->items[i].why.code = read_file(w, tr_buf_view(&request), &f->arena, &f->items[i], &f->items[i].why);
	tr_worker_stop(w);
	return TRIEN_OK;
}

/* ---- the table ---- */

static const char *const read_columns[] = {"fingerprint", "serial", "issuer", "subject_name", "subject", "not_before", "not_after", "key_name",
	"blob", "chain", "is_lab", "state", "state_from"};
#define READ_COLUMNS (sizeof(read_columns) / sizeof(*read_columns))
#define GIVEN_COLUMNS 4u

struct making {
	const char **cells;
	size_t count;
	struct tr_arena *arena;
};

static trien_rc
add_cell(struct making *m, const char *text, struct trien_err *err)
{
	const uint8_t *copy;

	TR_TRY(tr_arena_copy(m->arena, text, strlen(text), &copy, err));
	m->cells[m->count++] = (const char *)copy;
	return TRIEN_OK;
}

static trien_rc
add_time(struct making *m, int64_t at, struct trien_err *err)
{
	char text[TR_TIME_TEXT_MAX];

	tr_time_iso(at, TR_ZONE_VIETNAM, text);
	return add_cell(m, text, err);
}

/* Where it stands, in the word of the book. */
static const char *
state_of(const struct tr_certificate_files *f, const struct tr_certificate_file *file, const struct tr_certificate_given *given)
{
	const struct tr_book *b = &tr_books[TR_BOOK_certificate];
	const char *said = tr_certificate_said(f, file, TR_SAID_STATE);

	if (said == NULL || said[0] == '\0')
		return given->state != NULL ? given->state : "issued";
	const char *word = tr_column_word_said(b, &b->columns[TR_certificate_state], said);
	return word != NULL ? word : said;
}

/* Where it stands and since when: what has run out is expired; what has ended before did so when it is said to, else it does so since it is valid. */
static trien_rc
add_state(struct making *m, const struct tr_certificate_files *f, const struct tr_certificate_file *file, const struct tr_certificate_given *given,
		int64_t now, struct trien_err *err)
{
	const char *state = state_of(f, file, given), *since = tr_certificate_said(f, file, TR_SAID_STATE_FROM);
	const bool ended = strcmp(state, "revoked") == 0 || strcmp(state, "superseded") == 0, expired = !ended && file->not_after < now;

	TR_TRY(add_cell(m, expired ? "expired" : state, err));
	if (!expired && since != NULL && (since[0] != '\0' || ended))
		return add_cell(m, since, err);
	return add_time(m, expired ? file->not_after : ended ? given->ended_at : file->not_before, err);
}

static trien_rc
add_read(struct making *m, const struct tr_certificate_file *f, const char *blob, struct trien_err *err)
{
	const char *const texts[] = {blob, f->serial, f->issuer, f->subject_name, f->subject};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		TR_TRY(add_cell(m, texts[i], err));
	TR_TRY(add_time(m, f->not_before, err));
	TR_TRY(add_time(m, f->not_after, err));
	TR_TRY(add_cell(m, f->key_name, err));
	TR_TRY(add_cell(m, blob, err));
	TR_TRY(add_cell(m, f->trusted ? "trusted" : "untrusted", err));
	return add_cell(m, f->lab ? "1" : "0", err);
}

/* What is said of a file by its row, else of all; NULL: nothing of any. */
static const char *
given_value(const struct tr_certificate_files *f, const struct tr_certificate_file *file, const struct tr_certificate_given *given, size_t k)
{
	static const enum tr_said said[GIVEN_COLUMNS] = {TR_SAID_HOLDER, TR_SAID_AGENCY, TR_SAID_PERSON, TR_SAID_DEVICE};
	const char *const values[GIVEN_COLUMNS] = {given->holder, given->agency, given->person, given->device};
	const char *own = tr_certificate_said(f, file, said[k]);

	return own != NULL && (own[0] != '\0' || values[k] == NULL) ? own : values[k];
}

static trien_rc
fill_row(struct making *m, const struct tr_certificate_files *f, const struct tr_certificate_file *file, const struct tr_certificate_given *given,
		int64_t now, struct trien_err *err)
{
	TR_TRY(add_state(m, f, file, given, now, err));
	for (size_t k = 0; k < GIVEN_COLUMNS; k++) {
		const char *value = given_value(f, file, given, k);
		if (value != NULL)
			TR_TRY(add_cell(m, value, err));
	}
	return TRIEN_OK;
}

/* Where people find the rows: in the table that names the files. */
static trien_rc
add_lines(const struct tr_certificate_files *f, const struct tr_certificate_file *const *files, struct tr_table *t, struct trien_err *err)
{
	size_t *lines;

	if (f->said == NULL)
		return TRIEN_OK;
	TR_TRY(tr_arena_array(&t->arena, t->rows + 1, sizeof(*lines), &lines, err));
	lines[0] = tr_table_line(f->said, 0);
	for (size_t i = 0; i < t->rows; i++)
		lines[i + 1] = tr_table_line(f->said, files[i]->row);
	t->lines = lines;
	return TRIEN_OK;
}

static trien_rc
fill(const struct tr_certificate_files *f, const struct tr_certificate_given *given, int64_t now, struct tr_blobs *blobs,
		struct tr_table *t, struct trien_err *err)
{
	static const char *const heads[GIVEN_COLUMNS] = {"holder", "agency", "person", "device"};
	struct making m = {.arena = &t->arena};
	const struct tr_certificate_file **files;
	char blob[TR_HEX256 + 1];

	TR_TRY(tr_arena_array(&t->arena, (f->count + 1) * (READ_COLUMNS + GIVEN_COLUMNS), sizeof(*m.cells), &m.cells, err));
	TR_TRY(tr_arena_array(&t->arena, f->count + 1, sizeof(*files), &files, err));
	for (size_t i = 0; i < READ_COLUMNS; i++)
		TR_TRY(add_cell(&m, read_columns[i], err));
	for (size_t k = 0; k < GIVEN_COLUMNS; k++)
		if (f->count > 0 && given_value(f, &f->items[0], given, k) != NULL)
			TR_TRY(add_cell(&m, heads[k], err));
	t->columns = m.count;
	for (size_t i = 0; i < f->count; i++) {
		files[i] = &f->items[i];
		TR_TRY(tr_blob_put(blobs, f->items[i].der, blob, err));
		TR_TRY(add_read(&m, &f->items[i], blob, err));
		TR_TRY(fill_row(&m, f, &f->items[i], given, now, err));
	}
	t->rows = f->count;
	t->cells = m.cells;
	return add_lines(f, files, t, err);
}

static trien_rc
fill_custody(const struct tr_certificate_files *f, struct tr_table *t, struct trien_err *err)
{
	static const enum tr_said said[] = {TR_SAID_DEVICE, TR_SAID_KEEPER, TR_SAID_DECISION, TR_SAID_DECIDED_AT, TR_SAID_KEPT_FROM};
	static const char *const heads[] = {"device", "keeper", "decision", "decided_at", "from_at"};
	struct making m = {.arena = &t->arena};
	const struct tr_certificate_file **files;

	t->columns = sizeof(said) / sizeof(*said);
	TR_TRY(tr_arena_array(&t->arena, (f->count + 1) * t->columns, sizeof(*m.cells), &m.cells, err));
	TR_TRY(tr_arena_array(&t->arena, f->count + 1, sizeof(*files), &files, err));
	for (size_t k = 0; k < t->columns; k++)
		TR_TRY(add_cell(&m, heads[k], err));
	for (size_t i = 0; i < f->count; i++) {
		const char *keeper = tr_certificate_said(f, &f->items[i], TR_SAID_KEEPER);
		if (keeper == NULL || keeper[0] == '\0')
			continue;
		files[t->rows++] = &f->items[i];
		for (size_t k = 0; k < t->columns; k++) {
			const char *cell = tr_certificate_said(f, &f->items[i], said[k]);
			TR_TRY(add_cell(&m, cell != NULL ? cell : "", err));
		}
	}
	t->cells = m.cells;
	return add_lines(f, files, t, err);
}

trien_rc
tr_certificate_files_table(const struct tr_certificate_files *f, const struct tr_certificate_given *given, int64_t now,
		struct tr_blobs *blobs, struct tr_table *out, struct trien_err *err)
{
	struct tr_table t = {0};
	size_t bad = 0;

	for (size_t i = 0; i < f->count; i++)
		bad += f->items[i].why.code != TRIEN_OK;
	if (bad > 0)
		return TR_ERR(err, EXCHANGE_FILES_BAD, TR_U("count", bad));
	const trien_rc rc = fill(f, given, now, blobs, &t, err);
	if (rc == TRIEN_OK)
		*out = t;
	else
		tr_table_free(&t);
	return rc;
}

trien_rc
tr_certificate_files_custody(const struct tr_certificate_files *f, struct tr_table *out, struct trien_err *err)
{
	struct tr_table t = {0};
	const trien_rc rc = fill_custody(f, &t, err);

	if (rc == TRIEN_OK)
		*out = t;
	else
		tr_table_free(&t);
	return rc;
}
