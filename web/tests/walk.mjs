// SPDX-License-Identifier: AGPL-3.0-or-later
// Walks through the screens in Chromium, as the people at these desks do: node walk.mjs STATE.json, which tests/web/test_screens.py writes for a service that it has
// started. By keyboard where it says so.
import { chromium } from 'playwright-core';
import { behind, check, Desk, killedAfter, NARROW, passedAll, signsAtDesk, state, WIDE } from './desk.mjs';
import { office } from './walk-office.mjs';
import { handovers } from './walk-handovers.mjs';
import { flows } from './walk-flows.mjs';
import { procedure } from './walk-procedure.mjs';
import { plans } from './walk-plans.mjs';
import { robust } from './walk-robust.mjs';
import { several } from './walk-several.mjs';
import { registry } from './walk-registry.mjs';
import { rows } from './walk-rows.mjs';

// A clerk, with the keyboard alone: a wrong password, the right one, what is to do, a number, the register.
async function clerk(browser, base) {
	const d = await Desk.open(browser, base), p = d.page;
	await d.text('Tên đăng nhập');
	d.quiet(401);
	await d.seen('login');
	await d.tabTo('Tên đăng nhập');
	await p.keyboard.type('van.thu');
	await d.tabTo('Mật khẩu');
	await p.keyboard.type('không phải');
	await p.keyboard.press('Enter');
	await d.text('service.login-refused');
	d.quiet(401);
	check('the wrong password is gone', (await p.getByLabel('Mật khẩu').inputValue()) === '');
	await p.getByLabel('Mật khẩu').focus();
	await p.keyboard.type(state.passwords['van.thu']);
	await p.keyboard.press('Enter');
	await d.text('Chờ cấp số');
	const here = () => p.locator('nav [aria-current=page]').allTextContents();
	check(`what is to do is where one is: ${await here()}`, (await here()).join() === 'Việc cần làm');
	check(`the first screen is ${d.bytes} bytes over the network, with its fonts, the login and what is to do`, d.bytes > 50_000 && d.bytes < 250_000);
	await p.keyboard.press('?');
	await d.text('Trang đầu là những việc đang chờ chính bạn');
	await d.seen('help');
	await p.keyboard.press('Escape');
	await d.seen('work', 'viec-can-lam');
	await d.tabTo(state.subjects.number);
	await p.keyboard.press('Enter');
	await d.drawn();
	await d.seen('document-number');
	await d.text('Chưa ghi gì vào sổ');
	await d.tabTo('Cấp số');
	await p.keyboard.press('Enter');
	await d.text('Đã cấp số');
	await d.text('không tự phát hành');
	await p.getByRole('button', { name: 'English' }).click();
	await d.text('was taken.');
	check('what was done is said in the language that is shown', (await p.getByText('Đã cấp số').count()) === 0);
	await p.getByRole('button', { name: 'Tiếng Việt' }).click();
	await d.text('Đã cấp số');
	await d.goto('#/so/di');
	await d.text(state.subjects.issued);
	await p.keyboard.press('/');
	await p.keyboard.type('to cong tac');
	await d.text('1 dòng');
	check('the address has what is searched for', p.url().includes('tim=to+cong+tac'));
	await d.seen('register', 'so-dang-ky');
	await p.reload();
	await d.text('1 dòng');
	await p.getByRole('link', { name: /^\d+\/QĐ-UBND$/ }).click();
	await d.text('Bước tiếp theo');
	await p.goBack();
	await d.text('1 dòng');
	d.quiet();
	return d;
}

