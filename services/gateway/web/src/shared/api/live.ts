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
const SUMS_MS = 3_000;
/** After a restart all pages come back at once; they do not all read at once. */
const SPREAD_MS = 2_000;

/** Views summed over many facts: read again at leisure, not at every fact. */
const sums: Record<string, string[]> = { board: ['board', 'communities', 'units'], work: ['work'], timeline: ['timeline'] };

/** Texts that their owner keeps change with the views of the same things. */
const owned = new Set(['agreements', 'plans', 'projects', 'needs', 'sessions']);

function keysOf(topic: string): readonly string[][] {
  if (topic === 'session') return [['session']];
  const views = (sums[topic] ?? [topic]).map((view) => ['views', view]);
  return owned.has(topic) ? [...views, ['owned']] : views;
}

/** Gathers topics for a moment and invalidates them once. */
class Gatherer {
  private readonly pending = new Set<string>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly client: QueryClient;
  private readonly ms: number;

  constructor(client: QueryClient, ms: number) {
    this.client = client;
    this.ms = ms;
  }

  add(topic: string): void {
    this.pending.add(topic);
    this.timer ??= setTimeout(() => this.flush(), this.ms);
  }

  stop(): void {
    if (this.timer) clearTimeout(this.timer);
  }

  private flush(): void {
    this.timer = undefined;
    for (const topic of this.pending) for (const queryKey of keysOf(topic)) void this.client.invalidateQueries({ queryKey });
    this.pending.clear();
  }
}

/** Nobody told what changed before the stream was open, or while it was broken: all that was read till now is read again. */
function catchUp(client: QueryClient, openedAt: number): void {
  void client.invalidateQueries({ predicate: ({ state }) => state.dataUpdatedAt > 0 && state.dataUpdatedAt < openedAt });
}

/** Opens the stream of hints; several within a moment become one reading. */
export function openLive(client: QueryClient): () => void {
  if (typeof EventSource === 'undefined') return () => undefined;
  const source = new EventSource('/api/live');
  const soon = new Gatherer(client, GATHER_MS);
  const later = new Gatherer(client, SUMS_MS);
  const hear = (event: MessageEvent<string>): void => {
    const hint = parse(event.data);
    if (!hint) return;
    publish({ state: 'live', ...(hint.as_of ? { asOf: hint.as_of } : {}) });
    for (const topic of hint.topics) (topic in sums ? later : soon).add(topic);
  };
  let missed: ReturnType<typeof setTimeout> | undefined;
  let isAgain = false;
  source.onopen = () => {
    const openedAt = Date.now();
    clearTimeout(missed);
    missed = setTimeout(() => catchUp(client, openedAt), isAgain ? Math.random() * SPREAD_MS : 0);
    isAgain = true;
    publish({ state: 'live', asOf: snapshot.asOf ?? new Date().toISOString() });
  };
  source.onerror = () => publish({ state: 'waiting' });
  source.onmessage = hear;
  source.addEventListener('hint', hear as EventListener);
  return () => {
    source.close();
    clearTimeout(missed);
    soon.stop();
    later.stop();
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
