// SPDX-License-Identifier: AGPL-3.0-or-later
// A book page by page, behind one another by their keys: what was read stays, the next page is asked for when somebody comes near its end. Another question begins anew.
import { ask } from '../api/client';
import type { Row } from './rows';

export interface Asked { search?: string; agency?: number; order?: 'newest'; state?: string; kind?: string; of?: string }
const PAGE = 100;

export class BookPages {
	rows = $state.raw<Row[]>([]);
	known = $state(false); // the first page has come
	over = $state(false);
	busy = $state(false);
	problem = $state.raw<unknown>(null);
	#next: number | null = null;
	#book = '';
	#asked: Asked = {};
	#run = 0;

	// What stood there stays until the first page of the new question is there: nothing flickers.
	begin(book: string, asked: Asked): Promise<void> {
		this.#book = book;
		this.#asked = asked;
		this.#next = null;
		this.#run++;
		this.over = false;
		this.busy = false;
		return this.#page(true);
	}
	more(): void {
		if (this.known && !this.over && !this.busy && this.problem === null) void this.#page(false);
	}
	again(): void {
		if (this.known) void this.#page(false);
		else void this.begin(this.#book, this.#asked);
	}
	async #page(fresh: boolean): Promise<void> {
		const run = this.#run;
		this.busy = true;
		this.problem = null;
		try {
			const answer = await ask('GET /api/v1/books/{book}', { at: { book: this.#book }, query: { ...this.#asked, limit: PAGE, after: this.#next ?? undefined } });
			if (run !== this.#run) return;
			const rows = answer.data as Row[];
			this.rows = fresh ? rows : [...this.rows, ...rows];
			this.#next = answer.next;
			this.over = answer.next === null;
			this.known = true;
		} catch (e) {
			if (run !== this.#run) return;
			this.problem = e;
			if (fresh) this.known = false;
		} finally {
			if (run === this.#run) this.busy = false;
		}
	}
}
