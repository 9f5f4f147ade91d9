// SPDX-License-Identifier: AGPL-3.0-or-later
// The books and acts as the service describes them to who is logged in: what is shown of a row, and what a form asks for, follows from its columns.
import { ask } from '../api/client';
import type { ActKind, Book, Column } from '../api/types';
import { session } from '../session.svelte';
import { day, moment, number } from './format';
import { text, words, type Row } from './rows';
import { catalogue } from './catalogue';
import { language, t, word } from './texts.svelte';

let of = 0; // the account that these were told to
let books: Promise<Map<string, Book>> | null = null;
let acts: Promise<{ data: ActKind[]; names: Map<string, { vi: string; en: string }> }> | null = null;

function forAccount(): void {
	const account = session.who?.account ?? 0;
	if (account === of) return;
	of = account;
	books = acts = null;
}

// Asked once a session; what failed is asked again.
export function describedBooks(): Promise<Map<string, Book>> {
	forAccount();
	books ??= ask('GET /api/v1/books').then((all) => new Map(all.data.map((b) => [b.book, b])), (e) => { books = null; throw e; });
	return books;
}

function described() {
	forAccount();
	acts ??= ask('GET /api/v1/acts').then((all) => ({ data: all.data, names: new Map(all.names.map((n) => [n.word, n])) }), (e) => { acts = null; throw e; });
	return acts;
}

// Those that one may do.
export async function describedActs(): Promise<ActKind[]> {
	return (await described()).data;
}

// What was done, as people call it: an act of the rules, a plan, what the office does, or a row that was written.
export async function namesOfActs(): Promise<(what: string) => string> {
	const { names } = await described();
	return (what) => {
		const known = names.get(what);
		if (known) return says(known);
		if (what.startsWith('plan.')) return word('plan-event', what.slice('plan.'.length));
		return `act.${what}` in catalogue ? word('act', what) : word('did', what.split('.').at(-1) ?? what);
	};
}

export function says(both: { vi: string; en: string }): string {
	return language() === 'en' ? both.en : both.vi;
}

export function wordSaid(column: Column | undefined, word: string): string {
	const known = column?.words.find((w) => w.word === word);
	return known ? says(known) : word;
}

// History has seconds where a row has a time of ISO 8601; a day of it is one of Việt Nam.
const VIETNAM = 7 * 3600;
function timeOf(value: unknown): string {
	return typeof value === 'number' ? new Date((value + VIETNAM) * 1000).toISOString().replace('Z', '+07:00') : String(value);
}

// What is known of a row whose name may not be seen.
export function unnamed(object: string): string {
	return t('name.unseen', { id: object.split(':')[1] ?? '' });
}

const names = new Map<string, Promise<string>>();
// What a row is called that another refers to ("person:3"); "": that may not be seen.
export function nameOf(object: string): Promise<string> {
	const [book = '', id = ''] = object.split(':');
	const key = `${of}/${object}`;
	const known = names.get(key);
	if (known) return known;
	const found = describedBooks().then(async (all) => {
		const about = all.get(book);
		if (!about || Number(id) === 0) return '';
		const row = (await ask('GET /api/v1/books/{book}/{id}', { at: { book, id } })).record as Row;
		return text(row, about.named ?? 'serial') || text(row, 'name');
	}).catch(() => '');
	names.set(key, found);
	return found;
}

// A value of a row as people read it; a file is shown by who shows the row.
export function shown(column: Column, row: Row, words_: Row = row): string {
	const value = row[column.name];
	if (value === null || value === undefined) return '';
	switch (column.kind) {
	case 'word': return wordSaid(column, text(row, column.name));
	case 'row': return words({ words: words_.words }, column.name) || text(row, column.name);
	case 'time': return moment(timeOf(value));
	case 'day': return day(timeOf(value));
	case 'flag': return t(value === true ? 'do.yes' : 'do.no');
	case 'number': return typeof value === 'number' && column.name !== 'year' ? number(value) : text(row, column.name);
	default: return words({ words: words_.words }, column.name) || text(row, column.name); // what a row is about has words
	}
}

// The acts that the rules would let somebody begin with a row as it is; mine: it is one's own, or in one's custody.
export function actsFor(all: ActKind[], book: string, row: Row, mine: boolean): ActKind[] {
	const state = text(row, 'state'), kind = text(row, 'kind');
	return all.filter((a) => a.book === book && a.rows.some((r) => (mine || !r.own) && r.from.includes(state) && (r.kinds.length === 0 || book !== 'request' || r.kinds.includes(kind))));
}

export function wantsReason(act: ActKind, row: Row | null): boolean {
	return act.rows.some((r) => r.reason && (row === null || r.from.includes(text(row, 'state'))));
}

// Is a row one's own: does it name who is logged in, or is it, or its device, in their custody?
export function isMine(row: Row, kept: Row[]): boolean {
	const me = `person:${session.who?.person ?? 0}`;
	const device = row.object.startsWith('device:') ? row.object : text(row, 'device');
	return [row.person, row.asked_by, row.keeper].includes(me) || (device !== '' && kept.some((c) => text(c, 'device') === device && text(c, 'keeper') === me && text(c, 'to_at') === ''));
}

// What is in the custody of who is logged in.
export async function myCustody(all: Map<string, Book>): Promise<Row[]> {
	return all.has('custody') ? ((await ask('GET /api/v1/books/{book}', { at: { book: 'custody' }, query: { of: `person:${session.who?.person ?? 0}`, order: 'newest', limit: 100 } })).data as Row[]) : [];
}
