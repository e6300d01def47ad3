import { useEffect, useSyncExternalStore } from 'react';
import type { ReactElement } from 'react';

import { t } from '@/shared/texts';

import './busy-line.css';

type Cause = 'state.busy' | 'state.behind';

let until = 0;
let cause: Cause = 'state.busy';
let waiting: ReturnType<typeof setTimeout> | undefined;
const BEHIND_S = 2;
const listeners = new Set<() => void>();

function publish(): void {
  for (const listener of listeners) listener();
}

function announce(why: Cause, seconds: number): void {
  cause = why;
  until = Date.now() + seconds * 1000;
  publish();
}

/** Said by the client when the server asked to come back later; the request repeats by itself. */
export function announceBusy(seconds: number): void {
  announce('state.busy', seconds);
}

/** Said when a page does not show one's own last change yet; `again` reads it anew, once for all. */
export function announceBehind(again: () => void): void {
  if (waiting) return;
  announce('state.behind', BEHIND_S);
  waiting = setTimeout(() => {
    waiting = undefined;
    again();
  }, BEHIND_S * 1000);
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
      {t(cause, { n: left })}
    </div>
  );
}
