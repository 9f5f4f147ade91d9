// SPDX-License-Identifier: AGPL-3.0-or-later
// What two versions of a draft say differently, line by line of each page: for who has read the one, and is to sign the other.
import { textOf } from './pages';

export interface PageChange { page: number; gone: string[]; come: string[] }
const LINES_MAX = 400; // of a page: more is compared as a whole

// Lines of a that are not in b in this order, and the other way: by their longest common sequence.
export function differ(a: string[], b: string[]): { gone: string[]; come: string[] } {
	if (a.length > LINES_MAX || b.length > LINES_MAX) return a.join('\n') === b.join('\n') ? { gone: [], come: [] } : { gone: a, come: b };
	const common: number[][] = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
	for (let i = a.length - 1; i >= 0; i--) for (let j = b.length - 1; j >= 0; j--) common[i]![j] = a[i] === b[j] ? common[i + 1]![j + 1]! + 1 : Math.max(common[i + 1]![j]!, common[i]![j + 1]!);
	const gone: string[] = [], come: string[] = [];
	let i = 0, j = 0;
	while (i < a.length || j < b.length) {
		if (i < a.length && j < b.length && a[i] === b[j]) { i++; j++; }
		else if (j >= b.length || (i < a.length && common[i + 1]![j]! >= common[i]![j + 1]!)) gone.push(a[i++]!);
		else come.push(b[j++]!);
	}
	return { gone, come };
}

export function differPages(before: string[][], now: string[][]): PageChange[] {
	return Array.from({ length: Math.max(before.length, now.length) }, (_, i) => ({ page: i + 1, ...differ(before[i] ?? [], now[i] ?? []) })).filter((p) => p.gone.length > 0 || p.come.length > 0 || p.page > before.length || p.page > now.length);
}

export async function compare(before: Blob, now: Blob): Promise<PageChange[]> {
	return differPages(await textOf(before), await textOf(now));
}
