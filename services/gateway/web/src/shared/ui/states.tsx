import { useEffect, useState } from 'react';
import type { ReactElement, ReactNode } from 'react';

import { asProblem } from '@/shared/api/problems';
import type { Problem } from '@/shared/api/types';
import { t } from '@/shared/texts';

import { problemText } from './problem-text';
import './states.css';

/** Nothing for 200 ms, then the grey shape of what is coming. */
export function useLate(ms = 200): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), ms);
    return () => clearTimeout(timer);
  }, [ms]);
  return late;
}

export function Loading({ rows = 6, height }: { rows?: number; height?: number }): ReactElement {
  const late = useLate();
  return (
    <div className="loading" role="status" style={height ? { minHeight: height } : undefined} aria-busy="true" aria-label={t('state.loading')}>
      {late ? Array.from({ length: rows }, (_, row) => <span key={row} className="loading-bar" style={{ width: `${92 - ((row * 17) % 40)}%` }} />) : null}
    </div>
  );
}

interface EmptyProps {
  title: string;
  children?: ReactNode;
}

/** Says why there is nothing and what to do next. */
export function EmptyState({ title, children }: EmptyProps): ReactElement {
  return (
    <div className="empty-state">
      <svg viewBox="0 0 64 40" width="64" height="40" aria-hidden="true">
        <g fill="none" stroke="#C3C8D0" strokeWidth="2" strokeLinejoin="round">
          <path d="M10 20 18 6h28l8 14v14H10Z" fill="#F7F8FA" />
          <path d="M10 20h14l3 5h10l3-5h14" />
        </g>
      </svg>
      <p>{title}</p>
      {children ? <div className="empty-next">{children}</div> : null}
    </div>
  );
}

interface FailedProps {
  error: unknown;
  onRetry?: () => void;
}

/** One panel failed, the rest of the page lives. */
/** What an address asks for and nobody knows: to ask again would change nothing. */
function faultsOf(problem: Problem): string | undefined {
  if (problem.status !== 422 || !problem.errors?.length) return undefined;
  const named = (pointer: string): string => (pointer === '/query/q' ? t('list.search') : pointer.replace(/^\/(query\/)?/, ''));
  return problem.errors.map((fault) => `${named(fault.pointer)} ${fault.detail ?? ''}`.trim()).join(' ');
}

export function FailedState({ error, onRetry }: FailedProps): ReactElement {
  const problem = asProblem(error);
  const faults = faultsOf(problem);
  return (
    <div className="failed-state" role="alert">
      <p>
        <span className="failed-mark" aria-hidden="true">
          ×
        </span>
        {faults ? t('state.bad_query', { faults }) : problem.code === 'web.offline' ? problemText(problem) : t('state.failed')}
      </p>
      {onRetry && !faults ? (
        <button type="button" className="plain-button" onClick={onRetry}>
          {t('action.retry')}
        </button>
      ) : null}
      {problem.trace_id ? (
        <small className="muted">
          {t('state.trace')} {problem.trace_id}
        </small>
      ) : null}
    </div>
  );
}

/** Forbidden and absent look the same, so that existence does not leak. */
export function NotVisible({ home }: { home: ReactNode }): ReactElement {
  return (
    <div className="not-visible">
      <h1>{t('state.not_visible')}</h1>
      <div>{home}</div>
    </div>
  );
}
