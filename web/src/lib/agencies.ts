// SPDX-License-Identifier: AGPL-3.0-or-later
// Agencies by their codes, as plans have them: people know them by their names, which everybody may see.
import { ask } from '../api/client';
import { text, type Row } from './rows';

const PAGE = 500;

// Until all are found, or the book ends; what is not found keeps its code.
export async function agencyNames(codes: Set<string>): Promise<Map<string, string>> {
	const names = new Map<string, string>();
	for (let after: number | undefined; [...codes].some((code) => !names.has(code)); ) {
		const page = await ask('GET /api/v1/books/{book}', { at: { book: 'agency' }, query: { limit: PAGE, after } });
		for (const row of page.data as Row[]) names.set(text(row, 'code'), text(row, 'name'));
		if (page.next === null) break;
		after = page.next;
	}
	return names;
}
