// SPDX-License-Identifier: AGPL-3.0-or-later
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tableOf } from '../src/lib/table';

test('rows as they are copied or saved', () => {
	assert.deepEqual(tableOf('Mã;Cơ quan\r\nCB1;H03\r\n'), { rows: [['Mã', 'Cơ quan'], ['CB1', 'H03']] });
	assert.deepEqual(tableOf('\ufeffcode,name\n"CB1","A, ""B"""\n\n'), { rows: [['code', 'name'], ['CB1', 'A, "B"']] });
	assert.deepEqual(tableOf('code\temail\nCB1\t\nCB2\tx@example.vn'), { rows: [['code', 'email'], ['CB1', ''], ['CB2', 'x@example.vn']] });
	assert.deepEqual(tableOf('code;name\nCB1;"hai\ndòng"\nCB2;x'), { rows: [['code', 'name'], ['CB1', 'hai\ndòng'], ['CB2', 'x']] });
	assert.deepEqual(tableOf("code;phone\nCB1;'+84 900"), { rows: [['code', 'phone'], ['CB1', '+84 900']] });
	assert.deepEqual(tableOf(' \n'), { rows: [] });
});

test('what is none is told by its line', () => {
	assert.deepEqual(tableOf('code;name\nCB1\n'), { line: 2 });
	assert.deepEqual(tableOf('code;name\nCB1;"hai\ndòng"\nCB2;x;y'), { line: 4 });
	assert.deepEqual(tableOf('code;name\nCB1;"mở'), { line: 2 });
	assert.deepEqual(tableOf('code;name\nCB1;"a"b'), { line: 2 });
});
