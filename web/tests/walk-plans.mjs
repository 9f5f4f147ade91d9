// SPDX-License-Identifier: AGPL-3.0-or-later
// The managing agency reorganises: what would become of each is shown, row by row, and done exactly so, once, in whichever of two tabs; what has changed meanwhile is told.
import { check, Desk, NARROW, server, state } from './desk.mjs';
import { merger } from './merger.mjs';

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

// Three hundred people, each with a certificate: a group is cut, shown whole, and searched.
async function long(d) {
	const p = d.page, group = p.locator('details').filter({ hasText: 'Yêu cầu được soạn' });
	await group.locator('summary').click();
	check('a long group is cut', (await group.getByRole('listitem').count()) === 30);
	await group.getByRole('button', { name: 'Hiện cả 300 dòng' }).click();
	check('and shown whole', (await group.getByRole('listitem').count()) === 300);
	await group.getByRole('listitem').last().scrollIntoViewIfNeeded();
	await d.fits('a plan of three hundred');
	await p.getByRole('searchbox', { name: 'Tìm trong danh sách (không cần dấu)' }).fill('nguoi mau 299');
	await d.until(async () => (await group.getByRole('listitem').count()) === 1, 'the one that is searched for');
	await p.getByRole('searchbox', { name: 'Tìm trong danh sách (không cần dấu)' }).fill('');
}

async function manager(browser, base) {
	const d = await Desk.open(browser, base), p = d.page;
	await d.logIn('quan.ly', state.passwords['quan.ly']);
	await p.getByRole('link', { name: 'Sắp xếp, điều động' }).click();
	await p.getByRole('button', { name: 'Xem trước' }).click();
	check('what is missing is asked for by the browser', (await p.locator(':invalid').count()) > 0);
	await merger(d.page);
	await d.seen('plan-shown', 'sap-xep-dieu-dong');
	await d.text(/300 yêu cầu trong \d+ công văn/);
	await d.text(/Cơ quan kế thừa: UBND tỉnh Mẫu/); // by name, not by code
	check('agencies are called by their names', (await p.getByText(/\bH0[019]\b/).filter({ visible: true }).count()) <= 2); // those that are chosen stand in the form with both
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
	await long(d);
	// The service is killed while it is sent, and sent again when it is back: done once.
	await merger(two.page); // shown in the other tab, too
	await server('kill');
	await p.getByRole('button', { name: 'Làm đúng phương án này' }).click();
	await d.text('Không liên lạc được với máy chủ');
	await server('start');
	await p.getByRole('button', { name: 'Làm đúng phương án này' }).click();
	await d.text('Đã làm: Sáp nhập');
	await two.page.getByRole('button', { name: 'Làm đúng phương án này' }).click();
	await two.text('registry.plan-agency');
	d.said = [];
	await two.goto('#/so-sach/agency');
	await two.page.getByRole('row', { name: /Trung tâm Mẫu Cũ.*đã chấm dứt/ }).waitFor({ timeout: 20_000 });
	// It was a mistake: all of it is undone at once.
	await p.getByRole('button', { name: 'Hoàn tác: Sáp nhập' }).click();
	await d.text(/^Trở lại như trước: .*Yêu cầu.*: 300/);
	await p.getByLabel('Lý do').fill('nghị quyết bị hủy (mẫu)');
	await d.seen('plan-undo');
	await p.getByRole('dialog').getByRole('button', { name: 'Hoàn tác' }).click();
	await d.text('Đã hoàn tác cả phương án');
	await two.goto('#/so-sach');
	await two.goto('#/so-sach/agency');
	await two.page.getByRole('row', { name: /Trung tâm Mẫu Cũ.*đang hoạt động/ }).waitFor({ timeout: 20_000 });
	await two.page.close();
	d.quiet();
	await others(d);
	await d.context.close();
}

// Every other event, of that agency and its people: shown, and done where the next one can do with it.
async function others(d) {
	const p = d.page;
	const event = async (what) => { await p.getByLabel('Sự việc').selectOption(what); await p.getByLabel('Căn cứ').fill('Quyết định 10/QĐ-MẪU'); };
	const agency = async (label, search, name) => {
		await p.getByRole('searchbox', { name: `Tìm: ${label}` }).fill(search);
		const option = p.getByRole('combobox', { name: label, exact: true }).locator('option', { hasText: name });
		await option.waitFor({ state: 'attached' });
		await p.getByRole('combobox', { name: label, exact: true }).selectOption(await option.getAttribute('value'));
	};
	const pick = async (label, ...names) => { for (const name of names) { await p.getByRole('searchbox', { name: `Tìm: ${label}` }).fill(name); await p.getByRole('checkbox', { name: new RegExp(`^${name} `) }).check(); } };
	const shows = async (title, ...words) => { await p.getByRole('button', { name: 'Xem trước' }).click(); await d.text(`Phương án: ${title}`); for (const w of words) await d.text(w); };
	const does = async (title) => { await p.getByRole('button', { name: 'Làm đúng phương án này' }).click(); await d.text(`Đã làm: ${title}`); };
	await event('unite');
	await pick('Các cơ quan kết thúc hoạt động', 'Trung tâm Mẫu Cũ', 'UBND tỉnh Mẫu');
	await agency('Cơ quan mới', 'tinh mau', 'Tỉnh Mẫu — H00');
	await shows('Hợp nhất', 'Cơ quan kết thúc hoạt động');
	await d.seen('plan-unite');
	await event('rename');
	await agency('Cơ quan', 'trung tam', 'Trung tâm Mẫu Cũ');
	await p.getByLabel('Tên mới').fill('Trung tâm Mẫu Mới');
	await shows('Cơ quan đổi tên', 'Trung tâm Mẫu Mới');
	await d.seen('plan-rename');
	await does('Cơ quan đổi tên');
	await event('move');
	await pick('Những người', 'Người Mẫu 11', 'Người Mẫu 12');
	await agency('Sang cơ quan', 'ubnd', 'UBND tỉnh Mẫu — H01');
	await p.getByLabel('Chức vụ mới').fill('Chuyên viên mẫu');
	await shows('Điều động', 'Người chuyển cơ quan', 'Chức vụ bắt đầu');
	await d.seen('plan-move');
	await does('Điều động');
	await event('retire');
	await pick('Những người', 'Người Mẫu 13');
	await shows('Nghỉ', 'Người nghỉ, thôi việc, chuyển đi');
	await does('Nghỉ');
	await event('transfer');
	await pick('Những người', 'Người Mẫu 14');
	await shows('Chuyển ra ngoài');
	await does('Chuyển ra ngoài');
	await event('split');
	await p.getByLabel('Bảng (dán từ bảng tính)').fill('Mã;Cơ quan\nCU15;H01\nCU16;H01');
	await shows('Chia', 'Người chuyển cơ quan');
	await d.seen('plan-split');
	await does('Chia');
	d.quiet();
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
