// SPDX-License-Identifier: AGPL-3.0-or-later
// Where a document stands in its procedure (Quy chế Điều 9), from what the service says of it. What may be done is the service's to decide; here it is only shown.
import type { Parts, StepDone } from '../api/types';
import { text, type Row } from './rows';

export type Stage = 'drafting' | 'submitted' | 'number' | 'seal' | 'done';
export const STAGES: Stage[] = ['drafting', 'submitted', 'number', 'seal'];
const ENDED = ['issued', 'withdrawn', 'voided', 'recalled', 'replaced'];

// null: it has come to its end.
export function stageOf(state: string, parts: Pick<Parts, 'state'>): Stage | null {
	if (ENDED.includes(state)) return null;
	if (state === 'numbered') return 'seal';
	if (state === 'signed') return 'number';
	if (parts.state === 'complete' || parts.state === 'dropped') return null;
	return parts.state === 'submitted' ? 'submitted' : 'drafting';
}

// The column of the file that people are shown: what was issued, or else what is there of it.
export function fileColumn(row: Row): string | undefined {
	return ['issued_file', 'e_copy', 'file'].find((c) => text(row, c) !== '');
}

// The steps whose turn it is: those of the last round that wait, of its lowest stage.
export function turn(steps: StepDone[]): StepDone[] {
	const round = Math.max(0, ...steps.map((s) => s.round));
	const waiting = steps.filter((s) => s.round === round && s.state === 'waiting');
	const stage = Math.min(...waiting.map((s) => s.stage));
	return waiting.filter((s) => s.stage === stage);
}
