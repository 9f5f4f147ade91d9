/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Documents from the page's own server, and signed ones back to it, through the process that has the network and that one address. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "agent/pages.h"
#include "agent/vgca.h"
#include "base/errors/agent.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "crypto/digest.h"
#include "store/hex.h"

#define PART "uploadfile" /* what servers of this protocol look for */

static const char *
given(const char *text)
{
	return text[0] != '\0' ? text : NULL;
}

/* ---- from it ---- */

static trien_rc
keep(const char *path, struct tr_bytes bytes, struct trien_err *err)
{
	const int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0400);
	ssize_t n = fd < 0 ? -1 : 0;

	for (; n >= 0 && bytes.n > 0; bytes = tr_bytes_part(bytes, (size_t)n, bytes.n))
		if ((n = write(fd, bytes.p, bytes.n)) <= 0)
			n = -1;
	const int why = errno;
	if (fd >= 0)
		close(fd);
	return n >= 0 ? TRIEN_OK : TR_ERR(err, AGENT_FILE, TR_S("path", path), TR_S("why", strerror(why)));
}

trien_rc
tr_vgca_hash(struct tr_bytes bytes, char out[65], struct trien_err *err)
{
	uint8_t digest[TR_DIGEST_MAX];
	size_t n;

	TR_TRY(tr_digest(TR_SHA256, bytes, digest, &n, err));
	tr_hex(TR_BYTES(digest, n), out);
	return TRIEN_OK;
}

static trien_rc
fetch_one(struct tr_vgca *v, size_t i, size_t room, struct trien_err *err)
{
	const struct tr_agent_page_request page = {given(v->request.bearer), given(v->request.cookie), NULL};
	const struct tr_agent_request ask = {v->request.files[i].path, NULL, TR_BYTES(NULL, 0), room < TR_AGENT_DOCUMENT_MAX ? room : TR_AGENT_DOCUMENT_MAX, &page};
	struct tr_vgca_document *d = &v->documents[i];
	struct tr_agent_reply reply;

	TR_TRY(tr_agent_network_ask(&v->network, &ask, &reply, err));
	/* A redirect is an answer like any other, and not the document. */
	if (reply.status != 200 || reply.body.n == 0)
		return TR_ERR(err, AGENT_PAGE_DOWNLOAD, TR_U("status", reply.status));
	/* One key signs all of a call. */
	if (i > 0 && strcmp(v->certificate, reply.certificate) != 0)
		return TR_ERR0(err, AGENT_PAGE_CERTIFICATES);
	memcpy(v->certificate, reply.certificate, sizeof(v->certificate));
	d->bytes.max = TR_AGENT_DOCUMENT_MAX + TR_AGENT_REVISION_MAX;
	TR_TRY(tr_buf_add_bytes(&d->bytes, reply.body, err));
	TR_TRY(tr_vgca_hash(reply.body, d->hash, err));
	snprintf(d->path, sizeof(d->path), "%s/%zu.pdf", v->folder, i + 1);
	snprintf(d->reserved, sizeof(d->reserved), "%s/%zu-r.pdf", v->folder, i + 1);
	return keep(d->path, reply.body, err);
}

static trien_rc
fetch_all(struct tr_vgca *v, struct tr_worker *counter, struct trien_err *err)
{
	size_t room = TR_AGENT_ERRAND_MAX;

	for (size_t i = 0; i < v->request.file_count; i++) {
		TR_TRY(fetch_one(v, i, room, err));
		room -= v->documents[i].bytes.n;
		v->documents[i].pages = tr_agent_pages_count(counter, tr_buf_view(&v->documents[i].bytes));
	}
	return TRIEN_OK;
}

