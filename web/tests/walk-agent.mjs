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

// The same by the extension, in a browser that has it: no link is opened, and the program hears the same address.
async function extension(base) {
	const folder = `${process.env.PACKAGING}/extension`;
	const context = await chromium.launchPersistentContext('', { executablePath: state.chromium, headless: false, ignoreDefaultArgs: ['--disable-extensions'], locale: 'vi-VN', viewport: { width: 1366, height: 768 },
		args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-features=DisableLoadExtensionCommandLineSwitch', `--disable-extensions-except=${folder}`, `--load-extension=${folder}`] });
	try {
		const d = await Desk.at(context, base, base), p = d.page;
		await d.logIn('thu.truong', state.passwords['thu.truong']);
		await d.text('Việc cần làm');
		d.quiet(401);
		await p.reload(); // the first page may be there before the extension is
		await d.text('Việc cần làm');
		await p.locator('html[data-trien-agent="1"]').waitFor({ state: 'attached' });
		check('the page sees the extension', true);
		await p.getByRole('link', { name: 'Bằng tiện ích' }).click();
		await p.getByRole('button', { name: SIGN, exact: true }).click();
		await pressed(d, 'yes', 'pin leader');
		await d.text('Đã nhận chữ ký của bạn');
		d.quiet(); // of a link that was opened, there would be a request
		const other = await context.newPage();
		await other.goto(process.env.EOFFICE);
		await other.waitForTimeout(500);
		check('another page does not', await other.evaluate(() => document.documentElement.dataset.trienAgent) === undefined);
	} finally {
		await context.close();
	}
}

// A page that knows the VGCA protocol alone: a socket for each call, one message, one answer.
async function called(page, action, message, ...answers) {
	if (answers.length > 0) await agent('says', answers.join(','));
	const answer = await page.evaluate(([url, text]) => new Promise((good, bad) => {
		const socket = new WebSocket(url);
		socket.onopen = () => socket.send(text);
		socket.onmessage = (event) => { good(JSON.parse(event.data)); socket.close(); };
		socket.onerror = () => bad(new Error(`no connection: ${url}`));
	}), [`wss://127.0.0.1:${process.env.EOFFICE_PORT}/${action}`, typeof message === 'string' ? message : JSON.stringify(message)]);
	check(`${action}: ${JSON.stringify(answer)}`, answer.Status === 0);
	return answer;
}

const of = (name, more = {}) => ({ FileUploadHandler: `${process.env.EOFFICE}/upload`, SessionId: 'phien-mau', FileName: `${process.env.EOFFICE}/van-ban/${name}`, ...more });

async function eoffice(browser) {
	const page = await browser.newPage(), leader = 'until Nguyễn Văn Mẫu', agency = 'until ỦY BAN';
	await page.goto(`${process.env.EOFFICE}/`);
	check('a version', (await called(page, 'GetVersion', '')).Version !== undefined);
	check('a certificate', (await called(page, 'GetCertInfo', 'CertInfo', agency, 'yes')).CertInfo.CommonName === 'ỦY BAN NHÂN DÂN TỈNH MẪU');
	await called(page, 'SignApproved', of('d.pdf'), leader, 'yes', 'pin leader');
	const saw = JSON.parse(await agent('saw'));
	for (const words of ['KÝ PHÊ DUYỆT', 'eOffice Mẫu', process.env.EOFFICE, 'Nguyễn Văn Mẫu', 'd.pdf']) check(`the program shows ${words}: ${saw}`, saw.includes(words));
	await agent('keeps', 'd.pdf');
	await called(page, 'SignIssued', of('d.pdf', { DocNumber: '79/QĐ-UBND', IssuedDate: '2026-11-26T01:00:00Z' }), agency, 'yes', 'pin agency');
	await agent('keeps', 'd.pdf');
	await called(page, 'SignAppendix', of('annex.pdf', { DocNumber: '79/QĐ-UBND' }), agency, 'yes', 'pin agency');
	await called(page, 'SignCopy', of('copy.pdf'), agency, 'yes', 'pin agency');
	const several = { FileUploadHandler: '/upload', SessionId: 'phien-mau', Files: ['1', '2'].map((id) => ({ FileID: id, FileName: `${id}.pdf`, URL: `/van-ban/${id}.pdf` })) };
	check('each of several', (await called(page, 'SignFiles', several, leader, 'yes', 'pin leader')).Files.every((f) => f.Status === 0));
	check('judged', (await called(page, 'VerifyPDF', of('d.pdf'))).Valid === true);
	// The same server by another name is another origin, which is not enrolled.
	await page.goto(`${process.env.EOFFICE.replace('127.0.0.1', 'localhost')}/`);
	const other = await page.evaluate((url) => new Promise((good) => {
		const socket = new WebSocket(url);
		socket.onopen = () => good('open');
		socket.onerror = () => good('refused');
	}), `wss://127.0.0.1:${process.env.EOFFICE_PORT}/GetCertInfo`);
	check(`a page that is not enrolled: ${other}`, other === 'refused');
	await page.close();
}

const browser = await chromium.launch({ executablePath: state.chromium, headless: false, args: ['--no-sandbox', '--disable-gpu', '--no-first-run'] });
try {
	const head = await one(browser, `http://${state.where}/`);
	await many(head);
	await eoffice(browser);
	await extension(`http://${state.where}/`);
	console.log(`${passedAll()} checks in the browser`);
} finally {
	await browser.close();
}
