// SPDX-License-Identifier: AGPL-3.0-or-later
// What is typed into books and handed in as a file: tickets and checks, a request with its form, a letter of many requests, a device that comes back with minutes.
import { check, Desk, killedAfter, NARROW, state } from './desk.mjs';

const LONG = 'Đã-thay'.repeat(70); // five hundred letters without a space

// The IT officer enters a ticket and a check, answers the ticket, and is told what is wrong before anything is lost.
async function itOfficer(browser, base) {
	const d = await Desk.open(browser, base), p = d.page;
	await d.logIn('cntt', state.passwords['cntt']);
	await d.text('Các sổ');
	await d.goto('#/so-sach/ticket');
	await p.getByRole('button', { name: 'Ghi mới' }).click();
	await d.text('Ghi mới: Yêu cầu hỗ trợ');
	const dialog = p.getByRole('dialog');
	await dialog.getByLabel('Cơ quan', { exact: true }).selectOption({ label: 'UBND tỉnh Mẫu — H01 — cấp tỉnh' }).catch(async () => dialog.getByLabel('Cơ quan', { exact: true }).selectOption({ index: 1 }));
	await dialog.getByLabel('Nội dung').fill('Bàn phím số 5 hỏng (mẫu)'.normalize('NFD')); // as it is pasted from some programs
	await d.seen('row-enter');
	await dialog.getByRole('button', { name: 'Ghi mới' }).click();
	await d.text('Đã ghi vào sổ Yêu cầu hỗ trợ');
	await p.getByRole('link', { name: 'Bàn phím số 5 hỏng (mẫu)' }).click();
	await p.getByRole('button', { name: 'Sửa, bổ sung' }).click();
	await dialog.getByLabel('Trả lời', { exact: true }).fill(LONG);
	await dialog.getByLabel('Ngày trả lời').fill('01/01/2020');
	await dialog.getByRole('button', { name: 'Sửa, bổ sung' }).click();
	await d.text('registry.entry-order');
	check('what was typed is kept', (await dialog.getByLabel('Trả lời', { exact: true }).inputValue()) === LONG);
	d.quiet(401, 422);
	await dialog.getByLabel('Ngày trả lời').fill(state.today);
	await dialog.getByLabel('Trạng thái').selectOption('answered');
	await dialog.getByRole('button', { name: 'Sửa, bổ sung' }).click();
	await d.text('Đã ghi thay đổi');
	await d.seen('row-changed');
	await d.goto('#/so-sach/checklist');
	await p.getByRole('button', { name: 'Ghi mới' }).click();
	await dialog.getByLabel('Cơ quan', { exact: true }).selectOption({ index: 1 });
	await dialog.getByLabel('Biện pháp').fill('Cập nhật bản vá (mẫu)');
	await dialog.getByLabel('Đạt', { exact: true }).selectOption('1');
	await dialog.getByRole('button', { name: 'Ghi mới' }).click();
	await d.text('Cập nhật bản vá (mẫu)');
	await d.seen('checklist');
	d.quiet();
	await d.context.close();
}

async function submits(browser, base) {
	const d = await Desk.open(browser, base, NARROW), p = d.page;
	await d.logIn('quan.ly', state.passwords['quan.ly']);
	await d.text('Các sổ');
	await d.goto('#/so-sach/request/1');
	await p.getByRole('button', { name: 'Trình cơ quan quản lý trực tiếp' }).click();
	const dialog = p.getByRole('dialog');
	const form = dialog.getByLabel('Văn bản đề nghị'), send = () => dialog.getByRole('button', { name: 'Trình cơ quan quản lý trực tiếp' }).click();
	await form.setInputFiles(state.files.changed);
	await send();
	await d.text('registry.file-signature-bad');
	await d.seen('request-bad-file');
	await form.setInputFiles(state.files.draft);
	await dialog.getByLabel('Văn bản của cơ quan tố tụng, an ninh').setInputFiles(state.handwriting); // a picture, which nobody here can read
	await send();
	await d.text('service.file-word-wanted');
	await d.seen('request-two-files');
	await dialog.getByRole('checkbox', { name: /không có bí mật nhà nước/ }).check();
	await killedAfter(d, '**/acts/request.submit', send);
	await d.text('Trình cơ quan quản lý trực tiếp: xong');
	await d.text('Văn bản đề nghị');
	await d.seen('request-submitted');
	const [download] = await Promise.all([p.waitForEvent('download'), p.getByRole('button', { name: 'Tải' }).last().click()]);
	check(`it is saved as what it is: ${download.suggestedFilename()}`, download.suggestedFilename() === 'request-1-basis.png');
	d.quiet(401, 422, 403);
	await d.context.close();
}

