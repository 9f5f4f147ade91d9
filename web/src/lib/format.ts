// SPDX-License-Identifier: AGPL-3.0-or-later
// Dates, times and numbers as people in Việt Nam write them, whatever the browser's own settings; Vietnamese text as it is searched.

const ZONE = 'Asia/Ho_Chi_Minh';
const clock = new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, day: '2-digit', month: '2-digit', year: 'numeric', hour: '2-digit', minute: '2-digit', hour12: false });

// A day of the service, "2026-11-23", as 23/11/2026: no time of day is in it, so no zone may move it.
export function day(iso: string | null | undefined): string {
	const m = /^(\d{4})-(\d{2})-(\d{2})/.exec(iso ?? '');
	return m ? `${m[3]}/${m[2]}/${m[1]}` : '';
}

// 5/9/2026, 05/09/2026 or 05092026 as "2026-09-05"; "" for what is no day of the calendar.
export function isoDay(typed: string): string {
	const m = /^\s*(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})\s*$/.exec(typed) ?? /^\s*(\d{2})(\d{2})(\d{4})\s*$/.exec(typed);
	if (!m) return '';
	const iso = `${m[3]}-${m[2]?.padStart(2, '0')}-${m[1]?.padStart(2, '0')}`;
	const at = new Date(`${iso}T00:00:00Z`);
	return !Number.isNaN(at.getTime()) && at.toISOString().slice(0, 10) === iso ? iso : '';
}

// A moment, "2026-11-23T07:05:09+07:00", as 23/11/2026 07:05, in the time of Việt Nam; a day alone as a day.
export function moment(iso: string | null | undefined): string {
	if (!iso || !iso.includes('T')) return day(iso);
	const at = new Date(iso);
	return Number.isNaN(at.getTime()) ? '' : clock.format(at).replace(',', '');
}

// Whole days since a moment.
export function ago(iso: string, now = new Date()): number {
	return Math.max(0, Math.floor((now.getTime() - new Date(iso).getTime()) / 86_400_000));
}

export function today(now = new Date()): string {
	return new Intl.DateTimeFormat('en-CA', { timeZone: ZONE }).format(now);
}

export function year(now = new Date()): number {
	return Number(today(now).slice(0, 4));
}

// 12345.5 as 12.345,5
export function number(n: number): string {
	return new Intl.NumberFormat('vi-VN').format(n);
}

// 1536 as 1,5 KB
export function size(bytes: number): string {
	const units = ['B', 'KB', 'MB', 'GB'];
	let unit = 0;
	let n = bytes;
	for (; n >= 1024 && unit < units.length - 1; unit++) n /= 1024;
	return `${number(unit === 0 ? n : Math.round(n * 10) / 10)} ${units[unit]}`;
}

// Without marks and case: "Quyết định" and "quyet dinh" are one.
export function fold(text: string): string {
	return text.normalize('NFD').replace(/[\u0300-\u036f]/g, '').replace(/\u0111/g, 'd').replace(/\u0110/g, 'D').toLowerCase();
}

// Are all words of the search in what is searched, in any order?
export function matches(search: string, ...texts: Array<string | number | null | undefined>): boolean {
	const all = fold(texts.filter((x) => x !== null && x !== undefined).join('\n'));
	return fold(search).split(/\s+/).every((word) => all.includes(word));
}
