// SPDX-License-Identifier: AGPL-3.0-or-later
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ErrandMade } from '../src/api/types';
import { callOf, heardOf, ring, type Heard } from '../src/lib/vgca';
import { chosen, isChoice } from '../src/lib/way';

const made: ErrandMade = { errand: 3, token: null, server: null, code: '0000', until: '2026-01-01T00:00:00+07:00', uri: null, action: 'SignIssued', file: 'https://so.example/f', upload: 'https://so.example/u', bearer: 'ab', dry_run: false };

test('the message has what it needs for one file, and nothing of the session', () => {
	const call = callOf(made, '7/QĐ-UBND', '2026-02-05T09:00:00+07:00');
	assert.deepEqual(call && JSON.parse(call.message), { FileUploadHandler: 'https://so.example/u', SessionId: '', JWTToken: 'ab', FileName: 'https://so.example/f', MetaData: [], DocNumber: '7/QĐ-UBND', IssuedDate: '2026-02-05T00:00:00+07:00' });
	assert.equal('DocNumber' in JSON.parse(callOf({ ...made, action: 'SignApproved' }, '', '')?.message ?? '{}'), false);
	assert.equal(callOf({ ...made, bearer: null }, '', ''), null);
});

test('a reply is done, refused in its own words, or nonsense', () => {
	assert.deepEqual(heardOf('{"Status":0,"Message":""}'), { kind: 'done' });
	assert.deepEqual(heardOf('{"Status":7,"Message":"Hủy"}'), { kind: 'refused', says: 'Hủy (7)' });
	assert.deepEqual(heardOf('{"Status":1,"Error":"lỗi"}'), { kind: 'refused', says: 'lỗi (1)' });
	assert.equal((heardOf(JSON.stringify({ Status: 1, Message: 'x'.repeat(999) })) as { says: string }).says.length, 304);
	for (const said of ['', 'null', '[]', '{"Status":"0"}', '{', 7, new Blob()]) assert.deepEqual(heardOf(said), { kind: 'rubbish' });
});

class Line { sent: string[] = []; closed = 0; onopen?: () => void; onmessage?: (e: { data: unknown }) => void; onclose?: () => void; onerror?: () => void; send(text: string) { this.sent.push(text); } close() { this.closed++; } }

test('one call: a message there, one back; who is not there, and who was given up, is told or silent', () => {
	const line = new Line(), heard: Heard[] = [];
	const call = callOf(made, '7', '2026-02-05');
	assert.ok(call);
	let asked = '';
	ring(call, (what) => heard.push(what), (address) => { asked = address; return line as unknown as WebSocket; });
	assert.equal(asked, 'wss://127.0.0.1:8987/SignIssued');
	assert.deepEqual(line.sent, []);
	line.onopen?.();
	assert.deepEqual(line.sent, [call.message]);
	line.onmessage?.({ data: '{"Status":0}' });
	line.onclose?.();
	assert.deepEqual([heard, line.closed], [[{ kind: 'done' }], 1]);
	const away = new Line();
	ring(call, (what) => heard.push(what), () => away as unknown as WebSocket);
	away.onerror?.();
	away.onclose?.();
	assert.deepEqual(heard.slice(1), [{ kind: 'absent' }]);
	const given = new Line(), up = ring(call, (what) => heard.push(what), () => given as unknown as WebSocket);
	up();
	given.onclose?.();
	assert.equal(heard.length, 2);
});

test('a way is chosen where there are two programs', () => {
	assert.equal(isChoice(['agent', 'file']), false);
	assert.equal(chosen(['agent', 'vgca', 'file']), 'agent');
	assert.equal(chosen(['file']), 'file');
	localStorage.getItem = () => 'vgca';
	assert.equal(chosen(['agent', 'vgca', 'file']), 'vgca');
	assert.equal(chosen(['agent', 'file']), 'agent');
	localStorage.getItem = () => null;
});
