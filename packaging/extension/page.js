// SPDX-License-Identifier: AGPL-3.0-or-later
// Beside every page, and of use to those alone that the office's policy names (storage.managed): they see that the program can be reached without a link, and hand over the address that the link would have opened.
'use strict';

function attend() {
	document.documentElement.dataset.trienAgent = '1';
	window.addEventListener('message', async (event) => {
		if (event.source !== window || event.origin !== location.origin || typeof event.data?.trienOpen !== 'string') return;
		const begun = await chrome.runtime.sendMessage({ uri: event.data.trienOpen }).catch(() => false);
		window.postMessage({ trienBegun: begun === true }, location.origin);
	});
}

async function look() {
	const { servers } = await chrome.storage.managed.get('servers');
	if (Array.isArray(servers) && servers.includes(location.origin)) attend();
}

if (window === window.top) void look();
