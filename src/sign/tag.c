/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Structure elements for new widgets. They are appended to the one Document element (§14.8.4.3) or, where there is
 * none, to the root; their keys go behind the last of the parent tree (§14.7.5.4), whatever its shape. It
 * does not check whether the structure that is there is right.
 */
#include "sign/tag.h"

#include "base/errors/sign.h"
#include "sign/document.h"

#define EDITS_MAX 3

/* An object that gets other values under some of its keys. */
struct edited {
	struct tr_sign_at at;
	struct tr_sign_edit edits[EDITS_MAX];
	struct tr_buf values[EDITS_MAX];
	size_t count;
};

struct tagging {
	struct tr_sign_doc d;      /* only to follow references */
	struct tr_pdf_update *u;
	struct tr_sign_tag *tags;
	size_t count;
	struct tr_pdf_ref *elements;
	struct edited root;        /* StructTreeRoot */
	struct edited document;    /* the Document element; obj NULL: elements go to the root */
	struct tr_sign_at tree;    /* /ParentTree */
	struct tr_sign_at list;    /* its /Nums or /Kids */
	bool has_kids;
	int64_t key;               /* the first free one */
};

static struct tr_buf *
edit(struct edited *e, const char *key)
{
	e->edits[e->count].key = key;
	return &e->values[e->count++];
}

static trien_rc
put_edited(struct tagging *t, struct edited *e, struct trien_err *err)
{
	TR_AUTO_BUF body = {0};

	for (size_t i = 0; i < e->count; i++)
		e->edits[i].value = tr_buf_view(&e->values[i]);
	TR_TRY(tr_sign_print_edited(&body, e->at.obj, e->edits, e->count, err));
	return tr_pdf_update_put(t->u, e->at.ref, tr_buf_view(&body), err);
}

static trien_rc
add_ref(struct tr_buf *out, struct tr_pdf_ref ref, struct trien_err *err)
{
	const struct tr_pdf_obj o = {.type = TR_PDF_REF, .u.ref = ref};
	return tr_pdf_print(out, &o, err);
}

/* ---- what is there ---- */

/* The highest key under a node: of a number tree in order, the last one (§7.9.7). -1 where there is none. */
static trien_rc
last_key(struct tagging *t, const struct tr_pdf_obj *node, unsigned depth, int64_t *out, bool *good, struct trien_err *err)
{
	struct tr_sign_at kids, nums, last;

	TR_TRY(tr_sign_follow_key(&t->d, node, "Kids", &kids, err));
	TR_TRY(tr_sign_follow_key(&t->d, node, "Nums", &nums, err));
	const size_t kid_count = kids.obj->type == TR_PDF_ARRAY ? kids.obj->u.array.count : 0;
	const size_t num_count = nums.obj->type == TR_PDF_ARRAY ? nums.obj->u.array.count : 0;
	*good = depth < TR_PDF_TREE_DEPTH_MAX && num_count % 2 == 0 && !(kid_count > 0 && num_count > 0);
	*out = -1;
	if (!*good || kid_count + num_count == 0)
		return TRIEN_OK;
	if (num_count > 0) {
		TR_TRY(tr_sign_follow(&t->d, nums.obj->u.array.items[num_count - 2], &last, err));
		*good = last.obj->type == TR_PDF_INT;
		*out = *good ? last.obj->u.integer : -1;
		return TRIEN_OK;
	}
	TR_TRY(tr_sign_follow(&t->d, kids.obj->u.array.items[kid_count - 1], &last, err));
	return last_key(t, last.obj, depth + 1, out, good, err);
}

