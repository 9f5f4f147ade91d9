// SPDX-License-Identifier: AGPL-3.0-or-later
// Gives an address to the program, and says whether that has begun; how it ends the page hears from its own server.
'use strict';

const HOST = 'vn.trien.agent';

async function isNamed(origin) {
	const { servers } = await chrome.storage.managed.get('servers');
	return Array.isArray(servers) && servers.includes(origin);
}

function hand(uri, answer) {
	const port = chrome.runtime.connectNative(HOST);
	port.onMessage.addListener((said) => {
		if (said.state === 'begun') answer(true);
		else port.disconnect();
		if (said.state === 'refused') answer(false); // without weight where it had begun
	});
	port.onDisconnect.addListener(() => {
		void chrome.runtime.lastError; // no such program: the page opens its link
		answer(false);
	});
	port.postMessage({ uri });
}

chrome.runtime.onMessage.addListener((message, sender, answer) => {
	if (sender.id !== chrome.runtime.id || typeof message?.uri !== 'string') return false;
	isNamed(sender.origin).then((named) => named ? hand(message.uri, answer) : answer(false), () => answer(false));
	return true;
});
