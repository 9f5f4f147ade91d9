// SPDX-License-Identifier: AGPL-3.0-or-later
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressOf } from '../src/api/client';
import { checkpointOf, entriesOf, tilePath } from '../src/lib/trail';

test('where a bundle of entries lies', () => {
	assert.equal(tilePath(0, 57), 'entries/000.p/57');
	assert.equal(tilePath(7, 256), 'entries/007');
	assert.equal(tilePath(1234067, 256), 'entries/x001/x234/067');
	assert.equal(addressOf('/logs/{log}/tile/{tile}', { log: '2026', tile: tilePath(1001, 5).split('/') }), './logs/2026/tile/entries/x001/001.p/5');
	assert.equal(addressOf('/logs/{log}/tile/{tile}', { log: 'a/b', tile: 'x/y?z' }), './logs/a%2Fb/tile/x%2Fy%3Fz');
});

test('a checkpoint', () => {
	assert.deepEqual(checkpointOf('mau.example/2026\n12\nroot\n\n— x\n'), { origin: 'mau.example/2026', size: 12 });
	for (const none of ['', 'mau', '\n3\n', 'mau\n-1\n', 'mau\n01\n', 'mau\n1e3\n']) assert.equal(checkpointOf(none), null, none);
});

test('entries, whole ones alone', () => {
	const of = (...texts: string[]) => new Uint8Array(texts.flatMap((t) => { const b = new TextEncoder().encode(t); return [b.length >> 8, b.length & 255, ...b]; }));
	const good = '{"v":1,"at":5,"actor":"person:3","act":"document.draft","object":"document:1"}';
	assert.deepEqual(entriesOf(of(good, 'noise'), 256).map((e) => [e.index, e.at, e.act, e.text]), [[256, 5, 'document.draft', good], [257, 0, '', 'noise']]);
	assert.equal(entriesOf(of(good).slice(0, -1), 0).length, 0);
	assert.equal(entriesOf(new Uint8Array([0]), 0).length, 0);
});