// To the exchange, in a session that ends, by a service that is killed once it has done it: it goes once, and what is typed stays. In another tab, loaded anew and by the way back it is the same.
async function exchanged(d) {
	const p = d.page, send = () => p.getByRole('button', { name: /^Gửi .* qua trục$/ }).click(), sent = (on) => on.getByRole('listitem').filter({ hasText: 'H00.02' });
	const two = await d.tab(p.url());
	await two.text('Gửi qua trục liên thông');
	await p.bringToFront();
	await d.context.clearCookies();
	await p.route('**/messages', (route) => route.abort('connectionfailed'), { times: 1 });
	await send();
	await d.text('Không liên lạc được với máy chủ');
	await send();
	await d.text('Phiên làm việc đã kết thúc');
	await p.getByRole('button', { name: 'Thôi' }).last().click();
	check('what was typed is kept', (await p.getByLabel('Mã định danh nơi nhận').inputValue()) === 'H00.02');
	d.said = d.said.filter((line) => !line.includes('ERR_CONNECTION_FAILED'));
	d.quiet(401);
	await send();
	await p.getByLabel('Mật khẩu').fill(state.passwords['van.thu']);
	const logsIn = p.getByRole('dialog').getByRole('button', { name: 'Đăng nhập' });
	await killedAfter(d, '**/messages', async () => ((await logsIn.count()) > 0 ? logsIn.click() : send()));
	await d.text('Đã xếp để gửi tới Sở Mẫu');
	await d.text('Trục liên thông văn bản');
	await d.seen('document-exchange');
	d.quiet(401);
	await two.page.reload();
	for (const on of [p, two.page]) {
		await sent(on).first().waitFor();
		check('it goes once', (await sent(on).count()) === 1);
	}
	two.quiet();
	await two.page.close();
	// And back, before the list is there.
	await p.evaluate(() => new Promise((done) => { let changes = 0; addEventListener('hashchange', () => { if (++changes === 2) done(); }); location.hash = '#/van-ban-di'; setTimeout(() => history.back(), 0); }));
	await sent(p).first().waitFor();
	check('it went once', (await sent(p).count()) === 1);
	d.quiet();
}

// What was issued: its signatures, in the words of the service; what came: the clerk decides.
async function documents(d) {
	const p = d.page;
	await d.goto(`#/van-ban-di/${state.ids.issued}`);
	await d.drawn();
	await p.getByRole('button', { name: 'Kiểm tra chữ ký của tệp này' }).click();
	await d.text('Cả 2 chữ ký của văn bản đều hợp lệ');
	await d.text('Tệp này được phát hành ở đây');
	await d.text('Phụ lục mẫu');
	await d.seen('document-issued');
	await d.goto(`#/van-ban-den/${state.ids.arrival}`);
	await d.text('KHÔNG phải của nơi gửi');
	await d.drawn();
	await d.seen('arrival', 'van-ban-den');
	for (const [hash, words, name] of [['#/van-ban-di', state.subjects.issued, 'documents'], ['#/van-ban-den', 'Sở Mẫu B', 'arrivals'], ['#/van-ban-den/moi', 'Số, ký hiệu của nơi gửi', 'new-arrival'],
		['#/so/den', 'Sổ đăng ký văn bản đến', 'register-in'], ['#/khong-co', 'Không có trang này', 'missing']]) {
		await d.goto(hash);
		await d.text(words);
		await d.seen(name);
	}
	d.quiet();
	await d.goto(`#/van-ban-di/${state.ids.issued}`);
	await p.locator('summary', { hasText: 'Gửi qua trục liên thông' }).click();
	await p.getByLabel('Mã định danh nơi nhận').fill('H00.02');
	await p.getByLabel('Cơ quan nhận').fill('Sở Mẫu');
	await p.getByLabel('Mã định danh của cơ quan mình').fill('H00.01');
	await exchanged(d);
	await d.goto('#/van-ban-di/999999');
	await d.text('registry.not-found');
	await p.getByRole('button', { name: 'Đăng xuất' }).click();
	await d.text('Tên đăng nhập');
	// The screen asks for several things at once; the last of them may be answered when the first has been told.
	const [ofIt, others] = [d.said.filter((line) => line.includes('/999999')), d.said.filter((line) => !line.includes('/999999'))];
	check('all that was asked of it is refused alike', ofIt.length > 0 && ofIt.every((line) => line.includes('status of 404 ')));
	d.said = others;
	d.quiet();
	await d.context.close();
}

