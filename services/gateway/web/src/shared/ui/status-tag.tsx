import type { ReactElement, ReactNode } from 'react';

import { word } from '@/shared/texts';

import { kindOf } from './status';
import type { Kind } from './status';
import './status-tag.css';

const disc = (glyph: ReactElement): ReactElement => (
  <svg className="tag-sign" viewBox="0 0 16 16" aria-hidden="true">
    <circle cx="8" cy="8" r="7.5" fill="currentColor" />
    <g fill="none" stroke="#fff" strokeWidth="1.7" strokeLinecap="round" strokeLinejoin="round">
      {glyph}
    </g>
  </svg>
);

const line = (glyph: ReactElement): ReactElement => (
  <svg className="tag-sign" viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" aria-hidden="true">
    {glyph}
  </svg>
);

const signs: Record<Kind, ReactElement> = {
  ok: disc(<path d="M4.8 8.3 7 10.5l4.2-4.8" />),
  wait: disc(<path d="M8 4.6V8l2.3 1.4" />),
  warn: disc(<path d="M8 4.3v4.4M8 11.4v.2" />),
  error: disc(<path d="m5.6 5.6 4.8 4.8m0-4.8-4.8 4.8" />),
  off: disc(<path d="M5 8h6" />),
  running: line(<path d="M13.4 6.5A5.6 5.6 0 0 0 3.3 5M2.6 9.5A5.6 5.6 0 0 0 12.7 11M3 2.4V5h2.6M13 13.6V11h-2.6" />),
  draft: line(<path d="m3 13 .6-2.6 7-7 2 2-7 7L3 13Z" />),
};

interface TagProps {
  kind: Kind;
  children: ReactNode;
}

/** State by sign, words and colour together; never by colour alone. */
export function KindTag({ kind, children }: TagProps): ReactElement {
  return (
    <span className={`tag tag-${kind}`}>
      {signs[kind]}
      <span className="tag-words">{children}</span>
    </span>
  );
}

interface StatusTagProps {
  group: string;
  code: string;
  /** States that most rows share stay grey text. */
  quiet?: string[];
  suffix?: string;
}

export function StatusTag({ group, code, quiet = [], suffix }: StatusTagProps): ReactElement {
  const words = suffix ? `${word(`${group}_state`, code)} ${suffix}` : word(`${group}_state`, code);
  if (quiet.includes(code)) return <span className="secondary nowrap">{words}</span>;
  return <KindTag kind={kindOf(group, code)}>{words}</KindTag>;
}

export function ReasonTag({ children }: { children: ReactNode }): ReactElement {
  return <span className="tag tag-reason">{children}</span>;
}
