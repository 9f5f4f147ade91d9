// SPDX-License-Identifier: AGPL-3.0-or-later
// With which certificates somebody may sign now: of the agency whose seal it is, or one's own. Whose they are, and in whose custody, the service looks at again.
import { ask } from '../api/client';
import { session } from '../session.svelte';
import { text, type Row } from './rows';

const PAGE = 500;

// agency 0: one's own step
export async function usable(agency: number): Promise<Row[]> {
	const query = { of: agency ? `agency:${agency}` : `person:${session.who?.person ?? 0}`, state: 'active', order: 'newest' as const, limit: PAGE };
	const rows = (await ask('GET /api/v1/books/{book}', { at: { book: 'certificate' }, query })).data as Row[];
	return agency ? rows.filter((r) => text(r, 'holder') === 'agency') : rows;
}
