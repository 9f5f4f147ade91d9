// SPDX-License-Identifier: AGPL-3.0-or-later
// How books are shown: which columns a list has, what is shown beside a row. A book that is not named here shows its first columns.
import type { Book, Column } from '../api/types';
import { today } from './format';
import { text, type Row } from './rows';

const LISTED: Record<string, string[]> = {
	request: ['kind', 'person', 'agency', 'state', 'asked_at', 'deadline_at'],
	certificate: ['subject_name', 'holder', 'agency', 'device', 'state', 'not_after'],
	device: ['serial', 'kind', 'label', 'agency', 'state', 'state_from'],
	custody: ['device', 'keeper', 'decision', 'decided_at', 'from_at', 'to_at'],
	person: ['name', 'code', 'agency', 'state'],
	letter: ['number', 'agency', 'receiver', 'state', 'asked_at', 'answered_at'],
	agency: ['name', 'code', 'kind', 'parent', 'state'],
	ticket: ['subject', 'agency', 'person', 'state', 'asked_at'],
	account: ['name', 'kind', 'person', 'state'],
	machine: ['name', 'kind', 'agency', 'purpose', 'state'],
	portal: ['name', 'service', 'state'],
	dossier: ['title', 'code', 'agency', 'years', 'closed_at', 'archived_at'],
	retention: ['about', 'dossier', 'years', 'hold', 'reason'],
	checklist: ['measure', 'desk', 'good', 'advice', 'person', 'checked_at'],
};
// Books whose rows refer to a row of this one, and belong on its page.
export const BESIDE: Record<string, string[]> = {
	device: ['custody', 'incident', 'certificate', 'request'], certificate: ['request', 'picture'], letter: ['request'], person: ['post', 'certificate', 'custody', 'request'],
	agency: ['person', 'device', 'certificate'], request: ['incident'], service: ['result', 'portal'], dossier: ['retention'], training_class: ['attendance'],
};
const LIST_COLUMNS = 6;

export function listed(book: Book): Column[] {
	const wanted = LISTED[book.book];
	if (wanted) return wanted.map((name) => book.columns.find((c) => c.name === name)).filter((c): c is Column => c !== undefined);
	return book.columns.filter((c) => c.kind !== 'file').slice(0, LIST_COLUMNS);
}

// What has a deadline that is over, and is not at its end.
export function isLate(row: Row): boolean {
	const deadline = text(row, 'deadline_at');
	return deadline !== '' && deadline.slice(0, 10) < today() && text(row, 'closed_at') === '';
}

// Whole days from today to that day; negative: it is over.
export function daysLeft(iso: string, now = today()): number {
	return Math.floor((Date.parse(`${iso.slice(0, 10)}T00:00:00Z`) - Date.parse(`${now}T00:00:00Z`)) / 86_400_000);
}
