/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Encrypted files, ISO 32000-2 §7.6: which method protects what, and undoing
 * it. The primitives come from the caller. Without the key the structure can
 * be read, strings stay as they are, and streams are refused.
 */
#include "pdf/crypt.h"

#include <stdlib.h>

#include "base/errors/pdf.h"

/* ---- what the encryption dictionary says ---- */

static enum tr_pdf_crypt_method
method_named(struct tr_pdf_crypt *c, const struct tr_pdf_obj *filters, const struct tr_pdf_obj *name)
{
	if (name == NULL || tr_pdf_is_name(name, "Identity"))
		return TR_PDF_CRYPT_NONE;
	const struct tr_pdf_dict *d = tr_pdf_dict_of(filters);
	const struct tr_pdf_obj *method = NULL;
	for (size_t i = 0; d != NULL && name->type == TR_PDF_NAME && i < d->count; i++)
		if (tr_bytes_equal(d->entries[i].key, name->u.name))
			method = tr_pdf_dict_find(d->entries[i].value, "CFM");
	if (tr_pdf_is_name(method, "V2"))
		return TR_PDF_CRYPT_RC4;
	if (tr_pdf_is_name(method, "AESV2"))
		return TR_PDF_CRYPT_AES128;
	if (tr_pdf_is_name(method, "AESV3"))
		return TR_PDF_CRYPT_AES256;
	if (method != NULL && !tr_pdf_is_name(method, "None"))
		c->unsupported = "a crypt filter of unknown method";
	return TR_PDF_CRYPT_NONE;
}

static void
read_filters(struct tr_pdf_crypt *c)
{
	const struct tr_pdf_obj *filters = tr_pdf_dict_find(c->dict, "CF");
	const struct tr_pdf_obj *files = tr_pdf_dict_find(c->dict, "EFF");

	if (c->v < 4) {
		c->strings = c->streams = c->files = TR_PDF_CRYPT_RC4;
		return;
	}
	c->strings = method_named(c, filters, tr_pdf_dict_find(c->dict, "StrF"));
	c->streams = method_named(c, filters, tr_pdf_dict_find(c->dict, "StmF"));
	c->files = files ? method_named(c, filters, files) : c->streams;
}

/* Tables 20 and 21. Key lengths: 40 bits in version 1, said in 2, 128 in 4, 256 in 5. */
static void
read_dictionary(struct tr_pdf_crypt *c)
{
	const struct tr_pdf_obj *metadata = tr_pdf_dict_find(c->dict, "EncryptMetadata");
	int64_t bits = 40;

	c->encrypt_metadata = !tr_pdf_is(metadata, TR_PDF_BOOL) || metadata->u.boolean;
	(void)tr_pdf_int_of(c->dict, "V", &c->v);
	(void)tr_pdf_int_of(c->dict, "R", &c->r);
	(void)tr_pdf_int_of(c->dict, "Length", &bits);
	if (!tr_pdf_is_name(tr_pdf_dict_find(c->dict, "Filter"), "Standard"))
		c->unsupported = "a security handler other than /Standard";
	else if ((c->v != 1 && c->v != 2 && c->v != 4 && c->v != 5) || c->r < 2 || c->r > 6)
		c->unsupported = "an unknown /V or /R";
	else if ((c->v == 5) != (c->r >= 5))
		c->unsupported = "a /V and an /R that do not belong together";
	else if (c->v == 2 && (bits < 40 || bits > 128 || bits % 8 != 0))
		c->unsupported = "a /Length that is no number of bytes from 5 to 16";
	c->key_length = c->v == 5 ? 32 : c->v == 4 ? 16 : c->v == 2 ? (size_t)bits / 8 : 5;
	if (c->unsupported == NULL && c->key_length > 16 && c->v != 5)
		c->key_length = 16;
	read_filters(c);
}

