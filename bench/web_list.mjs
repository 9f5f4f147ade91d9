// SPDX-License-Identifier: AGPL-3.0-or-later
// node web_list.mjs ADDRESS CHROMIUM NAME PASSWORD ROWS: scrolls a list to its end, page by page as they come, and then up and down through all of it; "plan" in place of ROWS: opens
// all groups of a merger's plan and scrolls through them. What the main thread did is read from the browser's trace. A task of more than 100 ms is a frame that somebody sees late: judged by the time that the thread itself worked, so that what else runs on the
// machine is not counted; how long it took by the clock is told beside it.
import { createRequire } from 'node:module';
import { merger } from '../web/tests/merger.mjs';

const { chromium } = createRequire(new URL('../web/package.json', import.meta.url))('playwright-core');
const [, , address, executablePath, name, password, rows] = process.argv;
const LIMIT = 100; // ms
const browser = await chromium.launch({ executablePath, args: process.getuid() === 0 ? ['--no-sandbox'] : [] });
const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
await page.goto(address);
await page.getByLabel('Tên đăng nhập').fill(name);
await page.getByLabel('Mật khẩu').fill(password);
await page.keyboard.press('Enter');

async function opensList() {
	await page.getByRole('link', { name: 'Văn bản đi', exact: true }).click();
	await page.getByRole('region').locator('tbody tr.item').first().waitFor();
}

async function opensPlan() {
	await page.getByRole('link', { name: 'Sắp xếp, điều động' }).click();
	await merger(page);
}
const isPlan = rows === 'plan';
await (isPlan ? opensPlan() : opensList());

const cdp = await page.context().newCDPSession(page);
const events = [];
cdp.on('Tracing.dataCollected', (e) => events.push(...e.value.filter((x) => x.ph === 'X' && x.name === 'RunTask' || x.name === 'thread_name')));
const done = new Promise((over) => cdp.once('Tracing.tracingComplete', over));
await cdp.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories: ['devtools.timeline', 'disabled-by-default-devtools.timeline', '__metadata', 'toplevel'] } });

// As a wheel that is turned without a stop: one step a frame.
const scroll = (step, most) => page.evaluate(([by, frames]) => new Promise((end) => {
	const box = document.querySelector('[role=region]');
	let n = 0;
	const turn = () => {
		box.scrollTop += by;
		if (++n >= frames) end({ rows: Number(box.querySelector('table').getAttribute('aria-rowcount')) - 1, drawn: box.querySelectorAll('tbody tr.item').length, top: box.scrollTop });
		else requestAnimationFrame(turn);
	};
	requestAnimationFrame(turn);
}), [step, most]);

// A step a frame through the whole page, down and up.
const scrollPage = (step) => page.evaluate((by) => new Promise((end) => {
	let last = -1;
	const turn = () => {
		scrollBy(0, by);
		if (scrollY === last) end(document.querySelectorAll('main li').length);
		else { last = scrollY; requestAnimationFrame(turn); }
	};
	requestAnimationFrame(turn);
}), step);

async function list() {
	const begun = Date.now();
	let at = { rows: 0 };
	while (at.rows < Number(rows)) {
		at = await scroll(4000, 60);
		if (Date.now() - begun > 400_000) throw new Error(`the end did not come: ${at.rows} rows`);
	}
	const loaded = (Date.now() - begun) / 1000;
	await page.evaluate(() => { document.querySelector('[role=region]').scrollTop = 0; });
	at = await scroll(20_000, 300); // through all of it, as with the bar at the side
	await scroll(-20_000, 300);
	console.log(`${at.rows} rows, ${at.drawn} of them in the page at a time; all read in ${loaded.toFixed(1)} s of scrolling`);
	return at.drawn <= 200;
}

async function plan() {
	const closed = page.locator('main details:not([open]) > summary');
	while ((await closed.count()) > 0) await closed.first().click();
	for (let more; (more = page.getByRole('button', { name: /^Hiện cả \d+ dòng/ }).first()), (await more.count()) > 0;) await more.click();
	let shown = 0;
	for (let i = 0; i < 5; i++) for (const step of [120, -120]) shown = await scrollPage(step);
	console.log(`a plan: ${shown} rows in the page`);
	return shown >= 300;
}
const complete = await (isPlan ? plan() : list());
await cdp.send('Tracing.end');
await done;
const mains = new Set(events.filter((e) => e.name === 'thread_name' && e.args.name === 'CrRendererMain').map((e) => `${e.pid}/${e.tid}`));
const tasks = events.filter((e) => e.name === 'RunTask' && mains.has(`${e.pid}/${e.tid}`)).map((e) => ({ worked: (e.tdur ?? e.dur) / 1000, lasted: e.dur / 1000 }));
const longest = tasks.reduce((most, t) => Math.max(most, t.worked), 0), lasted = tasks.reduce((most, t) => Math.max(most, t.lasted), 0);
console.log(`tasks of the main thread: ${tasks.length}; the longest worked ${longest.toFixed(1)} ms, over 50 ms ${tasks.filter((t) => t.worked > 50).length}; limit ${LIMIT} ms; by the clock ${lasted.toFixed(1)} ms`);
await browser.close();
process.exit(longest > LIMIT || !complete || tasks.length < 500 ? 1 : 0);
