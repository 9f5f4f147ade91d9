// SPDX-License-Identifier: AGPL-3.0-or-later
// Procedures 3 and 4 (Quy chế Điều 9.3, 9.4): a draft with places for several, signed by each in their order; the one is numbered, sealed and issued, the other ends with the last signature. Each time the service is
// killed once it has done what was sent, and before it says so: nothing is done twice.
import { check, killedAfter, NARROW, state } from './desk.mjs';
import { desk, draftOf, issue, leave, numberOf, SIGN, signed } from './walk-procedure.mjs';

// On a phone one reads the places before what makes the draft.
async function buttonIsLast(d) {
	const p = d.page, wide = p.viewportSize();
	await p.setViewportSize(NARROW);
	const [place, button] = [await p.getByRole('button', { name: /^Chữ ký 2: / }).boundingBox(), await p.getByRole('button', { name: 'Tạo dự thảo' }).boundingBox()];
	check(`the button (${button.y}) is below the places (${place.y})`, button.y > place.y + place.height);
	await p.setViewportSize(wide);
}

// who: [login, name] of each, the first to sign first; kinds: what each does.
async function drafted(browser, base, procedure, subject, who, kinds) {
	const d = await desk(browser, base, 'soan.thao'), p = d.page;
	await d.goto('#/soan');
	await p.getByLabel('Quy trình').selectOption(procedure);
	await p.getByLabel('Tệp PDF').setInputFiles(await draftOf(browser, `several-${procedure}`, subject));
	await d.drawn();
	if (procedure === '4') await p.getByLabel('Số người ký').selectOption('2');
	for (const n of [1, 2]) await p.getByRole('button', { name: new RegExp(`^Chữ ký ${n}: `) }).waitFor();
	check('the agency seals what is issued alone', (await p.locator('.place.seal').count()) === (procedure === '3' ? 1 : 0));
	await buttonIsLast(d);
	await d.seen(`draft-several-${procedure}`);
	await p.getByLabel('Trích yếu nội dung').fill(subject);
	await p.getByRole('button', { name: 'Tạo dự thảo' }).click();
	await d.text('Người ký, theo thứ tự');
	await p.getByRole('button', { name: 'Thêm bước' }).click();
	for (const [i, [, name]] of who.entries()) {
		await p.getByLabel('Việc').nth(i).selectOption(kinds[i]);
		await p.getByLabel('Người làm').nth(i).selectOption({ label: `${name} — Cán bộ Mẫu` });
	}
	await p.getByRole('button', { name: 'Trình ký', exact: true }).click();
	await d.text(`Đang chờ: ${who[0][1]}`);
	d.said = d.said.filter((line) => !/status of 422 .*\/places\)/.test(line)); // where two sign no page says: the usual places come
	await leave(d);
}

async function signs(browser, base, login, subject, key, killed = false) {
	const d = await desk(browser, base, login), p = d.page;
	await p.getByRole('link', { name: subject }).click();
	const download = p.waitForEvent('download');
	await p.getByRole('button', { name: 'Lấy tệp về máy để ký' }).click();
	await p.getByLabel('Tệp đã ký').setInputFiles(await signed(download, SIGN(key), login));
	await (killed ? killedAfter(d, '**/finish', () => p.getByRole('button', { name: 'Nạp tệp đã ký' }).click()) : p.getByRole('button', { name: 'Nạp tệp đã ký' }).click());
	await d.text('Đã nhận chữ ký của bạn');
	return d;
}

async function issued(browser, base, subject) {
	const d = await desk(browser, base, 'van.thu'), p = d.page;
	await p.getByRole('link', { name: subject }).click();
	const take = p.getByRole('button', { name: /^Cấp số \d/ });
	await p.getByRole('button', { name: /, lấy tệp về ký số$/ }).waitFor();
	const number = numberOf(await take.textContent()), download = p.waitForEvent('download');
	await killedAfter(d, '**/api/v1/signings', () => take.click());
	await d.text('Đã cấp số');
	await p.getByLabel('Tệp đã ký').setInputFiles(await signed(download, issue(number), 'several'));
	await killedAfter(d, '**/finish', () => p.getByRole('button', { name: /phát hành \d/ }).click());
	await d.text('Không còn bước nào');
	await p.getByRole('button', { name: 'Kiểm tra chữ ký của tệp này' }).click();
	await d.text('Cả 3 chữ ký của văn bản đều hợp lệ');
	await d.drawn('red');
	await d.seen('document-several');
	await d.goto(`#/so/di?tim=${encodeURIComponent(subject)}`);
	await d.text(/^1 dòng$/); // numbered once
	await leave(d);
}

// What was issued comes to another agency by hand, and is registered once.
async function comes(browser, base, subject) {
	const d = await desk(browser, base, 'van.thu.00'), p = d.page;
	await d.goto('#/van-ban-den/moi');
	await p.getByLabel('Chọn tệp PDF').setInputFiles(`${state.work}/procedure-several.pdf`);
	await p.getByLabel('Nơi gửi', { exact: true }).fill('ỦY BAN NHÂN DÂN TỈNH MẪU');
	await p.getByLabel('Trích yếu nội dung').fill(subject);
	await killedAfter(d, '**/api/v1/arrivals', () => p.getByRole('button', { name: 'Tiếp nhận' }).click());
	await d.text('Số đến');
	await d.goto(`#/so/den?tim=${encodeURIComponent(subject)}`);
	await d.text(/^1 dòng$/);
	await leave(d);
}

export async function several(browser, base) {
	const deputy = ['pho', 'Trần Thị Mẫu'], head = ['thu.truong', 'Nguyễn Văn Mẫu'];
	const three = 'Kế hoạch mẫu nhiều người ký';
	await drafted(browser, base, '3', three, [deputy, head], ['content', 'sign']);
	await leave(await signs(browser, base, 'pho', three, 'clerk', true));
	await leave(await signs(browser, base, 'thu.truong', three, 'leader'));
	await issued(browser, base, three);
	await comes(browser, base, three);
	const four = 'Biên bản mẫu hai bên ký';
	await drafted(browser, base, '4', four, [head, deputy], ['confirm', 'confirm']);
	await leave(await signs(browser, base, 'thu.truong', four, 'leader'));
	const last = await signs(browser, base, 'pho', four, 'clerk');
	await last.text('Không còn bước nào');
	check('nothing is issued of it', (await last.page.getByRole('button', { name: /^Cấp số/ }).count()) === 0);
	await last.seen('document-confirmed');
	await leave(last);
}
