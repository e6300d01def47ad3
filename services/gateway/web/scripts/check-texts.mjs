// Both languages hold the same keys with the same {placeholders}, English counts one and many, and every code and fact of the
// contracts has a word.
import { readFileSync } from 'node:fs';

const read = (name) => readFileSync(new URL(`../src/${name}`, import.meta.url), 'utf8');
const marks = (text) => (text.match(/\{\w+\}/g) ?? []).sort().join();
const zh = JSON.parse(read('shared/texts/zh-CN.json'));
const en = JSON.parse(read('shared/texts/en.json'));

const groups = {
  AgreementStatus: 'agreement_state',
  AttendanceStatus: 'attendance_state',
  Category: 'category',
  CommitmentKind: 'commitment',
  EntryStatus: 'entry_state',
  FactType: 'event',
  Health: 'health_state',
  LineStage: 'stage_state',
  MemberKind: 'member_kind',
  MemberStatus: 'member_state',
  NeedStatus: 'need_state',
  OfferStatus: 'offer_state',
  OrganizationKind: 'org_kind',
  OrganizationStatus: 'organization_state',
  PlanStatus: 'plan_state',
  ProjectStatus: 'project_state',
  QuantityUnit: 'quantity',
  RegistrationStatus: 'registration_state',
  ReportKind: 'registration_kind',
  ResourceStatus: 'resource_state',
  Role: 'role',
  ScorePart: 'part',
  Sector: 'sector',
  SessionStatus: 'session_state',
  SuperiorLine: 'org.line',
  Theme: 'theme',
};

function wordless() {
  const missing = [];
  for (const [, name, body] of read('shared/contracts.ts').matchAll(/export type (\w+) =([^;]+);/g)) {
    const group = groups[name];
    if (!group) continue;
    for (const [, code] of body.matchAll(/'([^']+)'/g)) if (!(`${group}.${code}` in zh)) missing.push(`${group}.${code} has no word`);
  }
  return missing;
}

/** English nouns of many right behind a number that may be one; hours always carry a decimal. */
const glued = (text) => (text.match(/\{(?!hours)\w+\} (?:more )?(?!lies|waits|was)[a-z-]*[a-z]{2}s\b/g) ?? []);

const faults = [
  ...Object.keys(zh).filter((key) => !(key in en)).map((key) => `en.json lacks ${key}`),
  ...Object.keys(en).filter((key) => !(key in zh)).map((key) => `zh-CN.json lacks ${key}`),
  ...Object.keys(zh).filter((key) => key in en && marks(zh[key]) !== marks(en[key])).map((key) => `placeholders differ: ${key}`),
  ...Object.keys(en).flatMap((key) => glued(en[key]).map((words) => `${key}: “${words}” → [one|many]`)),
  ...wordless(),
];
for (const fault of faults) console.error(fault);
if (faults.length > 0) process.exit(1);
console.log(`texts: ${Object.keys(zh).length} keys in both languages`);