static trien_rc
first_id(struct tr_pdf *pdf, const struct tr_pdf_obj *trailer, struct tr_bytes *out, struct trien_err *err)
{
	const struct tr_pdf_obj *id, *first = &tr_pdf_null;

	*out = TR_BYTES_LIT("");
	TR_TRY(tr_pdf_find(pdf, tr_pdf_newest(pdf), trailer, "ID", &id, err));
	if (id->type == TR_PDF_ARRAY && id->u.array.count > 0)
		TR_TRY(tr_pdf_resolve(pdf, tr_pdf_newest(pdf), id->u.array.items[0], &first, err));
	if (first->type == TR_PDF_STRING)
		*out = first->u.string;
	return TRIEN_OK;
}

/*
 * One key for the whole file: the encryption dictionary must be the same in
 * every revision, or their objects would have two readings.
 */
static trien_rc
check_all_revisions(struct tr_pdf *pdf, const struct tr_pdf_obj *dict, struct trien_err *err)
{
	for (size_t i = 0; i < pdf->rev_count; i++) {
		const struct tr_pdf_obj *then;
		TR_TRY(tr_pdf_find(pdf, i, pdf->revs[i].pub.trailer, "Encrypt", &then, err));
		if (!tr_pdf_equal(then, dict))
			return TR_ERR(err, PDF_ENCRYPTION_UNSUPPORTED,
					TR_S("what", "revisions that are encrypted differently"));
	}
	return TRIEN_OK;
}

static trien_rc
find_dictionary(struct tr_pdf *pdf, const struct tr_pdf_obj **out, uint32_t *num, struct trien_err *err)
{
	const struct tr_pdf_obj *written = NULL;

	for (size_t i = pdf->rev_count; i-- > 0 && (written == NULL || written->type == TR_PDF_NULL);)
		written = tr_pdf_dict_find(pdf->revs[i].pub.trailer, "Encrypt");
	*num = tr_pdf_is(written, TR_PDF_REF) ? written->u.ref.num : 0;
	TR_TRY(tr_pdf_resolve(pdf, tr_pdf_newest(pdf), written, out, err));
	if ((*out)->type == TR_PDF_NULL)
		return TRIEN_OK;
	if ((*out)->type != TR_PDF_DICT)
		return TR_ERR(err, PDF_ENCRYPTION_UNSUPPORTED, TR_S("what", "/Encrypt is not a dictionary"));
	return check_all_revisions(pdf, *out, err);
}

trien_rc
tr_pdf_crypt_open(struct tr_pdf *pdf, const struct tr_pdf_options *options, struct trien_err *err)
{
	const struct tr_pdf_obj *dict;
	struct tr_pdf_crypt *c;
	uint32_t num;

	TR_TRY(find_dictionary(pdf, &dict, &num, err));
	if (dict->type == TR_PDF_NULL)
		return TRIEN_OK;
	c = pdf->crypt = tr_mem_zeroed(1, sizeof(*c));
	if (c == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*c)));
	c->dict = dict;
	c->dict_num = num;
	TR_TRY(first_id(pdf, pdf->revs[pdf->rev_count - 1].pub.trailer, &c->id, err));
	read_dictionary(c);
	if (options == NULL || options->cipher == NULL || c->unsupported != NULL)
		return TRIEN_OK;
	c->cipher = options->cipher;
	TR_TRY(tr_pdf_crypt_authenticate(c, options->password.n ? options->password : TR_BYTES_LIT(""), err));
	if (!c->readable && options->password.n > 0)
		return TR_ERR0(err, PDF_PASSWORD_WRONG);
	return TRIEN_OK;
}

void
tr_pdf_crypt_free(struct tr_pdf_crypt *crypt)
{
	if (crypt == NULL)
		return;
	tr_wipe(crypt, sizeof(*crypt));
	free(crypt);
}

/* ---- undoing it ---- */

