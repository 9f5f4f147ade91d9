// SPDX-License-Identifier: AGPL-3.0-or-later
// Writes src/api/types.ts: the schemas of docs/api/openapi.json as TypeScript, and what each operation takes and gives. As much of JSON Schema as that file uses;
// what it does not know it refuses.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

const api = JSON.parse(readFileSync(new URL('../../docs/api/openapi.json', import.meta.url), 'utf8'));
const plain = { string: 'string', integer: 'number', number: 'number', boolean: 'boolean', null: 'null' };
const quoted = (name) => (/^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name));

function objectOf(schema) {
	const members = Object.entries(schema.properties ?? {}).map(([name, s]) => `${quoted(name)}${schema.required?.includes(name) ? '' : '?'}: ${typeOf(s)}`);
	if (schema.additionalProperties !== false) members.push('[more: string]: unknown');
	return `{ ${members.join('; ')} }`;
}

function kindOf(kind, schema) {
	if (kind === 'object') return objectOf(schema);
	if (kind === 'array') return `Array<${typeOf(schema.items ?? {})}>`;
	if (plain[kind] === undefined) throw new Error(`openapi.json: a type that scripts/types.mjs does not know: ${kind}`);
	return plain[kind];
}

function typeOf(schema) {
	if (schema.$ref !== undefined) return schema.$ref.split('/').pop();
	if (schema.const !== undefined) return JSON.stringify(schema.const);
	if (schema.enum !== undefined) return schema.enum.map((x) => JSON.stringify(x)).join(' | ');
	if (schema.type === undefined) return 'unknown';
	return [schema.type].flat().map((kind) => kindOf(kind, schema)).join(' | ');
}

const schemaOf = (content) => (content?.['application/json']?.schema ? typeOf(content['application/json'].schema) : 'undefined');
const operations = Object.entries(api.paths).flatMap(([path, item]) => Object.entries(item).filter(([method]) => /^(get|post|delete|put)$/.test(method)).map(([method, o]) =>
	`\t'${method.toUpperCase()} ${path}': { takes: ${schemaOf(o.requestBody?.content)}; gives: ${schemaOf(o.responses['200'].content)} };`));
const text = `// Made of docs/api/openapi.json by scripts/types.mjs; not kept in the repository.
${Object.entries(api.components.schemas).map(([name, s]) => `export type ${name} = ${typeOf(s)};`).join('\n')}

export interface Operations {
${operations.join('\n')}
}
`;
mkdirSync(new URL('../src/api/', import.meta.url), { recursive: true });
writeFileSync(new URL('../src/api/types.ts', import.meta.url), text);
