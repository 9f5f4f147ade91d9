// SPDX-License-Identifier: AGPL-3.0-or-later
// A signing session whose file is taken to this computer.
import { ask, askFile } from '../api/client';
import type { Begin, Begun } from '../api/types';
import { save } from './save';

export const deskName = (document: number) => `van-ban-${document}.pdf`;

export async function take(begun: Begun): Promise<void> {
	save(await askFile('GET /api/v1/signings/{id}/file', { at: { id: begun.signing } }), deskName(begun.document));
}

export async function beginAtDesk(body: Begin, key: string): Promise<Begun> {
	const begun = await ask('POST /api/v1/signings', { body, key });
	await take(begun);
	return begun;
}
