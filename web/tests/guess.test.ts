// SPDX-License-Identifier: AGPL-3.0-or-later
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { guess, signerOf } from '../src/lib/guess';

const HEAD = ['ỦY BAN NHÂN DÂN', 'TỈNH MẪU'], STATE = ['CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', 'Độc lập - Tự do - Hạnh phúc', 'Mẫu, ngày … tháng … năm 2026'];

test('what a draft says of its kind and subject', () => {
	const decision = [...HEAD, 'Số: ..... /QĐ-UBND', ...STATE, 'QUYẾT ĐỊNH', 'Về việc giao quản lý thiết bị lưu khóa bí mật', 'của Ủy ban nhân dân tỉnh Mẫu', 'ỦY BAN NHÂN DÂN TỈNH MẪU', 'Căn cứ Luật'];
	assert.deepEqual(guess(decision), { kind: 'QĐ', subject: 'Giao quản lý thiết bị lưu khóa bí mật của Ủy ban nhân dân tỉnh Mẫu' });
	assert.deepEqual(guess(decision.map((line) => line.normalize('NFD'))), guess(decision));
	const letter = [...HEAD, 'SỞ VÍ DỤ', 'Số: /SVD-VP', 'V/v rà soát, lập danh sách chứng thư số', 'đề nghị cấp mới, gia hạn, thu hồi', '6 tháng cuối năm 2026', ...STATE, 'Kính gửi:', '- Các cơ quan'];
	assert.deepEqual(guess(letter), { kind: 'CV', subject: 'Rà soát, lập danh sách chứng thư số đề nghị cấp mới, gia hạn, thu hồi 6 tháng cuối năm 2026' });
	// Number and date on one line, as some programs print them.
	assert.deepEqual(guess([...HEAD, ...STATE.slice(0, 2), 'Số: /QĐ-UBND Mẫu, ngày tháng năm', 'QUYẾT ĐỊNH', 'Về việc mẫu', 'CHỦ TỊCH']), { kind: 'QĐ', subject: 'Mẫu' });
	assert.deepEqual(guess([...HEAD, 'Số: /KH-UBND', ...STATE, 'KẾ HOẠCH', 'Triển khai ký số văn bản điện tử năm 2027', 'STT Nội dung']), { kind: 'KH', subject: 'Triển khai ký số văn bản điện tử năm 2027' });
});

test('what it does not say is left to its drafter', () => {
	for (const page of [[], ['Trang 1'], ['Số điện thoại / fax'], [...HEAD, ...STATE, 'QUYẾT ĐỊNH', 'Về việc mẫu'], ['Số 12/2026/QH15']]) assert.deepEqual(guess(page), { kind: '', subject: '' });
	assert.deepEqual(guess([...HEAD, 'Số: /QĐ-UBND', ...STATE, 'QUYẾT ĐỊNH', 'ỦY BAN NHÂN DÂN']), { kind: 'QĐ', subject: '' });
	assert.deepEqual(guess([...HEAD, 'Số: /QĐ-UBND', 'QUYẾT ĐỊNH', 'Về việc mẫu']), { kind: 'QĐ', subject: '' }); // without its date nobody knows where the title stands
	assert.ok(guess([...HEAD, 'Số: /SVD-VP', ...Array.from({ length: 40 }, (_, i) => `V/v dòng ${i}`)]).subject.length < 100);
});

test('who signs, by the name on the pages', () => {
	const people = [{ person: 1, name: 'Nguyễn Văn Mẫu', title: '', role: 'head' }, { person: 2, name: 'Trần Thị Ví Dụ', title: '', role: 'signatory' }, { person: 3, name: 'Lê Văn Soạn', title: '', role: 'subscriber' }];
	assert.equal(signerOf(people, [['KT. CHỦ TỊCH', 'Trần  Thị Ví Dụ']]), 2);
	assert.equal(signerOf(people, [['Trần Thị Ví Dụ'.normalize('NFD')]]), 2);
	assert.equal(signerOf(people, [['Nguyễn Văn Mẫu', 'Trần Thị Ví Dụ']]), 0); // two of them: nobody is guessed
	assert.equal(signerOf(people, [['Lê Văn Soạn']]), 1); // who drafts is named, and does not sign
	assert.equal(signerOf(people, []), 1);
	assert.equal(signerOf(people.slice(1), []), 2);
	assert.equal(signerOf([...people, { person: 4, name: 'X', title: '', role: 'head' }], []), 0);
	assert.equal(signerOf([{ ...people[0]!, role: 'signatory' }, { ...people[0]!, role: 'head' }], []), 1); // two posts of one person
});
