// SPDX-License-Identifier: AGPL-3.0-or-later
// Which screen an address opens. The first page is what is to do, or where one logs in.
import type { Component } from 'svelte';
import type { Key } from '../lib/catalogue';
import type { Place } from '../lib/router.svelte';
import Arrival from './Arrival.svelte';
import Arrivals from './Arrivals.svelte';
import Document from './Document.svelte';
import Documents from './Documents.svelte';
import Draft from './Draft.svelte';
import NewArrival from './NewArrival.svelte';
import Register from './Register.svelte';
import Verify from './Verify.svelte';
import Work from './Work.svelte';

export interface Screen {
	component: Component<any>;
	given: Record<string, unknown>;
	title: Key;
	open: boolean; // also without a session
}

const row = (text: string | undefined): number | null => (/^[1-9]\d{0,14}$/.test(text ?? '') ? Number(text) : null);
const at = (component: Component<any>, title: Key, given: Record<string, unknown> = {}, open = false): Screen => ({ component, given, title, open });

export function screenOf({ path }: Place): Screen | null {
	const [first, second, ...rest] = path;
	if (rest.length > 0) return null;
	const id = row(second);
	switch (first) {
	case undefined: return at(Work, 'work.title');
	case 'viec': return second ? null : at(Work, 'work.title');
	case 'van-ban-di': return second === undefined ? at(Documents, 'nav.outgoing') : id ? at(Document, 'document.title', { id }) : null;
	case 'van-ban-den': return second === undefined ? at(Arrivals, 'nav.incoming') : second === 'moi' ? at(NewArrival, 'arrival.new') : id ? at(Arrival, 'arrival.title', { id }) : null;
	case 'so': return second === 'di' ? at(Register, 'nav.register-out', { register: 'outgoing' }) : second === 'den' ? at(Register, 'nav.register-in', { register: 'incoming' }) : null;
	case 'soan': return second ? null : at(Draft, 'draft.title');
	case 'kiem-tra': return second ? null : at(Verify, 'verify.title', {}, true);
	default: return null;
	}
}
