// SPDX-License-Identifier: AGPL-3.0-or-later
// The service's API. Addresses are relative to the page, so that a prefix stays. The session is in a cookie that no script sees; the token against forged requests is
// kept in memory alone. What people do has a key of its own, which stays the same when it is sent again: it is done once.
import type { Operations } from './types';

export class Problem extends Error {
	constructor(readonly id: string, readonly status: number, readonly vi: string, readonly en: string, readonly request = '', readonly wait = 0) {
		super(`${id}: ${en}`);
	}
}

type Words = Record<string, string | number | boolean | undefined>;
type At = Record<string, string | number | string[]>; // a list: several parts of the path
type Given<K extends keyof Operations> = {
	at?: At; // what stands in {braces} of the address
	query?: Words;
	role?: string;
	key?: string;
	file?: Blob; // the body, beside which `body` is said in a header field
	files?: Record<string, Blob>; // parts of a form, beside `body` as another; by their columns
} & (Operations[K]['takes'] extends undefined ? { body?: undefined } : { body?: Operations[K]['takes'] });

// What the page does when the service wants somebody to log in, or to give the password again; true: it was done, ask once more.
export interface Doors {
	login(): Promise<boolean>;
	confirm(): Promise<boolean>;
}

let csrf = '';
let doors: Doors | undefined;

export function useDoors(given: Doors): void {
	doors = given;
}

export function setCsrf(token: string): void {
	csrf = token;
}

export function addressOf(pattern: string, at: At = {}, query: Words = {}): string {
	const path = pattern.replace(/\{(\w+)\}/g, (_, name: string) => [at[name]].flat().map((part) => encodeURIComponent(String(part))).join('/'));
	const words = new URLSearchParams(Object.entries(query).filter(([, v]) => v !== undefined && v !== '').map(([k, v]) => [k, String(v)]));
	return `.${path}${words.size > 0 ? `?${words}` : ''}`;
}

// JSON in Base64 for a header field: bytes of UTF-8, in pieces that fit a call.
export function packed(said: unknown): string {
	return btoa(Array.from(new TextEncoder().encode(written(said)), (byte) => String.fromCharCode(byte)).join(''));
}

async function problemOf(answer: Response): Promise<Problem> {
	const wait = Number(answer.headers.get('Retry-After') ?? 0) || 0;
	try {
		const said = (await answer.json()) as { id: string; detail: string; detail_en?: string; request?: string };
		return new Problem(said.id, answer.status, said.detail, said.detail_en ?? said.detail, said.request, wait);
	} catch {
		// A proxy's own page: what it says is not for people.
		return new Problem('web.proxy', answer.status, '', '', '', wait);
	}
}

interface Sent { body?: unknown; file?: Blob; files?: Record<string, Blob>; role?: string }

const hasFiles = (given: Sent) => given.files !== undefined && Object.keys(given.files).length > 0;

// What is pasted may have its marks apart (NFD, as some programs write it): it is sent with its letters whole, as the books keep them. A password is what was typed.
function written(said: unknown): string {
	return JSON.stringify(said, (name, value: unknown) => (typeof value === 'string' && !/password/.test(name) ? value.normalize('NFC') : value));
}

function formOf(given: Sent): FormData {
	const form = new FormData();
	form.append('about', written(given.body ?? {}));
	for (const [column, file] of Object.entries(given.files ?? {})) form.append(column, file);
	return form;
}

function headersOf(method: string, given: Sent, key: string): Record<string, string> {
	const headers: Record<string, string> = {};
	if (method !== 'GET') {
		headers['X-CSRF-Token'] = csrf;
		headers['Idempotency-Key'] = key;
	}
	if (given.role) headers['X-Trien-Role'] = given.role;
	if (given.file) {
		headers['Content-Type'] = 'application/pdf';
		if (given.body !== undefined) headers['X-Trien-Document'] = packed(given.body);
	} else if (given.body !== undefined && !hasFiles(given)) { // of a form the browser writes the type itself, with its boundary
		headers['Content-Type'] = 'application/json';
	}
	return headers;
}

async function send(method: string, address: string, given: Sent, key: string): Promise<Response> {
	const body = hasFiles(given) ? formOf(given) : (given.file ?? (given.body !== undefined ? written(given.body) : undefined));
	let answer: Response;
	try {
		answer = await fetch(address, { method, headers: headersOf(method, given, key), body, credentials: 'same-origin', redirect: 'error', cache: 'no-store' });
	} catch {
		throw new Problem('web.network', 0, '', '');
	}
	if (!answer.ok) throw await problemOf(answer);
	return answer;
}

// Whoever has lost the session, or must say again who it is, is asked, and goes on where they were.
async function sendAsked(method: string, address: string, given: Sent, key: string): Promise<Response> {
	for (let tries = 0; ; tries++) {
		try {
			return await send(method, address, given, key);
		} catch (e) {
			const door = e instanceof Problem && tries < 2 && doors ? (e.id === 'service.session-none' ? doors.login : e.id === 'service.confirmation-wanted' ? doors.confirm : undefined) : undefined;
			if (door === undefined || !(await door())) throw e;
		}
	}
}

function take<K extends keyof Operations>(operation: K, given: Given<K>): [string, string, string] {
	const [method = '', pattern = ''] = operation.split(' ');
	return [method, addressOf(pattern, given.at, given.query), given.key ?? crypto.randomUUID()];
}

export async function ask<K extends keyof Operations>(operation: K, given: Given<K> = {} as Given<K>): Promise<Operations[K]['gives']> {
	const [method, address, key] = take(operation, given);
	return (await (await sendAsked(method, address, given, key)).json()) as Operations[K]['gives'];
}

// Without asking anybody to log in: for the first question of all, and for the doors themselves.
export async function askPlainly<K extends keyof Operations>(operation: K, given: Given<K> = {} as Given<K>): Promise<Operations[K]['gives']> {
	const [method, address, key] = take(operation, given);
	return (await (await send(method, address, given, key)).json()) as Operations[K]['gives'];
}

// Hears at once that something has changed (server-sent events; the browser begins them anew by itself). What has changed is asked for as always.
export function listen<K extends keyof Operations>(operation: K, at: At, changed: () => void): EventSource {
	const stream = new EventSource(addressOf(operation.split(' ')[1] ?? '', at));
	stream.addEventListener('changed', changed);
	return stream;
}

export async function askFile<K extends keyof Operations>(operation: K, given: Given<K> = {} as Given<K>): Promise<Blob> {
	const [method, address, key] = take(operation, given);
	return (await sendAsked(method, address, given, key)).blob();
}

// With the name that the service gives it.
export async function askNamedFile<K extends keyof Operations>(operation: K, given: Given<K> = {} as Given<K>): Promise<{ file: Blob; name: string }> {
	const [method, address, key] = take(operation, given);
	const answer = await sendAsked(method, address, given, key);
	return { file: await answer.blob(), name: /filename="([^"]+)"/.exec(answer.headers.get('Content-Disposition') ?? '')?.[1] ?? '' };
}
