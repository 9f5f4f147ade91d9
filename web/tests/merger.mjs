// SPDX-License-Identifier: AGPL-3.0-or-later
// The plan of a merger, asked for on its screen: for the walks, and for what measures it (bench/web_list.mjs).
export async function merger(page) {
	await page.getByLabel('Sự việc').selectOption('merge');
	await page.getByRole('searchbox', { name: 'Tìm: Các cơ quan kết thúc hoạt động' }).fill('trung tam');
	await page.getByRole('checkbox', { name: /^Trung tâm Mẫu Cũ/ }).check();
	const into = page.getByRole('combobox', { name: 'Vào cơ quan' });
	await into.selectOption(await into.locator('option', { hasText: 'UBND tỉnh Mẫu — H01' }).getAttribute('value'));
	await page.getByLabel('Căn cứ').fill('Nghị quyết 07/NQ-MẪU');
	await page.getByRole('button', { name: 'Xem trước' }).click();
	await page.getByText('Phương án: Sáp nhập').first().waitFor();
}
