// SPDX-License-Identifier: AGPL-3.0-or-later
// What npm fetches is named by what is in it, and not by where it lies: whose registry is asked is the builder's choice.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

test('package-lock.json has a digest of every package, and no address', () => {
	const lock = JSON.parse(readFileSync(fileURLToPath(new URL('../package-lock.json', import.meta.url)), 'utf8')) as { packages: Record<string, { integrity?: string; resolved?: string; hasInstallScript?: boolean }> };
	const packages = Object.entries(lock.packages).filter(([path]) => path !== '');
	assert.ok(packages.length > 20);
	for (const [path, p] of packages) assert.ok(/^sha512-/.test(p.integrity ?? '') && p.resolved === undefined, path);
});
