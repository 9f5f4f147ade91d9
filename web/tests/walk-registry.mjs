// SPDX-License-Identifier: AGPL-3.0-or-later
// The registry on its screens: who holds a device, who manages it, who looks at it.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { check, Desk, killedAfter, NARROW, state } from './desk.mjs';

// Who keeps the agency's token: what there is, how long it lasts, and that it is locked: told in one step, with what follows.
async function keeper(browser, base) {
	const d = await Desk.open(browser, base, NARROW), p = d.page;
	await d.logIn('van.thu', state.passwords['van.thu']);
	await d.text('Việc cần làm');
	await d.goto('#/toi');
	await d.text('Thiết bị bạn đang giữ');
	await d.text(/T1/);
	await d.seen('mine');
	await p.getByRole('button', { name: 'Báo bị khóa' }).click();
	await d.text('Việc này sẽ dẫn đến:');
	await d.seen('mine-locked', 'chung-thu-cua-toi');
	await p.getByRole('dialog').getByRole('button', { name: 'Báo bị khóa' }).click();
	await d.text('Báo bị khóa: xong');
	await d.text('bị khóa');
	d.quiet(401);
	await d.context.close();
}

// What was entered in error is undone, the newest first: the dialog tells what would be, or why not, before there is a button.
async function undone(d) {
	const p = d.page, last = () => p.getByRole('button', { name: /^Hoàn tác/ }).first();
	for (const label of ['nhãn ghi nhầm', 'nhãn ghi nhầm lần hai']) {
		await p.getByRole('button', { name: 'Sửa, bổ sung' }).click();
		await p.getByLabel('Nhãn').fill(label);
		await p.getByRole('dialog').getByRole('button', { name: 'Sửa, bổ sung' }).click();
		await d.text(`Nhãn: ${label}`);
	}
	const changed = p.getByRole('listitem').filter({ hasText: 'Nhãn: nhãn ghi nhầm' });
	await changed.last().getByRole('button', { name: /^Hoàn tác/ }).click();
	await d.text('registry.undo-later');
	await d.text(/T1” của sổ Thiết bị .*đã được sửa sau đó/);
	await d.seen('undo-refused');
	await p.getByRole('button', { name: 'Đóng' }).click();
	d.quiet(401, 409);
	await last().click();
	await d.text('Trở lại như trước: Thiết bị: 1');
	await p.getByLabel('Lý do').fill('ghi nhầm (mẫu)');
	await d.seen('undo');
	await p.getByRole('dialog').getByRole('button', { name: 'Hoàn tác' }).click();
	await d.text('Đã hoàn tác: Ghi nhận thay đổi — T1');
	await d.text(/đã hủy bởi việc số \d+/);
	await d.text(/hủy việc số \d+/);
	await d.seen('undone');
}

// Who manages: the books, a record with its history, what cannot be done told before it is tried.
async function manager(browser, base) {
	const d = await Desk.open(browser, base), p = d.page;
	await d.logIn('quan.ly', state.passwords['quan.ly']);
	await d.text('Các sổ');
	await d.goto('#/so-sach');
	await d.text('Chứng thư và thiết bị');
	await d.seen('books');
	await p.getByRole('main').getByRole('link', { name: 'Thiết bị', exact: true }).click();
	await p.getByRole('link', { name: 'T1' }).click();
	await d.text('Việc làm được bây giờ');
	await d.text('Báo bị khóa');
	await d.text('Giao quản lý thiết bị');
	await d.text('Nguyễn Văn Thư (thuê bao)'); // who told it, by name
	await d.seen('record-device', 'cac-so');
	await undone(d);
	await d.goto('#/so-sach/certificate');
	await d.text(/dòng đã tải, còn nữa/);
	await p.getByRole('searchbox').fill('nguyen');
	await d.text('1 dòng');
	await d.seen('book-certificates');
	await d.goto('#/so-sach/request');
	await d.text('Loại');
	await d.seen('book-requests');
	await d.goto('#/so-sach/khong_co');
	await d.text('Bạn không có sổ này');
	await d.seen('book-none');
	await p.getByRole('button', { name: 'English' }).click();
	await d.goto('#/so-sach/device');
	await d.text('Serial number');
	await d.seen('book-english');
	d.quiet();
	check('nothing is asked of anybody else', d.said.length === 0);
	await d.context.close();
}

