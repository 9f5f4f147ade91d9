// SPDX-License-Identifier: AGPL-3.0-or-later
// What the first page of a draft says of its kind and its subject (Nghị định 30/2020, Phụ lục I: ô 3, 5a, 5b), for fields that a person reads and corrects. Words are compared without accents.
import { fold } from './format';

export interface Guess { kind: string; subject: string }
const SYMBOL = /^so\s*:?[\s\d.…_]*\/\s*[a-z\d]+\s*-/;
const ABOUT = /^(v\/v|ve viec)[\s:]+/;
const DATE = /ngay.*thang.*nam/;
const LINES_MAX = 5; // of a subject

const capitals = (line: string) => line === line.toUpperCase() && line !== line.toLowerCase();
const ends = (line: string) => capitals(line) || /^(kinh gui|can cu|so\s*:)/.test(fold(line)) || DATE.test(fold(line));

// Lines that belong together, from the first: up to one that begins something else.
function subjectOf(lines: string[], goesOn: (line: string) => boolean): string {
	const [first = '', ...more] = lines;
	if (first === '' || ends(first)) return '';
	const end = more.findIndex((line) => ends(line) || !goesOn(line));
	const whole = [first, ...more.slice(0, Math.min(end < 0 ? more.length : end, LINES_MAX - 1))].join(' ').replace(/\s+/g, ' ').trim();
	const subject = whole.slice(ABOUT.exec(fold(whole))?.[0].length ?? 0);
	return subject.charAt(0).toUpperCase() + subject.slice(1);
}

// "" where the page does not say.
export function guess(page: string[]): Guess {
	const lines = page.map((line) => line.normalize('NFC').trim()).filter(Boolean);
	const at = lines.findIndex((line) => SYMBOL.test(fold(line)));
	if (at < 0) return { kind: '', subject: '' };
	// A letter has no name of a kind: what it is about stands below its number, beside the head of the page.
	if (/^v\/v/.test(fold(lines[at + 1] ?? ''))) return { kind: 'CV', subject: subjectOf(lines.slice(at + 1), () => true) };
	const kind = /\/\s*([\p{L}\d]+)\s*-/u.exec(lines[at] ?? '')?.[1] ?? '';
	const dated = lines.findIndex((line, i) => i >= at && DATE.test(fold(line)));
	const title = lines.findIndex((line, i) => i > Math.max(at, dated) && capitals(line));
	// Below it the text begins, often without anything between: a line of the subject that goes on begins small.
	return { kind, subject: dated < 0 || title < 0 ? '' : subjectOf(lines.slice(title + 1), (line) => /^\p{Ll}/u.test(line)) };
}

interface Person { person: number; name: string; role: string }

// Who signs, where that is plain: the one whose name stands on the pages, or the agency's only head, or who signs alone there; 0: not plain.
export function signerOf(people: Person[], pages: string[][]): number {
	const words = fold(pages.flat().join(' ')).replace(/\s+/g, ' ');
	const only = (of: Person[]) => { const all = new Set(of.map((p) => p.person)); return all.size === 1 ? [...all][0] ?? 0 : 0; };
	const signers = people.filter((p) => p.role === 'head' || p.role === 'signatory');
	const named = signers.filter((p) => words.includes(fold(p.name)));
	return named.length > 0 ? only(named) : only(signers.filter((p) => p.role === 'head')) || only(signers);
}
