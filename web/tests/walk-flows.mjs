// SPDX-License-Identifier: AGPL-3.0-or-later
// What goes beside the main way: an annex that is attached, a step that wants the password again, steps that are delegated, many that come and are assigned at once, an answer, a copy. After walk-procedure.mjs.
import { check, Desk, NARROW, state } from './desk.mjs';

async function at(browser, base, name, view) {
	const d = await Desk.open(browser, base, view);
	await d.logIn(name, state.passwords[name]);
	await d.text('Việc cần làm');
	return d;
}
async function leave(d) {
	d.quiet(401);
	await d.context.close();
}

// Who leaves a form by a link or by the browser's way back is asked; who stays has what was entered, and its address.
async function stays(d, leaves) {
	const p = d.page, before = p.url(), subject = await p.getByLabel('Trích yếu nội dung').inputValue();
	await leaves();
	await d.text('Bỏ những gì vừa nhập?');
	await d.seen('leave');
	await p.getByRole('button', { name: 'Ở lại trang này' }).click();
	await d.until(async () => (await p.getByRole('dialog').count()) === 0, 'the question is gone');
	check('one stays, with what was entered', p.url() === before && subject !== '' && (await p.getByLabel('Trích yếu nội dung').inputValue()) === subject);
}
// Who does not stay is where they wanted to go, and nothing is asked again.
async function leavesForm(browser, base) {
	const d = await at(browser, base, 'soan.thao'), p = d.page;
	await d.goto('#/soan');
	await p.getByLabel('Trích yếu nội dung').fill('Nhập dở (mẫu)');
	await p.goBack();
	await p.getByRole('button', { name: 'Bỏ, sang trang khác' }).click();
	await d.text('Không có việc nào đang chờ');
	await p.getByRole('link', { name: 'Văn bản đi' }).click();
	await d.until(async () => p.url().endsWith('#/van-ban-di') && (await p.getByRole('dialog').count()) === 0, 'nothing is asked where nothing was entered');
	await leave(d);
}

// A document on paper, with its annex, for an opinion and for a signature by hand.
async function drafts(browser, base) {
	const d = await at(browser, base, 'soan.thao'), p = d.page;
	await d.goto('#/soan');
	await p.getByLabel('Quy trình').selectOption('1');
	await p.getByLabel('Loại').fill('TB');
	await p.getByLabel('Trích yếu nội dung').fill('Thông báo mẫu có phụ lục');
	check('who leaves a form that was not sent is asked', await p.evaluate(() => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }))));
	await stays(d, () => p.getByRole('link', { name: 'Văn bản đi' }).click());
	await stays(d, () => p.goBack());
	await p.getByRole('button', { name: 'Tạo dự thảo' }).click();
	await d.text('Người ký, theo thứ tự');
	check('what was sent is not asked about', await p.evaluate(() => window.dispatchEvent(new Event('beforeunload', { cancelable: true }))));
	await p.locator('summary', { hasText: 'Kèm tệp' }).click();
	await p.getByLabel('Chọn tệp PDF').setInputFiles(state.files.draft);
	check('its name is that of the file', (await p.getByLabel('Tên tệp kèm').inputValue()) === 'draft');
	await p.getByLabel('Tên tệp kèm').fill('Phụ lục về biểu mẫu');
	await d.seen('document-attach');
	await p.getByRole('button', { name: 'Kèm tệp' }).click();
	await d.text('Đã kèm tệp');
	await d.text('Phụ lục về biểu mẫu');
	const made = p.url();
	await p.reload(); // in the middle: what was done stands, and stands once
	await d.text('Phụ lục về biểu mẫu');
	check('it is attached once', (await p.getByRole('button', { name: 'Phụ lục về biểu mẫu' }).count()) === 1);
	const [file] = await Promise.all([p.waitForEvent('download'), p.getByRole('button', { name: 'Phụ lục về biểu mẫu' }).click()]);
	check('and it can be taken', file.suggestedFilename() === 'Phụ lục về biểu mẫu.pdf');
	await p.getByLabel('Việc').selectOption('review');
	await p.getByLabel('Người làm').selectOption({ label: 'Phạm Thị Mẫu — Cán bộ Mẫu' });
	await p.getByRole('button', { name: 'Thêm bước' }).click();
	await p.getByLabel('Người làm').nth(1).selectOption({ label: 'Nguyễn Văn Mẫu — Cán bộ Mẫu' });
	await p.getByRole('button', { name: 'Trình ký', exact: true }).click();
	await d.text('Đang chờ: Phạm Thị Mẫu');
	await leave(d);
	return made;
}

// Who logged in long ago gives the password again before a step: what the service says after five minutes is put in its answer's place, once.
async function agrees(browser, base) {
	const d = await at(browser, base, 'kiem.tra', NARROW), p = d.page;
	await p.getByRole('link', { name: 'Thông báo mẫu có phụ lục' }).click();
	await d.text('Bước tiếp theo');
	let asked = 0;
	await p.route('**/approve', (route) => (asked++ > 0 ? route.fallback() : route.fulfill({ status: 403, contentType: 'application/problem+json', body: JSON.stringify({ id: 'service.confirmation-wanted', detail: 'x', detail_en: 'x' }) })));
	await p.getByRole('button', { name: 'Đồng ý', exact: true }).click();
	await d.text('Xác nhận lại mật khẩu');
	await d.seen('confirm');
	await p.getByRole('dialog').getByLabel('Mật khẩu').fill('không phải');
	await p.keyboard.press('Enter');
	await d.text('service.login-refused');
	await p.getByRole('dialog').getByLabel('Mật khẩu').fill(state.passwords['kiem.tra']);
	await p.keyboard.press('Enter');
	await d.text('Đã ghi ý kiến đồng ý');
	check(`it is asked again, once: ${asked}`, asked === 2);
	d.quiet(401, 403, 401);
	await d.context.close();
}

