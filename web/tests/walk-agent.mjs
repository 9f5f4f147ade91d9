// SPDX-License-Identifier: AGPL-3.0-or-later
// From the page to the token: node walk-agent.mjs STATE.json, which tests/web/test_agent.py writes. The browser has a window, the link starts the program that the desktop knows, and the person behind its questions
// answers what was said beforehand.
import { chromium } from 'playwright-core';
import { agent, check, Desk, passedAll, state } from './desk.mjs';

const SIGN = 'Ký bằng thiết bị (USB token)';
const BASE = `https://${state.where}/`;
const BROWSER = { executablePath: state.chromium, headless: false, locale: 'vi-VN', viewport: { width: 1366, height: 768 } }, WORDS = ['--no-sandbox', '--disable-gpu', '--no-first-run'];

async function logIn(d, name) {
	await d.logIn(name, state.passwords[name]);
	await d.text('Việc cần làm');
	d.quiet(401);
}

// With the token: the link starts the program, and that brings the person back to this browser, where a new tab is logged in.
async function logInWithToken(context) {
	const before = await Desk.at(context, BASE, BASE), link = before.page.getByRole('link', { name: 'Đăng nhập bằng thiết bị (USB token)' });
	await agent('says', 'no');
	await link.click();
	await until(async () => (await agent('left')) === '0', 'who said no is heard');
	check('and is not logged in', (await context.cookies()).every((c) => c.name !== '__Host-trien-session'));
	await agent('says', 'until Nguyễn Văn Mẫu,pin leader');
	await link.click();
	let address = '';
	await until(async () => (address = await agent('address')) !== 'none', 'the program opens an address');
	check(`an address of this service: ${address}`, /^#\/dang-nhap\/[0-9a-f]{64}$/.test(address.slice(BASE.length)) && address.startsWith(BASE));
	const page = await context.newPage();
	await page.goto(address);
	const saw = JSON.parse(await agent('saw'));
	for (const words of ['ĐĂNG NHẬP', `https://${state.where}`, 'Sở Mẫu', 'Nguyễn Văn Mẫu']) check(`the program shows ${words}: ${saw}`, saw.includes(words));
	await page.getByText('Việc cần làm').first().waitFor();
	check(`the ticket is gone from the address: ${page.url()}`, page.url() === `${BASE}#/`);
	const cookies = await context.cookies(), session = cookies.find((c) => c.name === '__Host-trien-session');
	check(`a cookie for this host alone: ${JSON.stringify(session)}`, session?.secure && session.httpOnly && session.path === '/' && session.sameSite === 'Strict' && session.domain === state.where);
	await page.close();
	await before.page.close();
}

async function until(is, what) {
	for (const end = Date.now() + 20_000; !(await is());) {
		if (Date.now() > end) throw new Error(`not in 20 s: ${what}`);
		await new Promise((later) => setTimeout(later, 50));
	}
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

async function one(head) {
	const p = head.page;
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
	for (const words of [code, 'Sở Mẫu', BASE.slice(0, -1), 'Nguyễn Văn Mẫu', 'Từ trang đến thiết bị']) check(`the program shows ${words}: ${saw}`, saw.includes(words));
	quiet(head);
}

// What the clerk does before the seal, whatever makes it.
async function numbered(clerk, name) {
	const p = clerk.page;
	await clerk.goto('#/');
	await p.getByRole('link', { name }).click();
	await p.getByRole('button', { name: /^Cấp số \d/ }).click();
	await clerk.text('Đã cấp số');
}

async function issued(clerk) {
	const p = clerk.page;
	await numbered(clerk, 'Từ trang đến thiết bị');
	await p.getByRole('checkbox', { name: /^Tỉnh Mẫu/ }).check();
	await p.getByRole('button', { name: /phát hành .* tới 1 nơi nhận$/ }).click();
	await pressed(clerk, 'yes', 'pin agency');
	await clerk.text('gửi tới 1 nơi nhận');
	quiet(clerk);
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

// Our page calls by the VGCA protocol, and our program answers it: which certificate is wanted, the service says with the file. A document whose places are not reserved stays as it came.
async function byVgca(d, press, ...answers) {
	await d.page.getByLabel('Máy này ký bằng').selectOption('vgca');
	await agent('says', answers.join(','));
	await press();
}

function quietOfVgca(d) {
	d.said = d.said.filter((line) => !line.startsWith('request: wss://127.0.0.1:8987/'));
	d.quiet();
}

async function signedByVgca(head) {
	const p = head.page, sign = p.getByRole('button', { name: 'Ký bằng dịch vụ ký VGCA' });
	for (const name of ['Theo giao thức VGCA', 'Không có chỗ']) {
		await head.goto('#/');
		await p.getByRole('link', { name }).click();
		await byVgca(head, () => sign.click(), 'no');
		await head.text('Dịch vụ ký VGCA báo chưa ký');
		await p.getByRole('button', { name: 'Thôi, chưa ký' }).click();
		await byVgca(head, () => sign.click(), 'yes', 'pin leader');
		await head.text('Đã nhận chữ ký của bạn');
		const saw = JSON.parse(await agent('saw'));
		for (const words of ['KÝ PHÊ DUYỆT', BASE.slice(0, -1), 'Nguyễn Văn Mẫu']) check(`the program shows ${words}: ${saw}`, saw.includes(words));
		check(`nothing is put into it: ${saw}`, !saw.includes('đặt trước chỗ'));
	}
	quietOfVgca(head);
	await p.evaluate(() => localStorage.removeItem('trien-desk-way'));
}

async function issuedByVgca(clerk) {
	const p = clerk.page;
	await numbered(clerk, 'Theo giao thức VGCA');
	await p.getByLabel('Máy này ký bằng').selectOption('vgca');
	await p.getByRole('checkbox', { name: /^Tỉnh Mẫu/ }).check();
	await byVgca(clerk, () => p.getByRole('button', { name: /^Ký bằng dịch vụ ký VGCA, phát hành .* tới 1 nơi nhận$/ }).click(), 'yes', 'pin agency');
	await clerk.text('gửi tới 1 nơi nhận');
	quietOfVgca(clerk);
}

// The same by the extension, in a browser that has it: no link is opened, and the program hears the same address.
async function extension() {
	const folder = `${process.env.PACKAGING}/extension`;
	const context = await chromium.launchPersistentContext('', { ...BROWSER, ignoreDefaultArgs: ['--disable-extensions'], args: [...WORDS, '--disable-features=DisableLoadExtensionCommandLineSwitch', `--disable-extensions-except=${folder}`, `--load-extension=${folder}`] });
	try {
		const d = await Desk.at(context, BASE, BASE), p = d.page;
		await logIn(d, 'thu.truong');
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

async function eoffice(context) {
	const page = await context.newPage(), leader = 'until Nguyễn Văn Mẫu', agency = 'until ỦY BAN';
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

// One browser, as it stands at a desk: the head goes, and the clerk comes.
const context = await chromium.launchPersistentContext('', { ...BROWSER, args: WORDS });
try {
	await logInWithToken(context);
	const d = await Desk.at(context, BASE, BASE);
	await d.text('Việc cần làm');
	await one(d);
	await many(d);
	await signedByVgca(d);
	await d.page.getByRole('button', { name: 'Đăng xuất' }).click();
	await d.page.getByLabel('Tên đăng nhập').waitFor();
	d.said = [];
	await d.page.reload();
	await logIn(d, 'van.thu');
	await issued(d);
	await issuedByVgca(d);
	await eoffice(context);
} finally {
	await context.close();
}
await extension();
console.log(`${passedAll()} checks in the browser`);
