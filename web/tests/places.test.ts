// SPDX-License-Identifier: AGPL-3.0-or-later
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { movable, moved, placeOf, said, signersSaid, textsSaid, usualPlaces } from '../src/lib/places';

test('a place is said as it was told', () => {
	for (const at of ['2:131.00:105.25:45.00:20.00', '1:52.40:38.10:8.00:13:regular', '1:137.50:38.10:8.00:13.5:bold-italic']) assert.equal(said(placeOf('trien.x', at)!), at);
	for (const none of ['none', '', '0:1:1:1:1', '1:1:1:0:1', 'x:1:1:1:1']) assert.equal(placeOf('trien.x', none), null, none);
});

test('what is handed in', () => {
	const sign = placeOf('trien.sign.1', '2:131:105:45:20')!, number = placeOf('trien.number', '1:52:38:8:13:regular')!, seal = placeOf('trien.seal', '2:110:85:60:60')!;
	assert.equal(signersSaid([number, sign, seal], ['signatory'], true), 'as=signatory,at=2:131.00:105.00:45.00:20.00;as=agency');
	assert.equal(signersSaid(null, ['checker', 'signatory'], true), 'as=checker;as=signatory;as=agency');
	assert.equal(signersSaid([{ ...sign, field: 'trien.sign.2' }], ['checker', 'signatory'], false), 'as=checker;as=signatory,at=2:131.00:105.00:45.00:20.00'); // who has no place yet is found
	assert.deepEqual(usualPlaces(4, 3).filter((p) => p.field.includes('sign')).map((p) => [p.field, p.page]), [['trien.sign.1', 4], ['trien.sign.2', 4], ['trien.sign.3', 4]]);
	assert.equal(textsSaid([number, sign, seal]), 'number=1:52.00:38.00:8.00:13:regular');
	assert.ok(movable(sign) && movable(number) && !movable(seal)); // Điều 8.3: the seal stands by its signature
});

test('what is moved stays on its page', () => {
	const p = placeOf('trien.sign.1', '1:131:105:45:20')!, page = { width: 210, height: 297 };
	assert.deepEqual([moved(p, 1, -10, page).left, moved(p, 1, -10, page).top], [132, 95]);
	assert.deepEqual([moved(p, 999, 999, page).left, moved(p, 999, 999, page).top], [165, 277]);
	assert.deepEqual([moved(p, -999, -999, page).left, moved(p, -999, -999, page).top], [0, 0]);
	assert.equal(moved({ ...p, width: 300 }, 5, 0, page).left, 0);
	for (const u of usualPlaces(3)) assert.deepEqual(moved(u, 0, 0, page), { ...u, top: Math.round(u.top * 100) / 100 });
});
