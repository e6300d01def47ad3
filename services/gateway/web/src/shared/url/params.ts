import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';

export type ParamChange = Record<string, string | number | null | undefined>;

export interface UrlParams {
  get: (key: string) => string | undefined;
  list: (key: string) => string[];
  number: (key: string, fallback: number) => number;
  /** Defaults are left out; typing replaces history, everything else pushes. */
  set: (change: ParamChange, replace?: boolean) => void;
}

export function useParamsState(): UrlParams {
  const [params, setParams] = useSearchParams();
  const set = useCallback(
    (change: ParamChange, replace = false) => {
      setParams(
        (former) => {
          const next = new URLSearchParams(former);
          for (const [key, value] of Object.entries(change)) {
            if (value === null || value === undefined || value === '') next.delete(key);
            else next.set(key, String(value));
          }
          return next;
        },
        { replace },
      );
    },
    [setParams],
  );
  return useMemo(
    () => ({
      get: (key) => params.get(key) ?? undefined,
      list: (key) => (params.get(key) ?? '').split(',').filter(Boolean),
      number: (key, fallback) => {
        const value = Number(params.get(key));
        return Number.isInteger(value) && value > 0 ? value : fallback;
      },
      set,
    }),
    [params, set],
  );
}

/** A link that keeps the as-of date of the page it stands on. */
export function keepAsOf(to: string, asOf: string | undefined): string {
  if (!asOf) return to;
  return `${to}${to.includes('?') ? '&' : '?'}as_of=${asOf}`;
}