// A drafter whose session ends while the form is being filled: nothing is lost, and the document is made once.
async function drafter(browser, base) {
	const d = await Desk.open(browser, base), p = d.page;
	await d.logIn('soan.thao', state.passwords['soan.thao']);
	await d.text('Không có việc nào đang chờ');
	await p.getByRole('link', { name: 'Soạn, trình văn bản' }).click();
	await p.getByLabel('Tệp PDF').setInputFiles(state.files.draft);
	await p.getByLabel('Loại').fill('QĐ');
	await p.getByLabel('Trích yếu nội dung').fill('Soạn trên trang web');
	await d.drawn();
	await d.seen('draft');
	await d.context.clearCookies();
	await p.getByRole('button', { name: 'Tạo dự thảo' }).click();
	await d.text('Phiên làm việc đã kết thúc');
	await d.seen('login-again');
	await p.getByLabel('Mật khẩu').fill(state.passwords['soan.thao']);
	await p.keyboard.press('Enter');
	await d.text('Người ký, theo thứ tự');
	await p.getByLabel('Người làm').selectOption({ label: 'Nguyễn Văn Mẫu — Cán bộ Mẫu' });
	await d.seen('submit');
	await p.getByRole('button', { name: 'Trình ký', exact: true }).click();
	await d.text('Đã trình ký');
	await d.text('Đang chờ: Nguyễn Văn Mẫu');
	d.quiet(401, 401);
	await d.context.close();
}

// The head, on a phone in the dark, below a prefix: reads, is told that no signature is made here, refuses with a reason.
async function head(browser, base) {
	const d = await Desk.open(browser, base, NARROW, 'dark'), p = d.page;
	await d.logIn('thu.truong', state.passwords['thu.truong']);
	await d.text('Chờ bạn ký duyệt');
	await d.seen('phone-work');
	await p.getByRole('link', { name: 'Soạn trên trang web' }).click();
	await d.text('trang web không tự ký');
	await d.drawn();
	await d.seen('phone-document');
	await p.getByRole('button', { name: 'Không đồng ý, trả lại' }).click();
	await d.seen('phone-refuse');
	await p.getByLabel('Lý do trả lại').fill('Sai thể thức <b>mẫu</b>');
	await p.getByRole('dialog').getByRole('button', { name: 'Không đồng ý, trả lại' }).click();
	await d.text('Đã trả lại cho người soạn');
	await d.text('Sai thể thức <b>mẫu</b>');
	await p.getByRole('button', { name: 'English' }).click();
	await d.text('Next step');
	check('the page says its language', (await p.evaluate(() => document.documentElement.lang)) === 'en');
	await d.seen('phone-english');
	d.quiet(401);
	await d.context.close();
}

// The service says that it keeps a key (here its answer is changed to say so): that is offered first. What it refuses is told, and the way of the desk stands beside it.
async function heldKey(d) {
	const p = d.page, offer = p.getByRole('button', { name: /^Ký bằng khóa của máy chủ và phát hành/ });
	check('no key, no offer', (await offer.count()) === 0);
	await p.route('**/parts', async (route) => { const got = await route.fetch(); await route.fulfill({ response: got, json: { ...(await got.json()), held: true } }); });
	await p.reload();
	await offer.waitFor();
	await d.text('Hoặc ký tại máy này');
	await d.seen('document-held');
	await offer.click();
	await d.text('service.seal-not-permitted');
	d.said = [];
	await p.unroute('**/parts');
	await p.reload();
	await d.text('Lấy tệp về máy để ký');
	check('and none again', (await offer.count()) === 0);
}

