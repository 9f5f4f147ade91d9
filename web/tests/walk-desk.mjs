// SPDX-License-Identifier: AGPL-3.0-or-later
// Signing with the token from the web app: node walk-desk.mjs STATE.json, which tests/web/test_desk.py writes. The program at the desk is played by that test: it gets the link that
// is pressed here, and what is to be done with it, as a line, and answers with a line.
import { chromium } from 'playwright-core';
import { agent, check, Desk, NARROW, passedAll, state, WIDE } from './desk.mjs';

const PRESSES = 8; // head and clerk together; the drafter's own four are counted in walk-procedure.mjs
const SIGN = 'Ký bằng thiết bị (USB token)';

// The browser itself would ask whether to open a program for such a link, in a window over the page that no walk can press: here the press is all that is wanted.
async function opened(browser, base, viewport) {
	const d = await Desk.open(browser, base, viewport);
	await d.context.addInitScript(() => addEventListener('click', (e) => { if (e.target.closest('a[href^="trien:"]')) e.preventDefault(); }));
	await d.text('Tên đăng nhập');
	d.quiet(401);
	await d.page.reload();
	await d.text('Tên đăng nhập');
	d.quiet(401);
	return d;
}

async function desk(browser, base, name, viewport) {
	const d = await opened(browser, base, viewport);
	await d.page.evaluate(() => { window.presses = 0; addEventListener('pointerdown', () => window.presses++, true); });
	await d.logIn(name, state.passwords[name]);
	await d.text('Việc cần làm');
	return d;
}

// The link is pressed as a person does; nothing of the page goes away by it.
async function pressed(d) {
	const link = d.page.getByRole('link', { name: 'Mở phần mềm ký' });
	await link.waitFor();
	const uri = await link.getAttribute('href');
	check(`a link to the program: ${uri}`, /^trien:\/\/s\/so-mau\/[0-9a-f]{64}$/.test(uri));
	await link.click();
	return uri;
}
const codeOf = (d) => d.page.locator('.code strong').textContent();

async function sign(d, how = 'sign') {
	return agent(how, await pressed(d));
}

// One document, from the head to its receiver.
async function oneByOne(browser, base) {
	const head = await desk(browser, base, 'thu.truong'), two = head.page;
	await two.getByRole('link', { name: 'Ký ở trang web' }).click();
	await two.getByRole('button', { name: SIGN, exact: true }).click();
	await head.text('Đang chờ phần mềm ký trên máy này');
	await head.text('còn 4:');
	await two.getByText('Máy chưa cài phần mềm ký').click();
	await head.seen('errand-waiting', 'ky-bang-thiet-bi');
	await two.getByText('Máy chưa cài phần mềm ký').click();
	const uri = await pressed(head);
	const code = await agent('take', uri);
	check(`the same code: ${code}`, code === (await codeOf(head)));
	await head.text('Phần mềm ký đã nhận. Xem văn bản ở đó');
	await head.seen('errand-redeemed');
	// The page is loaded anew in the middle: nothing is lost.
	const before = await two.evaluate(() => window.presses);
	await two.reload();
	await head.text('Phần mềm ký đã nhận. Xem văn bản ở đó');
	check('the code stays', code === (await codeOf(head)));
	await agent('finish');
	await head.text('Đã nhận chữ ký của bạn');
	await head.seen('errand-signed');
	const clerk = await desk(browser, base, 'van.thu'), three = clerk.page;
	await three.getByRole('link', { name: 'Ký ở trang web' }).click();
	const take = three.getByRole('button', { name: /^Cấp số \d/ });
	await take.waitFor();
	await take.click();
	await clerk.text('Đã cấp số');
	await three.getByRole('checkbox', { name: /^Tỉnh Mẫu/ }).check();
	await three.getByRole('button', { name: /phát hành .* tới 1 nơi nhận$/ }).click();
	await sign(clerk);
	await clerk.text('gửi tới 1 nơi nhận');
	await clerk.drawn('red');
	const presses = before - 2 + await three.evaluate(() => window.presses); // the two for the help were for the picture
	check(`head and clerk press ${presses} times`, presses === PRESSES);
	head.quiet();
	clerk.quiet();
	return { head, clerk };
}

