// SPDX-License-Identifier: AGPL-3.0-or-later
// Addresses inside the page: what stands behind #. The service sends one page, so the whole works below any prefix, and no address of a document reaches a log.

import { forget, isUnsaved } from './unsaved';

export interface Place {
	path: string[];
	query: URLSearchParams;
}

export function parse(hash: string): Place {
	const [path = '', query = ''] = hash.replace(/^#/, '').split('?', 2);
	return { path: path.split('/').filter(Boolean).map((part) => { try { return decodeURIComponent(part); } catch { return part; } }), query: new URLSearchParams(query) };
}

// Built and not glued, so that nothing that stands in a part can become another one.
export function link(path: Array<string | number>, query: Record<string, string | number | undefined> = {}): string {
	const words = new URLSearchParams(Object.entries(query).filter(([, v]) => v !== undefined && v !== '').map(([k, v]) => [k, String(v)]));
	return `#/${path.map((p) => encodeURIComponent(p)).join('/')}${words.size > 0 ? `?${words}` : ''}`;
}

const state = $state({ place: parse(location.hash), wanted: null as string | null });
let shown = location.hash; // the address of what is on the screen

export function place(): Place {
	return state.place;
}

export function go(to: string): void {
	location.hash = to;
}

// In place of the address that is there: a filter that is typed is no page to go back to. Who has gone back already, and is not heard of yet, goes on: another address is there.
export function replace(to: string): void {
	if (location.hash === to || location.hash !== shown) return;
	history.replaceState(null, '', to);
	show(to);
}

function show(to: string): void {
	shown = to;
	state.place = parse(to);
}

// Where somebody wants to go from a form that was not sent; null: nowhere.
export function wanted(): string | null {
	return state.wanted;
}

export function stay(): void {
	state.wanted = null;
}

export function leave(): void {
	const to = state.wanted;
	forget();
	state.wanted = null;
	if (to !== null) go(to);
}

// Another screen, and what was entered in this one would be lost with it; another filter of the same one loses nothing.
export function wouldLose(to: string): boolean {
	return isUnsaved() && parse(to).path.join('/') !== state.place.path.join('/');
}

window.addEventListener('hashchange', () => {
	const to = location.hash;
	if (!wouldLose(to)) return show(to);
	// The browser's own way back, or an address that was typed: what is on the screen has its address again, and one question.
	history.pushState(null, '', shown || '#/');
	shown = location.hash;
	state.wanted = to;
});

// Links are asked about before they are followed, so that the history keeps nothing of one that is not.
window.addEventListener('click', (event) => {
	if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
	const to = event.target instanceof Element ? event.target.closest('a[href^="#/"]:not([target])')?.getAttribute('href') : null;
	if (!to || !wouldLose(to)) return;
	event.preventDefault();
	state.wanted = to;
}, true);
