// SPDX-License-Identifier: AGPL-3.0-or-later
// Runs tests/*.test.ts with node:test; Vite reads TypeScript and Svelte for them, as it does for the app.
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { webcrypto } from 'node:crypto';
import { createServer } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));
globalThis.crypto ??= webcrypto; // node 18 does not have it there
// As much of a browser as modules look at when they are loaded.
Object.assign(globalThis, {
	location: { hash: '' }, history: { replaceState() {} }, window: { addEventListener() {} }, localStorage: { getItem: () => null, setItem() {} }, document: { documentElement: {} },
});
const server = await createServer({ root, configFile: `${root}/vite.config.ts`, server: { middlewareMode: true, hmr: false, ws: false, watch: null }, appType: 'custom', logLevel: 'error', optimizeDeps: { noDiscovery: true } });

for (const name of readdirSync(`${root}/tests`).filter((n) => n.endsWith('.test.ts')).sort()) await server.ssrLoadModule(`/tests/${name}`);
await server.close();
