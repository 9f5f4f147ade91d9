// SPDX-License-Identifier: AGPL-3.0-or-later
// Which screen an address opens. The first page is what is to do, or where one logs in: it comes with the app; every other screen comes when it is opened.
import type { Component } from 'svelte';
import type { Key } from '../lib/catalogue';
import type { Place } from '../lib/router.svelte';

type Loaded = Promise<{ default: Component<any> }>;
export interface Screen {
	load: () => Loaded;
	given: Record<string, unknown>;
	title: Key;
	open: boolean; // also without a session
	help: string;  // the chapter of the guide (docs/user-guide/trang-web.md)
}

const row = (text: string | undefined): number | null => (/^[1-9]\d{0,14}$/.test(text ?? '') ? Number(text) : null);
const at = (load: () => Loaded, title: Key, help: string, given: Record<string, unknown> = {}, open = false): Screen => ({ load, given, title, open, help });
// The same promise each time: a screen that is shown stays as it is when its address gets another filter.
function once(load: () => Loaded): () => Loaded {
	let kept: Loaded | null = null;
	return () => (kept ??= load().catch((e) => { kept = null; throw e; }));
}
const Admin = once(() => import('./Admin.svelte'));
const Arrival = once(() => import('./Arrival.svelte'));
const Arrivals = once(() => import('./Arrivals.svelte'));
const Book = once(() => import('./Book.svelte'));
const Books = once(() => import('./Books.svelte'));
const Desks = once(() => import('./Desks.svelte'));
const Document = once(() => import('./Document.svelte'));
const Documents = once(() => import('./Documents.svelte'));
const Draft = once(() => import('./Draft.svelte'));
const Handover = once(() => import('./Handover.svelte'));
const Handovers = once(() => import('./Handovers.svelte'));
const Many = once(() => import('./Many.svelte'));
const Mine = once(() => import('./Mine.svelte'));
const NewArrival = once(() => import('./NewArrival.svelte'));
const Overview = once(() => import('./Overview.svelte'));
const Plans = once(() => import('./Plans.svelte'));
const Record = once(() => import('./Record.svelte'));
const Register = once(() => import('./Register.svelte'));
const Trail = once(() => import('./Trail.svelte'));
const Verify = once(() => import('./Verify.svelte'));
const Work = once(() => import('./Work.svelte'));

// What waits and may be done many at once.
export const MANY = ['number', 'review', 'hand', 'delivery', 'assign', 'sign', 'content', 'format', 'confirm', 'seal'];

function office(first: string | undefined, second: string | undefined): Screen | null {
	const id = row(second);
	switch (first) {
	case undefined: return at(Work, 'work.title', 'viec-can-lam');
	case 'viec': return second === undefined ? at(Work, 'work.title', 'viec-can-lam') : MANY.includes(second) ? at(Many, 'nav.work', 'viec-can-lam', { what: second }) : null;
	case 'van-ban-di': return second === undefined ? at(Documents, 'nav.outgoing', 'van-ban-di') : id ? at(Document, 'document.title', 'van-ban-di', { id }) : null;
	case 'van-ban-den':
		if (second === 'moi') return at(NewArrival, 'arrival.new', 'van-ban-den');
		return second === undefined ? at(Arrivals, 'nav.incoming', 'van-ban-den') : id ? at(Arrival, 'arrival.title', 'van-ban-den', { id }) : null;
	case 'so': return second === 'di' ? at(Register, 'nav.register-out', 'so-dang-ky', { register: 'outgoing' }) : second === 'den' ? at(Register, 'nav.register-in', 'so-dang-ky', { register: 'incoming' }) : null;
	case 'ban-giao': return second === undefined ? at(Handovers, 'handover.title', 'ban-giao') : id ? at(Handover, 'handover.title', 'ban-giao', { id }) : null;
	case 'soan': return second ? null : at(Draft, 'draft.title', 'van-ban-di');
	case 'kiem-tra': return second ? null : at(Verify, 'verify.title', 'kiem-tra-chu-ky-cua-mot-tep', {}, true);
	default: return null;
	}
}

function registry(first: string | undefined, second: string | undefined, third: string | undefined): Screen | null {
	const id = row(third);
	switch (first) {
	case 'tong-quan': return second ? null : at(Overview, 'nav.overview', 'tong-quan');
	case 'nhat-ky': return second ? null : at(Trail, 'nav.trail', 'nhat-ky');
	case 'sap-xep': return second ? null : at(Plans, 'nav.plans', 'sap-xep-dieu-dong');
	case 'quan-tri': return second ? null : at(Admin, 'nav.admin', 'quan-tri');
	case 'may-tram': return second ? null : at(Desks, 'nav.desks', 'may-tram');
	case 'toi': return second ? null : at(Mine, 'nav.mine', 'chung-thu-cua-toi');
	case 'so-sach':
		if (second === undefined) return at(Books, 'nav.books', 'cac-so');
		if (!/^[a-z_]+$/.test(second)) return null;
		return third === undefined ? at(Book, 'nav.books', 'cac-so', { book: second }) : id ? at(Record, 'record.title', 'cac-so', { book: second, id }) : null;
	default: return null;
	}
}

export function screenOf({ path }: Place): Screen | null {
	const [first, second, third, ...rest] = path;
	if (rest.length > 0) return null;
	return (third === undefined ? office(first, second) : null) ?? registry(first, second, third);
}