/* The parent tree, where its new keys go, and which is the first; false where its shape is not known. */
static trien_rc
read_tree(struct tagging *t, bool *good, struct trien_err *err)
{
	int64_t last;

	TR_TRY(tr_sign_follow_key(&t->d, t->root.at.obj, "ParentTree", &t->tree, err));
	*good = t->tree.obj->type == TR_PDF_DICT || t->tree.obj->type == TR_PDF_NULL;
	if (!*good)
		return TRIEN_OK;
	TR_TRY(last_key(t, t->tree.obj, 0, &last, good, err));
	TR_TRY(tr_sign_integer(&t->d, t->root.at.obj, "ParentTreeNextKey", 0, &t->key, err));
	t->key = last >= t->key ? last + 1 : t->key;
	*good &= t->key >= 0 && t->key < INT32_MAX - (int64_t)t->count;
	TR_TRY(tr_sign_follow_key(&t->d, t->tree.obj, "Kids", &t->list, err));
	t->has_kids = t->list.obj->type == TR_PDF_ARRAY && t->list.obj->u.array.count > 0;
	return t->has_kids ? TRIEN_OK : tr_sign_follow_key(&t->d, t->tree.obj, "Nums", &t->list, err);
}

static trien_rc
find_document(struct tagging *t, struct trien_err *err)
{
	struct tr_sign_at k, type;

	TR_TRY(tr_sign_follow_key(&t->d, t->root.at.obj, "K", &k, err));
	if (k.obj->type == TR_PDF_ARRAY && k.obj->u.array.count == 1)
		TR_TRY(tr_sign_follow(&t->d, k.obj->u.array.items[0], &k, err));
	TR_TRY(tr_sign_follow_key(&t->d, k.obj, "S", &type, err));
	if (k.obj->type == TR_PDF_DICT && k.ref.num != 0 && tr_pdf_is_name(type.obj, "Document"))
		t->document.at = k;
	return TRIEN_OK;
}

/* ---- what is added ---- */

static trien_rc
put_elements(struct tagging *t, struct tr_pdf_ref parent, struct trien_err *err)
{
	for (size_t i = 0; i < t->count; i++) {
		const struct tr_sign_tag *tag = &t->tags[i];
		TR_AUTO_BUF body = {0};
		t->elements[i] = (struct tr_pdf_ref){0, 0};
		TR_TRY(tr_pdf_update_number(t->u, &t->elements[i].num, err));
		TR_TRY(tr_buf_addf(&body, err, "<</Type/StructElem/S/Form/P %u %u R/Pg %u %u R/K<</Type/OBJR/Obj %u %u R>>>>",
				(unsigned)parent.num, (unsigned)parent.gen, (unsigned)tag->page.num,
				(unsigned)tag->page.gen, (unsigned)tag->widget.num, (unsigned)tag->widget.gen));
		TR_TRY(tr_pdf_update_put(t->u, t->elements[i], tr_buf_view(&body), err));
	}
	return TRIEN_OK;
}

/* The items of an array (or the one value that stands for it), then the new elements. */
static trien_rc
print_kids(struct tagging *t, const struct tr_pdf_obj *written, const struct tr_pdf_obj *array, struct tr_buf *out,
		struct trien_err *err)
{
	TR_TRY(tr_buf_add_byte(out, '[', err));
	for (size_t i = 0; array->type == TR_PDF_ARRAY && i < array->u.array.count; i++)
		TR_TRY(tr_pdf_print(out, array->u.array.items[i], err));
	if (written != NULL && array->type != TR_PDF_ARRAY && array->type != TR_PDF_NULL)
		TR_TRY(tr_pdf_print(out, written, err));
	for (size_t i = 0; i < t->count; i++)
		TR_TRY(add_ref(out, t->elements[i], err));
	return tr_buf_add_byte(out, ']', err);
}

/* The elements become the last kids of their parent. */
static trien_rc
extend_kids(struct tagging *t, struct edited *parent, struct trien_err *err)
{
	const struct tr_pdf_obj *written = tr_pdf_dict_find(parent->at.obj, "K");
	struct tr_sign_at k;
	TR_AUTO_BUF body = {0};

	TR_TRY(tr_sign_follow(&t->d, written, &k, err));
	if (k.obj->type != TR_PDF_ARRAY || k.ref.num == 0)
		return print_kids(t, written, k.obj, edit(parent, "K"), err);
	TR_TRY(print_kids(t, written, k.obj, &body, err));
	return tr_pdf_update_put(t->u, k.ref, tr_buf_view(&body), err);
}

