// SPDX-License-Identifier: AGPL-3.0-or-later
// Pages of a PDF as pictures, drawn by pdf.js in its own worker: no eval, no script of the document, nothing fetched but our own files. It comes only when a page is looked at.
import type { PDFDocumentProxy } from 'pdfjs-dist';
import worker from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url';
import jpeg2000 from 'pdfjs-dist/wasm/openjpeg_nowasm_fallback.js?url';

// What is drawn at most: a page may say that it is a kilometre wide.
const PIXELS_MAX = 12_000_000;

export async function openPdf(file: Blob): Promise<PDFDocumentProxy> {
	const pdfjs = await import('pdfjs-dist/legacy/build/pdf.mjs');
	pdfjs.GlobalWorkerOptions.workerSrc = worker;
	return pdfjs.getDocument({
		data: new Uint8Array(await file.arrayBuffer()), isEvalSupported: false, enableXfa: false, useWasm: false, wasmUrl: jpeg2000.slice(0, jpeg2000.lastIndexOf('/') + 1),
		useSystemFonts: true, stopAtErrors: false, maxImageSize: PIXELS_MAX * 4, verbosity: 0,
	}).promise;
}

export interface Drawn { words: string; width: number; height: number } // of the page as it is seen, in millimetres

// Draws a page as wide as asked (CSS pixels); what it says, for who hears it, is returned.
export async function drawPage(document: PDFDocumentProxy, number: number, width: number, canvas: HTMLCanvasElement): Promise<Drawn> {
	const page = await document.getPage(number);
	const natural = page.getViewport({ scale: 1 });
	const sharp = Math.min((width / natural.width) * Math.min(window.devicePixelRatio || 1, 2), Math.sqrt(PIXELS_MAX / (natural.width * natural.height)));
	const viewport = page.getViewport({ scale: sharp });
	canvas.width = Math.ceil(viewport.width);
	canvas.height = Math.ceil(viewport.height);
	const canvasContext = canvas.getContext('2d', { alpha: false });
	if (canvasContext === null) throw new Error('2d');
	await page.render({ canvasContext, viewport }).promise;
	const text = await page.getTextContent();
	page.cleanup();
	const words = text.items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join(' ');
	return { words, width: (natural.width * 25.4) / 72, height: (natural.height * 25.4) / 72 };
}

export async function pagesIn(file: Blob): Promise<number> {
	const document = await openPdf(file);
	const count = document.numPages;
	await document.destroy();
	return count;
}

// How many pages it has, and whether it has places for number, signatures and seal already (src/official/reserve.h).
export async function reservedIn(file: Blob): Promise<{ pages: number; reserved: boolean }> {
	const document = await openPdf(file);
	try {
		const fields = (await document.getFieldObjects()) ?? {};
		return { pages: document.numPages, reserved: Object.keys(fields).some((name) => name.startsWith('trien.')) };
	} finally {
		await document.destroy();
	}
}

// The lines of each page, as they stand in it; of the first pages alone where so many are enough.
export async function textOf(file: Blob, most = Infinity): Promise<string[][]> {
	const document = await openPdf(file);
	const pages: string[][] = [];
	try {
		for (let number = 1; number <= Math.min(document.numPages, most); number++) {
			const content = await (await document.getPage(number)).getTextContent();
			const text = content.items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join('');
			pages.push(text.split('\n').map((line) => line.trim()).filter(Boolean));
		}
	} finally {
		await document.destroy();
	}
	return pages;
}
