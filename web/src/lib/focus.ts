// SPDX-License-Identifier: AGPL-3.0-or-later
// Where the focus goes when what has it is taken away (a form that was sent, a row that is done): to the part of the page in which it stood, not to the page's beginning.
// Who uses the keyboard alone goes on from there.
const PARTS = 'section, [role="group"], dialog, main';

export function keepFocus(): void {
	let around: Element[] = [];
	document.addEventListener('focusin', (event) => {
		around = [];
		for (let e = event.target as Element | null; e; e = e.parentElement) around.push(e);
	});
	new MutationObserver(() => {
		if (document.activeElement !== document.body || around.length === 0 || around[0]?.isConnected) return;
		const part = around.find((e): e is HTMLElement => e instanceof HTMLElement && e.isConnected && e.matches(PARTS));
		if (!part) return;
		if (!part.hasAttribute('tabindex')) part.tabIndex = -1;
		part.focus({ preventScroll: true });
	}).observe(document.body, { childList: true, subtree: true });
}
