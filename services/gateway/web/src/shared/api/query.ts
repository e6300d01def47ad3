import { keepPreviousData, QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { UseMutationResult, UseQueryResult } from '@tanstack/react-query';

import { get, newKey, send } from './client';
import type { Query } from './client';
import { ProblemError } from './problems';

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 15_000,
        gcTime: 10 * 60_000,
        refetchOnWindowFocus: false,
        retry: (count, error) => !(error instanceof ProblemError && error.status >= 400 && error.status < 500) && count < 2,
      },
      mutations: { retry: false },
    },
  });
}

/** Key of a composed view; its first words are the topic that live hints name. */
export function viewKey(view: string, query?: Query): readonly unknown[] {
  return query ? ['views', ...view.split('/'), query] : ['views', ...view.split('/')];
}

export function useView<Answer>(view: string, query?: Query, enabled = true): UseQueryResult<Answer> {
  return useQuery<Answer>({
    queryKey: viewKey(view, query),
    queryFn: ({ signal }) => get<Answer>(`views/${view}`, query, signal),
    placeholderData: keepPreviousData,
    enabled,
  });
}

/** Like `useView`, but never shows another object's data while its own is on the way. */
export function useOne<Answer>(view: string, query?: Query, enabled = true): UseQueryResult<Answer> {
  return useQuery<Answer>({
    queryKey: viewKey(view, query),
    queryFn: ({ signal }) => get<Answer>(`views/${view}`, query, signal),
    enabled,
  });
}

/** Free text that only its owner keeps. */
export function useOwned<Answer>(path: string, enabled = true): UseQueryResult<Answer> {
  return useQuery<Answer>({
    queryKey: ['owned', ...path.split('/')],
    queryFn: ({ signal }) => get<Answer>(path, undefined, signal),
    enabled,
  });
}

export interface Command {
  path: string;
  body?: unknown;
  method?: 'POST' | 'PUT' | 'DELETE';
}

/** One press: a key per press, and every view read again afterwards. */
export function useCommand<Answer = void>(): UseMutationResult<Answer, unknown, Command> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (command: Command) => send<Answer>(command.path, command.body, { key: newKey(), method: command.method ?? 'POST' }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['views'] });
      void client.invalidateQueries({ queryKey: ['owned'] });
    },
  });
}
