// SPDX-License-Identifier: AGPL-3.0-or-later
// One call of the VGCA Sign Service of this computer: a socket, one message there, one back. It fetches the file and sends it signed by itself, with what the message gives it for this one file; what came of that the page
// hears from our service, never from here: a reply of that one is only told.
import type { ErrandMade } from '../api/types';

const ADDRESS = 'wss://127.0.0.1:8987/';
const CONNECT_MS = 20_000; // the browser may be asking the person first
const SAYS_MAX = 300; // characters of its own words that are shown

export type Heard = { kind: 'absent' } | { kind: 'rubbish' } | { kind: 'done' } | { kind: 'refused'; says: string };
export interface Call { action: string; message: string }

// What the service was told for this errand, and what the clerk's action writes into the document.
export function callOf(made: ErrandMade, number: string, day: string): Call | null {
	if (made.action === null || made.file === null || made.upload === null || made.bearer === null) return null;
	const issued = made.action === 'SignIssued' ? { DocNumber: number, IssuedDate: `${day.slice(0, 10)}T00:00:00+07:00` } : {};
	return { action: made.action, message: JSON.stringify({ FileUploadHandler: made.upload, SessionId: '', JWTToken: made.bearer, FileName: made.file, MetaData: [], ...issued }) };
}

// Status 0 is done; everything else has words of its own, under one of two names.
export function heardOf(data: unknown): Heard {
	try {
		const said = JSON.parse(String(data)) as { Status?: unknown; Message?: unknown; Error?: unknown } | null;
		if (typeof said?.Status !== 'number') return { kind: 'rubbish' };
		const says = [said.Message, said.Error].find((x): x is string => typeof x === 'string' && x !== '') ?? '';
		return said.Status === 0 ? { kind: 'done' } : { kind: 'refused', says: `${says.slice(0, SAYS_MAX)} (${said.Status})`.trim() };
	} catch {
		return { kind: 'rubbish' };
	}
}

// heard is called once. Gives what ends the call without a word more.
export function ring(call: Call, heard: (what: Heard) => void, open: (address: string) => WebSocket = (address) => new WebSocket(address)): () => void {
	let over = false;
	const socket = open(ADDRESS + call.action);
	function end(what: Heard | null) {
		if (over) return;
		over = true;
		clearTimeout(late);
		socket.close();
		if (what) heard(what);
	}
	const late = setTimeout(() => end({ kind: 'absent' }), CONNECT_MS);
	socket.onopen = () => { clearTimeout(late); socket.send(call.message); };
	socket.onmessage = (event) => end(heardOf(event.data));
	socket.onerror = socket.onclose = () => end({ kind: 'absent' });
	return () => end(null);
}
