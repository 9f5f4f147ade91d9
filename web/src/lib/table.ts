// SPDX-License-Identifier: AGPL-3.0-or-later
// A table as it is copied out of a spreadsheet or saved as CSV (RFC 4180; commas, semicolons as Excel writes them here, or tabs): rows of cells, the heading first.

// What a spreadsheet would compute has a quote before it in a file that was written with care.
const bare = (cell: string): string => (/^'[=+\-@'\t\r]/.test(cell) ? cell.slice(1) : cell).trim();

// The sign between cells: that of which the heading has the most.
function signOf(text: string): string {
	const heading = text.split('\n', 1)[0] ?? '';
	return ['\t', ';', ','].map((sign) => ({ sign, count: heading.split(sign).length })).sort((a, b) => b.count - a.count)[0]!.sign;
}

// One cell from a place on, and the place behind it; null: a quote in it has no end, or something stands behind its end.
function cellAt(text: string, at: number, sign: string): { cell: string; end: number } | null {
	if (text[at] !== '"') {
		let end = at;
		while (end < text.length && text[end] !== sign && text[end] !== '\n') end++;
		return { cell: text.slice(at, end), end };
	}
	const m = /"((?:[^"]|"")*)"/y;
	m.lastIndex = at;
	const quoted = m.exec(text);
	if (!quoted) return null;
	const end = m.lastIndex;
	return end === text.length || text[end] === sign || text[end] === '\n' ? { cell: quoted[1]!.replaceAll('""', '"'), end } : null;
}

// Rows that are all as long as the heading; blank lines do not count. A line where it is none.
export function tableOf(given: string): { rows: string[][] } | { line: number } {
	const text = given.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
	const sign = signOf(text), rows: string[][] = [];
	let line = 1;
	for (let at = 0; at < text.length;) {
		const row: string[] = [], first = line;
		for (;;) {
			const next = cellAt(text, at, sign);
			if (!next) return { line: first };
			row.push(bare(next.cell));
			line += text.slice(at, next.end).split('\n').length - 1;
			at = next.end + 1;
			if (text[next.end] !== sign) break;
		}
		line++;
		if (row.every((cell) => cell === '')) continue;
		if (rows.length > 0 && row.length !== rows[0]!.length) return { line: first };
		rows.push(row);
	}
	return { rows };
}
