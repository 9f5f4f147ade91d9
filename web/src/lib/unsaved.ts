// SPDX-License-Identifier: AGPL-3.0-or-later
// Forms in which something was entered that was not sent: who leaves the page is asked by the browser first, who goes to another screen by the app (router). Nothing of them is kept in the browser.
const open = new Set<object>();

export function entered(form: object): void {
	open.add(form);
}

export function settled(form: object): void {
	open.delete(form);
}

export function isUnsaved(): boolean {
	return open.size > 0;
}

// What was entered may go.
export function forget(): void {
	open.clear();
}

window.addEventListener('beforeunload', (event) => {
	if (isUnsaved()) event.preventDefault();
});