/* Algorithm 1: the key of one object; AES-256 uses the file's key for all. */
static trien_rc
object_key(const struct tr_pdf_crypt *c, struct tr_pdf_ref ref, enum tr_pdf_crypt_method method,
		uint8_t key[64], size_t *length, struct trien_err *err)
{
	uint8_t text[32 + 9];
	size_t n = c->key_length;

	if (method == TR_PDF_CRYPT_AES256) {
		memcpy(key, c->key, 32);
		*length = 32;
		return TRIEN_OK;
	}
	memcpy(text, c->key, n);
	text[n++] = (uint8_t)ref.num;
	text[n++] = (uint8_t)(ref.num >> 8);
	text[n++] = (uint8_t)(ref.num >> 16);
	text[n++] = (uint8_t)ref.gen;
	text[n++] = (uint8_t)(ref.gen >> 8);
	if (method == TR_PDF_CRYPT_AES128) {
		memcpy(text + n, "sAlT", 4);
		n += 4;
	}
	*length = c->key_length + 5 < 16 ? c->key_length + 5 : 16;
	return c->cipher->digest(0, TR_BYTES(text, n), key, err);
}

/* AES-CBC behind its 16 bytes of IV, padded to whole blocks (§7.6.3.1). False where it cannot be that. */
static trien_rc
undo_aes(const struct tr_pdf_crypt *c, struct tr_bytes key, struct tr_bytes in, uint8_t *out, size_t *n,
		bool *good, struct trien_err *err)
{
	*n = 0;
	*good = in.n == 0;
	if (in.n < 32 || in.n % 16 != 0) {
		*good |= in.n == 16;
		return TRIEN_OK;
	}
	TR_TRY(c->cipher->aes_cbc(key, in.p, TR_BYTES(in.p + 16, in.n - 16), out, false, err));
	uint8_t pad = out[in.n - 17];
	*good = pad >= 1 && pad <= 16;
	*n = *good ? in.n - 16 - pad : 0;
	return TRIEN_OK;
}

/* out has room for in.n bytes. */
static trien_rc
undo(const struct tr_pdf_crypt *c, struct tr_pdf_ref ref, enum tr_pdf_crypt_method method, struct tr_bytes in,
		uint8_t *out, size_t *n, bool *good, struct trien_err *err)
{
	uint8_t key[64];
	size_t length = 0;

	TR_TRY(object_key(c, ref, method, key, &length, err));
	if (method != TR_PDF_CRYPT_RC4)
		return undo_aes(c, TR_BYTES(key, length), in, out, n, good, err);
	*n = in.n;
	*good = true;
	return in.n > 0 ? c->cipher->rc4(TR_BYTES(key, length), in, out, err) : TRIEN_OK;
}

/* ---- strings ---- */
struct undoing {
	const struct tr_pdf_crypt *crypt;
	struct tr_arena *arena;
	struct tr_pdf_ref ref;
};

static trien_rc
undo_string(const struct undoing *u, struct tr_pdf_obj *o, struct trien_err *err)
{
	uint8_t *out;
	size_t n;
	bool good;

	TR_TRY(tr_arena_take(u->arena, o->u.string.n + 1, &out, err));
	TR_TRY(undo(u->crypt, u->ref, u->crypt->strings, o->u.string, out, &n, &good, err));
	/* What cannot be ciphertext stays as it is. */
	if (good)
		o->u.string = TR_BYTES(out, n);
	return TRIEN_OK;
}

/*
 * The objects were made here a moment ago and nobody else has seen them, so
 * that taking the const away is fair. Depth is bounded by parsing.
 */
static struct tr_pdf_obj *
own(const struct tr_pdf_obj *o)
{
	return (struct tr_pdf_obj *)(uintptr_t)o;
}

static trien_rc
undo_object(const struct undoing *u, struct tr_pdf_obj *o, struct trien_err *err)
{
	const struct tr_pdf_dict *d = tr_pdf_dict_of(o);

	if (o->type == TR_PDF_STRING)
		return undo_string(u, o, err);
	for (size_t i = 0; o->type == TR_PDF_ARRAY && i < o->u.array.count; i++)
		TR_TRY(undo_object(u, own(o->u.array.items[i]), err));
	/* The /Contents of a signature is never encrypted (§7.6.2). */
	bool signature = d != NULL && tr_pdf_dict_find(o, "ByteRange") != NULL;
	for (size_t i = 0; d != NULL && i < d->count; i++)
		if (!signature || !tr_bytes_are(d->entries[i].key, "Contents"))
			TR_TRY(undo_object(u, own(d->entries[i].value), err));
	return TRIEN_OK;
}

