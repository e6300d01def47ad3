import { QueryClient } from '@tanstack/react-query';
import { afterEach, expect, test, vi } from 'vitest';

import { openLive } from './live';

class Stream {
  static last: Stream;
  onopen = (): void => undefined;
  onerror = (): void => undefined;
  onmessage: ((event: MessageEvent<string>) => void) | null = null;
  addEventListener = vi.fn();
  close = vi.fn();

  constructor() {
    Stream.last = this;
  }
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const isStale = (client: QueryClient): boolean => client.getQueryState(['views', 'needs'])?.isInvalidated ?? false;

test('what was read before the stream was open, or while it was broken, is read again', () => {
  vi.stubGlobal('EventSource', Stream);
  vi.useFakeTimers({ now: 1_000 });
  const client = new QueryClient();
  client.setQueryData(['views', 'needs'], []);
  const close = openLive(client);

  vi.setSystemTime(2_000);
  Stream.last.onopen();
  vi.advanceTimersByTime(1);
  expect(isStale(client)).toBe(true);

  client.setQueryData(['views', 'needs'], []);
  expect(isStale(client)).toBe(false);
  vi.setSystemTime(3_000);
  Stream.last.onerror();
  Stream.last.onopen();
  vi.advanceTimersByTime(2_000);
  expect(isStale(client)).toBe(true);
  close();
});
