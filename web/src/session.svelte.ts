// SPDX-License-Identifier: AGPL-3.0-or-later
// Who is logged in, and the doors at which somebody is asked to log in again or to say again who they are. What is on the screen stays there meanwhile.
import { askPlainly, Problem, setCsrf, useDoors } from './api/client';
import type { Who } from './api/types';
import { replace } from './lib/router.svelte';

export type Post = Who['roles'][number];
type Door = 'login' | 'confirm';

const state = $state<{ known: boolean; who: Who | null; door: Door | null; refused: unknown }>({ known: false, who: null, door: null, refused: null });
let waiting: Array<(done: boolean) => void> = [];

export const session = {
	// False until the service has said whether there is a session.
	get known() { return state.known; },
	get who() { return state.who; },
	get door() { return state.door; },
	// Why the program at this computer did not log in; null: it did not try, or did.
	get refused() { return state.refused; },
	// The post that stands first in the books; null: none.
	get post(): Post | null { return state.who?.roles[0] ?? null; },
	has(...roles: string[]): boolean { return state.who?.roles.some((r) => roles.includes(r.role)) ?? false; },
	// The agencies in which one of these posts is held, each once.
	agencies(...roles: string[]): Post[] {
		const held = (state.who?.roles ?? []).filter((r) => roles.length === 0 || roles.includes(r.role));
		return held.filter((r, i) => held.findIndex((o) => o.agency === r.agency) === i);
	},
	in(role: string): Post | null { return state.who?.roles.find((r) => r.role === role) ?? null; },
};

function enter(who: Who): void {
	const changed = state.who !== null && state.who.account !== who.account;
	setCsrf(who.csrf);
	if (changed) location.reload(); // what stands on the screen is somebody else's
	state.who = who;
}

function settle(done: boolean): void {
	const all = waiting;
	waiting = [];
	state.door = null;
	for (const each of all) each(done);
}

// One door for all that wait at it.
function open(door: Door): Promise<boolean> {
	if (state.who === null) return Promise.resolve(false);
	state.door = door;
	return new Promise((done) => waiting.push(done));
}

// The program at this computer has opened this page with a ticket in its address, which goes from there at once: it is good once, and is nobody's to read.
async function showTicket(ticket: string): Promise<void> {
	replace('#/');
	try {
		enter(await askPlainly('POST /api/v1/session/ticket', { body: { ticket } }));
	} catch (e) {
		state.refused = e;
	}
}

export async function begin(): Promise<void> {
	useDoors({ login: () => open('login'), confirm: () => open('confirm') });
	const ticket = /^#\/dang-nhap\/([0-9a-f]{64})$/.exec(location.hash)?.[1];
	try {
		if (ticket) await showTicket(ticket);
		if (state.who === null) enter(await askPlainly('GET /api/v1/session'));
	} catch (e) {
		if (!(e instanceof Problem) || e.status !== 401) throw e;
	} finally {
		state.known = true;
	}
}

export async function logIn(name: string, password: string, code: string): Promise<void> {
	enter(await askPlainly('POST /api/v1/session', { body: { name, password, ...(code ? { code } : {}) } }));
	settle(true);
}

export async function confirm(password: string, code: string): Promise<void> {
	enter(await askPlainly('POST /api/v1/session/confirm', { body: { password, ...(code ? { code } : {}) } }));
	settle(true);
}

// Somebody who waits at a door has come in at another tab, by the program at this computer: what was asked for goes on here.
async function comeBack(): Promise<void> {
	const door = state.door;
	if (door === null) return;
	try {
		const who = await askPlainly('GET /api/v1/session');
		if (state.door !== door || (door === 'confirm' && who.confirmed_seconds === 0)) return;
		enter(who);
		settle(true);
	} catch {
		// not yet: the door stays
	}
}
window.addEventListener('focus', () => void comeBack());

export function turnAway(): void {
	settle(false);
}

export async function logOut(): Promise<void> {
	try {
		await askPlainly('DELETE /api/v1/session');
	} catch (e) {
		if (!(e instanceof Problem) || e.status !== 401) throw e; // a session that is over is one that has ended
	}
	setCsrf('');
	state.who = null;
	settle(false);
}
