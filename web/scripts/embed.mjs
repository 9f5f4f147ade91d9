// SPDX-License-Identifier: AGPL-3.0-or-later
// Writes what Vite has built as C (src/service/web.h): node embed.mjs DIST OUT. The bytes stay in files, which the assembler takes in (.incbin):
// as arrays of numbers they would cost each compiler ten times as long.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';

const types = {
	'.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.mjs': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8',
	'.woff2': 'font/woff2', '.svg': 'image/svg+xml', '.png': 'image/png', '.txt': 'text/plain; charset=utf-8',
};
const [dist, out] = process.argv.slice(2);
const bytes = join(out, 'bytes');

function walk(folder) {
	return readdirSync(folder, { withFileTypes: true }).flatMap((f) => (f.isDirectory() ? walk(join(folder, f.name)) : [join(folder, f.name)])).sort();
}

// index.html is the page; all others stand below web/, as their addresses do.
function pathOf(file) {
	const path = relative(dist, file);
	if (path === 'index.html') return '';
	if (!path.startsWith('web/')) throw new Error(`${path}: files of the app belong below web/`);
	return path.slice('web/'.length);
}

function embed(file, i) {
	const type = types[extname(file)];
	if (type === undefined) throw new Error(`${file}: what type is that? (web/scripts/embed.mjs)`);
	const plain = readFileSync(file), gzip = gzipSync(plain, { level: 9 }), packed = gzip.length < plain.length;
	const hash = createHash('sha256').update(plain).digest('hex');
	const symbols = [[`web_${i}`, plain], ...(packed ? [[`web_${i}_gzip`, gzip]] : [])];
	for (const [name, content] of symbols) writeFileSync(join(bytes, name), content);
	const view = (name, content) => `{${name}, ${content.length}}`;
	return {
		declared: symbols.map(([name, content]) => `BYTES(${name}, ${content.length}, "${join(bytes, name)}")`).join('\n'),
		row: `\t{${JSON.stringify(pathOf(file))}, "${type}", "\\"${hash}\\"", ${view(...symbols[0])}, ${packed ? view(...symbols[1]) : '{NULL, 0}'}},`,
	};
}

rmSync(bytes, { recursive: true, force: true });
mkdirSync(bytes, { recursive: true });
const files = walk(dist).map(embed);
const c = `#include "service/web.h"
#define BYTES(name, n, path) extern const uint8_t name[n]; __asm__(".section .rodata\\n.global " #name "\\n" #name ":\\n.incbin \\"" path "\\"\\n.byte 0\\n.text\\n");
${files.map((f) => f.declared).join('\n')}
const struct tr_web_file tr_web_files[] = {
${files.map((f) => f.row).join('\n')}
};
const size_t tr_web_file_count = ${files.length};
`;
writeFileSync(join(out, 'files.c.new'), c);
renameSync(join(out, 'files.c.new'), join(out, 'files.c'));