// What the program refuses, what is taken back, what nobody takes: told in words, and the document can be signed at once.
async function refused(d) {
	const p = d.page;
	await d.goto('#/');
	await p.getByRole('link', { name: 'Từ chối ở máy' }).click();
	const button = p.getByRole('button', { name: SIGN, exact: true });
	await button.click();
	await sign(d, 'refuse');
	await d.text('Chưa ký.');
	await d.text('agent.mau');
	await d.seen('errand-refused');
	await button.click();
	await pressed(d);
	await p.getByRole('button', { name: 'Thôi, chưa ký' }).click();
	await button.waitFor();
	check('nothing is open', (await p.locator('.errand').count()) === 0);
	await button.click();
	const former = await pressed(d);
	await p.reload();
	await d.text('Đang chờ phần mềm ký trên máy này');
	await p.getByRole('button', { name: 'Mở lại phần mềm ký' }).click();
	const next = await pressed(d);
	check('another link', next !== former);
	check('the former is good no more', (await agent('try', former)) === 'desk.token');
	// The other way stands beside it.
	await p.getByRole('button', { name: 'Thôi, chưa ký' }).click();
	await p.getByText('Cách khác: lấy tệp về máy').click();
	await p.getByRole('button', { name: 'Lấy tệp về máy để ký' }).waitFor();
	await d.seen('errand-other-way');
	d.quiet();
}

// Many at once on a list: one errand, a result each.
async function many(d) {
	const p = d.page;
	await d.goto('#/viec/sign');
	await d.text('Nhiều 1');
	for (const name of ['Nhiều 1', 'Nhiều 2', 'Nhiều 3']) await p.getByRole('checkbox', { name }).check();
	await p.getByRole('button', { name: 'Ký 3 văn bản bằng thiết bị (USB token)' }).click();
	const uri = await pressed(d);
	await agent('take', uri);
	await d.text('đang ký 1/3');
	await d.seen('errand-many');
	await agent('finish-but-one');
	await d.text('Xong 2 trong 3');
	await d.text('agent.mau');
	await d.seen('errand-results');
	await d.goto('#/');
	await d.goto('#/viec/sign');
	await d.text('Nhiều 2');
	check('what was refused waits, what was signed does not', (await p.getByRole('checkbox', { name: 'Nhiều 1' }).count()) === 0);
	d.quiet();
}

