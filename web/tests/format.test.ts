// SPDX-License-Identifier: AGPL-3.0-or-later
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ago, day, fold, isoDay, matches, moment, number, size, today } from '../src/lib/format';

test('days are written as in Việt Nam, and no zone moves them', () => {
	assert.equal(day('2026-11-03'), '03/11/2026');
	assert.equal(day('2026-11-03T00:30:00+07:00'), '03/11/2026');
	for (const nothing of [null, undefined, '', 'hôm nay']) assert.equal(day(nothing), '');
});

test('moments are those of Việt Nam', () => {
	assert.equal(moment('2026-12-31T17:05:09Z'), '01/01/2027 00:05');
	assert.equal(moment('2026-11-23T14:05:09+07:00'), '23/11/2026 14:05');
	assert.equal(moment('2026-11-23'), '23/11/2026');
	assert.equal(moment('2026-11-23Tkhông'), '');
	assert.equal(today(new Date('2026-12-31T17:00:00Z')), '2027-01-01');
	assert.equal(today(new Date('2026-12-31T16:59:59Z')), '2026-12-31');
});

test('a day that is typed', () => {
	for (const typed of ['5/9/2026', '05/09/2026', ' 05-09-2026 ', '05.09.2026', '05092026']) assert.equal(isoDay(typed), '2026-09-05', typed);
	assert.equal(isoDay('29/02/2028'), '2028-02-29');
	for (const none of ['', '31/04/2026', '29/02/2026', '09/13/2026', '2026-09-05', '5/9/26', '00/01/2026', 'x']) assert.equal(isoDay(none), '', none);
});

test('whole days since', () => {
	const now = new Date('2026-11-23T14:05:09+07:00');
	assert.deepEqual(['2026-11-23T00:00:00+07:00', '2026-11-22T14:05:10+07:00', '2026-11-22T14:05:09+07:00', '2026-11-24T00:00:00+07:00'].map((at) => ago(at, now)), [0, 0, 1, 0]);
});

test('numbers and sizes', () => {
	assert.equal(number(1234567.5), '1.234.567,5');
	assert.equal(size(0), '0 B');
	assert.equal(size(1536), '1,5 KB');
	assert.equal(size(32 << 20), '32 MB');
	assert.equal(size(5 * 2 ** 30), '5 GB');
});

test('search without accents', () => {
	assert.equal(fold('Quyết ĐỊNH'), 'quyet dinh');
	assert.equal(fold('Quyết'.normalize('NFD')), 'quyet');
	assert.ok(matches('dinh quyet', 'Quyết định', null));
	assert.ok(matches('79 quy', 79, 'Quy chế'));
	assert.ok(!matches('quyet toan', 'Quyết định'));
	assert.ok(matches('', 'bất kỳ'));
});
