// SPDX-License-Identifier: AGPL-3.0-or-later
// Procedure 2 (Quy chế Điều 9.2) from a draft to the issued document: by who has read no help, with a mouse whose clicks are counted; and with the keyboard alone.
import { execFileSync } from 'node:child_process';
import { check, Desk, state } from './desk.mjs';

const CLICKS_MAX = 12; // beyond choosing files and giving passwords
const keyOf = (who) => `pem:${state.work}/lab/keys/${who}.pem`;

// A draft as the head's office would print it; what it says of itself is read from its pages.
export async function draftOf(browser, name, subject) {
	const context = await browser.newContext(), page = await context.newPage();
	const gap = (width) => `<span style="display:inline-block;width:${width}mm"></span>`;
	await page.setContent(`<!doctype html><html lang="vi"><style>@page { size: A4; margin: 20mm 15mm 20mm 30mm } body { font: 14pt/1.4 "Liberation Serif", serif; margin: 0 } table { width: 100%; border-collapse: collapse }
		td { text-align: center; vertical-align: top; padding: 0 } p { margin: 6pt 0; text-align: justify } .s { height: 30mm }</style>
		<table><tr><td style="width:40%">ỦY BAN NHÂN DÂN<br><b>TỈNH MẪU</b></td><td style="font-size:13pt"><b>CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM</b><br><b>Độc lập - Tự do - Hạnh phúc</b></td></tr>
		<tr><td>Số: ${gap(15)}/QĐ-UBND</td><td><i>Mẫu, ngày ${gap(9)} tháng ${gap(9)} năm ${gap(14)}</i></td></tr></table>
		<p style="text-align:center;margin-top:18pt"><b>QUYẾT ĐỊNH</b><br><b>Về việc ${subject}</b></p><p style="text-align:center"><b>CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH MẪU</b></p>
		<p>Căn cứ Luật Tổ chức chính quyền địa phương;</p><p style="text-align:center"><b>QUYẾT ĐỊNH:</b></p><p>Điều 1. Ban hành kèm theo Quyết định này Kế hoạch mẫu.</p><p>Điều 2. Quyết định này có hiệu lực từ ngày ký.</p>
		<table><tr><td style="text-align:left;font-size:11pt"><b><i>Nơi nhận:</i></b><br>- Như Điều 2;<br>- Lưu: VT.</td><td><b>CHỦ TỊCH</b><div class="s"></div><b>Nguyễn Văn Mẫu</b></td></tr></table></html>`);
	const file = `${state.work}/${name}.pdf`;
	await page.pdf({ path: file, preferCSSPageSize: true });
	await context.close();
	return file;
}

// At the desk, with the soft token: what was taken there, signed.
export async function signed(download, command, name = 'signed') {
	const base = `${state.work}/procedure.pdf`, out = `${state.work}/procedure-${name}.pdf`;
	await (await download).saveAs(base);
	execFileSync('rm', ['-f', out]);
	execFileSync(state.trien, [...command, '-o', out, base]);
	return out;
}
export const SIGN = (who) => ['sign', '--as', 'signatory', '--key', keyOf(who), '--picture', state.handwriting];
export const issue = (number) => ['issue', '--key', keyOf('agency'), '--trust', `${state.work}/lab/trust`, '--number', number, '--date', state.today, '--picture', state.seal, '--diameter-mm', '36'];
export const numberOf = (button) => /(\d+)\//.exec(button)[1];

// A place as its frame says it: page, millimetres from the left and the top.
const placeOf = async (frame) => /trang (\d+), cách trái (\d+) mm, cách trên (\d+) mm/.exec(await frame.getAttribute('aria-label')).slice(1).map(Number);
const sealOf = async (p) => { const box = await p.locator('.place.seal').boundingBox(); return [Math.round(box.x), Math.round(box.y)]; };

// The signature is dragged by its frame; the seal goes with it; over the edge of the page it does not go.
async function dragged(d) {
	const p = d.page, frame = p.getByRole('button', { name: /^Chữ ký: / });
	await frame.waitFor();
	await frame.scrollIntoViewIfNeeded();
	const before = await placeOf(frame), seal = await sealOf(p), box = await frame.boundingBox();
	await p.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
	await p.mouse.down();
	await p.mouse.move(box.x + box.width / 2 - 20, box.y + box.height / 2 - 8, { steps: 4 });
	await p.mouse.up();
	const after = await placeOf(frame);
	check(`dragged from ${before} to ${after}`, after[0] === before[0] && after[1] < before[1] && after[2] < before[2]);
	await d.until(async () => (await sealOf(p))[0] < seal[0], 'the seal goes with its signature');
	check('nothing is refused', (await p.getByRole('alert').count()) === 0);
	return 1; // a press that this flow did not need
}