// The VGCA Sign Service of this computer: chosen once and remembered; what it does wrong is told in words, and the document can be signed at once; the head's signature and the agency's seal go through it.
async function vgca(head, browser, base) {
	const p = head.page, choice = p.getByLabel('Máy này ký bằng'), button = p.getByRole('button', { name: 'Ký bằng dịch vụ ký VGCA' }), again = p.getByRole('button', { name: 'Gọi lại dịch vụ ký VGCA' });
	const quiet = (d, ...statuses) => { d.said = d.said.filter((line) => !line.includes('wss://127.0.0.1:8987/')); d.quiet(...statuses); };
	await head.goto('#/');
	await p.getByRole('link', { name: 'Ký bằng VGCA' }).click();
	await choice.selectOption('vgca');
	await button.waitFor();
	await p.reload();
	await button.waitFor();
	check('it is remembered', (await choice.inputValue()) === 'vgca');
	await agent('vgca', 'absent');
	await button.click();
	await head.text('không trả lời');
	await p.getByText('Dịch vụ ký VGCA không mở?').click();
	await head.seen('vgca-absent');
	await agent('vgca', 'silent');
	await again.click();
	await head.text('Đang gọi dịch vụ ký VGCA');
	await head.seen('vgca-waiting', 'ky-bang-vgca');
	await p.reload();
	await head.text('Trang đã được tải lại');
	await head.seen('vgca-reloaded');
	await agent('vgca', 'rubbish');
	await again.click();
	await head.text('trả lời không đúng dạng');
	await agent('vgca', 'refuses');
	await again.click();
	await head.text('Người dùng hủy bỏ (mẫu) (7)');
	await head.seen('vgca-refused');
	await p.getByRole('button', { name: 'Thôi, chưa ký' }).click();
	await agent('vgca', 'beside picture-as-stamp');
	await button.click();
	await head.text('thay đổi khác ngoài chữ ký');
	await head.text(/đã đưa đi ký: \p{Lu}/u); // which, in words
	await head.seen('vgca-tampered');
	await agent('vgca', 'good');
	await button.click();
	await head.text('Đã nhận chữ ký của bạn');
	await choice.waitFor({ state: 'detached' });
	quiet(head);
	await head.page.evaluate(() => localStorage.removeItem('trien-desk-way'));
	const clerk = await desk(browser, base, 'van.thu'), three = clerk.page;
	await three.getByRole('link', { name: 'Ký bằng VGCA' }).click();
	await three.getByRole('button', { name: /^Cấp số \d/ }).click();
	await clerk.text('Đã cấp số');
	await three.getByRole('checkbox', { name: /^Tỉnh Mẫu/ }).first().check();
	await three.getByLabel('Máy này ký bằng').selectOption('vgca'); // who gets it stays chosen
	await three.getByRole('button', { name: /^Ký bằng dịch vụ ký VGCA, phát hành .* tới 1 nơi nhận$/ }).click();
	await clerk.text('gửi tới 1 nơi nhận');
	await clerk.drawn('red');
	quiet(clerk);
	await clerk.context.close();
}

// Asked once more in another tab, and in a session after this one: the page that waited says where the report is, if it came.
async function again(d) {
	const p = d.page, press = (on) => on.page.getByRole('button', { name: 'Kiểm tra máy này và gửi yêu cầu hỗ trợ' }).click();
	await press(d);
	await d.text('Đang chờ báo cáo');
	const two = await d.tab(`${d.base}#/toi`);
	await press(two);
	await two.text('Đang chờ báo cáo');
	await d.text('không theo dõi được yêu cầu kiểm tra nữa');
	check('the form is there again', await p.getByRole('button', { name: 'Kiểm tra máy này và gửi yêu cầu hỗ trợ' }).isVisible());
	d.quiet(404);
	await d.context.clearCookies();
	await two.text('Phiên làm việc đã kết thúc');
	await two.page.getByLabel('Mật khẩu').fill(state.passwords['thu.truong']);
	await two.page.keyboard.press('Enter');
	await two.text('không theo dõi được yêu cầu kiểm tra nữa');
	await two.seen('desk-report-gone');
	two.quiet(401, 404);
	await two.page.close();
	await p.reload();
	await d.text('Máy này đã sẵn sàng ký chưa');
	d.quiet();
}

