// SPDX-License-Identifier: AGPL-3.0-or-later
// Hands bytes to the browser as a file to be saved.
export function save(file: Blob, name: string): void {
	const link = document.createElement('a');
	link.href = URL.createObjectURL(file);
	link.download = name;
	link.click();
	setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
