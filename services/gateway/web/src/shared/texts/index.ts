import { useSyncExternalStore } from 'react';

import type zh from './zh-CN.json';

export type TextKey = keyof typeof zh;
export type Language = 'zh-CN' | 'en';
export type TextParams = Record<string, string | number>;

type Texts = Record<TextKey, string>;

const STORE_KEY = 'gongjian.language';
let current: Language = 'zh-CN';
let texts = {} as Texts;
const listeners = new Set<() => void>();

async function load(language: Language): Promise<Texts> {
  const module = language === 'en' ? await import('./en.json') : await import('./zh-CN.json');
  return module.default as Texts;
}

function remembered(): Language {
  try {
    return localStorage.getItem(STORE_KEY) === 'en' ? 'en' : 'zh-CN';
  } catch {
    return 'zh-CN';
  }
}

export async function setLanguage(language: Language): Promise<void> {
  texts = await load(language);
  current = language;
  document.documentElement.lang = language;
  try {
    localStorage.setItem(STORE_KEY, language);
  } catch {
    document.documentElement.dataset['language'] = language;
  }
  for (const listener of listeners) listener();
}

export function startTexts(): Promise<void> {
  return setLanguage(remembered());
}

export function language(): Language {
  return current;
}

/** Fills {places}; English words of a number are written [one|many] and go by the place before them, else by {n}. */
function fill(text: string, params: TextParams = {}): string {
  return text
    .replace(/\[([^[\]|]+)\|([^[\]|]+)\]/g, (_whole, one: string, many: string, at: number) => {
      const number = text.slice(0, at).match(/\{\w+\}/g)?.at(-1)?.slice(1, -1) ?? 'n';
      return String(params[number]) === '1' ? one : many;
    })
    .replace(/\{(\w+)\}/g, (whole, name: string) => (name in params ? String(params[name]) : whole));
}

/** The text of a key in the chosen language. */
export function t(key: TextKey, params?: TextParams): string {
  return fill(texts[key] ?? key, params);
}

export function hasText(key: string): key is TextKey {
  return key in texts;
}

/** The word of a code, for `n` of it where a number stands before, and 其他 when a newer server sends one unknown here. */
export function word(group: string, code: string | null | undefined, n?: number | undefined): string {
  if (!code) return '—';
  const key = `${group}.${code}`;
  return hasText(key) ? t(key, n === undefined ? {} : { n }) : t('word.other');
}

/** Like `word`, for sentences with parameters. */
export function phrase(group: string, code: string, params: TextParams): string {
  const key = `${group}.${code}`;
  return hasText(key) ? t(key, params) : t('word.other');
}

/** All codes of a group that have a word, in the order of the text file. */
export function codesOf(group: string): string[] {
  const start = `${group}.`;
  return Object.keys(texts)
    .filter((key) => key.startsWith(start) && !key.slice(start.length).includes('.'))
    .map((key) => key.slice(start.length));
}

export function useLanguage(): Language {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );
}
