// SPDX-License-Identifier: AGPL-3.0-or-later
// Which language is shown, and the catalogue's texts in it. The choice is kept in the browser, and beside it the way in which this desk signs (way.ts): nothing of a session.
import { catalogue, type Key } from './catalogue';

export type Language = 'vi' | 'en';
const KEPT = 'trien-language';

function kept(): Language {
	try {
		return localStorage.getItem(KEPT) === 'en' ? 'en' : 'vi';
	} catch {
		return 'vi'; // a browser that keeps nothing
	}
}

const state = $state({ language: kept() });

export function language(): Language {
	return state.language;
}

export function speak(next: Language): void {
	state.language = next;
	document.documentElement.lang = next;
	try {
		localStorage.setItem(KEPT, next);
	} catch {
		// then it holds for this page alone
	}
}

// One of them or several: "1.234" and "1" come as people write them.
const isOne = (given: string | number | undefined): boolean => String(given) === '1';

// A text of the catalogue; {name} in it becomes what is given for it, {name:row|rows} the word that goes with that number.
export function t(key: Key, given: Record<string, string | number> = {}): string {
	const text: string = catalogue[key][state.language === 'en' ? 1 : 0];
	return text.replace(/\{(\w+):([^|}]*)\|([^}]*)\}/g, (_, name: string, one: string, more: string) => (isOne(given[name]) ? one : more)).replace(/\{(\w+)\}/g, (whole, name: string) => String(given[name] ?? whole));
}

// What was done, said again in the language that is shown then: what is given is as it was, functions among it are asked each time.
export type Message = () => string;
export function message(key: Key, given: Record<string, string | number | Message> = {}): Message {
	return () => t(key, Object.fromEntries(Object.entries(given).map(([name, value]) => [name, typeof value === 'function' ? value() : value])));
}

// The text of a word of the service ("state" "issued"), or the word itself where the catalogue does not have it.
export function word(kind: string, said: string): string {
	const key = `${kind}.${said}`;
	return key in catalogue ? t(key as Key) : said;
}

export type TextKey = Key;
