// SPDX-License-Identifier: AGPL-3.0-or-later
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressOf, ask, packed, Problem, setCsrf, useDoors } from '../src/api/client';

interface Sent { address: string; init: RequestInit & { headers: Record<string, string> } }
const json = (status: number, body: unknown, fields = {}) => new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json', ...fields } });

// A service that gives these answers, one after another; what it was asked.
function service(...answers: Array<Response | Error>): Sent[] {
	const sent: Sent[] = [];
	globalThis.fetch = (async (address: string, init: Sent['init']) => {
		sent.push({ address, init });
		const answer = answers[sent.length - 1];
		if (!answer || answer instanceof Error) throw answer ?? new Error('asked too often');
		return answer;
	}) as typeof fetch;
	return sent;
}
const problem = (id: string, status: number) => json(status, { id, detail: 'Không.', detail_en: 'No.', request: 'r1' });

test('addresses are relative, and what is put into them stays a part', () => {
	assert.equal(addressOf('/api/v1/books/{book}/{id}', { book: 'a/b?c', id: 7 }), './api/v1/books/a%2Fb%3Fc/7');
	assert.equal(addressOf('/x', {}, { search: 'a&b', after: undefined, none: '' }), './x?search=a%26b');
});

test('what is said beside a file is UTF-8 in Base64', () => {
	assert.equal(Buffer.from(packed({ subject: 'Quyết định' }), 'base64').toString('utf8'), '{"subject":"Quyết định"}');
	assert.equal(JSON.parse(Buffer.from(packed({ long: 'ộ'.repeat(100_000) }), 'base64').toString('utf8')).long.length, 100_000);
});

test('letters are sent whole, passwords as they were typed', async () => {
	const sent = service(json(200, {}), json(200, {})), apart = 'Quyết định'.normalize('NFD');
	await ask('POST /api/v1/books/{book}', { at: { book: 'ticket' }, body: { values: { subject: apart, password: apart } } });
	assert.deepEqual(JSON.parse(sent[0]?.init.body as string), { values: { subject: 'Quyết định', password: apart } });
	await ask('POST /api/v1/books/{book}', { at: { book: 'ticket' }, body: { values: { subject: apart } }, files: { report: new Blob(['x']) } });
	const form = sent[1]?.init.body as FormData;
	assert.equal(form.get('about'), '{"values":{"subject":"Quyết định"}}');
	assert.equal(await (form.get('report') as Blob).text(), 'x');
	assert.equal(sent[1]?.init.headers['Content-Type'], undefined); // the browser's, with its boundary
});

test('whoever is logged out is asked to log in, and the same thing is sent again under the same key', async () => {
	const sent = service(problem('service.session-none', 401), json(200, { data: [] }));
	let asked = 0;
	useDoors({ login: async () => { asked++; setCsrf('new'); return true; }, confirm: async () => false });
	setCsrf('old');
	await ask('POST /api/v1/documents/{id}/approve', { at: { id: 3 }, body: {} });
	assert.equal(asked, 1);
	assert.equal(sent.length, 2);
	assert.deepEqual(sent.map((s) => s.init.headers['X-CSRF-Token']), ['old', 'new']);
	assert.equal(sent[0]?.init.headers['Idempotency-Key'], sent[1]?.init.headers['Idempotency-Key']);
	assert.equal(sent[1]?.address, './api/v1/documents/3/approve');
});

test('who turns away at the door gets the refusal, and nobody is asked for ever', async () => {
	service(problem('service.confirmation-wanted', 403));
	useDoors({ login: async () => true, confirm: async () => false });
	await assert.rejects(ask('GET /api/v1/waiting'), (e) => e instanceof Problem && e.id === 'service.confirmation-wanted' && e.vi === 'Không.' && e.request === 'r1');
	const sent = service(...Array.from({ length: 9 }, () => problem('service.session-none', 401)));
	await assert.rejects(ask('GET /api/v1/waiting'), (e) => e instanceof Problem && e.id === 'service.session-none');
	assert.equal(sent.length, 3);
});

test('a network that is away, and a page of a proxy, are problems too', async () => {
	service(new TypeError('Failed to fetch'));
	await assert.rejects(ask('GET /api/v1/waiting'), (e) => e instanceof Problem && e.id === 'web.network' && e.status === 0);
	service(new Response('<html>502</html>', { status: 502, headers: { 'Retry-After': '7' } }));
	await assert.rejects(ask('GET /api/v1/waiting'), (e) => e instanceof Problem && e.id === 'web.proxy' && e.status === 502 && e.wait === 7);
});
