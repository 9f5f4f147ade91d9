// SPDX-License-Identifier: AGPL-3.0-or-later
// By which way this computer signs. Which there are the service says; which one this desk uses is kept in the browser, for it depends on what is installed here.
import { ask } from '../api/client';

export type Way = 'agent' | 'vgca' | 'file';
const KEPT = 'trien-desk-way';
let asked: Promise<Way[]> | null = null;

// It is asked once. A file that is taken and brought back is always possible.
export function offered(): Promise<Way[]> {
	return (asked ??= ask('GET /api/v1/errands').then((all) => [...(all.desk ? ['agent' as const] : []), ...(all.vgca ? ['vgca' as const] : []), 'file'] satisfies Way[], (e) => { asked = null; throw e; }));
}

// Beside a program a file is always offered, where it is used: a choice is between programs.
export const isChoice = (ways: Way[]): boolean => ways.length > 2;

// The one that was chosen here, where there is still a choice.
export function chosen(ways: Way[]): Way {
	let kept: string | null = null;
	try {
		kept = localStorage.getItem(KEPT);
	} catch {
		// a browser that keeps nothing
	}
	return (isChoice(ways) ? ways.find((way) => way === kept) : undefined) ?? ways[0] ?? 'file';
}

export function choose(way: Way): void {
	try {
		localStorage.setItem(KEPT, way);
	} catch {
		// then it holds for this page alone
	}
}
