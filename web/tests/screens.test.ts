// SPDX-License-Identifier: AGPL-3.0-or-later
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { StepDone, Verdict } from '../src/api/types';
import { differ, differPages } from '../src/lib/compare';
import { stageOf, turn } from '../src/lib/document';
import { daysLeft, isLate } from '../src/lib/registry';
import { link, parse } from '../src/lib/router.svelte';
import { judge } from '../src/lib/verdict';

test('an address and its parts', () => {
	assert.deepEqual(parse('#/van-ban-di/12?tim=quy%E1%BA%BFt').path, ['van-ban-di', '12']);
	assert.equal(parse('#/x?tim=quy%E1%BA%BFt').query.get('tim'), 'quyết');
	assert.deepEqual(parse('').path, []);
	assert.deepEqual(parse('#/%E0%A4%A').path, ['%E0%A4%A']);
	assert.equal(link(['so', 'a/b'], { tim: 'x y', nam: undefined }), '#/so/a%2Fb?tim=x+y');
	assert.deepEqual(parse(link(['a/b', 'c?d', 'ộ'])).path, ['a/b', 'c?d', 'ộ']);
});

test('where a document stands', () => {
	assert.equal(stageOf('draft', { state: 'drafting' }), 'drafting');
	assert.equal(stageOf('draft', { state: 'refused' }), 'drafting');
	assert.equal(stageOf('draft', { state: 'submitted' }), 'submitted');
	assert.equal(stageOf('signed', { state: 'signed' }), 'number');
	assert.equal(stageOf('numbered', { state: 'signed' }), 'seal');
	for (const state of ['issued', 'withdrawn', 'voided', 'recalled', 'replaced']) assert.equal(stageOf(state, { state: 'signed' }), null);
	assert.equal(stageOf('draft', { state: 'complete' }), null);
});

test('whose turn it is', () => {
	const step = (round: number, stage: number, person: number, state: string): StepDone => ({ round, stage, kind: 'sign', kind_vi: '', person, person_name: '', state, reason: '', done_by: '' });
	assert.deepEqual(turn([step(1, 1, 1, 'waiting'), step(2, 1, 2, 'done'), step(2, 2, 3, 'waiting'), step(2, 2, 4, 'waiting'), step(2, 3, 5, 'waiting')]).map((s) => s.person), [3, 4]);
	assert.deepEqual(turn([]), []);
});

const verdict = (signatures: unknown, said: unknown): Verdict => ({ sha256: '', issued: null, report: { signatures, report: said } as Verdict['report'] });

test('a verdict is good only where every signature is', () => {
	const of = (...indications: string[]) => judge(verdict(indications.map((indication) => ({ indication })), { word: 'W', sentence: 'S', signatures: indications.map(() => ({ word: 'w', who: 'x' })) }));
	assert.equal(of('TOTAL-PASSED', 'TOTAL-PASSED').kind, 'good');
	assert.equal(of('TOTAL-PASSED', 'INDETERMINATE').kind, 'open');
	assert.equal(of('TOTAL-PASSED', 'TOTAL-FAILED').kind, 'bad');
	assert.equal(of().kind, 'open');
	// More signatures said than judged, or the other way: what was not judged is not good.
	assert.equal(judge(verdict([{ indication: 'TOTAL-PASSED' }], { signatures: [{}, {}] })).kind, 'open');
	assert.equal(judge(verdict([{ indication: 'TOTAL-PASSED' }, { indication: 'TOTAL-FAILED' }], { signatures: [{}] })).kind, 'bad');
});

test('whatever shape it has, it is text', () => {
	for (const strange of [undefined, null, 7, 'x', [], [null, 7, 'x', { who: { toString: 1 } }]]) {
		const j = judge(verdict(strange, { word: strange, warnings: strange, signatures: strange }));
		assert.ok(j.kind !== 'good' && typeof j.word === 'string' && j.signatures.every((s) => typeof s.who === 'string'));
	}
});

test('what two versions say differently', () => {
	assert.deepEqual(differ(['a', 'b', 'c'], ['a', 'x', 'c', 'd']), { gone: ['b'], come: ['x', 'd'] });
	assert.deepEqual(differ([], []), { gone: [], come: [] });
	assert.deepEqual(differ(['a', 'b'], ['b', 'a']).gone.length, 1);
	assert.deepEqual(differPages([['a'], ['b']], [['a'], ['c']]), [{ page: 2, gone: ['b'], come: ['c'] }]);
	assert.deepEqual(differPages([['a']], [['a'], []]).map((p) => p.page), [2]); // a page that came is told, though nothing is on it
	const many = Array.from({ length: 500 }, (_, i) => `${i}`);
	assert.deepEqual(differ(many, many), { gone: [], come: [] });
	assert.equal(differ(many, [...many, 'x']).come.length, 501);
});

test('days that are left, and what is late', () => {
	assert.equal(daysLeft('2026-11-27T16:59:59+00:00', '2026-11-20'), 7);
	assert.equal(daysLeft('2026-11-20', '2026-11-20'), 0);
	assert.equal(daysLeft('2026-11-19', '2026-11-20'), -1);
	const row = (more: object) => ({ object: 'request:1', ...more });
	assert.equal(isLate(row({ deadline_at: '2000-01-01T00:00:00+07:00', closed_at: null })), true);
	assert.equal(isLate(row({ deadline_at: '2000-01-01T00:00:00+07:00', closed_at: '2000-01-02T00:00:00+07:00' })), false);
	assert.equal(isLate(row({ deadline_at: '2999-01-01T00:00:00+07:00' })), false);
	assert.equal(isLate(row({})), false);
});
