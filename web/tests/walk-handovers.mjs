// SPDX-License-Identifier: AGPL-3.0-or-later
// Hand-overs: a file of documents to the archive, and a clerk's work to another; each side signs off, a leader in place of who is gone.
import { readFileSync } from 'node:fs';
import { check, Desk, NARROW, state } from './desk.mjs';

const choose = async (p, side, name) => {
	const select = p.getByRole('combobox', { name: side });
	await p.getByRole('searchbox', { name: `Tìm: ${side}` }).fill(name);
	const option = select.locator('option', { hasText: name });
	await option.waitFor({ state: 'attached' });
	await select.selectOption(await option.getAttribute('value'));
};
const open = async (browser, base, login, view) => {
	const d = await Desk.open(browser, base, view);
	await d.logIn(login, state.passwords[login]);
	await d.text('Việc cần làm');
	return d;
};

// The clerk lists what is closed and gives it; what is refused is told, and the form stands.
async function gives(browser, base) {
	const d = await open(browser, base, 'van.thu.00'), p = d.page;
	await p.getByRole('link', { name: 'Giao nhận' }).click();
	await d.text('Chưa có biên bản giao nhận nào');
	await d.seen('handovers-none');
	await p.getByRole('checkbox', { name: /07\/HS-MẪU/ }).check();
	await choose(p, 'Bên nhận', 'Hoàng Văn Thư');
	await p.getByRole('button', { name: 'Lập danh mục và giao' }).click();
	await d.text('rules.handover-self');
	check('what was chosen stands', await p.getByRole('checkbox', { name: /07\/HS-MẪU/ }).isChecked());
	d.quiet(401, 422);
	await choose(p, 'Bên nhận', 'Đỗ Văn Mẫu');
	await d.seen('handover-form', 'giao-nhan');
	await p.getByRole('button', { name: 'Lập danh mục và giao' }).click();
	await d.text('chờ bên nhận');
	await d.text('Hồ sơ góp ý của các sở (mẫu)');
	check('who gives does not take', (await p.getByRole('button', { name: 'Xác nhận đã nhận' }).count()) === 0);
	await d.seen('handover-given');
	const [download] = await Promise.all([p.waitForEvent('download'), p.getByRole('button', { name: 'In biên bản (PDF)' }).click()]);
	check('minutes to be printed', readFileSync(await download.path()).subarray(0, 5).toString() === '%PDF-');
	d.quiet();
	return d;
}

// The head takes it, on a phone.
async function takes(browser, base) {
	const d = await open(browser, base, 'thu.truong.00', NARROW), p = d.page;
	await p.getByRole('row', { name: /Hoàng Văn Thư/ }).getByRole('link').first().click();
	await p.getByRole('button', { name: 'Xác nhận đã nhận' }).click();
	await d.text('Đã nhận bàn giao');
	await d.text('đã nhận');
	await d.seen('handover-taken');
	d.quiet(401);
	return d;
}

// The clerk's work: given and given up with a reason; then the head gives it in place of the clerk, and the new one takes it.
async function work(clerk, head, browser, base) {
	const p = clerk.page;
	await clerk.goto('#/ban-giao');
	await p.getByRole('radio', { name: 'Công việc văn thư đang làm' }).check();
	await choose(p, 'Bên nhận', 'Lý Thị Thư');
	await p.getByRole('button', { name: 'Lập danh mục và giao' }).click();
	await clerk.text('chờ bên nhận');
	await clerk.seen('handover-work');
	await p.getByRole('button', { name: 'Bỏ biên bản' }).click();
	await p.getByLabel('Lý do').fill('chưa nghỉ (mẫu)');
	await p.getByRole('dialog').getByRole('button', { name: 'Bỏ biên bản' }).click();
	await clerk.text('Đã bỏ biên bản');
	clerk.quiet();
	const h = head.page;
	await head.goto('#/ban-giao');
	await h.getByRole('radio', { name: 'Công việc văn thư đang làm' }).check();
	await h.locator('summary', { hasText: 'Giao thay người đã vắng' }).click();
	await choose(h, 'Bên giao', 'Hoàng Văn Thư');
	await h.getByLabel('Lý do').fill('nghỉ ốm (mẫu)');
	await choose(h, 'Bên nhận', 'Lý Thị Thư');
	await head.seen('handover-in-place');
	await h.getByRole('button', { name: 'Lập danh mục và giao' }).click();
	await head.text('nghỉ ốm (mẫu)');
	head.quiet();
	await head.context.close();
	const d = await open(browser, base, 'van.thu.moi');
	await d.page.getByRole('row', { name: /Hoàng Văn Thư/ }).getByRole('link').first().click();
	await d.page.getByRole('button', { name: 'Xác nhận đã nhận' }).click();
	await d.text('Đã nhận bàn giao');
	await d.text('Giao thay');
	await d.goto('#/ban-giao');
	await d.text('đã bỏ');
	await d.seen('handovers');
	d.quiet(401);
	await d.context.close();
	await clerk.context.close();
}

export async function handovers(browser, base) {
	const clerk = await gives(browser, base), head = await takes(browser, base);
	await work(clerk, head, browser, base);
}