trien_rc
tr_pdf_crypt_object(struct tr_pdf *pdf, struct tr_arena *arena, struct tr_pdf_slot *slot,
		struct trien_err *err)
{
	struct undoing u = {.crypt = pdf->crypt, .arena = arena, .ref = {slot->num, slot->gen}};

	if (!u.crypt->readable || u.crypt->strings == TR_PDF_CRYPT_NONE || slot->num == u.crypt->dict_num ||
			tr_pdf_is_name(tr_pdf_dict_find(slot->obj, "Type"), "XRef"))
		return TRIEN_OK;
	return undo_object(&u, own(slot->obj), err);
}

/* ---- streams ---- */

/* A /Crypt filter at the head of the chain names another method (§7.4.10). */
static bool
own_method(struct tr_pdf_crypt *c, const struct tr_pdf_obj *stream, enum tr_pdf_crypt_method *out)
{
	const struct tr_pdf_obj *filter = tr_pdf_dict_find(stream, "Filter");
	const struct tr_pdf_obj *parms = tr_pdf_dict_find(stream, "DecodeParms");

	if (tr_pdf_is(filter, TR_PDF_ARRAY))
		filter = filter->u.array.count ? filter->u.array.items[0] : NULL;
	if (tr_pdf_is(parms, TR_PDF_ARRAY))
		parms = parms->u.array.count ? parms->u.array.items[0] : NULL;
	if (!tr_pdf_is_name(filter, "Crypt"))
		return false;
	*out = method_named(c, tr_pdf_dict_find(c->dict, "CF"), tr_pdf_dict_find(parms, "Name"));
	return true;
}

static enum tr_pdf_crypt_method
method_of(struct tr_pdf_crypt *c, const struct tr_pdf_obj *stream)
{
	const struct tr_pdf_obj *type = tr_pdf_dict_find(stream, "Type");
	enum tr_pdf_crypt_method method;

	if (tr_pdf_is_name(type, "XRef") || (tr_pdf_is_name(type, "Metadata") && !c->encrypt_metadata))
		return TR_PDF_CRYPT_NONE;
	if (own_method(c, stream, &method))
		return method;
	return tr_pdf_is_name(type, "EmbeddedFile") ? c->files : c->streams;
}

trien_rc
tr_pdf_crypt_stream(struct tr_pdf *pdf, struct tr_pdf_ref ref, const struct tr_pdf_obj *stream,
		struct tr_buf *hold, struct tr_bytes *out, struct trien_err *err)
{
	struct tr_pdf_crypt *c = pdf->crypt;
	struct tr_bytes raw = tr_pdf_stream_raw(pdf, stream);
	enum tr_pdf_crypt_method method = method_of(c, stream);
	size_t n;
	bool good;

	*out = raw;
	if (c->unsupported != NULL)
		return TR_ERR(err, PDF_ENCRYPTION_UNSUPPORTED, TR_S("what", c->unsupported));
	if (method == TR_PDF_CRYPT_NONE)
		return TRIEN_OK;
	if (!c->readable)
		return TR_ERR0(err, PDF_ENCRYPTED_UNREADABLE);
	TR_TRY(tr_buf_reserve(hold, raw.n + 1, err));
	TR_TRY(undo(c, ref, method, raw, hold->p, &n, &good, err));
	if (!good)
		return TR_ERR(err, PDF_FILTER_DATA, TR_S("filter", "Crypt"),
				TR_S("what", "no whole AES blocks with padding"));
	hold->n = n;
	*out = tr_buf_view(hold);
	return TRIEN_OK;
}
