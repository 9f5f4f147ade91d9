// SPDX-License-Identifier: AGPL-3.0-or-later
// The address that starts the program at this computer: a browser's extension hands it over where the office has put one there (packaging/extension), else it is a link like any other.
const SECONDS = 5;

export function hasExtension(): boolean {
	return document.documentElement.dataset.trienAgent === '1';
}

// Whether the program has begun; who does not say so in time has not.
export function hand(uri: string): Promise<boolean> {
	return new Promise((done) => {
		const timer = setTimeout(() => end(false), SECONDS * 1000);
		function end(begun: boolean) {
			clearTimeout(timer);
			window.removeEventListener('message', hear);
			done(begun);
		}
		function hear(event: MessageEvent<{ trienBegun?: unknown } | null>) {
			if (event.source === window && typeof event.data?.trienBegun === 'boolean') end(event.data.trienBegun);
		}
		window.addEventListener('message', hear);
		window.postMessage({ trienOpen: uri }, location.origin);
	});
}

// For a link that has the address: what the extension cannot do, the link does.
export function open(event: MouseEvent): void {
	if (!hasExtension()) return;
	const { href } = event.currentTarget as HTMLAnchorElement;
	event.preventDefault();
	void hand(href).then((begun) => { if (!begun) location.assign(href); });
}