// The head hands the own steps to a deputy by a decision, who does them.
async function delegates(browser, base, address) {
	const d = await at(browser, base, 'thu.truong'), p = d.page;
	await p.getByRole('link', { name: 'Thông báo mẫu có phụ lục' }).click();
	await p.getByRole('button', { name: 'Ủy quyền bước của mình' }).click();
	await p.getByLabel('Ủy quyền cho').selectOption({ label: 'Trần Thị Mẫu — Cán bộ Mẫu' });
	await p.getByLabel('Số văn bản ủy quyền').fill('05/GUQ-UBND');
	await p.getByLabel('Đến ngày').fill('31122099');
	await d.seen('delegate');
	await p.getByRole('dialog').getByRole('button', { name: 'Ghi ủy quyền' }).click();
	await d.text('Đã ghi ủy quyền');
	await leave(d);
	const deputy = await at(browser, base, 'pho');
	await deputy.page.getByRole('link', { name: 'Thông báo mẫu có phụ lục' }).click();
	await deputy.page.getByRole('button', { name: 'Đã ký tay trên giấy' }).click();
	await deputy.text('ký tay trên giấy, xong');
	await deputy.text('do Trần Thị Mẫu làm thay'); // by whom, beside whose step it was
	await deputy.seen('document-delegated');
	check('it is the same document', deputy.page.url() === address);
	await leave(deputy);
}

// The receiver's clerk takes in what another agency here has sent, two at once, each with its result.
async function takesMany(browser, base) {
	const d = await at(browser, base, 'van.thu.00'), p = d.page;
	await d.text('Cơ quan khác gửi đến');
	await d.goto('#/viec/delivery');
	await d.text('Nhiều văn bản một lúc');
	for (const how of ['chuột', 'bàn phím']) await p.getByLabel(`Chọn Ban hành Kế hoạch mẫu bằng ${how}`).check();
	await p.getByRole('button', { name: 'Tiếp nhận 2 văn bản' }).click();
	await d.text('Xong 2 trong 2');
	await d.seen('many-delivery');
	await leave(d);
}

// What comes by hand: two documents are taken in, assigned together, one is answered with a document that was issued, and copied.
async function assignsAndAnswers(browser, base) {
	const d = await at(browser, base, 'van.thu'), p = d.page;
	for (const [name, subject] of [['mouse', 'Đến mẫu một'], ['keys', 'Đến mẫu hai']]) {
		await d.goto('#/van-ban-den/moi');
		await p.getByLabel('Chọn tệp PDF').setInputFiles(`${state.work}/procedure-${name}.pdf`);
		await p.getByLabel('Nơi gửi', { exact: true }).fill('ỦY BAN NHÂN DÂN TỈNH MẪU');
		await p.getByLabel('Trích yếu nội dung').fill(subject);
		await p.getByRole('button', { name: 'Tiếp nhận' }).click();
		await d.text('Số đến');
		await d.drawn();
	}
	await d.goto('#/viec/assign');
	await p.getByLabel('Chọn tất cả').check();
	await p.getByLabel('Đơn vị hoặc người nhận').fill('Phòng Mẫu');
	await p.getByLabel('Thời hạn').fill('31122030');
	await d.seen('many-assign');
	await p.getByRole('button', { name: 'Giao 2 văn bản' }).click();
	await d.text('Xong 2 trong 2');
	await d.goto('#/van-ban-den?tim=den+mau+mot');
	await p.getByRole('link', { name: 'ỦY BAN NHÂN DÂN TỈNH MẪU' }).first().click();
	await d.text('Phòng Mẫu');
	await p.getByLabel('Tìm theo trích yếu').fill('mau bang chuot');
	const answer = p.getByLabel('Văn bản trả lời (đã phát hành)');
	await d.until(async () => (await answer.locator('option').count()) === 2, 'the answer is found');
	await answer.selectOption({ index: 1 });
	await p.getByRole('button', { name: 'Ghi văn bản trả lời' }).click();
	await d.text('Đã ghi văn bản trả lời');
	await d.seen('arrival-answered');
	await p.getByRole('link', { name: 'Lập bản sao' }).click();
	await d.text('Bản sao của:');
	check('of which kinds', (await p.getByLabel('Loại').locator('option').allTextContents()).length === 3);
	await d.seen('draft-copy');
	await p.goBack();
	await d.text('Đã giải quyết'.toLowerCase());
	await leave(d);
}

export async function flows(browser, base) {
	await leavesForm(browser, base);
	const address = await drafts(browser, base);
	await agrees(browser, base);
	await delegates(browser, base, address);
	await takesMany(browser, base);
	await assignsAndAnswers(browser, base);
}
