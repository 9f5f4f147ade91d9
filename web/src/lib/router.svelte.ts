// SPDX-License-Identifier: AGPL-3.0-or-later
// Addresses inside the page: what stands behind #. The service sends one page, so the whole works below any prefix, and no address of a document reaches a log.

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

const state = $state({ place: parse(location.hash) });

export function place(): Place {
	return state.place;
}

export function go(to: string): void {
	location.hash = to;
}

// In place of the address that is there: a filter that is typed is no page to go back to.
export function replace(to: string): void {
	if (location.hash === to) return;
	history.replaceState(null, '', to);
	state.place = parse(to);
}

window.addEventListener('hashchange', () => {
	state.place = parse(location.hash);
});