trien_rc
tr_vgca_fetch(struct tr_vgca *v, struct trien_err *err)
{
	v->documents = tr_mem_zeroed(v->request.file_count, sizeof(*v->documents));
	if (v->documents == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", v->request.file_count * sizeof(*v->documents)));
	struct tr_worker *counter = tr_agent_pages_start();
	const trien_rc rc = fetch_all(v, counter, err);
	tr_worker_stop(counter);
	return rc;
}

/* ---- to it ---- */

/* What a quoted name of a part can hold: nothing that ends it. */
static void
plain_name(const char *name, char out[TR_AGENT_NAME_MAX + 8])
{
	size_t n = strlen(name);

	memcpy(out, name, n + 1);
	for (char *c = out; *c != '\0'; c++)
		if ((unsigned char)*c < 0x20 || *c == 0x7f || strchr("\"\\/;%", *c) != NULL)
			*c = '_';
	if (n < 4 || strcmp(out + n - 4, ".pdf") != 0)
		memcpy(out + n, ".pdf", sizeof(".pdf"));
}

static trien_rc
add_field(struct tr_buf *b, const char *boundary, const char *key, const char *value, struct trien_err *err)
{
	return tr_buf_addf(b, err, "--%s\r\nContent-Disposition: form-data; name=\"%s\"\r\n\r\n%s\r\n", boundary, key, value);
}

static trien_rc
write_form(const struct tr_vgca *v, size_t i, const char *boundary, struct tr_buf *out, struct trien_err *err)
{
	char name[TR_AGENT_NAME_MAX + 8];

	for (size_t k = 0; k < v->request.field_count; k++)
		TR_TRY(add_field(out, boundary, v->request.fields[k].key, v->request.fields[k].value, err));
	plain_name(v->request.files[i].name, name);
	TR_TRY(tr_buf_addf(out, err, "--%s\r\nContent-Disposition: form-data; name=\"" PART "\"; filename=\"%s\"\r\nContent-Type: application/pdf\r\n\r\n", boundary, name));
	TR_TRY(tr_buf_add_bytes(out, tr_buf_view(&v->documents[i].signed_), err));
	return tr_buf_addf(out, err, "\r\n--%s--\r\n", boundary);
}

static trien_rc
not_taken(unsigned status, const json_t *o, struct trien_err *err)
{
	const char *words = json_string_value(json_object_get(o, "Message"));

	return TR_ERR(err, AGENT_PAGE_UPLOAD, TR_U("status", status), TR_S("words", words != NULL ? words : "-"));
}

static void
copy(const json_t *o, const char *member, char *out, size_t size)
{
	const char *text = json_string_value(json_object_get(o, member));

	snprintf(out, size, "%s", text != NULL ? text : "");
	out[tr_utf8_cut(out, strlen(out))] = '\0';
}

/* It has taken the file where it says so in its own words, and in no other case. */
static trien_rc
judge(struct tr_vgca_document *d, const struct tr_agent_reply *reply, struct trien_err *err)
{
	json_t *o = json_loadb((const char *)reply->body.p, reply->body.n, JSON_REJECT_DUPLICATES, NULL);
	const bool taken = reply->status == 200 && json_is_true(json_object_get(o, "Status"));
	const trien_rc rc = taken ? TRIEN_OK : not_taken(reply->status, o, err);

	if (taken) {
		copy(o, "FileName", d->name, sizeof(d->name));
		copy(o, "FileServer", d->server, sizeof(d->server));
	}
	json_decref(o);
	return rc;
}

trien_rc
tr_vgca_send(struct tr_vgca *v, size_t i, struct trien_err *err)
{
	TR_AUTO_BUF body = {.max = TR_AGENT_UPLOAD_MAX};
	char boundary[2 * 24 + 1], type[96];
	struct tr_agent_reply reply;
	uint8_t random[24];

	TR_TRY(v->cli->env->random(v->cli->env->context, random, sizeof(random), err));
	tr_hex(TR_BYTES(random, sizeof(random)), boundary);
	snprintf(type, sizeof(type), "multipart/form-data; boundary=%s", boundary);
	TR_TRY(write_form(v, i, boundary, &body, err));
	const struct tr_agent_page_request page = {given(v->request.bearer), given(v->request.cookie), type};
	const struct tr_agent_request ask = {v->request.upload, NULL, tr_buf_view(&body), TR_AGENT_UPLOAD_ANSWER_MAX, &page};
	TR_TRY(tr_agent_network_ask(&v->network, &ask, &reply, err));
	return judge(&v->documents[i], &reply, err);
}