// The same by keys: a millimetre each, ten with Shift, and never over the edge.
async function arrowed(d) {
	const p = d.page, frame = p.getByRole('button', { name: /^Chữ ký: / });
	await frame.waitFor();
	await d.tabTo('Chữ ký: ');
	const before = await placeOf(frame), seal = await sealOf(p);
	for (const key of ['ArrowLeft', 'ArrowLeft', 'Shift+ArrowUp', 'ArrowDown']) await p.keyboard.press(key);
	const after = await placeOf(frame);
	check(`moved from ${before} to ${after}`, Math.abs(after[1] - before[1] + 2) <= 1 && Math.abs(after[2] - before[2] + 9) <= 1);
	await d.until(async () => (await sealOf(p))[1] < seal[1], 'the seal goes with its signature');
	for (let i = 0; i < 40; i++) await p.keyboard.press('Shift+ArrowLeft');
	check('it stays on the page', (await placeOf(frame))[1] === 0);
	await d.keepsFocus('a place was moved');
	for (let i = 0; i < 12; i++) await p.keyboard.press('Shift+ArrowRight');
	await d.until(async () => (await placeOf(frame))[1] === 120, 'it is back');
	check('nothing is refused', (await p.getByRole('alert').count()) === 0);
}

export async function desk(browser, base, name) {
	const d = await Desk.open(browser, base);
	await d.page.evaluate(() => { window.presses = 0; addEventListener('pointerdown', () => window.presses++, true); });
	await d.logIn(name, state.passwords[name]);
	await d.text('Việc cần làm');
	return d;
}

export async function leave(...desks) {
	let presses = 0;
	for (const d of desks) {
		presses += await d.page.evaluate(() => window.presses);
		d.quiet(401);
		await d.context.close();
	}
	return presses;
}

async function byMouse(browser, base) {
	const file = await draftOf(browser, 'mouse', 'ban hành Kế hoạch mẫu bằng chuột');
	const subject = 'Ban hành Kế hoạch mẫu bằng chuột';
	const drafter = await desk(browser, base, 'soan.thao'), one = drafter.page;
	await one.getByRole('link', { name: 'Soạn, trình văn bản' }).click();
	await one.getByLabel('Tệp PDF').setInputFiles(file);
	await drafter.drawn();
	await drafter.text('Tạo dự thảo');
	await drafter.until(async () => (await one.getByLabel('Loại').inputValue()) === 'QĐ' && (await one.getByLabel('Trích yếu nội dung').inputValue()) === subject, 'the page says what kind it is, and of what');
	const dragging = await dragged(drafter);
	await drafter.seen('draft-places');
	await one.getByRole('button', { name: 'Tạo dự thảo' }).click();
	await drafter.text('Người ký, theo thứ tự');
	await drafter.drawn();
	const signer = one.getByLabel('Người làm');
	await drafter.until(async () => (await signer.inputValue()) !== '0', 'a signer is proposed');
	check('who signs is plain', (await signer.locator('option:checked').textContent()).startsWith('Nguyễn Văn Mẫu'));
	await one.getByRole('button', { name: 'Trình ký', exact: true }).click();
	await drafter.text('Đã trình ký');
	const head = await desk(browser, base, 'thu.truong'), two = head.page;
	await two.getByRole('link', { name: subject }).click();
	const first = two.waitForEvent('download');
	await two.getByRole('button', { name: 'Lấy tệp về máy để ký' }).click();
	await two.getByLabel('Tệp đã ký').setInputFiles(await signed(first, SIGN('leader')));
	await two.getByRole('button', { name: 'Nạp tệp đã ký' }).click();
	await head.text('Đã nhận chữ ký của bạn');
	const clerk = await desk(browser, base, 'van.thu'), three = clerk.page;
	await three.getByRole('link', { name: subject }).click();
	const take = three.getByRole('button', { name: /^Cấp số \d/ });
	await clerk.text('Xem trước: văn bản như khi phát hành');
	await clerk.drawn('red'); // the seal, before anything is written
	await clerk.seen('document-preview');
	await three.getByRole('button', { name: /, lấy tệp về ký số$/ }).waitFor();
	const number = numberOf(await take.textContent());
	const second = three.waitForEvent('download');
	await take.click();
	await clerk.text('Đã cấp số');
	await three.getByLabel('Tệp đã ký').setInputFiles(await signed(second, issue(number), 'mouse'));
	await three.getByRole('checkbox', { name: /^Tỉnh Mẫu/ }).check();
	await three.getByRole('button', { name: /^Phát hành .* tới 1 nơi nhận$/ }).click();
	await clerk.text('gửi tới 1 nơi nhận');
	await clerk.drawn('red');
	const presses = await leave(drafter, head, clerk) - dragging;
	check(`procedure 2 takes ${presses} clicks`, presses > 5 && presses <= CLICKS_MAX);
	console.log(`procedure 2: ${presses} clicks`);
}

