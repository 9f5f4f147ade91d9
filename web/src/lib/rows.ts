// SPDX-License-Identifier: AGPL-3.0-or-later
// Rows of the books as the API gives them: a value under the name of its column, and beside it the words that people read for it.
export type Row = Record<string, unknown> & { object: string };

export function text(row: Record<string, unknown>, column: string): string {
	const value = row[column];
	return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

export function words(row: Record<string, unknown>, column: string): string {
	const all = row.words as Record<string, unknown> | undefined;
	const said = typeof all?.[column] === 'string' ? (all[column] as string) : '';
	return column === 'device' ? said.replace(/^[a-z]+\//, '') : said; // "token/T1" is its key: people know it by the number on it
}

// "document:12" is 12.
export function idOf(reference: unknown): number {
	return typeof reference === 'string' ? Number(reference.split(':')[1] ?? 0) || 0 : 0;
}