// Procedure 2 from what was sent back until it is issued: revised, submitted again, signed and sealed at the desks.
async function procedure2(browser, base) {
	const one = await Desk.open(browser, base);
	await one.logIn('soan.thao', state.passwords['soan.thao']);
	await one.text('Bị trả lại để sửa');
	await one.page.getByRole('link', { name: 'Soạn trên trang web' }).click();
	await one.page.getByText('Thay tệp bằng bản mới').first().click();
	await one.page.getByLabel('Tệp PDF, chưa có chữ ký').setInputFiles(state.files.revised);
	await one.page.getByRole('button', { name: 'Thay tệp bằng bản mới' }).click();
	await one.text('Đã thay tệp');
	await one.page.getByLabel('Người làm').selectOption({ label: 'Nguyễn Văn Mẫu — Cán bộ Mẫu' });
	await one.page.getByRole('button', { name: 'Trình ký', exact: true }).click();
	await one.text('Đã trình ký');
	one.quiet(401);
	const two = await Desk.open(browser, base);
	await two.logIn('thu.truong', state.passwords['thu.truong']);
	await two.page.getByRole('link', { name: 'Soạn trên trang web' }).click();
	await two.text('Đã thay từ lần bạn xem và xử lý');
	await two.page.getByRole('button', { name: 'Xem chữ nào đã đổi' }).click();
	await two.text('Chữ trên các trang không đổi');
	await two.seen('document-changed');
	await signsAtDesk(two, ['sign', '--unseen', '--key', `pem:${state.work}/lab/keys/leader.pem`]);
	await two.text('Đã nhận chữ ký của bạn');
	await two.seen('document-signed');
	const three = await Desk.open(browser, base);
	await three.logIn('van.thu', state.passwords['van.thu']);
	await three.page.getByRole('link', { name: 'Soạn trên trang web' }).click();
	const take = three.page.getByRole('button', { name: /^Cấp số \d/ });
	await three.page.getByLabel('Lấy luôn tệp').uncheck(); // the number alone, and the seal later
	const number = /(\d+)\//.exec(await take.textContent())[1];
	await take.click();
	await three.text('Đã cấp số');
	await three.seen('document-seal');
	await heldKey(three);
	await signsAtDesk(three, ['issue', '--key', `pem:${state.work}/lab/keys/agency.pem`, '--trust', `${state.work}/lab/trust`, '--number', number, '--date', state.today, '--picture', state.seal, '--diameter-mm', '36'],
		async () => { await three.page.getByLabel('Tìm cơ quan').fill('tinh mau'); await three.page.getByRole('checkbox', { name: /^Tỉnh Mẫu/ }).check(); await three.seen('document-receivers', 'van-ban-di'); });
	await three.text('gửi tới 1 nơi nhận');
	await three.text('Không còn bước nào');
	await three.drawn('red'); // the seal, on the page that is shown
	await three.seen('document-done');
	for (const d of [one, two, three]) await d.context.close();
}

// Anybody: a good file, one that was changed, and one that is none.
async function anybody(browser, base) {
	for (const [view, scheme] of [[WIDE, 'light'], [NARROW, 'dark']]) {
		const d = await Desk.open(browser, `${base}`, view, scheme), p = d.page;
		await d.goto('#/kiem-tra');
		for (const [file, words] of [['issued', 'Cả 2 chữ ký của văn bản đều hợp lệ'], ['changed', 'KHÔNG HỢP LỆ']]) {
			await p.locator('input[type=file]').setInputFiles(state.files[file]);
			await d.text(words);
			await d.drawn();
			await d.seen(`verify-${file}-${view.width}`, file === 'issued' && view === WIDE ? 'kiem-tra' : undefined);
		}
		check('what was changed is issued nowhere', (await p.getByText('Tệp này được phát hành ở đây').count()) === 0);
		d.quiet(401);
		await p.locator('input[type=file]').setInputFiles(state.files.noise);
		await p.getByRole('alert').waitFor();
		await d.seen(`verify-noise-${view.width}`);
		d.said = [];
		await d.context.close();
	}
}

const browser = await chromium.launch({ executablePath: state.chromium, args: state.root ? ['--no-sandbox'] : [] });
const { server, base } = await behind('/chu-ky/', state.where);
try {
	const plain = `http://${state.where}/`;
	const walks = { clerk: async () => documents(await clerk(browser, plain)), drafter: () => drafter(browser, plain), head: () => head(browser, base), procedure2: () => procedure2(browser, plain),
		office: () => office(browser, plain), procedure: () => procedure(browser, plain), flows: () => flows(browser, plain), registry: () => registry(browser, plain), handovers: () => handovers(browser, plain), rows: () => rows(browser, plain), robust: () => robust(browser, plain), several: () => several(browser, plain), plans: () => plans(browser, plain), anybody: () => anybody(browser, plain) };
	// TRIEN_WALK=registry,anybody: those alone, for who works on them.
	for (const name of state.walks) if (!process.env.TRIEN_WALK || process.env.TRIEN_WALK.split(',').includes(name)) await walks[name]();
	console.log(`${passedAll()} assertions`);
} finally {
	await browser.close();
	server.close();
	server.closeAllConnections();
}
