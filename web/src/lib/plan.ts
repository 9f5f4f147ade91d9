// SPDX-License-Identifier: AGPL-3.0-or-later
// Plans: what each takes, as the service has it (src/service/plans.c), and how the rows of one are read by people.
import type { Book, PlanRow } from '../api/types';
import { wordSaid } from './books';
import { matches, moment } from './format';

export interface Form {
	agency: boolean;                     // where to, or which
	objects: 'agency' | 'person' | null; // those that are chosen one by one
	table: boolean;
}
export const FORMS = {
	move: { agency: true, objects: 'person', table: false }, retire: { agency: false, objects: 'person', table: false }, transfer: { agency: false, objects: 'person', table: false },
	rename: { agency: true, objects: null, table: false }, merge: { agency: true, objects: 'agency', table: false }, unite: { agency: true, objects: 'agency', table: false },
	split: { agency: false, objects: null, table: true }, change: { agency: false, objects: null, table: true },
} satisfies Record<string, Form>;
export type Plan = keyof typeof FORMS;
export const PLANS = Object.keys(FORMS) as Plan[];

// What somebody has to see to before, or by other means: what is refused, what blocks the whole.
export const wantsSomebody = (row: PlanRow): boolean => row.blocks || row.refused !== null;

export interface Group { does: string; rows: PlanRow[]; waiting: number }

// Rows that do the same, in the order in which the plan has them first.
export function grouped(rows: PlanRow[], search: string, waiting: boolean, agencies: Map<string, string>): Group[] {
	const all = new Map<string, PlanRow[]>();
	for (const row of rows) {
		if ((waiting && !wantsSomebody(row)) || (search !== '' && !matches(search, row.name, row.agency, agencies.get(row.agency) ?? '', row.clause, ...Object.values(row.set).map(String)))) continue;
		const of = all.get(row.does);
		if (of) of.push(row);
		else all.set(row.does, [row]);
	}
	return [...all].map(([does, of]) => ({ does, rows: of, waiting: of.filter(wantsSomebody).length }));
}

const namesAgency = (column: Book['columns'][number] | undefined): boolean => column?.of === 'agency' && column.kind !== 'word';

// The codes of agencies that a plan names, in its rows and in what they set.
export function agenciesOf(books: Map<string, Book>, rows: PlanRow[]): Set<string> {
	const all = new Set<string>();
	for (const row of rows) {
		all.add(row.agency);
		for (const c of books.get(row.object.split(':')[0] ?? '')?.columns ?? []) if (namesAgency(c) && typeof row.set[c.name] === 'string') all.add(row.set[c.name] as string);
	}
	all.delete('');
	return all;
}

// A column's value in the words of its book; an agency by its name, any other reference by its key.
export function setOf(books: Map<string, Book>, row: PlanRow, agencies: Map<string, string> = new Map()): Array<{ column: string; name: Book['columns'][number] | null; value: string }> {
	const book = books.get(row.object.split(':')[0] ?? '');
	return Object.entries(row.set).map(([column, value]) => {
		const known = book?.columns.find((c) => c.name === column);
		return { column, name: known ?? null, value: known?.kind === 'time' || known?.kind === 'day' ? moment(String(value)) : namesAgency(known) ? agencies.get(String(value)) ?? String(value) : wordSaid(known, String(value)) };
	});
}
