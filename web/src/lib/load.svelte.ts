// SPDX-License-Identifier: AGPL-3.0-or-later
// Something that is asked of the service: not there yet, there, or refused. An answer that comes after a newer question is not shown.
export class Load<T> {
	value = $state.raw<T | null>(null);
	problem = $state.raw<unknown>(null);
	busy = $state(false);
	#asked = 0;

	async run(question: () => Promise<T>): Promise<T | null> {
		const mine = ++this.#asked;
		this.busy = true;
		this.problem = null;
		try {
			const value = await question();
			if (mine === this.#asked) this.value = value;
			return value;
		} catch (e) {
			if (mine === this.#asked) this.problem = e;
			return null;
		} finally {
			if (mine === this.#asked) this.busy = false;
		}
	}
}
