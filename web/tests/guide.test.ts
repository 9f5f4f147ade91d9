// SPDX-License-Identifier: AGPL-3.0-or-later
// The help of each screen is a chapter that the guide has, in both languages; its pictures are there, and small; what it calls a button is called so.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { catalogue } from '../src/lib/catalogue';
import { chapters, partsOf, slugOf } from '../src/lib/guide';
import { parse } from '../src/lib/router.svelte';
import { screenOf } from '../src/screens';

const folder = fileURLToPath(new URL('../../docs/user-guide', import.meta.url));
const all = chapters(readFileSync(`${folder}/trang-web.md`, 'utf8'));
const english = chapters(readFileSync(`${folder}/web-app.en.md`, 'utf8'));
const PICTURE_MAX = 200_000;

test('every screen has its chapter', () => {
	const places = ['', 'viec', 'viec/number', 'van-ban-di', 'van-ban-di/1', 'van-ban-den', 'van-ban-den/1', 'van-ban-den/moi', 'so/di', 'so/den', 'soan', 'kiem-tra', 'toi', 'tong-quan', 'quan-tri', 'sap-xep', 'so-sach', 'so-sach/device', 'so-sach/device/1', 'ban-giao', 'ban-giao/1', 'nhat-ky', 'may-tram'];
	for (const place of places) {
		const screen = screenOf(parse(`#/${place}`));
		assert.ok(screen, place);
		for (const guide of [all, english]) assert.ok(guide.some((c) => c.slug === screen.help && c.blocks.length > 0), `${place}: ${screen.help}`);
	}
	for (const place of ['khong-co', 'viec/x', 'van-ban-di/x', 'van-ban-di/0', 'so/x', 'so-sach/A', 'so-sach/device/x', 'so-sach/device/1/2', 'toi/1', 'sap-xep/1']) assert.equal(screenOf(parse(`#/${place}`)), null, place);
	assert.ok(all.some((c) => c.slug === 'dang-nhap'));
});

test('both languages have the same chapters, in one order', () => {
	assert.deepEqual(english.map((c) => c.slug), all.map((c) => c.slug));
	for (const [i, c] of english.entries()) assert.notEqual(c.title, all[i]?.title);
});

test('what the English one says in bold stands on a screen', () => {
	const texts = Object.values(catalogue).map(([, en]) => en.replace(/\{\w+:([^|}]*)\|[^}]*\}/g, '$1').replace(/\{\w+\}/g, '…').replace(/\s+/g, ' ')).filter((known) => /[a-z]{3}/.test(known.split('…')[0] ?? '')); // one that begins with a value would be anything
	const part = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/…/g, '.*');
	for (const { title, blocks } of english)
		for (const { text } of blocks.flatMap((b) => b.parts).filter((p) => p.kind === 'bold')) {
			const said = new RegExp(`^${part(text)}`);
			assert.ok(texts.some((known) => said.test(known) || new RegExp(`^${part(known)}$`).test(text)), `${title}: ${text}`);
		}
});

test('its pictures are there, and all that are there are shown, in both languages', () => {
	assert.deepEqual(english.map((c) => c.blocks.map((b) => b.picture.replace('.en.png', '.png')).filter(Boolean)), all.map((c) => c.blocks.map((b) => b.picture).filter(Boolean)));
	const shown = [...all, ...english].flatMap((c) => c.blocks).filter((b) => b.kind === 'picture');
	assert.deepEqual(shown.map((b) => b.picture.replace('anh/', '')).sort(), readdirSync(`${folder}/anh`).sort());
	for (const b of shown) {
		assert.ok(statSync(`${folder}/${b.picture}`).size < PICTURE_MAX, b.picture);
		assert.notEqual(b.parts[0]?.text, '');
	}
});

test('the guide is taken apart', () => {
	assert.equal(slugOf('Sổ đăng ký: (mẫu)'), 'so-dang-ky-mau');
	assert.deepEqual(partsOf('a **b** [c](d) `e`'), [{ kind: 'text', text: 'a ' }, { kind: 'bold', text: 'b' }, { kind: 'text', text: ' c ' }, { kind: 'code', text: 'e' }]);
	const [one] = chapters('# T\n\nx\n\n## Một\n\ny\ngoes on\n\n- z\n  goes on\n\n![p](anh/p.png)\n');
	assert.deepEqual(one?.blocks.map((b) => [b.kind, b.parts.map((p) => p.text).join(''), b.picture]), [['line', 'y goes on', ''], ['item', 'z goes on', ''], ['picture', 'p', 'anh/p.png']]);
	// Whatever stands in it is text.
	assert.deepEqual(chapters('## <b>\n\n<script>x</script>')[0]?.blocks[0]?.parts, [{ kind: 'text', text: '<script>x</script>' }]);
});
