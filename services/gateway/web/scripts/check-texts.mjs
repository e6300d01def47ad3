// Both languages must hold the same keys, and the same {placeholders} under each.
import { readFileSync } from 'node:fs';

const read = (name) => JSON.parse(readFileSync(new URL(`../src/shared/texts/${name}.json`, import.meta.url), 'utf8'));
const marks = (text) => (text.match(/\{\w+\}/g) ?? []).sort().join();
const zh = read('zh-CN');
const en = read('en');
const faults = [
  ...Object.keys(zh).filter((key) => !(key in en)).map((key) => `en.json lacks ${key}`),
  ...Object.keys(en).filter((key) => !(key in zh)).map((key) => `zh-CN.json lacks ${key}`),
  ...Object.keys(zh).filter((key) => key in en && marks(zh[key]) !== marks(en[key])).map((key) => `placeholders differ: ${key}`),
];
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exit(1);
console.log(`texts: ${Object.keys(zh).length} keys in both languages`);
