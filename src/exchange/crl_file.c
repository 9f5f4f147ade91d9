/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "exchange/crl_file.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/errors/exchange.h"
#include "base/errors/worker.h"
#include "pki/algorithms.h"
#include "pki/evidence.h"
#include "pki/path.h"
#include "pki/trust.h"
#include "store/file.h"
#include "store/hex.h"
#include "worker/wire.h"
#include "worker/worker.h"

/* Octets of a key's id or a list's number that are kept: RFC 5280 says 20. */
#define ID_MAX 64u
#define ID_TEXT (2 * ID_MAX + 1)

/* ---- in the sandbox ---- */

struct looking {
	struct tr_trust *trust, *given;
	struct tr_evidence *evidence;
	const struct tr_evidence_item *item;
	int64_t now;
};

/* May it sign lists, and is this one of its? */
static bool
may_sign(const struct tr_certificate *c, const struct tr_crl *list)
{
	return c->is_ca && (!c->has_key_usage || (c->key_usage & TR_USAGE_CRL_SIGN) != 0) && c->not_before <= list->this_update &&
	       list->this_update <= c->not_after && tr_crl_is_from(list, c);
}

static trien_rc
try_signer(const struct looking *l, const struct tr_certificate *c, bool *fits, struct trien_err *err)
{
	const struct tr_signed *seal = &l->item->crl->seal;

	*fits = false;
	if (seal->signature == NULL || seal->digest == NULL)
		return TRIEN_OK;
	const struct tr_algorithm_use use = {seal->digest->name, seal->signature->scheme, c->key_bits};
	if (tr_algorithms_judge(tr_algorithms_default(), &use, l->now).finding != TR_ALGORITHM_ACCEPTED)
		return TRIEN_OK;
	return tr_evidence_verify(l->item, c, fits, err);
}

static trien_rc
find_signer(const struct looking *l, const struct tr_certificate **out, struct trien_err *err)
{
	const struct tr_trust *const sets[] = {l->given, l->trust};
	const struct tr_certificate *c;
	bool known = false, fits = false;

	for (size_t s = 0; s < sizeof(sets) / sizeof(*sets); s++)
		for (size_t i = 0; (c = tr_trust_peek(sets[s], i)) != NULL; i++) {
			if (!may_sign(c, l->item->crl))
				continue;
			known = true;
			TR_TRY(try_signer(l, c, &fits, err));
			if (fits) {
				*out = c;
				return TRIEN_OK;
			}
		}
	return known ? TR_ERR0(err, EXCHANGE_CRL_FORGED) : TR_ERR0(err, EXCHANGE_CRL_ISSUER);
}

static trien_rc
add_hex(struct tr_buf *answer, struct tr_bytes b, struct trien_err *err)
{
	char text[ID_TEXT] = "";

	if (b.n <= ID_MAX)
		tr_hex(b, text);
	return tr_wire_add_text(answer, (struct tr_text){text, strlen(text)}, err);
}

static trien_rc
tell(const struct tr_crl *list, const struct tr_certificate *signer, struct tr_buf *answer, struct trien_err *err)
{
	const struct tr_bytes print = TR_BYTES(signer->sha256, sizeof(signer->sha256));

	TR_TRY(tr_wire_add_text(answer, tr_certificate_display_name(signer), err));
	TR_TRY(add_hex(answer, signer->key_id.n > 0 && signer->key_id.n <= ID_MAX ? signer->key_id : print, err));
	TR_TRY(add_hex(answer, TR_BYTES(list->sha256, sizeof(list->sha256)), err));
	TR_TRY(add_hex(answer, list->number, err));
	TR_TRY(tr_wire_add_u64(answer, (uint64_t)list->this_update, err));
	TR_TRY(tr_wire_add_u64(answer, (uint64_t)list->next_update, err));
	return tr_wire_add_u64(answer, list->has_next_update, err);
}

static trien_rc
look(struct looking *l, struct tr_bytes file, struct tr_bytes request, struct tr_buf *answer, struct trien_err *err)
{
	struct tr_cursor c = tr_cursor_of(request);
	const struct tr_certificate *signer = NULL;

	l->now = (int64_t)tr_cursor_u64(&c);
	TR_TRY(tr_trust_new(&l->trust, err));
	TR_TRY(tr_trust_new(&l->given, err));
	TR_TRY(tr_evidence_new(&l->evidence, err));
	TR_TRY(tr_trust_read(l->trust, tr_wire_take_bytes(&c), err));
	const struct tr_bytes issuers = tr_wire_take_bytes(&c);
	if (issuers.n > 0)
		TR_TRY(tr_trust_add(l->given, TR_TRUST_GIVEN, issuers, "--issuer", err));
	TR_TRY(tr_evidence_add_crl(l->evidence, file, TR_EVIDENCE_GIVEN, &l->item, err));
	TR_TRY(find_signer(l, &signer, err));
	/* A part does not stand for the whole: of a delta or a list for some certificates alone the book would mistake one for another. */
	const struct tr_crl *list = l->item->crl;
	if (list->is_delta || list->is_indirect || list->only_user || list->only_ca || list->only_attribute || list->reasons != TR_REASONS_ALL ||
			list->critical_unknown)
		return TR_ERR0(err, EXCHANGE_CRL_PARTIAL);
	return tell(list, signer, answer, err);
}

