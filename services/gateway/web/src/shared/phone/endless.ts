import { useInfiniteQuery } from '@tanstack/react-query';

import { get } from '@/shared/api/client';
import type { Query } from '@/shared/api/client';
import { viewKey } from '@/shared/api/query';
import type { Page } from '@/shared/api/types';

const SIZE = 20;

interface Endless<Row, Answer extends Page<Row>> {
  items: Row[];
  first: Answer | undefined;
  error: unknown;
  isPending: boolean;
  hasMore: boolean;
  more: () => Promise<void>;
  again: () => Promise<void>;
}

/** A list that grows as the thumb goes on. */
export function useEndless<Row, Answer extends Page<Row> = Page<Row>>(view: string, query: Query): Endless<Row, Answer> {
  const result = useInfiniteQuery({
    queryKey: [...viewKey(view, query), 'endless'],
    queryFn: ({ pageParam, signal }) => get<Answer>(`views/${view}`, { ...query, page: pageParam, size: SIZE }, signal),
    initialPageParam: 1,
    getNextPageParam: (last, pages) => (pages.length * SIZE < last.total && last.items.length > 0 ? pages.length + 1 : undefined),
  });
  return {
    items: result.data?.pages.flatMap((page) => page.items) ?? [],
    first: result.data?.pages[0],
    error: result.error,
    isPending: result.isPending,
    hasMore: result.hasNextPage,
    more: async () => {
      await result.fetchNextPage();
    },
    again: async () => {
      await result.refetch();
    },
  };
}