// The department: figures, each as a chart with its table, light and on a phone in the dark.
async function department(browser, base) {
	for (const [view, scheme] of [[undefined, 'light'], [NARROW, 'dark']]) {
		const d = await Desk.open(browser, base, view, scheme), p = d.page;
		await d.logIn('so', state.passwords['so']);
		await d.text('Các sổ');
		await d.goto('#/tong-quan');
		await d.text('Chứng thư theo loại và trạng thái');
		await d.text('Chứng thư hết hạn theo tháng');
		await p.locator('summary', { hasText: 'Bảng số liệu' }).first().click();
		check('the agency that issues stands there', (await p.getByRole('rowheader', { name: 'UBND tỉnh Mẫu' }).count()) === 1);
		await d.seen(`overview-${scheme}`, view ? undefined : 'tong-quan');
		d.quiet(401);
		await d.context.close();
	}
}

// Another system that is told of documents: its secret is shown once, what it was told is empty yet, it is switched off.
async function webhook(d) {
	const p = d.page;
	await p.getByRole('button', { name: 'Đăng ký nơi nhận' }).click();
	await p.getByRole('dialog').getByLabel('Cơ quan', { exact: true }).selectOption({ index: 1 });
	await p.getByLabel('Tên hệ thống nhận').fill('Hệ thống mẫu');
	await p.getByLabel('Địa chỉ nhận').fill('https://nguoi@so.example/nhan');
	await p.getByLabel('văn bản đã phát hành').check();
	await p.getByRole('dialog').getByRole('button', { name: 'Lưu' }).click();
	await d.text('registry.webhook-url');
	d.quiet(401, 422);
	await p.getByLabel('Địa chỉ nhận').fill('https://so.example/nhan');
	await d.seen('webhook-new');
	await webhookMade(d);
	await p.getByRole('button', { name: 'Những gì đã báo' }).click();
	await d.text('Chưa báo gì');
	await d.seen('admin-webhook');
	await webhookInTwoTabs(d);
}

// The session ends while it is entered, and the service is killed once it is done: it is entered once, nothing that was typed is lost, and of the secret that nobody has seen there is another.
async function webhookMade(d) {
	const p = d.page, save = () => p.getByRole('dialog').getByRole('button', { name: 'Lưu' }).click();
	check('who leaves what was not sent is asked', await p.evaluate(() => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }))));
	await d.context.clearCookies();
	await save();
	await d.text('Phiên làm việc đã kết thúc');
	await p.getByRole('button', { name: 'Thôi' }).last().click(); // not now: the form stands
	check('what was typed is kept', (await p.getByLabel('Địa chỉ nhận').inputValue()) === 'https://so.example/nhan');
	await save();
	await p.getByLabel('Mật khẩu').fill(state.passwords['quan.tri']);
	await p.route('**/api/v1/webhooks', (route) => route.abort('connectionfailed'), { times: 1 }); // or it would be entered, and be there to be killed no more
	await p.keyboard.press('Enter');
	await d.text('Không liên lạc được với máy chủ');
	d.said = d.said.filter((line) => !line.includes('ERR_CONNECTION_FAILED'));
	d.quiet(401, 401);
	await killedAfter(d, '**/api/v1/webhooks', save);
	await d.text('mã bí mật không tới được trang này');
	check('there is none to be seen', (await p.locator('code').filter({ hasText: /^[0-9a-f]{64}$/ }).count()) === 0);
	await p.reload();
	await p.getByRole('listitem').filter({ hasText: 'Hệ thống mẫu' }).waitFor();
	check('it is there once', (await p.getByRole('listitem').filter({ hasText: 'Hệ thống mẫu' }).count()) === 1);
	await p.getByRole('button', { name: 'Tạo mã bí mật mới' }).click();
	await p.getByRole('dialog').getByRole('button', { name: 'Tạo mã bí mật mới' }).click();
	await d.text('Mã bí mật mới của Hệ thống mẫu');
	check('its secret', /^[0-9a-f]{64}$/.test(await p.locator('code').first().textContent()));
}

// Switched off in both of two tabs: it is off, and both say so. Loaded anew, and by the way back, it is so still; the secret is gone with the page that showed it.
async function webhookInTwoTabs(d) {
	const p = d.page, two = await d.tab(p.url());
	for (const tab of [two, d]) {
		await tab.page.getByRole('button', { name: 'Tắt', exact: true }).click();
		await tab.text('Đã tắt Hệ thống mẫu');
	}
	check('the secret is gone', (await p.locator('code').filter({ hasText: /^[0-9a-f]{64}$/ }).count()) === 0);
	two.quiet();
	await two.page.close();
	await d.goto('#/viec');
	await p.goBack();
	await p.getByRole('button', { name: 'Bật lại' }).waitFor();
	await p.reload();
	await p.getByRole('button', { name: 'Bật lại' }).waitFor();
}

