// SPDX-License-Identifier: AGPL-3.0-or-later
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

// Everything but the page itself lies below web/, under a name that changes with what is in it: triend lets browsers keep it for ever (src/service/web.c).
// Addresses are relative: a proxy may put the whole below a prefix. Nothing is inlined as data:, which the service's policy does not permit.
export default defineConfig({
	base: './',
	plugins: [svelte()],
	build: {
		target: 'es2021',
		assetsInlineLimit: 0,
		modulePreload: { polyfill: false },
		reportCompressedSize: false,
		chunkSizeWarningLimit: 600,
		rollupOptions: {
			output: {
				entryFileNames: 'web/[name]-[hash:16].js',
				chunkFileNames: 'web/[name]-[hash:16].js',
				// pdf.js asks for its decoder of JPEG 2000 by this name, in a folder that it is told.
				assetFileNames: (asset) => (asset.names.includes('openjpeg_nowasm_fallback.js') ? 'web/[hash:16]/[name].[ext]' : 'web/[name]-[hash:16].[ext]'),
			},
		},
	},
	server: { proxy: { '/api': { target: process.env.TRIEND ?? 'http://127.0.0.1:8080' }, '/v1': { target: process.env.TRIEND ?? 'http://127.0.0.1:8080' } } },
});
