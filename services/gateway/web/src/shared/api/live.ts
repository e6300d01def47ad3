import type { QueryClient } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';

export type LiveState = 'live' | 'waiting' | 'off';

interface Hint {
  topics: string[];
  as_of?: string;
}

interface LiveSnapshot {
  state: LiveState;
  asOf: string | null;
}

let snapshot: LiveSnapshot = { state: 'off', asOf: null };
const listeners = new Set<() => void>();

function publish(change: Partial<LiveSnapshot>): void {
  snapshot = { ...snapshot, ...change };
  for (const listener of listeners) listener();
}

function isHint(value: unknown): value is Hint {
  return typeof value === 'object' && value !== null && Array.isArray((value as { topics?: unknown }).topics);
}

function parse(data: string): Hint | null {
  try {
    const value: unknown = JSON.parse(data);
    return isHint(value) ? value : null;
  } catch {
    return null;
  }
}

const GATHER_MS = 400;

/** Opens the stream of hints; several within a moment become one reading. */
export function openLive(client: QueryClient): () => void {
  if (typeof EventSource === 'undefined') return () => undefined;
  const source = new EventSource('/api/live');
  const pending = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const flush = (): void => {
    timer = undefined;
    for (const topic of pending) void client.invalidateQueries({ queryKey: ['views', topic] });
    pending.clear();
  };
  const hear = (event: MessageEvent<string>): void => {
    const hint = parse(event.data);
    if (!hint) return;
    publish({ state: 'live', ...(hint.as_of ? { asOf: hint.as_of } : {}) });
    for (const topic of hint.topics) pending.add(topic);
    timer ??= setTimeout(flush, GATHER_MS);
  };
  source.onopen = () => publish({ state: 'live' });
  source.onerror = () => publish({ state: 'waiting' });
  source.onmessage = hear;
  source.addEventListener('hint', hear as EventListener);
  return () => {
    source.close();
    if (timer) clearTimeout(timer);
    publish({ state: 'off' });
  };
}

export function useLiveChannel(client: QueryClient): void {
  useEffect(() => openLive(client), [client]);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useLive(): LiveSnapshot {
  return useSyncExternalStore(subscribe, () => snapshot);
}
