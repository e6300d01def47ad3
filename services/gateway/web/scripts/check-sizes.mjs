// First load of each page, gzip: everything its route pulls in statically must stay within its limit.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const dist = new URL('../dist/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'));
const KB = 1024;

const desk = ['index.html', 'src/app/desk/desk-app.tsx', 'src/app/desk/chinese.ts', 'src/shared/texts/zh-CN.json'];
const phone = ['index.html', 'src/app/phone/phone-app.tsx', 'src/shared/texts/zh-CN.json'];
const deskPage = (name) => [...desk, 'src/app/desk/desk-pages.tsx', `src/app/desk/pages/${name}.tsx`];
const phonePage = (name) => [...phone, `src/app/phone/pages/${name}.tsx`];

const budgets = [
  ['phone sign-in', phonePage('sign-in-page'), 200],
  ['phone home', phonePage('home-page'), 200],
  ['phone hours', phonePage('hours-page'), 200],
  ['phone find', phonePage('find-page'), 200],
  ['phone report', phonePage('report-page'), 200],
  ['phone confirm', phonePage('confirm-page'), 200],
  ['desk sign-in', [...desk, 'src/app/desk/pages/sign-in-page.tsx'], 450],
  ...['work', 'needs', 'need', 'plan', 'agreement', 'project', 'board', 'organizations', 'community'].map((name) => [`desk ${name}`, deskPage(`${name}-page`), 450]),
];

const sizes = new Map();
function size(file) {
  if (!sizes.has(file)) sizes.set(file, gzipSync(readFileSync(new URL(file, dist))).length);
  return sizes.get(file);
}

function filesOf(entries) {
  const files = new Set();
  const seen = new Set();
  const visit = (key) => {
    if (seen.has(key)) return;
    seen.add(key);
    const chunk = manifest[key];
    if (!chunk) throw new Error(`no chunk ${key}`);
    files.add(chunk.file);
    for (const css of chunk.css ?? []) files.add(css);
    for (const next of chunk.imports ?? []) visit(next);
  };
  entries.forEach(visit);
  return files;
}

let isOver = false;
for (const [name, entries, limit] of budgets) {
  const total = [...filesOf(entries)].reduce((sum, file) => sum + size(file), 0) / KB;
  isOver ||= total > limit;
  console.log(`${total > limit ? 'OVER ' : ''}${name}: ${total.toFixed(0)} kB of ${limit}`);
}
if (isOver) process.exit(1);
