// SPDX-License-Identifier: AGPL-3.0-or-later
// The user guide's pages on this app, taken apart into chapters: as much of Markdown as they use. Nothing of them becomes HTML by itself.
import { fold } from './format';

export interface Part { kind: 'text' | 'bold' | 'code'; text: string }
export interface Block { kind: 'line' | 'item' | 'picture'; parts: Part[]; picture: string }
export interface Chapter { slug: string; title: string; blocks: Block[] }

export function slugOf(title: string): string {
	return fold(title).replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
}

// Links keep their words: the help is read where the screen is.
export function partsOf(line: string): Part[] {
	return line.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').split(/(\*\*[^*]+\*\*|`[^`]+`)/).filter(Boolean)
		.map((p) => (p.startsWith('**') ? { kind: 'bold', text: p.slice(2, -2) } : p.startsWith('`') ? { kind: 'code', text: p.slice(1, -1) } : { kind: 'text', text: p }));
}

function blockOf(text: string): Block {
	const picture = /^!\[([^\]]*)\]\(([^)]+)\)$/.exec(text);
	if (picture) return { kind: 'picture', parts: [{ kind: 'text', text: picture[1] ?? '' }], picture: picture[2] ?? '' };
	return text.startsWith('- ') ? { kind: 'item', parts: partsOf(text.slice(2)), picture: '' } : { kind: 'line', parts: partsOf(text), picture: '' };
}

// A chapter of the guide in another language begins with the link to the one that it renders, and is found as that.
const RENDERS = /^\[[^\]]*\]\(trang-web\.md#([^)]+)\)$/;

export function chapters(guide: string): Chapter[] {
	return guide.split(/^## /m).slice(1).map((chapter) => {
		const [title = '', ...lines] = chapter.split('\n');
		const texts: string[] = [];
		for (const line of lines) {
			if (line.trim() === '') texts.push('');
			else if (line.startsWith('- ') || (texts.at(-1) ?? '') === '') texts.push(line);
			else texts[texts.length - 1] += ` ${line.trim()}`; // a line goes on
		}
		const said = texts.filter((t) => t.trim() !== ''), of = RENDERS.exec(said[0] ?? '')?.[1];
		return { slug: slugOf(of ?? title), title: title.trim(), blocks: (of === undefined ? said : said.slice(1)).map(blockOf) };
	});
}
