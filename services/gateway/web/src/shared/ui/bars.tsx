import type { ReactElement } from 'react';

import { decimal, percent } from '@/shared/format/numbers';
import { clauses } from '@/shared/format/words';
import { scoreColours } from '@/shared/theme/palette';
import { word } from '@/shared/texts';

import './bars.css';

interface BurnBarProps {
  done: number;
  due?: number;
  whole: number;
  tone: 'ok' | 'warn' | 'error' | 'quiet';
  label: string;
}

const clamp = (value: number): number => Math.max(0, Math.min(100, value));

/** A 6 px bar; the tick shows what is due by now. */
export function BurnBar({ done, due, whole, tone, label }: BurnBarProps): ReactElement {
  const share = whole > 0 ? clamp((done / whole) * 100) : 0;
  return (
    <span className="burn" role="img" aria-label={`${label} ${percent(share)}`}>
      <span className={`burn-fill burn-${tone}`} style={{ width: `${share}%` }} />
      {due !== undefined && whole > 0 ? <span className="burn-tick" style={{ left: `${clamp((due / whole) * 100)}%` }} /> : null}
    </span>
  );
}

interface ScoreBarProps {
  parts: { code: string; score: number }[];
  score: number;
}

export function ScoreBar({ parts, score }: ScoreBarProps): ReactElement {
  const label = clauses(parts.map((part) => `${word('part', part.code)} ${decimal(part.score)}`));
  return (
    <span className="score">
      <span className="score-bar" role="img" aria-label={label} title={label}>
        {parts.map((part) => (
          <span key={part.code} style={{ width: `${clamp(part.score)}%`, background: scoreColours[part.code] ?? '#8A9099' }} />
        ))}
      </span>
      <span className="strong">{decimal(score)}</span>
    </span>
  );
}