// Nothing but keys: Tab, Enter, Space, arrows and what is typed. The window in which a file is chosen is the system's.
async function chooses(d, name, file) {
	const window = d.page.waitForEvent('filechooser'); // asked for long before the key: the browser must know of it
	window.catch(() => undefined);
	await d.tabTo(name);
	await d.page.keyboard.press('Space');
	await (await window).setFiles(file);
}
async function presses(d, name, says) {
	await d.tabTo(name);
	await d.page.keyboard.press('Enter');
	await d.text(says);
	await d.keepsFocus(name);
}
async function logsIn(d, name) {
	await d.tabTo('Tên đăng nhập');
	await d.page.keyboard.type(name);
	await d.tabTo('Mật khẩu');
	await d.page.keyboard.type(state.passwords[name]);
	await d.page.keyboard.press('Enter');
	await d.text('Việc cần làm');
}
async function takes(d) {
	await d.tabTo('Lấy tệp về máy để ký');
	const [download] = await Promise.all([d.page.waitForEvent('download'), d.page.keyboard.press('Enter')]);
	await d.text('Nạp lại tệp đã ký');
	await d.keepsFocus('the file was taken');
	return download;
}

async function byKeyboard(browser, base) {
	const file = await draftOf(browser, 'keys', 'ban hành Kế hoạch mẫu bằng bàn phím');
	const subject = 'Ban hành Kế hoạch mẫu bằng bàn phím';
	const drafter = await Desk.open(browser, base), head = await Desk.open(browser, base), clerk = await Desk.open(browser, base);
	for (const d of [drafter, head, clerk]) await d.page.evaluate(() => { window.presses = 0; addEventListener('pointerdown', () => window.presses++, true); });
	await logsIn(drafter, 'soan.thao');
	await presses(drafter, 'Soạn, trình văn bản', 'Tạo dự thảo');
	await chooses(drafter, 'Tệp PDF', file);
	await drafter.drawn();
	await arrowed(drafter);
	await presses(drafter, 'Tạo dự thảo', 'Người ký, theo thứ tự');
	await drafter.drawn();
	await drafter.tabTo('Người làm');
	await drafter.page.keyboard.press('Home'); // the list by its arrows: the first who may be chosen, and on to the head
	const chosen = () => drafter.page.getByLabel('Người làm').locator('option:checked').textContent();
	for (let i = 0; i < 10 && !(await chosen()).startsWith('Nguyễn Văn Mẫu'); i++) await drafter.page.keyboard.press('ArrowDown');
	check('the signer is chosen by the arrows', (await chosen()).startsWith('Nguyễn Văn Mẫu'));
	await presses(drafter, 'Trình ký', 'Đã trình ký');
	await logsIn(head, 'thu.truong');
	await presses(head, subject, 'Bước tiếp theo');
	await chooses(head, 'Tệp đã ký', await signed(takes(head), SIGN('leader')));
	await presses(head, 'Nạp tệp đã ký', 'Đã nhận chữ ký của bạn');
	await logsIn(clerk, 'van.thu');
	await presses(clerk, subject, 'Chưa ghi gì vào sổ');
	const number = numberOf(await clerk.page.getByRole('button', { name: /^Cấp số \d/ }).textContent());
	const [sealing] = await Promise.all([clerk.page.waitForEvent('download'), presses(clerk, 'Cấp số', 'Đã cấp số')]);
	await chooses(clerk, 'Tệp đã ký', await signed(sealing, issue(number), 'keys'));
	await clerk.tabTo('Tìm cơ quan');
	await clerk.page.keyboard.type('tinh mau');
	await clerk.page.getByRole('checkbox', { name: /^Tỉnh Mẫu/ }).waitFor();
	await clerk.tabTo('Tỉnh Mẫu');
	await clerk.page.keyboard.press('Space');
	await presses(clerk, 'Phát hành', 'gửi tới 1 nơi nhận');
	await clerk.drawn('red');
	check('no mouse was there', (await leave(drafter, head, clerk)) === 0);
}

export async function procedure(browser, base) {
	await byMouse(browser, base);
	await byKeyboard(browser, base);
}