static trien_rc
print_pairs(struct tagging *t, struct tr_buf *out, struct trien_err *err)
{
	for (size_t i = 0; i < t->count; i++) {
		const struct tr_pdf_obj key = {.type = TR_PDF_INT, .u.integer = t->key + (int64_t)i};
		t->tags[i].struct_parent = key.u.integer;
		TR_TRY(tr_pdf_print(out, &key, err));
		TR_TRY(add_ref(out, t->elements[i], err));
	}
	return TRIEN_OK;
}

/* A further leaf of a tree that has kids. */
static trien_rc
put_leaf(struct tagging *t, struct tr_pdf_ref *leaf, struct trien_err *err)
{
	TR_AUTO_BUF body = {0};

	*leaf = (struct tr_pdf_ref){0, 0};
	TR_TRY(tr_pdf_update_number(t->u, &leaf->num, err));
	TR_TRY(tr_buf_addf(&body, err, "<</Limits[%lld %lld]/Nums[", (long long)t->key,
			(long long)(t->key + (int64_t)t->count - 1)));
	TR_TRY(print_pairs(t, &body, err));
	TR_TRY(tr_buf_add(&body, "]>>", 3, err));
	return tr_pdf_update_put(t->u, *leaf, tr_buf_view(&body), err);
}

/* The tree's /Kids or /Nums with what is new at its end. */
static trien_rc
print_list(struct tagging *t, struct tr_buf *out, struct trien_err *err)
{
	struct tr_pdf_ref leaf;

	TR_TRY(tr_buf_add_byte(out, '[', err));
	for (size_t i = 0; t->list.obj->type == TR_PDF_ARRAY && i < t->list.obj->u.array.count; i++)
		TR_TRY(tr_pdf_print(out, t->list.obj->u.array.items[i], err));
	if (t->has_kids) {
		TR_TRY(put_leaf(t, &leaf, err));
		TR_TRY(add_ref(out, leaf, err));
	} else {
		TR_TRY(print_pairs(t, out, err));
	}
	return tr_buf_add_byte(out, ']', err);
}

static trien_rc
extend_tree(struct tagging *t, struct trien_err *err)
{
	TR_AUTO_BUF list = {0}, tree = {0};

	TR_TRY(tr_buf_addf(edit(&t->root, "ParentTreeNextKey"), err, "%lld", (long long)(t->key + (int64_t)t->count)));
	TR_TRY(print_list(t, &list, err));
	if (t->list.obj->type == TR_PDF_ARRAY && t->list.ref.num != 0)
		return tr_pdf_update_put(t->u, t->list.ref, tr_buf_view(&list), err);
	const struct tr_sign_edit filled = {t->has_kids ? "Kids" : "Nums", tr_buf_view(&list)};
	TR_TRY(tr_sign_print_edited(&tree, t->tree.obj, &filled, 1, err));
	if (t->tree.obj->type == TR_PDF_DICT && t->tree.ref.num != 0)
		return tr_pdf_update_put(t->u, t->tree.ref, tr_buf_view(&tree), err);
	return tr_buf_add_bytes(edit(&t->root, "ParentTree"), tr_buf_view(&tree), err);
}

static trien_rc
extend(struct tagging *t, struct trien_err *err)
{
	struct edited *parent = t->document.at.obj != NULL ? &t->document : &t->root;

	TR_TRY(put_elements(t, parent->at.ref, err));
	TR_TRY(extend_kids(t, parent, err));
	TR_TRY(extend_tree(t, err));
	if (t->document.count > 0)
		TR_TRY(put_edited(t, &t->document, err));
	return put_edited(t, &t->root, err);
}

