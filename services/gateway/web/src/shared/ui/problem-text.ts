import type { Problem } from '@/shared/api/types';
import { date, moment, time } from '@/shared/format/dates';
import { hasText, t, word } from '@/shared/texts';
import type { TextParams } from '@/shared/texts';

type RawParams = Problem['params'];

/** Codes inside params have words of their own: reason_code → reason.<code>. */
const groups: Record<string, string> = {
  status_code: 'word',
  kind: 'registration_kind',
  reason_code: 'reason',
  category_code: 'category',
  theme_code: 'theme',
};

function readable(name: string, value: string | number | boolean | null): string | number {
  if (value === null) return '—';
  if (typeof value === 'boolean') return value ? t('word.yes') : t('word.no');
  if (typeof value === 'number') return value;
  const group = groups[name];
  if (group) return word(group, value);
  if (name.endsWith('_on')) return date(value);
  if (name === 'until_at') return time(value);
  if (name.endsWith('_at')) return moment(value);
  return value;
}

function paramsOf(params: RawParams): TextParams {
  const known: TextParams = {};
  for (const [name, value] of Object.entries(params ?? {})) known[name] = readable(name, value);
  return known;
}

/** A text is used only when everything it names was sent; otherwise a plainer one steps in. */
function complete(text: string): boolean {
  return !/\{\w+\}/.test(text);
}

/** Sentence for a code: the text file first, the server's own title only as fallback. */
export function codeText(code: string, params: RawParams, fallback?: string): string {
  const key = `problem.${code}`;
  if (hasText(key)) {
    const text = t(key, paramsOf(params));
    if (complete(text)) return text;
  }
  const plain = `problem.${code}.plain`;
  if (hasText(plain)) return t(plain);
  const short = `problem.any.${code.split('.').at(-1) ?? ''}`;
  if (hasText(short)) {
    const text = t(short, paramsOf(params));
    if (complete(text)) return text;
  }
  return fallback ?? t('problem.web.failed');
}

export function problemText(problem: Problem): string {
  return codeText(problem.code, problem.params, problem.detail ?? problem.title);
}