async function confirms(browser, base) {
	const d = await Desk.open(browser, base), p = d.page;
	await d.logIn('thu.truong', state.passwords['thu.truong']);
	await d.text('Việc cần làm');
	await d.goto('#/so-sach/request/1');
	await p.getByRole('button', { name: 'Xác nhận', exact: true }).click();
	await killedAfter(d, '**/acts/request.confirm', () => p.getByRole('dialog').getByRole('button', { name: 'Xác nhận', exact: true }).click());
	await d.text('Xác nhận: xong');
	d.said = d.said.filter((line) => !line.includes('/books/person/')); // who has asked is of an agency above: not the head's to see
	d.quiet(401);
	await d.context.close();
}

// Two requests, one letter: gathered, signed, sent.
async function gathers(browser, base) {
	const d = await Desk.open(browser, base), p = d.page;
	await d.logIn('quan.ly', state.passwords['quan.ly']);
	await d.text('Các sổ');
	await d.goto('#/so-sach/request');
	await p.getByRole('checkbox', { name: 'Chọn Cấp mới' }).first().check();
	await p.getByRole('checkbox', { name: 'Chọn Cấp mới' }).nth(1).check();
	await p.getByRole('button', { name: 'Lập công văn' }).click();
	const dialog = p.getByRole('dialog');
	await d.text('Công văn cho 2 yêu cầu');
	await d.text('✓ Yêu cầu 1: được');
	await dialog.getByLabel('Số, ký hiệu công văn').fill('21/CV-MẪU');
	await d.seen('letter-make');
	await dialog.getByRole('button', { name: 'Lập công văn' }).click();
	await p.getByRole('heading', { name: '21/CV-MẪU' }).waitFor();
	await p.getByRole('button', { name: 'Gửi (cả công văn)' }).click();
	await d.text(/▲ Yêu cầu 1: .*ký/);
	await dialog.getByRole('button', { name: 'Thôi' }).click();
	await p.getByRole('button', { name: 'Sửa, bổ sung' }).click();
	await dialog.getByLabel('Tệp', { exact: true }).setInputFiles(state.files.issued);
	await dialog.getByRole('button', { name: 'Sửa, bổ sung' }).click();
	await d.text('Đã ghi thay đổi');
	await p.getByRole('button', { name: 'Gửi (cả công văn)' }).click();
	await d.text('✓ Yêu cầu 2: được');
	await dialog.getByRole('button', { name: 'Gửi', exact: true }).click();
	await d.text('Gửi: xong');
	await p.getByRole('button', { name: 'Ghi nhận kết quả giải quyết (cả công văn)' }).click();
	await d.text('Yêu cầu 2');
	await d.seen('letter-answer');
	await p.getByRole('dialog').getByRole('button', { name: 'Thôi' }).click();
	await d.seen('letter-sent');
	d.quiet(401);
	await d.context.close();
}

// A subscriber gives a device back, with the minutes that both have signed.
async function givesBack(browser, base) {
	const d = await Desk.open(browser, base, NARROW), p = d.page;
	await d.logIn('soan.thao', state.passwords['soan.thao']);
	await d.text('Việc cần làm');
	await d.goto('#/toi');
	await p.getByRole('link', { name: /T9/ }).click();
	await p.getByRole('button', { name: 'Trả cơ quan quản lý trực tiếp' }).click();
	const dialog = p.getByRole('dialog');
	await dialog.getByLabel('Bên trả ký').fill(state.today);
	await dialog.getByLabel('Bên thu ký').fill(state.today);
	await dialog.getByRole('button', { name: 'Trả cơ quan quản lý trực tiếp' }).click();
	await d.text('rules.minutes');
	await dialog.locator('input[type=file]').setInputFiles(state.files.draft);
	await d.seen('device-back');
	await dialog.getByRole('button', { name: 'Trả cơ quan quản lý trực tiếp' }).click();
	await d.text('Trả cơ quan quản lý trực tiếp: xong');
	await d.text('Bản ghi này không còn trong phạm vi của bạn');
	check('nothing is offered on it, no failure is told', (await p.getByRole('button', { name: /Thử lại|Báo mất/ }).count()) === 0);
	await d.seen('device-given-back');
	d.said = d.said.filter((line) => !/books\/(person|device)\//.test(line));
	d.quiet(401, 422);
	await d.context.close();
}

export async function rows(browser, base) {
	await itOfficer(browser, base);
	await submits(browser, base);
	await confirms(browser, base);
	await gathers(browser, base);
	await givesBack(browser, base);
}