// Is this desk ready? The person sees what was sent, and so does who supports.
async function ready(d, browser, base) {
	const p = d.page;
	await d.goto('#/toi');
	await p.getByLabel('Gặp khó khăn gì').fill('Không thấy thiết bị');
	await p.getByRole('button', { name: 'Kiểm tra máy này và gửi yêu cầu hỗ trợ' }).click();
	const link = p.getByRole('link', { name: 'Mở phần mềm ký' });
	await link.waitFor();
	await d.seen('desk-report-waiting');
	const uri = await link.getAttribute('href');
	check(`a link to the program: ${uri}`, /^trien:\/\/c\/so-mau\/[0-9a-f]{64}$/.test(uri));
	await link.click();
	// The page is loaded anew in the middle, and the service killed: the report is waited for, and it comes once.
	await p.reload();
	await d.text('Trang đã được tải lại');
	const two = await d.tab(p.url());
	await two.text('Trang đã được tải lại');
	await agent('killed');
	const ticket = await agent('report', uri);
	for (const tab of [d, two]) {
		await tab.text(`Yêu cầu số ${ticket}`);
		await tab.text('Thẻ mẫu <số 1>');
		tab.said = tab.said.filter((line) => !line.includes('ERR_')); // a service that was away is no defect of the page
		tab.quiet();
	}
	check('a link is good once', (await agent('reports', uri)) === 'desk.token');
	await two.page.close();
	await d.seen('desk-report');
	await p.reload();
	await d.text(`Yêu cầu số ${ticket}`); // it stands there still
	await p.getByRole('link', { name: `Yêu cầu số ${ticket}` }).click();
	await d.text('Không thấy thiết bị');
	await p.goBack();
	await d.text(`Yêu cầu số ${ticket}`);
	d.quiet();
	await again(d);
	const admin = await desk(browser, base, 'quan.tri');
	await admin.page.getByRole('link', { name: 'Máy trạm' }).click();
	await admin.text('Không thấy thiết bị');
	check('it was reported once', (await admin.page.getByRole('link', { name: 'Không thấy thiết bị' }).count()) === 1);
	await admin.page.reload();
	await admin.text('Không thấy thiết bị');
	await admin.text('1 điều chưa được');
	await admin.text('Còn ít lần nhập PIN.');
	await admin.seen('desks', 'may-tram');
	admin.quiet();
	await admin.context.close();
}

// On a phone the same is read and begun; who logs in with the token is in at once, in the browser that asked.
async function login(browser, base) {
	const d = await opened(browser, base, NARROW), p = d.page;
	const link = p.getByRole('link', { name: 'Đăng nhập bằng thiết bị (USB token)' });
	await link.waitFor();
	await d.seen('login-token');
	const uri = await link.getAttribute('href');
	check(`a link to log in: ${uri}`, /^trien:\/\/l\/so-mau\/[0-9a-f]{64}$/.test(uri));
	const early = await agent('login', uri);
	await link.click();
	await d.text('Nhập mã PIN ở phần mềm ký');
	const ticket = await agent('login', uri);
	const other = await Desk.open(browser, base), stranger = other.page;
	await stranger.goto(`${base}#/dang-nhap/${early}`);
	await stranger.reload();
	await other.text('desk.ticket');
	await other.seen('login-refused');
	other.said = [];
	await other.context.close();
	const tab = await d.tab(`${base}#/dang-nhap/${ticket}`);
	await tab.text('Việc cần làm');
	check(`the ticket is gone from the address: ${tab.page.url()}`, !tab.page.url().includes(ticket));
	tab.quiet();
	// Who has no password says again who it is in the same way, and goes on where it was wanted.
	await tab.page.setViewportSize(WIDE);
	await tab.page.getByRole('link', { name: 'Từ chối ở máy' }).click();
	await agent('stale');
	await tab.page.getByRole('button', { name: SIGN, exact: true }).click();
	const again = tab.page.getByRole('dialog').getByRole('link', { name: 'Đăng nhập bằng thiết bị (USB token)' });
	await again.waitFor();
	await tab.seen('confirm-token');
	const next = await again.getAttribute('href');
	await again.click();
	const third = await tab.tab(`${base}#/dang-nhap/${await agent('login', next)}`);
	await third.text('Việc cần làm');
	await tab.page.bringToFront();
	await tab.page.evaluate(() => window.dispatchEvent(new Event('focus')));
	await tab.text('Đang chờ phần mềm ký trên máy này');
	tab.quiet(403);
	await d.context.close();
}

const browser = await chromium.launch({ executablePath: state.chromium, args: [...(state.root ? ['--no-sandbox'] : []), '--ignore-certificate-errors', `--host-resolver-rules=MAP 127.0.0.1:8987 127.0.0.1:${state.vgca}`] }); // its address is fixed, a test's port is not
const base = `http://${state.where}/`;
try {
	const { head, clerk } = await oneByOne(browser, base);
	await clerk.context.close();
	await refused(head);
	await many(head);
	await vgca(head, browser, base);
	await ready(head, browser, base);
	await head.context.close();
	await login(browser, base);
	console.log(`${passedAll()} checks in the browser`);
} finally {
	await browser.close();
}
