import { useEffect, useSyncExternalStore } from 'react';
import type { ReactElement } from 'react';

import { t } from '@/shared/texts';

import './busy-line.css';

let until = 0;
const listeners = new Set<() => void>();

function publish(): void {
  for (const listener of listeners) listener();
}

/** Said by the client when the server asked to come back later; the request repeats by itself. */
export function announceBusy(seconds: number): void {
  until = Date.now() + seconds * 1000;
  publish();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function secondsLeft(): number {
  return Math.max(0, Math.ceil((until - Date.now()) / 1000));
}

export function BusyLine(): ReactElement | null {
  const left = useSyncExternalStore(subscribe, secondsLeft);
  useEffect(() => {
    if (left === 0) return undefined;
    const timer = setTimeout(publish, 1000);
    return () => clearTimeout(timer);
  }, [left]);
  if (left === 0) return null;
  return (
    <div className="busy-line" role="status">
      {t('state.busy', { n: left })}
    </div>
  );
}
