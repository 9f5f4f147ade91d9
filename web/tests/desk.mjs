// SPDX-License-Identifier: AGPL-3.0-or-later
// Who sits at a screen in Chromium, for the walks: at every screen that was seen there is nothing of axe-core's, nothing wider than the window, no message of the
// browser, no request to anybody else.
import { readFileSync, mkdirSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { createServer, request } from 'node:http';
import { createRequire } from 'node:module';

export const state = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const shots = process.env.TRIEN_SHOTS; // a folder: pictures are kept there
export const WIDE = { width: 1366, height: 768 }, NARROW = { width: 390, height: 844 };
const LEAST = { width: 360, height: 740 };
const HALF = { width: 683, height: 384 }; // an office's screen at 200 %
let passed = 0;
export const passedAll = () => passed;

export function check(what, is) {
	if (!is) throw new Error(what);
	passed++;
}

// A proxy that takes a prefix off, as nginx does with "location /chu-ky/ { proxy_pass http://triend/; }".
export function behind(prefix, to) {
	const [host, port] = to.split(':');
	const server = createServer((from, answer) => {
		if (!from.url.startsWith(prefix)) return answer.writeHead(404).end();
		from.pipe(request({ host, port, method: from.method, path: `/${from.url.slice(prefix.length)}`, headers: from.headers }, (got) => {
			answer.writeHead(got.statusCode, got.headers);
			got.pipe(answer);
		}));
	});
	return new Promise((ready) => server.listen(0, '127.0.0.1', () => ready({ server, base: `http://127.0.0.1:${server.address().port}${prefix}` })));
}

// The service that test_screens.py has started is stopped, killed and started by it: "stop", "kill" or "start" as a line, an empty line as its answer.
export async function server(what) {
	process.stdin.resume();
	process.stdout.write(`SERVER ${what}\n`);
	await new Promise((done) => process.stdin.once('data', done));
	process.stdin.pause(); // who waits for nothing more may end
}

// What happens at a desk beside its browser, the test does that has started the walk: a line, and a line as its answer.
export async function agent(how, what = '') {
	process.stdin.resume();
	process.stdout.write(`AGENT ${how} ${what}\n`);
	const said = await new Promise((done) => process.stdin.once('data', (data) => done(String(data).trim())));
	process.stdin.pause();
	return said;
}

export class Desk {
	// Messages of the browser and requests that a page of ours must not make.
	static async open(browser, base, viewport = WIDE, colorScheme = 'light') {
		const context = await browser.newContext({ viewport, colorScheme, locale: 'vi-VN', timezoneId: 'Asia/Ho_Chi_Minh' });
		return Desk.at(context, base, base);
	}

	// Another tab of the same browser.
	tab(address) {
		return Desk.at(this.context, this.base, address);
	}

	static async at(context, base, address) {
		const desk = new Desk();
		desk.base = base;
		desk.context = context;
		desk.page = await context.newPage();
		desk.said = [];
		desk.bytes = 0; // as they came over the network
		desk.page.on('pageerror', (e) => desk.said.push(`error: ${e.message}`));
		desk.page.on('console', (m) => { if (['error', 'warning'].includes(m.type())) desk.said.push(`${m.type()}: ${m.text()} (${m.location().url})`); });
		desk.page.on('request', (r) => { if (!r.url().startsWith(base) && !r.url().startsWith('blob:')) desk.said.push(`request: ${r.url()}`); });
		desk.asked = new Set(); // requests that are not answered yet
		desk.page.on('request', (r) => desk.asked.add(r));
		for (const end of ['requestfinished', 'requestfailed']) desk.page.on(end, (r) => desk.asked.delete(r));
		desk.cdp = await context.newCDPSession(desk.page);
		desk.cdp.on('Network.loadingFinished', (e) => { desk.bytes += e.encodedDataLength; });
		await desk.cdp.send('Network.enable');
		await desk.page.goto(address);
		return desk;
	}

	// The browser tells every refusal of the service as an error of its own: those that were meant are named, and counted.
	quiet(...statuses) {
		const left = [...statuses];
		const others = this.said.filter((line) => {
			const i = left.findIndex((s) => line.includes(`status of ${s} `));
			if (i >= 0) left.splice(i, 1);
			return i < 0;
		});
		check(`what the browser says: ${others.join(' | ')}; not said: ${left}`, others.length === 0 && left.length === 0);
		this.said = [];
	}

	async logIn(name, password) {
		await this.page.getByLabel('Tên đăng nhập').fill(name);
		await this.page.getByLabel('Mật khẩu').fill(password);
		await this.page.keyboard.press('Enter');
	}

	// Tab until what has the focus is called so. Wherever it comes to, it is seen: within the window, with an outline; only behind the last thing of the page it is the browser's.
	async tabTo(name, most = 80) {
		for (let i = 0, out = 0; i < most; i++) {
			await this.page.keyboard.press('Tab');
			const at = await this.page.evaluate(() => {
				const e = document.activeElement, box = e.getBoundingClientRect(), style = getComputedStyle(e);
				const seen = box.width > 0 && box.height > 0 && box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
				return { out: e === document.body, seen, name: (e.getAttribute('aria-label') ?? e.labels?.[0]?.textContent ?? e.textContent ?? '').trim(), html: e.outerHTML.slice(0, 150) };
			});
			out = at.out ? out + 1 : 0;
			check(`the focus is lost on the way to ${name}`, out < 2);
			check(`the focus is not seen at ${at.html}`, at.out || at.seen);
			if (!at.out && at.name.startsWith(name)) return;
		}
		throw new Error(`the keyboard does not come to: ${name}`);
	}

	// After something was done: the focus is somewhere on the page.
	async keepsFocus(what) {
		check(`the focus is lost after ${what}`, await this.page.evaluate(() => document.activeElement !== document.body));
	}

	// At an office's size and at a phone's. guide: pictures of what is in the window for the user guide, in both languages, where TRIEN_GUIDE names its folder.
	async seen(name, guide) {
		const mine = this.page.viewportSize();
		if (guide && process.env.TRIEN_GUIDE) await this.inBoth((language) => this.page.screenshot({ path: `${process.env.TRIEN_GUIDE}/${guide}${language === 'en' ? '.en' : ''}.png`, animations: 'disabled' }));
		for (const size of mine.width === WIDE.width ? [NARROW, WIDE] : [WIDE, NARROW]) {
			await this.page.setViewportSize(size);
			await this.clean(`${name} at ${size.width}`);
			await this.fits(`${name} at ${size.width}`);
			await this.pictures(`${name}-${size.width}`);
		}
		await this.page.setViewportSize(LEAST);
		await this.fits(`${name} at ${LEAST.width}`);
		await this.large(name, mine);
		await this.page.setViewportSize(mine);
	}

	// At 200 %, of the whole page and of its letters alone.
	async large(name, mine) {
		await this.page.setViewportSize(HALF);
		await this.fits(`${name} at 200 %`);
		await this.whole(`${name} at 200 %`);
		await this.picture(`${name}-half`);
		await this.page.setViewportSize(WIDE);
		await this.cdp.send('Page.setFontSizes', { fontSizes: { standard: 32, fixed: 26 } }); // as who wants large letters says it to the browser
		check(`${name}: its letters are large`, (await this.page.evaluate(() => getComputedStyle(document.documentElement).fontSize)) === '32px');
		await this.fits(`${name} in large letters`);
		await this.whole(`${name} in large letters`);
		await this.cdp.send('Page.setFontSizes', { fontSizes: { standard: 16, fixed: 13 } });
		await this.page.setViewportSize(mine);
	}

	// Half a megabyte of script: brought to a page once, for it stays there as long as its document.
	async clean(name) {
		const there = await this.cdp.send('Runtime.evaluate', { expression: 'typeof axe' });
		if (there.result.value === 'undefined') await this.cdp.send('Runtime.evaluate', { expression: `${axe}; 0` });
		const { result, exceptionDetails } = await this.cdp.send('Runtime.evaluate', { expression: `axe.run({ resultTypes: ['violations'] }).then((r) => r.violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.html.slice(0, 150)).join(' / ')).join('; '))`, awaitPromise: true, returnByValue: true });
		check(`${name}, axe-core: ${exceptionDetails?.text ?? result.value}`, result.value === '');
	}

	async fits(name) {
		const over = await this.page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
		check(`${name}: ${over} pixels wider than the window`, over <= 0);
	}

	// No control lies over another one, or is cut off where nothing moves.
	async whole(name) {
		const wrong = await this.page.evaluate(() => {
			const within = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document.body;
			const says = (e) => (e.getAttribute('aria-label') ?? e.labels?.[0]?.textContent ?? e.textContent ?? '').trim().slice(0, 60) || e.outerHTML.slice(0, 80);
			const moves = (style, axis) => ['auto', 'scroll'].includes(style[`overflow${axis}`]);
			const found = [], seen = [];
			for (const e of within.querySelectorAll('a[href], button, input, select, textarea, summary')) {
				const box = e.getBoundingClientRect();
				if (box.width === 0 || box.height === 0 || !e.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || box.right < 0) continue; // what is only heard, and the way past the menu
				let inMoving = false, hidden = false;
				for (let a = e.parentElement; a && a !== document.documentElement; a = a.parentElement) {
					const style = getComputedStyle(a), outer = a.getBoundingClientRect();
					inMoving ||= moves(style, 'X');
					hidden ||= moves(style, 'Y') && (box.bottom > outer.bottom || box.top < outer.top);
					if (a !== document.body && ((style.overflowX === 'hidden' && box.right > outer.right + 1 && !inMoving) || (style.overflowY === 'hidden' && (box.bottom > outer.bottom + 1 || box.top < outer.top - 1)))) found.push(`cut: ${says(e)}`);
				}
				if (!inMoving && (box.right > innerWidth + 1 || box.left < -1)) found.push(`out of the window: ${says(e)}`);
				const drawn = e.classList.contains('place'); // a frame on a page is as large as what will stand there
				if (!drawn && (e.tagName === 'BUTTON' || e.tagName === 'SELECT') && (e.scrollWidth > e.clientWidth + 2 || e.scrollHeight > e.clientHeight + 2)) found.push(`its words do not fit: ${says(e)}`);
				if (!hidden) seen.push([e, box]);
			}
			for (const [i, [a, one]] of seen.entries()) for (const [b, two] of seen.slice(i + 1)) {
				const over = Math.min(one.right, two.right) - Math.max(one.left, two.left), down = Math.min(one.bottom, two.bottom) - Math.max(one.top, two.top);
				if (over > 2 && down > 2 && !a.contains(b)) found.push(`one over the other: ${says(a)} | ${says(b)}`);
			}
			return found;
		});
		check(`${name}: ${wrong.join('; ')}`, wrong.length === 0);
	}

	// Behind a dialog, too, the button is there for this.
	async inBoth(does) {
		for (let i = 0; i < 2; i++) {
			await does(await this.page.evaluate(() => document.documentElement.lang));
			await this.page.evaluate(() => document.querySelector('header button[lang]')?.click());
		}
	}

	async pictures(name) {
		if (shots) await this.inBoth((language) => this.picture(`${name}-${language}`));
	}

	async picture(name) {
		if (!shots) return;
		mkdirSync(shots, { recursive: true });
		await this.page.screenshot({ path: `${shots}/${name}.png`, fullPage: true, animations: 'disabled' });
	}

	async goto(hash) {
		await this.page.evaluate((to) => { location.hash = to; }, hash);
	}

	async text(words) {
		await this.page.getByText(words).first().waitFor({ timeout: 20_000 }).catch(async (e) => {
			if (shots) await this.page.screenshot({ path: `${shots}/failed.png` });
			throw new Error(`${e.message}; the browser said: ${this.said.join(' | ')}`);
		});
		passed++;
	}

	// Asked again and again from here: the page's own policy lets nobody evaluate a text in it.
	async until(is, what) {
		for (const end = Date.now() + 20_000; !(await is());) {
			if (Date.now() > end) throw new Error(`not in 20 s: ${what}`);
			await new Promise((later) => setTimeout(later, 50));
		}
		passed++;
	}

	// The first page is drawn: a pixel of it is as asked; else, dark.
	async drawn(colour = 'dark') {
		const has = (wanted) => {
			const c = document.querySelector('canvas');
			c?.scrollIntoView({ block: 'nearest' }); // what is out of sight is not drawn yet
			if (!c || c.width < 300) return false;
			const copy = Object.assign(document.createElement('canvas'), { width: c.width, height: c.height }).getContext('2d', { willReadFrequently: true });
			copy.drawImage(c, 0, 0);
			const pixels = copy.getImageData(0, 0, c.width, c.height).data;
			for (let i = 0; i < pixels.length; i += 4) if (wanted === 'red' ? pixels[i] > 180 && pixels[i + 1] < 60 && pixels[i + 2] < 60 : pixels[i] < 128) return true;
			return false;
		};
		await this.until(() => this.page.evaluate(has, colour), `a page is drawn with ${colour} on it`);
	}
}

// The service has done what was sent, and is killed before it has said so: the form stands, is sent once more when the service is back, and is told what was done.
export async function killedAfter(d, address, press) {
	let done = 0;
	await d.until(() => d.asked.size === 0, 'all is answered'); // or the page would see for itself what was done
	// Where its answer comes in: Playwright's own routes have no form with files to send on.
	d.cdp.once('Fetch.requestPaused', async (e) => {
		done = e.responseStatusCode ?? 0;
		await server('kill');
		await d.cdp.send('Fetch.failRequest', { requestId: e.requestId, errorReason: 'ConnectionFailed' });
		await d.cdp.send('Fetch.disable');
	});
	await d.cdp.send('Fetch.enable', { patterns: [{ urlPattern: address.replace('**', '*'), requestStage: 'Response' }] });
	await press();
	await d.text('Không liên lạc được với máy chủ');
	check(`${address} was done: ${done}`, done === 200);
	await server('start');
	await press();
	await d.until(async () => (await d.page.getByText('Không liên lạc được với máy chủ').count()) === 0, 'it is told');
	d.said = d.said.filter((line) => !line.includes('ERR_CONNECTION_FAILED'));
}

// What is at the desk: the file that was taken there, signed with a key that the service never has.
export async function signsAtDesk(d, command, before = async () => {}) {
	const p = d.page;
	const [download] = await Promise.all([p.waitForEvent('download'), p.getByRole('button', { name: 'Lấy tệp về máy để ký' }).click()]);
	const base = `${state.work}/desk.pdf`, out = `${state.work}/desk-signed.pdf`;
	await download.saveAs(base);
	execFileSync('rm', ['-f', out]);
	execFileSync(state.trien, [...command, '-o', out, base]);
	await before();
	const file = p.getByLabel('Tệp đã ký');
	await file.setInputFiles(state.files.noise);
	await p.getByRole('button', { name: /^(Nạp tệp đã ký|Phát hành)/ }).click();
	await p.getByRole('alert').waitFor();
	d.said = []; // what is no signature of this file is refused, and the form stands
	await file.setInputFiles(out);
	await p.getByRole('button', { name: /^(Nạp tệp đã ký|Phát hành)/ }).click();
}
