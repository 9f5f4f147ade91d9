// SPDX-License-Identifier: AGPL-3.0-or-later
// Places that a draft will have for number, date, signatures and seal, in the words of the service (src/official/plan.h): millimetres from the top left of the page.
export interface Place {
	field: string; // "trien.number", "trien.sign.1", "trien.seal"
	page: number;  // from 1
	left: number;
	top: number;   // of a text, above its line
	width: number;
	height: number;
	text?: { size: number; style: string }; // a value that is written on a line, which is the bottom of its place
}

const POINT = 25.4 / 72;
export const PAGE = { width: 210, height: 297 }; // A4, where a page does not say
const BESIDE = 'trien.seal'; // stands where the signature and the rule (Điều 8.3) put it

// null: a signature that is not seen has no place.
export function placeOf(field: string, at: string): Place | null {
	const [page = 0, left = 0, top = 0, width = 0, more = 0] = at.split(':').map(Number);
	const style = at.split(':')[5];
	if (![page, left, top, width, more].every(Number.isFinite) || page < 1 || width <= 0) return null;
	if (style === undefined) return { field, page, left, top, width, height: more };
	const height = more * POINT * 1.2;
	return { field, page, left, top: top - height, width, height, text: { size: more, style } };
}

export function said(p: Place): string {
	const mm = (v: number) => v.toFixed(2);
	return p.text ? [p.page, mm(p.left), mm(p.top + p.height), mm(p.width), p.text.size, p.text.style].join(':') : [p.page, mm(p.left), mm(p.top), mm(p.width), mm(p.height)].join(':');
}

// As they are handed in with the draft, in the order in which they sign; places null: the service finds them. The seal follows its signature, and its place is never said.
export function signersSaid(places: Place[] | null, roles: Array<'checker' | 'signatory'>, agency: boolean): string {
	const of = (i: number) => { const p = places?.find((x) => x.field === `trien.sign.${i + 1}`); return p ? `,at=${said(p)}` : ''; };
	return [...roles.map((role, i) => `as=${role}${of(i)}`), ...(agency ? ['as=agency'] : [])].join(';');
}
export function textsSaid(places: Place[]): string {
	return places.filter((p) => p.text).map((p) => `${p.field.replace('trien.', '')}=${said(p)}`).join(';');
}

export const movable = (p: Place) => p.field !== BESIDE;

// Moved by so much, and still on its page.
export function moved(p: Place, right: number, down: number, page: { width: number; height: number }): Place {
	const within = (v: number, most: number) => Math.round(Math.min(Math.max(v, 0), Math.max(0, most)) * 100) / 100;
	return { ...p, left: within(p.left + right, page.width - p.width), top: within(p.top + down, page.height - p.height) };
}

// Where a person begins who has to name all of them: as in the model of Nghị định 30/2020.
export function usualPlaces(pages: number, persons = 1): Place[] {
	const line = (field: string, left: number, width: number, style: string): Place => ({ field, page: 1, left, top: 33, width, height: 13 * POINT * 1.2, text: { size: 13, style } });
	return [line('trien.number', 42, 12, 'regular'), line('trien.day', 132, 8, 'italic'), line('trien.month', 154, 8, 'italic'), line('trien.year', 172, 12, 'italic'),
		...Array.from({ length: persons - 1 }, (_, i): Place => ({ field: `trien.sign.${i + 1}`, page: pages, left: 30 + 14 * i, top: 200, width: 12, height: 8 })),
		{ field: `trien.sign.${persons}`, page: pages, left: 125, top: 215, width: 45, height: 20 }];
}
