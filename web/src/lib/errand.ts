// SPDX-License-Identifier: AGPL-3.0-or-later
// Signatures that a program at this computer makes for the page (docs/desk-protocol.md): signing sessions are begun, and given to ours by a link that the person presses, or to the VGCA Sign Service by a call (vgca.ts).
import { ask, Problem } from '../api/client';
import type { Errand } from '../api/types';
import { callOf, type Call } from './vgca';
import type { Way } from './way';
import { wordsOf } from './problem';
import { language, message, type Message, t } from './texts.svelte';

// number, day: of the one document that is sealed, for who writes them into it
export interface Wish { certificate: string; seal: boolean; to: number[]; way: Way; number: string; day: string }
export interface Result { document: number; says: Message; good: boolean }
// uri: what starts our program; call: what the VGCA Sign Service is asked; null both: it was told to a page that is gone
export interface Running { errand: number; way: Way; uri: string | null; call: Call | null; begun: Array<{ signing: number; document: number }> }

// The one that is open, if it is about one of these documents: the page was loaded anew meanwhile.
export async function findOpen(documents: number[]): Promise<Running | null> {
	const open = (await ask('GET /api/v1/errands')).data[0];
	if (!open?.items.some((i) => documents.includes(i.document))) return null;
	return { errand: open.errand, way: open.way === 'vgca' ? 'vgca' : 'agent', uri: null, call: null, begun: open.items.map(({ signing, document }) => ({ signing, document })) };
}

async function give(begun: Running['begun'], wish: Wish, key: string): Promise<Running> {
	const { to, way } = wish;
	const made = await ask('POST /api/v1/errands', { body: { signings: begun.map((b) => b.signing), ...(to.length > 0 ? { to } : {}), ...(way === 'vgca' ? { way } : {}) }, key: `${key}-errand` });
	return { errand: made.errand, way, uri: made.uri, call: callOf(made, wish.number, wish.day), begun };
}

// Begins a session for each, one after another, and gives those that began to the program. What could not begin has its result; none began: there is nothing to give.
export async function start(documents: number[], wish: Wish, key: string, step: (done: number) => void): Promise<{ running: Running | null; failed: Result[] }> {
	const begun: Running['begun'] = [], failed: Result[] = [];
	for (const document of documents) {
		step(begun.length + failed.length);
		try {
			const prepared = wish.way === 'vgca' ? {} : { desk: true, ...(wish.seal ? {} : { look: 'auto' as const }) };
			begun.push({ signing: (await ask('POST /api/v1/signings', { body: { document, certificate: wish.certificate, ...prepared }, key: `${key}-${document}` })).signing, document });
		} catch (e) {
			if (documents.length === 1 || (e instanceof Problem && e.status === 0)) throw e;
			failed.push({ document, says: () => wordsOf(e), good: false });
		}
	}
	return { running: begun.length > 0 ? await give(begun, wish, key) : null, failed };
}

// The same sessions once more, with a new link or call: the former one is good no more.
export function renew(running: Running, wish: Wish): Promise<Running> {
	return give(running.begun, { ...wish, way: running.way }, crypto.randomUUID());
}

interface Told { id: string; detail: string; detail_en?: string }
const toldOf = (said: Record<string, unknown> | null) => said as unknown as Told | null;
export const wordsOfTold = (said: Record<string, unknown> | null): string => { const told = toldOf(said); return told ? (language() === 'en' ? told.detail_en ?? told.detail : told.detail) : ''; };

// What came of each document of one that has ended.
export function resultsOf(errand: Errand, seal: boolean): Result[] {
	return errand.items.map((i) => i.state === 'signed' ? { document: i.document, says: message(seal ? 'desk.sealed' : 'desk.signed'), good: true }
		: { document: i.document, says: () => wordsOfTold(i.refusal ?? errand.reason) || t('errand.not'), good: false });
}

export const isOpen = (errand: Errand): boolean => errand.state === 'waiting' || errand.state === 'redeemed';
// Nothing more comes of it, also where nobody has said so.
export const isWhole = (errand: Errand): boolean => errand.items.every((i) => i.state === 'signed');

// One that is gone is given up as well; who did not answer has not heard it, and the program may go on.
export async function abandon(errand: number): Promise<void> {
	try {
		await ask('POST /api/v1/errands/{id}/abandon', { at: { id: errand }, body: {} });
	} catch (e) {
		if (!(e instanceof Problem) || e.status === 0 || e.status >= 500) throw e;
	}
}
