// SPDX-License-Identifier: AGPL-3.0-or-later
// What a problem says to people: the service's own words, which come in both languages; the catalogue's where it could not say any.
import { Problem } from '../api/client';
import { language, t } from './texts.svelte';

export function wordsOf(problem: unknown): string {
	if (!(problem instanceof Problem)) return t('problem.page');
	if (problem.id === 'web.network') return t('problem.network');
	if (problem.id === 'web.proxy') return t('problem.proxy', { status: problem.status });
	return language() === 'en' ? problem.en : problem.vi;
}

export function idOf(problem: unknown): string {
	return problem instanceof Problem ? [problem.id, problem.request].filter(Boolean).join(' · ') : '';
}
