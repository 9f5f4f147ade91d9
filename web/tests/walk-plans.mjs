// SPDX-License-Identifier: AGPL-3.0-or-later
// The managing agency reorganises: what would become of each is shown, row by row, and done exactly so, once, in whichever of two tabs; what has changed meanwhile is told.
import { check, Desk, NARROW, server, state } from './desk.mjs';

async function merger(d) {
	const p = d.page;
	await p.getByLabel('Sự việc').selectOption('merge');
	await p.getByRole('searchbox', { name: 'Tìm: Các cơ quan kết thúc hoạt động' }).fill('trung tam');
	await p.getByRole('checkbox', { name: /^Trung tâm Mẫu Cũ/ }).check();
	const into = p.getByRole('combobox', { name: 'Vào cơ quan' });
	await into.selectOption(await into.locator('option', { hasText: 'UBND tỉnh Mẫu — H01' }).getAttribute('value'));
	await p.getByLabel('Căn cứ').fill('Nghị quyết 07/NQ-MẪU');
	await p.getByRole('button', { name: 'Xem trước' }).click();
	await d.text('Phương án: Sáp nhập');
}

// Who is told by a table.
async function table(d) {
	const p = d.page;
	await p.getByLabel('Sự việc').selectOption('change');
	await p.getByLabel('Bảng (dán từ bảng tính)').fill('Mã;Điện thoại\nCU1');
	await d.text('Dòng 2 không đủ ô');
	await p.getByLabel('Bảng (dán từ bảng tính)').fill('Mã;Điện thoại\nCU1;0900 000 001\nCU2;0900 000 002');
	await d.text('2 dòng; các cột: Mã, Điện thoại');
	await p.getByLabel('Căn cứ').fill('Công văn 08/MẪU');
	await d.seen('plan-table');
	await p.getByRole('button', { name: 'Xem trước' }).click();
	await d.text('Điện thoại: 0900 000 001');
	await p.getByRole('button', { name: 'Làm đúng phương án này' }).click();
	await d.text('Đã làm: Sửa thông tin');
}

async function manager(browser, base) {
	const d = await Desk.open(browser, base), p = d.page;
	await d.logIn('quan.ly', state.passwords['quan.ly']);
	await p.getByRole('link', { name: 'Sắp xếp, điều động' }).click();
	await p.getByRole('button', { name: 'Xem trước' }).click();
	check('what is missing is asked for by the browser', (await p.locator(':invalid').count()) > 0);
	await merger(d);
	await d.seen('plan-shown', 'sap-xep-dieu-dong');
	check('a long group is cut', (await p.getByText('Hiện cả 60 dòng').count()) > 0);
	const two = await d.tab(p.url());
	await two.text('Sự việc');
	await table(two);
	await two.seen('plan-done');
	// As it was shown it is no more: nothing is done, what has changed is told, and the plan of now stands there.
	await p.getByRole('button', { name: 'Làm đúng phương án này' }).click();
	await d.text('Sổ đã thay đổi từ khi bạn xem');
	await d.text(/^Người Mẫu 1: Sửa thông tin hàng loạt theo bảng, Bùi Văn Quản/);
	await p.bringToFront(); // or no picture is drawn of it
	await d.seen('plan-changed');
	d.quiet(401, 409);
	// The service is killed while it is sent, and sent again when it is back: done once.
	await merger(two); // shown in the other tab, too
	await server('kill');
	await p.getByRole('button', { name: 'Làm đúng phương án này' }).click();
	await d.text('Không liên lạc được với máy chủ');
	await server('start');
	await p.getByRole('button', { name: 'Làm đúng phương án này' }).click();
	await d.text('Đã làm: Sáp nhập');
	await two.page.getByRole('button', { name: 'Làm đúng phương án này' }).click();
	await two.text('registry.plan-agency');
	d.said = [];
	await d.goto('#/so-sach/agency');
	await p.getByRole('row', { name: /Trung tâm Mẫu Cũ.*đã chấm dứt/ }).waitFor({ timeout: 20_000 });
	d.quiet();
	await d.context.close();
}

// A keeper of the agency's token does not leave with it: no button does that.
async function blocked(browser, base) {
	const d = await Desk.open(browser, base, NARROW), p = d.page;
	await d.logIn('quan.ly', state.passwords['quan.ly']);
	await d.text('Các sổ');
	await d.goto('#/sap-xep');
	await p.getByLabel('Sự việc').selectOption('retire');
	await p.getByRole('searchbox', { name: 'Tìm: Những người' }).fill('nguyen van thu');
	await p.getByRole('checkbox', { name: /^Nguyễn Văn Thư/ }).check();
	await p.getByLabel('Căn cứ').fill('Quyết định 09/QĐ-MẪU');
	await p.getByRole('button', { name: 'Xem trước' }).click();
	await d.text('1 thiết bị phải bàn giao cho người khác trước');
	check('nothing is offered', (await p.getByRole('button', { name: 'Làm đúng phương án này' }).count()) === 0);
	await d.seen('plan-blocked');
	await p.getByLabel('chỉ dòng cần người xử lý').check();
	check('that row alone', (await p.locator('details').count()) === 1);
	await p.getByLabel('Có hiệu lực từ').fill('01/01/2099');
	await d.text('Biểu mẫu đã khác với phương án vừa xem');
	d.quiet(401);
	await d.context.close();
}

export async function plans(browser, base) {
	await blocked(browser, base);
	await manager(browser, base);
}
