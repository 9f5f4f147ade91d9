// SPDX-License-Identifier: AGPL-3.0-or-later
// Every text that people read is in the catalogue, in both languages, and nothing is there that nobody reads.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from 'svelte/compiler';
import { catalogue } from '../src/lib/catalogue';
import { speak, t, word } from '../src/lib/texts.svelte';

const src = fileURLToPath(new URL('../src', import.meta.url));
const walk = (folder: string): string[] => readdirSync(folder, { withFileTypes: true }).flatMap((f) => (f.isDirectory() ? walk(join(folder, f.name)) : [join(folder, f.name)]));
const files = walk(src).filter((f) => /\.(ts|svelte)$/.test(f) && !/(catalogue|types)\.ts$/.test(f));
const READ = new Set(['aria-label', 'placeholder', 'title', 'alt', 'label']); // attributes that people read

type Node = { type?: string; name?: string; data?: string; value?: unknown; [more: string]: unknown };
function textsOf(node: unknown, attribute = ''): string[] {
	if (Array.isArray(node)) return node.flatMap((n) => textsOf(n, attribute));
	if (typeof node !== 'object' || node === null) return [];
	const n = node as Node;
	if (n.type === 'Text') return (attribute === '' || READ.has(attribute)) && /\p{L}/u.test(n.data ?? '') ? [n.data ?? ''] : [];
	if (n.type === 'Attribute') return textsOf(n.value, n.name);
	if (n.type === 'Comment' || n.type === 'ExpressionTag') return [];
	return Object.entries(n).filter(([key]) => key !== 'parent').flatMap(([, value]) => textsOf(value, attribute));
}

export function strays(name: string, source: string): string[] {
	const found = name.endsWith('.svelte') ? textsOf(parse(source, { modern: true }).fragment) : [];
	const code = source.replace(/\/\*[^]*?\*\/|\/\/[^\n]*|<!--[^]*?-->/g, '');
	return [...found, ...(code.match(/[^\s'"`]*[À-ỹĐđ][^\s'"`]*/g) ?? [])];
}

test('no text stands outside the catalogue', () => {
	for (const file of files) assert.deepEqual(strays(file, readFileSync(file, 'utf8')), [], file);
	assert.ok(files.length > 20);
});

test('and this test would find one', () => {
	assert.deepEqual(strays('x.svelte', '<p>Xin</p>'), ['Xin']);
	assert.deepEqual(strays('x.svelte', '<input placeholder="Name" class="x" />'), ['Name']);
	assert.deepEqual(strays('x.svelte', '{#if x}<b title={x}>{x} more</b>{/if}'), [' more']);
	assert.deepEqual(strays('x.ts', "const x = 'Tìm';"), ['Tìm']);
	assert.deepEqual(strays('x.ts', '// Tìm\nconst x = 1;'), []);
});

test('both languages say something, with the same places', () => {
	const places = (text: string) => (text.replace(/\{\w+:[^|}]+\|[^}]+\}/g, '').match(/\{\w+\}/g) ?? []).sort();
	for (const [key, [vi, en]] of Object.entries(catalogue)) {
		assert.ok(vi.trim() !== '' && en.trim() !== '', key);
		assert.deepEqual(places(vi), places(en), key);
	}
});

test('every text is read somewhere', () => {
	const all = files.map((f) => readFileSync(f, 'utf8')).join('\n');
	const made = new Set([...all.matchAll(/(?:word\('|kind="|`)([a-z-]+)(?:'|"|\.\$\{)/g)].map((m) => `${m[1]}.`));
	for (const key of Object.keys(catalogue)) assert.ok(all.includes(`'${key}'`) || [...made].some((prefix) => key.startsWith(prefix)), key);
});

test('one of them is said as one', () => {
	speak('en');
	assert.equal(t('list.count', { count: '1' }), '1 row');
	assert.equal(t('list.count', { count: 0 }), '0 rows');
	assert.equal(t('list.count', { count: '1.001' }), '1.001 rows');
	assert.equal(t('plan.sum', { rows: 1, requests: 2, letters: 1 }), '1 row; 2 requests in 1 letter');
	speak('vi');
	assert.equal(t('list.count', { count: '1' }), '1 dòng');
});

test('a word that the catalogue does not know is shown as it came', () => {
	assert.equal(word('document-state', 'issued'), 'đã phát hành');
	assert.equal(word('document-state', 'new-state'), 'new-state');
});