// The administrator: what is to be seen to, and which values of the law's data are not certain.
async function administrator(browser, base) {
	const d = await Desk.open(browser, base), p = d.page;
	await d.logIn('quan.tri', state.passwords['quan.tri']);
	await d.text('Quản trị');
	await d.goto('#/quan-tri');
	await d.text('tự kiểm tra lúc');
	await d.text('▲ chưa chắc');
	await d.text(/^Bản sao lưu gần nhất: \d\d\/\d\d\/\d{4} \d\d:\d\d \(trong 24 giờ qua\)/);
	await d.text(/^Máy chủ không giữ khóa của cơ quan nào/);
	check('the key that signs the trail, as others have it', (await p.getByText(readFileSync(`${state.work}/log.vkey`, 'utf8').trim()).count()) === 1);
	check('only those are shown', (await p.getByText('✓ đã đối chiếu').count()) === 0);
	await p.getByLabel('chỉ giá trị chưa chắc chắn').uncheck();
	await d.text('✓ đã đối chiếu');
	await p.getByRole('searchbox').fill('khong co gia tri nao nhu the');
	await d.seen('admin');
	await webhook(d);
	await p.getByRole('link', { name: 'Tài khoản', exact: true }).click();
	await d.text('quan.tri');
	await d.seen('admin-accounts');
	d.quiet();
	await d.context.close();
}

// The trail, and the proof of an entry, which is held against the log's key elsewhere; one that was changed does not hold.
async function trail(d) {
	const p = d.page;
	await p.getByRole('link', { name: 'Nhật ký' }).click();
	await d.text('mục đã ký, mới nhất trước');
	await d.text('Soạn dự thảo');
	await d.seen('trail');
	const [download] = await Promise.all([p.waitForEvent('download'), p.getByRole('button', { name: /^Tải chứng minh của mục \d+/ }).first().click()]);
	const file = `${state.work}/entry.tlog-proof`;
	await download.saveAs(file);
	const verify = () => execFileSync(state.trien, ['audit', 'verify', '--proof', file, '--vkey', `${state.work}/log.vkey`], { stdio: 'pipe' });
	verify();
	writeFileSync(file, readFileSync(file, 'utf8').replace(/index (\d+)/, (_, n) => `index ${Number(n) - 1}`));
	let holds = true;
	try { verify(); } catch { holds = false; }
	check('a proof that was changed does not hold', !holds);
	await p.goBack();
}

// Who audits sees the books with their histories, and can do nothing.
async function auditor(browser, base) {
	const d = await Desk.open(browser, base, NARROW), p = d.page;
	await d.logIn('kiem.toan', state.passwords['kiem.toan']);
	await d.text('Các sổ');
	await d.goto('#/so-sach/device/1');
	await d.text('Ở trạng thái này không có việc nào của bạn');
	await d.text('trong nhật ký');
	await d.seen('auditor-record');
	await trail(d);
	check('the IT officer has tickets, who audits sees them', (await p.getByRole('link', { name: 'Các sổ' }).count()) > 0);
	d.quiet(401);
	await d.context.close();
}

// The IT officer: what people ask for, and the safety checks.
async function itOfficer(browser, base) {
	const d = await Desk.open(browser, base), p = d.page;
	await d.logIn('cntt', state.passwords['cntt']);
	await p.getByRole('link', { name: 'Yêu cầu hỗ trợ' }).click();
	await d.text('Máy không nhận thẻ (mẫu)');
	await p.getByRole('link', { name: 'Máy không nhận thẻ (mẫu)' }).click();
	await d.text('Lịch sử');
	await d.seen('ticket');
	await p.getByRole('link', { name: 'Kiểm tra an toàn' }).click();
	await d.text('Bấm “Ghi mới” ở đầu trang để ghi dòng đầu tiên.');
	await d.seen('checklist-none');
	d.quiet(401);
	await d.context.close();
}

export async function registry(browser, base) {
	await administrator(browser, base);
	await auditor(browser, base);
	await itOfficer(browser, base);
	await department(browser, base);
	await keeper(browser, base);
	await manager(browser, base);
}
