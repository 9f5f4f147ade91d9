// SPDX-License-Identifier: AGPL-3.0-or-later
// The audit trail as it is published (c2sp.org/tlog-tiles): a checkpoint, and tiles of 256 entries. What is read here is shown; whether it holds, who holds the log's key asks with the proof.
export const TILE = 256;
export interface Entry { index: number; at: number; actor: string; act: string; object: string; text: string }

// Bundles of entries have their number in groups of three digits, and their width where they are not full.
export function tilePath(number: number, width: number): string {
	const groups: string[] = [];
	for (let above = Math.floor(number / 1000); above > 0; above = Math.floor(above / 1000)) groups.unshift(`x${String(above % 1000).padStart(3, '0')}`);
	return ['entries', ...groups, String(number % 1000).padStart(3, '0')].join('/') + (width < TILE ? `.p/${width}` : '');
}

// Origin and size of a checkpoint; null: it is none.
export function checkpointOf(note: string): { origin: string; size: number } | null {
	const [origin = '', size = ''] = note.split('\n');
	return origin !== '' && /^(0|[1-9]\d{0,15})$/.test(size) ? { origin, size: Number(size) } : null;
}

// Each entry has its length before it, in two bytes.
export function entriesOf(bytes: Uint8Array, first: number): Entry[] {
	const all: Entry[] = [];
	for (let at = 0; at + 2 <= bytes.length;) {
		const length = bytes[at]! * 256 + bytes[at + 1]!, end = at + 2 + length;
		if (end > bytes.length) break;
		const text = new TextDecoder().decode(bytes.subarray(at + 2, end));
		all.push({ index: first + all.length, text, ...said(text) });
		at = end;
	}
	return all;
}

function said(text: string): { at: number; actor: string; act: string; object: string } {
	let v: Record<string, unknown> = {};
	try {
		v = JSON.parse(text) as Record<string, unknown>;
	} catch {
		// it is shown as it is
	}
	const word = (x: unknown) => (typeof x === 'string' ? x : '');
	return { at: typeof v.at === 'number' ? v.at : 0, actor: word(v.actor), act: word(v.act), object: word(v.object) };
}
