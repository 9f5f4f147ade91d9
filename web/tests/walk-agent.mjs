// SPDX-License-Identifier: AGPL-3.0-or-later
// From the page to the token: node walk-agent.mjs STATE.json, which tests/web/test_agent.py writes. The browser has a window, the link starts the program that the desktop knows, and the person behind its questions
// answers what was said beforehand.
import { chromium } from 'playwright-core';
import { agent, check, Desk, passedAll, state } from './desk.mjs';

const SIGN = 'Ký bằng thiết bị (USB token)';

async function desk(browser, base, name) {
	const d = await Desk.open(browser, base);
	await d.logIn(name, state.passwords[name]);
	await d.text('Việc cần làm');
	d.quiet(401);
	return d;
}

// The link is pressed, and that is all: the page knows how it ended.
async function pressed(d, ...answers) {
	await agent('says', answers.join(','));
	await d.page.getByRole('link', { name: 'Mở phần mềm ký' }).click();
}

// To nobody else but the program.
function quiet(d) {
	d.said = d.said.filter((line) => !line.startsWith('request: trien://s/so-mau/'));
	d.quiet();
}

async function one(browser, base) {
	const head = await desk(browser, base, 'thu.truong'), p = head.page;
	await p.getByRole('link', { name: 'Từ trang đến thiết bị' }).click();
	// Nobody signs what the person declines.
	await p.getByRole('button', { name: SIGN, exact: true }).click();
	await pressed(head, 'no');
	await head.text('Chưa ký.');
	await p.getByRole('button', { name: SIGN, exact: true }).click();
	await p.getByRole('link', { name: 'Mở phần mềm ký' }).waitFor();
	const code = await p.locator('.code strong').textContent();
	await pressed(head, 'yes', 'pin leader');
	await head.text('Đã nhận chữ ký của bạn');
	const saw = JSON.parse(await agent('saw'));
	for (const words of [code, 'Sở Mẫu', state.where, 'Nguyễn Văn Mẫu', 'Từ trang đến thiết bị']) check(`the program shows ${words}: ${saw}`, saw.includes(words));
	const clerk = await desk(browser, base, 'van.thu'), q = clerk.page;
	await q.getByRole('link', { name: 'Từ trang đến thiết bị' }).click();
	await q.getByRole('button', { name: /^Cấp số \d/ }).click();
	await clerk.text('Đã cấp số');
	await q.getByRole('checkbox', { name: /^Tỉnh Mẫu/ }).check();
	await q.getByRole('button', { name: /phát hành .* tới 1 nơi nhận$/ }).click();
	await pressed(clerk, 'yes', 'pin agency');
	await clerk.text('gửi tới 1 nơi nhận');
	quiet(clerk);
	await clerk.context.close();
	return head;
}

// Several: one list, one PIN.
async function many(d) {
	const p = d.page;
	await d.goto('#/viec/sign');
	for (const name of ['Nhiều 1', 'Nhiều 2']) await p.getByRole('checkbox', { name }).check();
	await p.getByRole('button', { name: 'Ký 2 văn bản bằng thiết bị (USB token)' }).click();
	await pressed(d, 'yes', 'pin leader');
	await d.text('Xong 2 trong 2');
	quiet(d);
}

const browser = await chromium.launch({ executablePath: state.chromium, headless: false, args: ['--no-sandbox', '--disable-gpu', '--no-first-run'] });
try {
	const head = await one(browser, `http://${state.where}/`);
	await many(head);
	console.log(`${passedAll()} checks in the browser`);
} finally {
	await browser.close();
}
