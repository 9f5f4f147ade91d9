// SPDX-License-Identifier: AGPL-3.0-or-later
// What may happen in the middle: two tabs, a session that ends in the other one, a service that is stopped and started again, a step back. Nothing is lost, nothing is done twice.
import { check, Desk, NARROW, server, state } from './desk.mjs';

// Two tabs of one person number the same document: it has one number, and both say so.
async function tabs(browser, base) {
	const one = await Desk.open(browser, base), p = one.page;
	await one.logIn('van.thu', state.passwords['van.thu']);
	await p.getByRole('link', { name: 'Giấy mẫu 3' }).click();
	await one.text('Chưa ghi gì vào sổ');
	const address = p.url();
	const two = await one.tab(address);
	await two.text('Chưa ghi gì vào sổ');
	const takes = [one, two].map((d) => d.page.getByRole('button', { name: /^Cấp số \d/ }));
	await Promise.all(takes.map((b) => b.click()));
	const said = [];
	for (const d of [one, two]) {
		await d.text(/Đã cấp số/);
		said.push(await d.page.getByText(/Đã cấp số \d+\/TB-UBND/).first().textContent());
	}
	check(`the same number in both tabs: ${said}`, said[0] === said[1]);
	// Logged out in the one, the other asks, keeps what was entered, and goes on.
	await one.page.getByRole('button', { name: 'Hủy số' }).click();
	await one.page.getByLabel('Lý do').fill('nhập dở (mẫu)');
	await two.page.getByRole('button', { name: 'Đăng xuất' }).click();
	await two.text('Tên đăng nhập');
	await one.page.getByRole('dialog').getByRole('button', { name: 'Hủy số' }).click();
	await one.text('Phiên làm việc đã kết thúc');
	await one.seen('robust-login-again');
	await one.page.getByLabel('Mật khẩu').fill(state.passwords['van.thu']);
	await one.page.keyboard.press('Enter');
	await one.text('Đã hủy số');
	await one.goto('#/so/di');
	await one.page.getByRole('searchbox').fill('giay mau 3');
	await one.text('1 dòng');
	one.said = [];
	await one.context.close();
}

// The service is away while a form is sent: the form stands; it is sent once more when the service is back, and was done once. Back from what was made leads to where one was.
async function restart(browser, base) {
	const d = await Desk.open(browser, base, NARROW), p = d.page;
	await d.logIn('soan.thao', state.passwords['soan.thao']);
	await d.text('Việc cần làm');
	await d.goto('#/soan');
	await p.getByLabel('Quy trình').selectOption('1');
	await p.getByLabel('Loại').fill('TB');
	await p.getByLabel('Trích yếu nội dung').fill('Qua lúc dịch vụ dừng');
	await server('stop');
	await p.getByRole('button', { name: 'Tạo dự thảo' }).click();
	await d.text('Không liên lạc được với máy chủ');
	await d.seen('robust-away');
	check('the form stands', (await p.getByLabel('Trích yếu nội dung').inputValue()) === 'Qua lúc dịch vụ dừng');
	await server('start');
	await p.getByRole('button', { name: 'Tạo dự thảo' }).click();
	await d.text('Người ký, theo thứ tự');
	const made = p.url();
	await p.goBack();
	await d.text('Tạo dự thảo');
	await p.goForward();
	await d.text('Người ký, theo thứ tự');
	check('forward is where it was', p.url() === made);
	await p.reload();
	await d.text('Người ký, theo thứ tự');
	await d.goto('#/van-ban-di?tim=dich+vu+dung');
	await d.text(/^1 dòng$/);
	d.said = []; // a service that was away is no defect of the page
	await d.context.close();
}

export async function robust(browser, base) {
	await tabs(browser, base);
	await restart(browser, base);
}