trien_rc
tr_crl_file_look(struct tr_bytes file, struct tr_bytes request, struct tr_buf *answer, struct trien_err *err)
{
	struct looking l = {0};
	const trien_rc rc = look(&l, file, request, answer, err);

	tr_evidence_free(l.evidence);
	tr_trust_free(l.given);
	tr_trust_free(l.trust);
	return rc;
}

static trien_rc
look_task(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	return tr_crl_file_look(in->document, in->request, answer, err);
}

/* ---- the half that asks ---- */

trien_rc
tr_crl_request_write(const struct tr_crl_issuers *issuers, int64_t now, struct tr_buf *out, struct trien_err *err)
{
	TR_TRY(tr_wire_add_u64(out, (uint64_t)now, err));
	TR_TRY(tr_wire_add_bytes(out, issuers->trust, err));
	return tr_wire_add_bytes(out, issuers->file, err);
}

static trien_rc
take_text(struct tr_cursor *c, struct tr_arena *arena, const char **out, struct trien_err *err)
{
	struct tr_text text;
	const uint8_t *copy;

	TR_TRY(tr_wire_take_text(c, &text, err));
	if (c->bad || (text.n > 0 && memchr(text.p, 0, text.n) != NULL))
		return TR_ERR0(err, WORKER_ANSWER_INVALID);
	TR_TRY(tr_arena_copy(arena, text.n > 0 ? text.p : "", text.n, &copy, err));
	*out = (const char *)copy;
	return TRIEN_OK;
}

trien_rc
tr_crl_file_take(struct tr_bytes answer, struct tr_arena *arena, struct tr_crl_facts *out, struct trien_err *err)
{
	const char **const texts[] = {&out->issuer, &out->key_id, &out->sha256, &out->number};
	struct tr_cursor c = tr_cursor_of(answer);

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		TR_TRY(take_text(&c, arena, texts[i], err));
	if (out->issuer[0] == '\0')
		out->issuer = out->key_id;
	if (out->number[0] == '\0')
		out->number = NULL;
	out->this_update = (int64_t)tr_cursor_u64(&c);
	out->next_update = (int64_t)tr_cursor_u64(&c);
	out->has_next_update = tr_cursor_u64(&c) != 0;
	return c.bad || tr_cursor_left(&c) > 0 || out->key_id[0] == '\0' || !tr_hex_is_256(out->sha256) ? TR_ERR0(err, WORKER_ANSWER_INVALID) : TRIEN_OK;
}

static trien_rc
read_file(struct tr_worker *w, struct tr_bytes request, struct tr_arena *arena, struct tr_crl_file *f, struct trien_err *err)
{
	TR_AUTO_BUF answer = {.max = TR_WORKER_ANSWER_MAX};
	const int fd = open(f->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0)
		return tr_file_failed(f->path, errno, err);
	const struct tr_worker_job job = {.document = fd, .request = request};
	const trien_rc rc = tr_worker_run(w, &job, &answer, err);
	close(fd);
	return rc == TRIEN_OK ? tr_crl_file_take(tr_buf_view(&answer), arena, &f->is, err) : rc;
}

trien_rc
tr_crl_files_read(const char *const *paths, size_t count, const struct tr_crl_issuers *issuers, int64_t now, struct tr_crl_files *out,
		struct trien_err *err)
{
	static const tr_worker_task tasks[] = {look_task};
	TR_AUTO_BUF request = {.max = TR_WORKER_REQUEST_MAX};
	struct tr_worker *w;

	TR_TRY(tr_arena_array(&out->arena, count, sizeof(*out->items), &out->items, err));
	TR_TRY(tr_crl_request_write(issuers, now, &request, err));
	TR_TRY(tr_pki_prepare(err));
	TR_TRY(tr_worker_start(tasks, 1, &w, err));
	for (; out->count < count; out->count++) {
		struct tr_crl_file *f = &out->items[out->count];
		*f = (struct tr_crl_file){.path = paths[out->count]};
		f->why.code = read_file(w, tr_buf_view(&request), &out->arena, f, &f->why);
	}
	tr_worker_stop(w);
	return TRIEN_OK;
}

void
tr_crl_files_free(struct tr_crl_files *f)
{
	tr_arena_free(&f->arena);
	*f = (struct tr_crl_files){0};
}