trien_rc
tr_sign_is_tagged(struct tr_pdf *pdf, size_t rev, bool *out, struct trien_err *err)
{
	const struct tr_pdf_obj *catalog, *mark, *marked, *root;
	struct tr_pdf_ref ref;

	TR_TRY(tr_pdf_catalog(pdf, rev, &catalog, &ref, err));
	TR_TRY(tr_pdf_find(pdf, rev, catalog, "MarkInfo", &mark, err));
	TR_TRY(tr_pdf_find(pdf, rev, mark, "Marked", &marked, err));
	TR_TRY(tr_pdf_find(pdf, rev, catalog, "StructTreeRoot", &root, err));
	*out = marked->type == TR_PDF_BOOL && marked->u.boolean && root->type != TR_PDF_NULL;
	return TRIEN_OK;
}

/* The objects that would be written: one that stands for two things can only be a trick. */
static trien_rc
are_apart(struct tagging *t, bool *out, struct trien_err *err)
{
	struct tr_sign_at kids;
	const struct tr_pdf_obj *parent = t->document.at.obj != NULL ? t->document.at.obj : t->root.at.obj;

	TR_TRY(tr_sign_follow_key(&t->d, parent, "K", &kids, err));
	const uint32_t nums[] = {t->d.catalog.ref.num, t->root.at.ref.num, t->document.at.ref.num, t->tree.ref.num,
		t->list.ref.num, kids.obj->type == TR_PDF_ARRAY ? kids.ref.num : 0};
	*out = true;
	for (size_t i = 0; i < sizeof(nums) / sizeof(*nums); i++)
		for (size_t k = 0; k < i; k++)
			*out &= nums[i] == 0 || nums[i] != nums[k];
	return TRIEN_OK;
}

static trien_rc
open_structure(struct tagging *t, enum tr_tagging *out, struct trien_err *err)
{
	bool tagged, good;

	*out = TR_TAGGING_NONE;
	TR_TRY(tr_sign_is_tagged(t->d.pdf, t->d.rev, &tagged, err));
	if (!tagged)
		return TRIEN_OK;
	*out = TR_TAGGING_FAILED;
	TR_TRY(tr_pdf_catalog(t->d.pdf, t->d.rev, &t->d.catalog.obj, &t->d.catalog.ref, err));
	TR_TRY(tr_sign_follow_key(&t->d, t->d.catalog.obj, "StructTreeRoot", &t->root.at, err));
	if (t->root.at.obj->type != TR_PDF_DICT || t->root.at.ref.num == 0)
		return TRIEN_OK;
	TR_TRY(read_tree(t, &good, err));
	TR_TRY(find_document(t, err));
	if (good)
		TR_TRY(are_apart(t, &good, err));
	if (good)
		*out = TR_TAGGING_DONE;
	return TRIEN_OK;
}

trien_rc
tr_sign_tag_widgets(struct tr_pdf *pdf, size_t rev, struct tr_pdf_update *u, struct tr_sign_tag *tags, size_t count,
		enum tr_tagging *out, struct trien_err *err)
{
	struct tr_pdf_ref elements[TR_SIGN_TAGS_MAX];
	struct tagging t = {.d = {.pdf = pdf, .rev = rev}, .u = u, .tags = tags, .count = count, .elements = elements};
	enum tr_tagging how;

	if (count == 0 || count > TR_SIGN_TAGS_MAX)
		return TR_ERR(err, SIGN_TAGS_LIMIT, TR_U("got", count), TR_U("max", TR_SIGN_TAGS_MAX));
	trien_rc rc = open_structure(&t, &how, err);
	if (rc == TRIEN_OK && how == TR_TAGGING_DONE)
		rc = extend(&t, err);
	for (size_t i = 0; i < EDITS_MAX; i++) {
		tr_buf_free(&t.root.values[i]);
		tr_buf_free(&t.document.values[i]);
	}
	if (rc == TRIEN_OK)
		*out = how;
	return rc;
}
