// SPDX-License-Identifier: AGPL-3.0-or-later
// What a clerk does beside the next step: sends outside, corrects, files; takes in what an agency here has sent and sees it dealt with; and what is taken back.
import { check, Desk, NARROW, state } from './desk.mjs';

// After procedure 2 (walk.mjs): what was issued goes outside by link and by mail, its line is corrected, it is filed away.
async function sends(browser, base) {
	const d = await Desk.open(browser, base), p = d.page;
	await d.logIn('van.thu', state.passwords['van.thu']);
	await d.text('Việc cần làm');
	await d.goto('#/van-ban-di');
	await d.text('Xếp theo');
	await p.getByLabel('Trạng thái').selectOption('issued');
	await d.text('3 dòng');
	check('the number stands in the list', (await p.getByRole('row', { name: /Soạn trên trang web/ }).textContent()).includes('/QĐ-UBND'));
	check('the address has the filter', p.url().includes('trang-thai=issued'));
	await d.seen('documents-filtered');
	await p.keyboard.press('j');
	check('j goes to the first row', (await p.evaluate(() => document.activeElement?.textContent)) === 'Soạn trên trang web');
	await p.keyboard.press('Enter');
	await d.text('Gửi ra ngoài hệ thống');
	await d.text('Tỉnh Mẫu'); // where it was sent, in the timeline
	await p.getByText('Gửi cho nơi ngoài hệ thống').click();
	await p.getByRole('radio', { name: 'Đường dẫn' }).check();
	await p.getByLabel('Tên nơi nhận').fill('Công ty Mẫu');
	await p.getByRole('button', { name: /^Tạo đường dẫn tải \d+/ }).click();
	await d.text('Đường dẫn cho Công ty Mẫu');
	const link = await p.locator('code').filter({ hasText: '/van-ban#' }).textContent();
	check('it is a link with its code behind the #', /^http:\/\/127\.0\.0\.1:\d+\/van-ban#[0-9a-f]{64}$/.test(link));
	await p.getByRole('radio', { name: 'Thư điện tử' }).check();
	await p.getByLabel('Tên nơi nhận').fill('Sở Mẫu C');
	await p.getByLabel('Địa chỉ thư điện tử').fill('so.mau.c@mau.example');
	await p.getByRole('button', { name: /bằng thư$/ }).click();
	await d.text('thư đang chờ gửi');
	await d.seen('document-dispatched');
	await p.getByRole('button', { name: 'Khóa đường dẫn' }).click();
	await p.getByRole('dialog').getByRole('button', { name: 'Khóa đường dẫn' }).click();
	await d.text('đã khóa');
	await p.getByRole('button', { name: 'Đính chính trong sổ' }).click();
	await p.getByLabel('Sửa cột').selectOption('note');
	await p.getByLabel('Ghi lại là').fill('Ghi chú mẫu');
	await p.getByLabel('Lý do').fill('ghi thiếu');
	await d.seen('document-correct');
	await p.getByRole('dialog').getByRole('button', { name: 'Đính chính trong sổ' }).click();
	await d.text('Đã đính chính');
	await p.locator('summary', { hasText: 'Đưa vào hồ sơ' }).click();
	await p.getByLabel('Hồ sơ', { exact: true }).selectOption('+');
	await p.getByLabel('Số, ký hiệu hồ sơ').fill('01.MẪU');
	await p.getByLabel('Tiêu đề hồ sơ').fill('Hồ sơ mẫu');
	await p.getByRole('button', { name: 'Đưa vào hồ sơ' }).click();
	await d.text('Trong hồ sơ:');
	const there = p.url();
	// The clerk closes it, at its own page in the books.
	await d.goto('#/so-sach/dossier/2');
	await p.getByRole('heading', { name: 'Hồ sơ mẫu', level: 1 }).waitFor();
	await p.getByRole('link', { name: /^[^:]+ · Hồ sơ mẫu/ }).waitFor(); // what lies in it, in words
	await p.getByRole('button', { name: 'Kết thúc hồ sơ' }).click();
	await p.getByLabel('Ngày kết thúc').fill('31/02/2026');
	check('no such day', await p.getByLabel('Ngày kết thúc').evaluate((i) => !i.validity.valid));
	await p.getByLabel('Ngày kết thúc').fill('30/06/2026');
	await p.getByRole('dialog').getByRole('button', { name: 'Kết thúc hồ sơ' }).click();
	await d.text('Đã kết thúc hồ sơ 01.MẪU ngày 30/06/2026');
	await p.getByRole('button', { name: 'Kết thúc hồ sơ' }).waitFor({ state: 'detached' }); // it is closed once
	await d.seen('dossier-closed');
	await p.goto(there);
	await d.text('Trong hồ sơ:');
	d.quiet(401);
	await d.context.close();
	return link;
}

// The receiver's clerk: takes it in, assigns it with a deadline, says how far it is, ends it; on a phone's screen.
async function receives(browser, base) {
	const d = await Desk.open(browser, base, NARROW), p = d.page;
	await d.logIn('van.thu.00', state.passwords['van.thu.00']);
	await d.text('Cơ quan khác gửi đến');
	await p.getByRole('row', { name: /Soạn trên trang web/ }).getByRole('button', { name: 'Tiếp nhận' }).click();
	await d.text('Đã tiếp nhận');
	await d.goto('#/van-ban-den');
	await p.getByRole('link', { name: 'UBND tỉnh Mẫu' }).click();
	await d.text('chữ ký số là của cơ quan khác'); // its name in the books is not the one of the certificate
	check('what may not be accepted is not offered', (await p.getByRole('button', { name: 'Nhận, vào sổ' }).count()) === 0);
	await p.getByRole('button', { name: 'Không hợp lệ, từ chối' }).click();
	await p.getByLabel('Lý do').fill('chữ ký của cơ quan khác (mẫu)');
	await p.getByRole('dialog').getByRole('button', { name: 'Không hợp lệ, từ chối' }).click();
	await d.text('Đã từ chối');
	await d.seen('arrival-rejected');
	await d.goto(`#/van-ban-den/${state.ids.registered}`);
	await d.text('Số đến 1');
	await p.getByLabel('Đơn vị hoặc người nhận').fill('Phòng Mẫu');
	await p.getByLabel('Thời hạn').fill('31122030');
	await p.getByRole('button', { name: 'Giao giải quyết' }).click();
	await d.text('Đã giao');
	await d.text('31/12/2030');
	await d.drawn();
	await p.locator('summary', { hasText: 'Ghi tiến độ' }).click();
	await p.getByLabel('Tiến độ').fill('đang lấy ý kiến');
	await p.getByRole('button', { name: 'Ghi tiến độ' }).click();
	await d.text('đang lấy ý kiến');
	await d.seen('arrival-assigned');
	await p.getByRole('button', { name: 'Kết thúc, không cần trả lời' }).click();
	await p.getByLabel('Lý do').fill('chỉ để biết (mẫu)');
	await p.getByRole('dialog').getByRole('button', { name: 'Kết thúc' }).click();
	await d.text('Đã kết thúc');
	d.quiet(401);
	await d.context.close();
}

// The head recalls what was issued: by its name, with the reason; who checks the file is told.
async function recalls(browser, base) {
	const d = await Desk.open(browser, base), p = d.page;
	await d.logIn('thu.truong', state.passwords['thu.truong']);
	await d.text('Việc cần làm');
	await d.goto(`#/van-ban-di/${state.ids.issued}`);
	await p.getByRole('button', { name: 'Thu hồi' }).click();
	await d.text(/^Thu hồi \d+\/QĐ-UBND$/);
	await p.getByLabel('Lý do').fill('ban hành nhầm (mẫu)');
	await d.seen('document-recall');
	await p.getByRole('dialog').getByRole('button', { name: 'Thu hồi' }).click();
	await d.text('Đã thu hồi');
	await d.text('Không còn bước nào');
	d.quiet(401);
	await d.context.close();
}

// Two documents on paper: the head has signed both, the clerk numbers both at once, each with its result, and issues one to another agency.
async function papers(browser, base) {
	const one = await Desk.open(browser, base, NARROW, 'dark');
	await one.logIn('thu.truong', state.passwords['thu.truong']);
	await one.text('Chờ bạn ký tay trên giấy');
	await one.page.getByRole('link', { name: 'làm nhiều văn bản một lúc' }).click();
	await one.page.getByLabel('Chọn tất cả').check();
	await one.seen('many-hand');
	await one.page.getByRole('button', { name: 'Đã ký tay 2 văn bản' }).click();
	await one.text('Xong 2 trong 2');
	await one.text('Không có việc nào đang chờ');
	one.quiet(401);
	await one.context.close();
	const d = await Desk.open(browser, base), p = d.page;
	await d.logIn('van.thu', state.passwords['van.thu']);
	await p.getByRole('link', { name: 'làm nhiều văn bản một lúc' }).first().click();
	await p.getByLabel('Chọn Giấy mẫu 1').check();
	await p.getByLabel('Chọn Giấy mẫu 2').check();
	await p.getByRole('button', { name: 'Cấp số cho 2 văn bản' }).click();
	await d.text('Xong 2 trong 2');
	await d.text(/Đã cấp số \d+\/TB-UBND/);
	await d.seen('many-number');
	await d.goto('#/viec');
	await p.getByRole('link', { name: 'Giấy mẫu 1' }).click();
	await p.getByRole('checkbox', { name: /^Tỉnh Mẫu/ }).check();
	await d.seen('paper-issue');
	// The second half of a double click that was meant for another button issues nothing; the next click does.
	const issue = p.getByRole('button', { name: /^Phát hành văn bản giấy/ });
	await issue.dispatchEvent('click', { detail: 2 });
	await p.waitForLoadState('networkidle');
	check('a second click of two is none', await issue.isVisible() && (await p.getByText('Đã phát hành').count()) === 0);
	await issue.click();
	await d.text('Đã phát hành');
	await d.text('Không còn bước nào');
	await d.goto('#/viec');
	await p.getByRole('link', { name: 'Giấy mẫu 2' }).click();
	await p.getByRole('button', { name: 'Hủy số' }).click();
	await p.getByLabel('Lý do').fill('thôi ban hành (mẫu)');
	await d.seen('document-void');
	await p.getByRole('dialog').getByRole('button', { name: 'Hủy số' }).click();
	await d.text('Đã hủy số');
	d.quiet(401);
	await d.context.close();
}

export async function office(browser, base) {
	await papers(browser, base);
	await sends(browser, base);
	await receives(browser, base);
	await recalls(browser, base);
}
