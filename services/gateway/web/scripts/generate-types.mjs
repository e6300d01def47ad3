// Types of every answer and body of the web, from the OpenAPI snapshots that `make contracts` writes.
// `--check` compares instead of writing.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { createClient } from '@hey-api/openapi-ts';

const services = ['activities', 'gateway', 'needs', 'organizations', 'pairings', 'projects', 'registrations'];
const snapshots = fileURLToPath(new URL('../../../../contracts/openapi/', import.meta.url));
const target = fileURLToPath(new URL('../src/shared/api/generated/', import.meta.url));
const isCheck = process.argv.includes('--check');
const head = '// Written by `npm run generate` from contracts/openapi; changes here are lost.\n\n';

/** Keeps the named schemas, in the order of their names; what belongs to single operations goes. */
function slim(text, names) {
  const bare = text.replace(/\/\*\*[\s\S]*?\*\//g, '').replace(/^\/\/.*$/gm, '');
  const found = new Map();
  for (const part of bare.split(/^(?=export type )/m)) {
    const name = /^export type (\w+)/.exec(part)?.[1];
    if (name) found.set(name, part.replace(/\n\s*\n/g, '\n').trim());
  }
  return names.filter((name) => found.has(name)).map((name) => found.get(name)).join('\n\n');
}

/** hey-api writes Page_NeedRow_ as PageNeedRow. */
const typeName = (schema) => schema.split(/[^A-Za-z0-9]+/).filter(Boolean).map((word) => word[0].toUpperCase() + word.slice(1)).join('');

const stale = [];
const work = mkdtempSync(join(tmpdir(), 'openapi-'));
mkdirSync(target, { recursive: true });
for (const service of services) {
  const input = join(snapshots, `${service}.json`);
  const schemas = Object.keys(JSON.parse(readFileSync(input, 'utf8')).components?.schemas ?? {}).map(typeName).sort();
  const output = join(work, service);
  await createClient({ input, output, plugins: ['@hey-api/typescript'], logs: { level: 'silent', file: false } });
  const text = `${head}${slim(readFileSync(join(output, 'types.gen.ts'), 'utf8'), schemas)}\n`;
  const file = join(target, `${service}.ts`);
  if (!isCheck) writeFileSync(file, text);
  else if (readFileSync(file, 'utf8') !== text) stale.push(service);
}
rmSync(work, { recursive: true });
if (stale.length > 0) {
  console.error(`types are older than contracts/openapi: ${stale.join(', ')}; run npm run generate`);
  process.exit(1);
}
