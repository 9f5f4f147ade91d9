// SPDX-License-Identifier: AGPL-3.0-or-later
// What the service says of a file (POST /v1/verify), as far as it is shown. It is text of a sandbox: nothing of its shape is taken for granted.
import { askPlainly } from '../api/client';
import type { Verdict } from '../api/types';
import { language } from './texts.svelte';

export type Kind = 'good' | 'bad' | 'open';
export interface Signature { kind: Kind; word: string; who: string; post: string; agency: boolean; when: string; covers: string; why: string[]; later: string[]; todo: string }
export interface Judgement {
	kind: Kind; word: string; sentence: string; todo: string; warnings: string[]; signatures: Signature[];
	issued: { agency: string; number: string; day: string; state: string } | null; technical: string;
}

type Any = Record<string, unknown>;
const object = (x: unknown): Any => (typeof x === 'object' && x !== null && !Array.isArray(x) ? (x as Any) : {});
const list = (x: unknown): unknown[] => (Array.isArray(x) ? x : []);
const text = (x: unknown): string => (typeof x === 'string' ? x : '');
const texts = (x: unknown): string[] => list(x).map((y) => text(y) || text(object(y).text)).filter(Boolean);

function kindOf(indication: string): Kind {
	return indication === 'TOTAL-PASSED' ? 'good' : indication === 'TOTAL-FAILED' ? 'bad' : 'open';
}

// A certificate of an agency is made out to the agency itself.
function isAgency(subject: Any): boolean {
	return text(subject.common_name) !== '' && text(subject.common_name) === text(subject.organisation);
}

// Good only where every signature is, and the file has one.
function kindOfAll(kinds: Kind[]): Kind {
	if (kinds.includes('bad')) return 'bad';
	return kinds.length > 0 && kinds.every((k) => k === 'good') ? 'good' : 'open';
}

function signatureOf(said: Any, judged: Any): Signature {
	return {
		kind: kindOf(text(judged.indication)), word: text(said.word), who: text(said.who), post: text(said.post), agency: isAgency(object(judged.subject)),
		when: text(said.when), covers: text(said.covers), why: texts(said.why), later: texts(said.later), todo: text(said.todo),
	};
}

export function judge(verdict: Verdict): Judgement {
	const whole = object(verdict.report), report = object(whole.report), judged = list(whole.signatures).map(object);
	const said = list(report.signatures);
	// One that was said or judged alone is shown too: it is not good.
	const signatures = Array.from({ length: Math.max(said.length, judged.length) }, (_, i) => signatureOf(object(said[i]), judged[i] ?? {}));
	const issued = verdict.issued === null ? null : object(verdict.issued);
	return {
		kind: kindOfAll(signatures.map((s) => s.kind)), word: text(report.word), sentence: text(report.sentence), todo: text(report.todo), warnings: texts(report.warnings), signatures,
		issued: issued && { agency: text(issued.agency), number: text(issued.number), day: text(issued.day), state: text(issued.state) }, technical: JSON.stringify(verdict, null, 2),
	};
}

export const VERIFY_MAX = 32 * 1024 * 1024; // TR_SERVICE_VERIFY_MAX
export const UPLOAD_MAX = 32 * 1024 * 1024; // TR_SERVICE_UPLOAD_MAX

export function verify(file: Blob): Promise<Verdict> {
	return askPlainly('POST /v1/verify', { file, query: { lang: language() } });
}
