import { t } from '@/shared/texts';

/** 甲、乙、丙 */
export function listed(words: string[]): string {
  return words.join(t('join.list'));
}

/** 居住地 交东社区，工作地 福祥社区 */
export function clauses(parts: string[]): string {
  return parts.join(t('join.clause'));
}

/** 状态：已发布 */
export function labelled(label: string, value: string): string {
  return t('join.label', { label, value });
}

/** 交东社区（社区） */
export function aside(text: string, remark: string): string {
  return t('join.aside', { text, remark });
}
