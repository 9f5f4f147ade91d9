/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: X4 */
/* The tree, its tiles, notes and proofs against facts from outside: RFC 6962's vectors, Go's note key, the sizes of tlog-tiles. */
#include "test.h"

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "store/audit.h"
#include "store/file.h"
#include "store/hex.h"
#include "store/proof.h"
#include "store/tile.h"

/* ---- hashes ---- */

static const struct {
	const char *entry;
	size_t n;
	const char *root; /* of the tree up to and with this entry */
} vectors[] = {
	{"", 0, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"},
	{"\x00", 1, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"},
	{"\x10", 1, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"},
	{"\x20\x21", 2, "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"},
	{"\x30\x31", 2, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"},
	{"\x40\x41\x42\x43", 4, "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"},
	{"\x50\x51\x52\x53\x54\x55\x56\x57", 8, "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"},
	{"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f", 16,
			"5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"},
};

#define LEAVES 300u

/* A tree in memory, by the definition. */
static trien_rc
memory_node(void *context, unsigned level, uint64_t index, struct tr_tree_hash *out, struct trien_err *err)
{
	const struct tr_tree_hash *leaves = context;
	struct tr_tree_hash left, right;

	if (level == 0) {
		*out = leaves[index];
		return TRIEN_OK;
	}
	TR_TRY(memory_node(context, level - 1, 2 * index, &left, err));
	TR_TRY(memory_node(context, level - 1, 2 * index + 1, &right, err));
	return tr_tree_pair(&left, &right, out, err);
}

static void
assert_hash(const struct tr_tree_hash *h, const char *want)
{
	char hex[TR_HEX256 + 1];
	tr_hex(TR_BYTES(h->b, TR_TREE_HASH), hex);
	assert_string_equal(hex, want);
}

static void
test_vectors(void **state)
{
	struct trien_err err = {0};
	struct tr_tree_frontier f = {0};
	struct tr_tree_hash leaves[8], root;
	const struct tr_tree_source source = {memory_node, leaves};

	(void)state;
	assert_ok(tr_tree_root(&source, 0, &root, &err), &err);
	assert_hash(&root, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	assert_ok(tr_tree_frontier_root(&f, &root, &err), &err);
	assert_hash(&root, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	for (size_t i = 0; i < sizeof(vectors) / sizeof(*vectors); i++) {
		assert_ok(tr_tree_leaf(TR_BYTES(vectors[i].entry, vectors[i].n), &leaves[i], &err), &err);
		assert_ok(tr_tree_frontier_add(&f, &leaves[i], &err), &err);
		assert_ok(tr_tree_root(&source, i + 1, &root, &err), &err);
		assert_hash(&root, vectors[i].root);
		assert_ok(tr_tree_frontier_root(&f, &root, &err), &err);
		assert_hash(&root, vectors[i].root);
		struct tr_tree_frontier again;
		assert_true(tr_tree_frontier_of(f.size, tr_tree_frontier_bytes(&f), &again));
		assert_false(tr_tree_frontier_of(2 * f.size + 1, tr_tree_frontier_bytes(&f), &again));
	}
}

static void
make_leaves(struct tr_tree_hash *leaves, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char text[32];
		snprintf(text, sizeof(text), "leaf %zu", i);
		assert_int_equal(tr_tree_leaf(TR_BYTES(text, strlen(text)), &leaves[i], NULL), TRIEN_OK);
	}
}

/* Every leaf of trees of many sizes; and nothing else holds. */
static void
test_inclusion(void **state)
{
	static struct tr_tree_hash leaves[LEAVES];
	const struct tr_tree_source source = {memory_node, leaves};
	struct trien_err err = {0};
	struct tr_tree_hash root;
	bool holds;

	(void)state;
	make_leaves(leaves, LEAVES);
	for (uint64_t size = 1; size < 70; size++) {
		assert_ok(tr_tree_root(&source, size, &root, &err), &err);
		for (uint64_t i = 0; i < size; i++) {
			struct tr_tree_path p;
			assert_ok(tr_tree_inclusion(&source, i, size, &p, &err), &err);
			assert_ok(tr_tree_inclusion_holds(&leaves[i], i, size, &p, &root, &holds, &err), &err);
			assert_true(holds);
			assert_ok(tr_tree_inclusion_holds(&leaves[i + 1], i, size, &p, &root, &holds, &err), &err);
			assert_false(holds);
			assert_ok(tr_tree_inclusion_holds(&leaves[i], size, size, &p, &root, &holds, &err), &err);
			assert_false(holds);
			assert_ok(tr_tree_inclusion_holds(&leaves[i], i, size * 2 + 1, &p, &root, &holds, &err), &err);
			assert_false(holds);
			p.hashes[p.count++] = root;
			assert_ok(tr_tree_inclusion_holds(&leaves[i], i, size, &p, &root, &holds, &err), &err);
			assert_false(holds);
			if (--p.count > 0) {
				p.count--;
				assert_ok(tr_tree_inclusion_holds(&leaves[i], i, size, &p, &root, &holds, &err), &err);
				assert_false(holds);
				p.hashes[p.count++].b[7] ^= 1;
				assert_ok(tr_tree_inclusion_holds(&leaves[i], i, size, &p, &root, &holds, &err), &err);
				assert_false(holds);
			}
		}
	}
	struct tr_tree_path p;
	assert_refused(tr_tree_inclusion(&source, 5, 5, &p, &err), "store.tree-range");
}

static void
test_consistency(void **state)
{
	static struct tr_tree_hash leaves[LEAVES];
	const struct tr_tree_source source = {memory_node, leaves};
	struct trien_err err = {0};
	struct tr_tree_path p;
	bool holds;

	(void)state;
	make_leaves(leaves, LEAVES);
	for (uint64_t size = 0; size < 70; size++)
		for (uint64_t old = 0; old <= size; old++) {
			struct tr_tree_hash before, root, other = {{1}};
			assert_ok(tr_tree_root(&source, size, &root, &err), &err);
			assert_ok(tr_tree_root(&source, old, &before, &err), &err);
			assert_ok(tr_tree_consistency(&source, old, size, &p, &err), &err);
			assert_ok(tr_tree_consistency_holds(old, &before, size, &p, &root, &holds, &err), &err);
			assert_true(holds);
			assert_ok(tr_tree_consistency_holds(old, &other, size, &p, &root, &holds, &err), &err);
			assert_false(holds);
			if (old > 0) {
				assert_ok(tr_tree_consistency_holds(old, &before, size, &p, &other, &holds, &err), &err);
				assert_false(holds);
			}
			assert_ok(tr_tree_consistency_holds(size + 1, &before, size, &p, &root, &holds, &err), &err);
			assert_false(holds);
			p.hashes[p.count++] = root;
			assert_ok(tr_tree_consistency_holds(old, &before, size, &p, &root, &holds, &err), &err);
			assert_false(holds);
			if (--p.count > 0) {
				p.hashes[p.count - 1].b[0] ^= 1;
				assert_ok(tr_tree_consistency_holds(old, &before, size, &p, &root, &holds, &err), &err);
				assert_false(holds);
				p.count--;
				assert_ok(tr_tree_consistency_holds(old, &before, size, &p, &root, &holds, &err), &err);
				assert_false(holds);
			}
		}
	assert_refused(tr_tree_consistency(&source, 6, 5, &p, &err), "store.tree-range");
}

/* ---- tiles ---- */

static void
assert_path(unsigned level, uint64_t number, unsigned width, const char *want)
{
	char path[TR_TILE_PATH_MAX];
	tr_tile_path(level, number, width, path);
	assert_string_equal(path, want);
}

static void
test_paths(void **state)
{
	(void)state;
	assert_path(0, 0, 256, "tile/0/000");
	assert_path(0, 999, 256, "tile/0/999");
	assert_path(1, 1000, 256, "tile/1/x001/000");
	assert_path(0, 1234067, 256, "tile/0/x001/x234/067");
	assert_path(TR_TILE_LEVELS, 1234067, 256, "tile/entries/x001/x234/067");
	assert_path(0, 1000000067, 1, "tile/0/x001/x000/x000/067.p/1");
	assert_path(2, 273, 112, "tile/2/273.p/112");
}

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st, (void)kind, (void)at;
	return remove(path);
}

struct folder {
	char path[64];
	int dir;
};

static struct folder
make_folder(void)
{
	struct folder f = {.path = "/tmp/trien-tiles-XXXXXX"};
	assert_non_null(mkdtemp(f.path));
	f.dir = open(f.path, O_RDONLY | O_DIRECTORY);
	return f;
}

static void
remove_folder(struct folder *f)
{
	close(f->dir);
	nftw(f->path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static void
write_leaves(int dir, uint64_t old, uint64_t size)
{
	struct trien_err err = {0};
	struct tr_tile_writer *w = calloc(1, sizeof(*w));
	struct tr_tree_hash leaf;
	uint64_t from;
	char text[32];

	assert_ok(tr_tile_writer_begin(w, dir, old, &from, &err), &err);
	assert_int_equal(from, old - old % 256);
	for (; from < size; from++) {
		snprintf(text, sizeof(text), "leaf %llu", (unsigned long long)from);
		assert_ok(tr_tree_leaf(TR_BYTES(text, strlen(text)), &leaf, &err), &err);
		assert_ok(tr_tile_writer_add(w, TR_BYTES(text, strlen(text)), &leaf, &err), &err);
	}
	assert_ok(tr_tile_writer_end(w, &err), &err);
	tr_tile_writer_free(w);
	free(w);
}

static off_t
size_of(int dir, const char *path)
{
	struct stat st;
	return fstatat(dir, path, &st, 0) == 0 ? st.st_size : -1;
}

/* 70,000 leaves: 273 full tiles and one of 112; one full and one of 17; one of 2. Written in pieces it is the same. */
static void
test_70000(void **state)
{
	static struct tr_tree_hash leaves[70000];
	struct folder f = make_folder();
	struct tr_tiles *t = calloc(1, sizeof(*t));
	struct tr_tree_hash root, want;
	struct trien_err err = {0};
	TR_AUTO_BUF entries = {0};

	(void)state;
	make_leaves(leaves, 70000);
	write_leaves(f.dir, 0, 300);
	write_leaves(f.dir, 300, 300);
	write_leaves(f.dir, 300, 65536);
	write_leaves(f.dir, 65536, 70000);
	assert_int_equal(size_of(f.dir, "tile/0/272"), 8192);
	assert_int_equal(size_of(f.dir, "tile/0/273"), -1);
	assert_int_equal(size_of(f.dir, "tile/0/273.p/112"), 112 * 32);
	assert_int_equal(size_of(f.dir, "tile/1/000"), 8192);
	assert_int_equal(size_of(f.dir, "tile/1/001.p/17"), 17 * 32);
	assert_int_equal(size_of(f.dir, "tile/2/000.p/1"), 32); /* of the size 65,536 */
	assert_int_equal(size_of(f.dir, "tile/2/000.p/2"), -1); /* 70,000 has 1 */
	const struct tr_tree_source memory = {memory_node, leaves};
	for (uint64_t size = 70000; size > 0; size = size > 65536 ? 65536 : size > 300 ? 300 : 0) {
		tr_tiles_begin(t, f.dir, size);
		const struct tr_tree_source source = tr_tiles_source(t);
		assert_ok(tr_tree_root(&source, size, &root, &err), &err);
		assert_ok(tr_tree_root(&memory, size, &want, &err), &err);
		assert_true(tr_tree_equal(&root, &want));
		assert_refused(source.node(source.context, 0, size, &root, &err), "store.tree-range");
	}
	tr_tiles_begin(t, f.dir, 70000);
	assert_ok(tr_tiles_entries(t, 273, &entries, &err), &err);
	struct tr_bytes rest = tr_buf_view(&entries), entry;
	for (unsigned i = 0; i < 112; i++)
		assert_true(tr_entry_take(&rest, &entry));
	assert_true(tr_bytes_are(entry, "leaf 69999"));
	assert_false(tr_entry_take(&rest, &entry));
	/* A tile that is cut, and one that is gone. */
	const int tile = openat(f.dir, "tile/0/003", O_WRONLY);
	assert_int_equal(ftruncate(tile, 8191), 0);
	close(tile);
	const struct tr_tree_source source = tr_tiles_source(t);
	assert_refused(source.node(source.context, 0, 3 * 256, &root, &err), "audit.tile-malformed");
	assert_int_equal(unlinkat(f.dir, "tile/0/003", 0), 0);
	assert_refused(source.node(source.context, 0, 3 * 256, &root, &err), "audit.tile-missing");
	free(t);
	remove_folder(&f);
}

static void
test_entry_size(void **state)
{
	static uint8_t large[TR_AUDIT_ENTRY_MAX + 1];
	struct folder f = make_folder();
	struct tr_tile_writer *w = calloc(1, sizeof(*w));
	struct tr_tree_hash leaf = {{0}};
	struct trien_err err = {0};
	uint64_t from;

	(void)state;
	assert_ok(tr_tile_writer_begin(w, f.dir, 0, &from, &err), &err);
	assert_ok(tr_tile_writer_add(w, TR_BYTES(large, TR_AUDIT_ENTRY_MAX), &leaf, &err), &err);
	assert_refused(tr_tile_writer_add(w, TR_BYTES(large, TR_AUDIT_ENTRY_MAX + 1), &leaf, &err), "audit.entry-limit");
	assert_refused(tr_tile_writer_add(w, TR_BYTES(large, 0), &leaf, &err), "audit.entry-limit");
	tr_tile_writer_free(w);
	free(w);
	remove_folder(&f);
}

/* ---- notes ---- */

/* The example of the Go package golang.org/x/mod/sumdb/note: key, text and signature line. */
static const char go_private[] = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
static const char go_public[] = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
static const char go_note[] = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
			      "\n\xe2\x80\x94 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

static struct tr_bytes
bytes_of(const char *text)
{
	return TR_BYTES(text, strlen(text));
}

static void
test_go_note(void **state)
{
	struct tr_note_signer s;
	struct tr_note_key k;
	static struct tr_note n;
	struct trien_err err = {0};
	TR_AUTO_BUF out = {0};
	bool good;

	(void)state;
	assert_ok(tr_note_signer_read(bytes_of(go_private), &s, &err), &err);
	assert_ok(tr_note_key_read(bytes_of(go_public), &k, &err), &err);
	assert_memory_equal(s.public.key, k.key, TR_ED25519_KEY);
	assert_ok(tr_note_read(bytes_of(go_note), &n, &err), &err);
	assert_ok(tr_note_signed_by(&n, &k, &good, NULL, &err), &err);
	assert_true(good);
	assert_ok(tr_buf_add_bytes(&out, n.text, &err), &err);
	assert_ok(tr_buf_add_byte(&out, '\n', &err), &err);
	assert_ok(tr_note_sign(&s, n.text, 0, &out, &err), &err);
	assert_true(tr_bytes_are(tr_buf_view(&out), go_note));
	tr_buf_clear(&out);
	assert_ok(tr_note_key_write(&k, &out, &err), &err);
	assert_true(tr_bytes_are(tr_buf_view(&out), go_public));
	tr_buf_clear(&out);
	assert_ok(tr_note_signer_write(&s, &out, &err), &err);
	assert_true(tr_bytes_are(tr_buf_view(&out), go_private));
	/* One letter of the text, of the signature. */
	char forged[sizeof(go_note)];
	memcpy(forged, go_note, sizeof(forged));
	forged[3] = 'U';
	assert_ok(tr_note_read(bytes_of(forged), &n, &err), &err);
	assert_ok(tr_note_signed_by(&n, &k, &good, NULL, &err), &err);
	assert_false(good);
	memcpy(forged, go_note, sizeof(forged));
	forged[sizeof(go_note) - 10] = forged[sizeof(go_note) - 10] == 'A' ? 'B' : 'A';
	assert_ok(tr_note_read(bytes_of(forged), &n, &err), &err);
	assert_ok(tr_note_signed_by(&n, &k, &good, NULL, &err), &err);
	assert_false(good);
}

static void
test_keys(void **state)
{
	static const char *const bad[] = {"", "PeterNeumann", "PeterNeumann+c74f20a3+", "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
		"PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
		"Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", "PeterNeumann+c74f20a3+AhrcZQcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
		"PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW=", "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10T"};
	struct tr_note_key k;
	struct tr_note_signer s;
	struct trien_err err = {0};
	char name[TR_NOTE_NAME_MAX + 2];

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_refused(tr_note_key_read(bytes_of(bad[i]), &k, &err), "audit.key-malformed");
	assert_refused(tr_note_signer_read(bytes_of(go_public), &s, &err), "audit.key-malformed");
	memset(name, 'x', sizeof(name));
	name[TR_NOTE_NAME_MAX + 1] = '\0';
	assert_refused(tr_note_signer_new(name, TR_NOTE_LOG, &tr_env_system, &s, &err), "audit.name-invalid");
	name[TR_NOTE_NAME_MAX] = '\0';
	assert_ok(tr_note_signer_new(name, TR_NOTE_LOG, &tr_env_system, &s, &err), &err);
	assert_refused(tr_note_signer_new("a b", TR_NOTE_LOG, &tr_env_system, &s, &err), "audit.name-invalid");
	assert_refused(tr_note_signer_new("a\xe2\x80\x83z", TR_NOTE_LOG, &tr_env_system, &s, &err), "audit.name-invalid");
	assert_refused(tr_note_signer_new("", TR_NOTE_LOG, &tr_env_system, &s, &err), "audit.name-invalid");
	TR_AUTO_BUF text = {0};
	assert_ok(tr_note_signer_write(&s, &text, &err), &err);
	struct tr_note_signer again;
	assert_ok(tr_note_signer_read(tr_buf_view(&text), &again, &err), &err);
	assert_memory_equal(again.seed, s.seed, sizeof(s.seed));
}

static void
test_bad_notes(void **state)
{
	static const char *const bad[] = {"", "\n", "text\n", "text\n\n", "\n\n\xe2\x80\x94 a AAAAAAA=\n", "text\n\n\xe2\x80\x94 a AAAAAAA=",
		"text\n\n- a AAAAAAA=\n", "text\n\n\xe2\x80\x94 a AAAA\n", "text\n\n\xe2\x80\x94 a\n", "text\n\n\xe2\x80\x94 a AAAAAAB=\n",
		"te\xffxt\n\n\xe2\x80\x94 a AAAAAAA=\n", "te\rxt\n\n\xe2\x80\x94 a AAAAAAA=\n", "text\n\n\xe2\x80\x94 a+b AAAAAAA=\n",
		"text\n\n\xe2\x80\x94 a AAAA AAA=\n"};
	static struct tr_note n;
	struct trien_err err = {0};
	TR_AUTO_BUF many = {0};

	(void)state;
	/* "\n\n— ..." has an empty text; that is malformed only where a checkpoint is wanted. */
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		if (i != 4)
			assert_refused(tr_note_read(bytes_of(bad[i]), &n, &err), "audit.note-malformed");
	assert_ok(tr_buf_addf(&many, &err, "text\n\n"), &err);
	for (unsigned i = 0; i < TR_NOTE_SIGNATURES_MAX; i++)
		assert_ok(tr_buf_addf(&many, &err, "\xe2\x80\x94 a AAAAAAA=\n"), &err);
	assert_ok(tr_note_read(tr_buf_view(&many), &n, &err), &err);
	assert_int_equal(n.count, TR_NOTE_SIGNATURES_MAX);
	assert_ok(tr_buf_addf(&many, &err, "\xe2\x80\x94 a AAAAAAA=\n"), &err);
	assert_refused(tr_note_read(tr_buf_view(&many), &n, &err), "audit.note-malformed");
	tr_buf_clear(&many);
	for (size_t length = TR_NOTE_MAX - 21; length <= TR_NOTE_MAX - 20; length++) {
		tr_buf_clear(&many);
		for (size_t i = 0; i + 1 < length; i++)
			assert_int_equal(tr_buf_add_byte(&many, 'x', NULL), TRIEN_OK);
		assert_ok(tr_buf_addf(&many, &err, "\n\n\xe2\x80\x94 abcdef AAAAAAA=\n"), &err);
		if (many.n <= TR_NOTE_MAX)
			assert_ok(tr_note_read(tr_buf_view(&many), &n, &err), &err);
		else
			assert_refused(tr_note_read(tr_buf_view(&many), &n, &err), "audit.note-malformed");
	}
}

static void
test_checkpoints(void **state)
{
#define ROOT "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
	static const char *const bad[] = {"", "log\n0\n", "log\n0\n" ROOT, "log\n00\n" ROOT "\n", "log\n-1\n" ROOT "\n", "\n0\n" ROOT "\n",
		"log\n9223372036854775808\n" ROOT "\n", "log\n0\n" ROOT "\nmore\n", "log\n0\nAAAA\n", "log\n 1\n" ROOT "\n",
		"log\n0\n47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU=\n"};
	struct tr_checkpoint c;
	struct tr_note_signer s;
	struct trien_err err = {0};
	TR_AUTO_BUF text = {0};
	TR_AUTO_BUF note = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_refused(tr_checkpoint_read(bytes_of(bad[i]), &c, &err), "audit.checkpoint-malformed");
	static const char good[] = "log\n9223372036854775807\n" ROOT "\n";
	assert_ok(tr_checkpoint_read(bytes_of(good), &c, &err), &err);
	assert_hash(&c.root, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	assert_ok(tr_checkpoint_write(&c, &text, &err), &err);
	assert_true(tr_bytes_are(tr_buf_view(&text), good));
	/* Signed well, but by a key of another name. */
	assert_ok(tr_note_signer_new("other", TR_NOTE_LOG, &tr_env_system, &s, &err), &err);
	assert_ok(tr_buf_addf(&note, &err, "%s\n", good), &err);
	assert_ok(tr_note_sign(&s, bytes_of(good), 0, &note, &err), &err);
	assert_refused(tr_checkpoint_open(tr_buf_view(&note), &s.public, &c, &err), "audit.signature-wrong");
}

/* A witness's line is over the time too; a log's key is no witness's. */
static void
test_cosignature(void **state)
{
	static const char text[] = "log\n0\n" ROOT "\n";
	struct tr_note_signer w;
	struct tr_note_key as_log;
	static struct tr_note n;
	struct trien_err err = {0};
	TR_AUTO_BUF note = {0};
	int64_t time = 0;
	bool good;

	(void)state;
	assert_ok(tr_note_signer_new("witness.example/mau", TR_NOTE_WITNESS, &tr_env_system, &w, &err), &err);
	assert_ok(tr_buf_addf(&note, &err, "%s\n", text), &err);
	assert_ok(tr_note_sign(&w, bytes_of(text), 1790000000, &note, &err), &err);
	assert_ok(tr_note_read(tr_buf_view(&note), &n, &err), &err);
	assert_int_equal(n.signatures[0].n, 4 + 8 + 64);
	assert_ok(tr_note_signed_by(&n, &w.public, &good, &time, &err), &err);
	assert_true(good);
	assert_int_equal(time, 1790000000);
	n.signatures[0].value[11] ^= 1; /* the time */
	assert_ok(tr_note_signed_by(&n, &w.public, &good, &time, &err), &err);
	assert_false(good);
	n.signatures[0].value[11] ^= 1;
	n.signatures[1] = n.signatures[0]; /* twice: which of them? */
	n.count = 2;
	assert_ok(tr_note_signed_by(&n, &w.public, &good, &time, &err), &err);
	assert_false(good);
	as_log = w.public;
	as_log.kind = TR_NOTE_LOG;
	n.count = 1;
	assert_ok(tr_note_signed_by(&n, &as_log, &good, &time, &err), &err);
	assert_false(good);
}

/* ---- proofs ---- */

static void
test_bad_proofs(void **state)
{
	static const char *const bad[] = {"", "c2sp.org/tlog-proof@v2\nindex 0\n\nx\n", "c2sp.org/tlog-proof@v1\n\nx\n",
		"c2sp.org/tlog-proof@v1\nindex 01\n\nx\n", "c2sp.org/tlog-proof@v1\nindex 1\nAAAA\n\nx\n", "c2sp.org/tlog-proof@v1\nindex 1\n\n",
		"c2sp.org/tlog-proof@v1\nextra !\nindex 1\n\nx\n", "c2sp.org/tlog-proof@v1\nindex 1\nextra AAAA\n\nx\n"};
	static const char *const bad_requests[] = {"", "old\n\nx\n", "old 1\n", "old -1\n\nx\n", "old 1\nAAAA\n\nx\n", "old 1\n\n", "new 1\n\nx\n"};
	struct trien_err err = {0};
	struct tr_witness_request r;
	TR_AUTO_BUF text = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct tr_proof p = {0};
		assert_refused(tr_proof_read(bytes_of(bad[i]), &p, &err), "audit.proof-malformed");
		tr_proof_free(&p);
	}
	for (size_t i = 0; i < sizeof(bad_requests) / sizeof(*bad_requests); i++)
		assert_refused(tr_witness_request_read(bytes_of(bad_requests[i]), &r, &err), "audit.request-malformed");
	assert_ok(tr_buf_addf(&text, &err, "old 1\n"), &err);
	for (unsigned i = 0; i < TR_PROOF_HASHES_MAX; i++)
		assert_ok(tr_buf_addf(&text, &err, ROOT "\n"), &err);
	const size_t at = text.n;
	assert_ok(tr_buf_addf(&text, &err, "\nx\n"), &err);
	assert_ok(tr_witness_request_read(tr_buf_view(&text), &r, &err), &err);
	assert_int_equal(r.path.count, TR_PROOF_HASHES_MAX);
	text.n = at;
	assert_ok(tr_buf_addf(&text, &err, ROOT "\n\nx\n"), &err);
	assert_refused(tr_witness_request_read(tr_buf_view(&text), &r, &err), "audit.request-malformed");
}

/* ---- entries ---- */

static void
test_entries(void **state)
{
	const struct tr_audit_field more[] = {TR_AUDIT_N("count", -5), TR_AUDIT_T("why", "\"\\\n\x01 Ơ")};
	struct tr_audit_act a = {.at = 1790000000, .actor = "person:17", .act = "certificate.revoke", .object = "certificate:99",
			.more = more, .more_count = 2};
	struct trien_err err = {0};
	TR_AUTO_BUF out = {0};

	(void)state;
	assert_ok(tr_audit_entry_write(&a, &out, &err), &err);
	assert_true(tr_bytes_are(tr_buf_view(&out), "{\"v\":1,\"at\":1790000000,\"actor\":\"person:17\",\"act\":\"certificate.revoke\","
			"\"object\":\"certificate:99\",\"count\":-5,\"why\":\"\\\"\\\\\\u000a\\u0001 Ơ\"}"));
	const struct tr_audit_field twisted[] = {more[1], more[0]};
	a.more = twisted;
	assert_refused(tr_audit_entry_write(&a, &out, &err), "audit.entry-invalid");
	const struct tr_audit_field strange[] = {TR_AUDIT_N("Count", 1)};
	a.more = strange;
	a.more_count = 1;
	assert_refused(tr_audit_entry_write(&a, &out, &err), "audit.entry-invalid");
	/* At the cap and one past it. */
	char *text = malloc(TR_AUDIT_ENTRY_MAX);
	memset(text, 'x', TR_AUDIT_ENTRY_MAX);
	struct tr_audit_field large[] = {{.key = "x", .text = {text, 0}}};
	a.more = large;
	tr_buf_clear(&out);
	assert_ok(tr_audit_entry_write(&a, &out, &err), &err);
	large[0].text.n = TR_AUDIT_ENTRY_MAX - out.n;
	tr_buf_clear(&out);
	assert_ok(tr_audit_entry_write(&a, &out, &err), &err);
	assert_int_equal(out.n, TR_AUDIT_ENTRY_MAX);
	large[0].text.n++;
	assert_refused(tr_audit_entry_write(&a, &out, &err), "audit.entry-limit");
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_vectors), cmocka_unit_test(test_inclusion), cmocka_unit_test(test_consistency),
		cmocka_unit_test(test_paths), cmocka_unit_test(test_70000), cmocka_unit_test(test_entry_size),
		cmocka_unit_test(test_go_note), cmocka_unit_test(test_keys), cmocka_unit_test(test_bad_notes),
		cmocka_unit_test(test_checkpoints), cmocka_unit_test(test_cosignature), cmocka_unit_test(test_bad_proofs),
		cmocka_unit_test(test_entries),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
