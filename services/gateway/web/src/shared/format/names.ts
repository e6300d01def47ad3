import type { OrgRef } from '@/shared/api/types';

/** 辛庄村委会 exists eleven times: outside one street a community is never shown without its street. */
export function place(org: OrgRef | null | undefined): string {
  if (!org) return '—';
  return org.street && org.street !== org.name ? `${org.name} · ${org.street}` : org.name;
}

/** 110101 003 001 */
export function divisionCode(code: string): string {
  return code.length === 12 ? `${code.slice(0, 6)} ${code.slice(6, 9)} ${code.slice(9)}` : code;
}

export function fingerprint(hash: string): string {
  const start = hash.slice(0, 8);
  return `${start.slice(0, 4)} ${start.slice(4)} … ${hash.slice(-4)}`;
}

/** 东共建〔2026〕112号 as the server sends it, or the short number before there is one. */
export function agreementNumber(row: { number: string; agreement_no?: string }): string {
  return row.agreement_no ?? row.number;
}

const KEY = /^[0-9a-f]{8}-[0-9a-f]{4}-/;

/** Whoever did it, by name; a key that found no name is not shown. */
export function actorName(actor: string | undefined): string | undefined {
  return actor && !KEY.test(actor) ? actor : undefined;
}

/** A person on a public screen: 李*梅, 张*. */
export function publicName(name: string): string {
  const letters = [...name];
  if (letters.length < 2) return name;
  return letters.length === 2 ? `${letters[0] ?? ''}*` : `${letters[0] ?? ''}${'*'.repeat(letters.length - 2)}${letters.at(-1) ?? ''}`;
}
