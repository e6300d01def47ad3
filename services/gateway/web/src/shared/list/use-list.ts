import { useQueryClient } from '@tanstack/react-query';
import type { UseQueryResult } from '@tanstack/react-query';
import { useMemo } from 'react';

import { get } from '@/shared/api/client';
import type { Query } from '@/shared/api/client';
import { useView } from '@/shared/api/query';
import type { Page } from '@/shared/api/types';
import { useParamsState } from '@/shared/url/params';
import type { UrlParams } from '@/shared/url/params';

import type { ListSpec } from './list-types';

export const PAGE_SIZE = 50;
const EXPORT_SIZE = 200;

export interface ListState<Row> {
  url: UrlParams;
  query: Query;
  page: number;
  size: number;
  result: UseQueryResult<Page<Row>>;
  /** Every row under the same filter, page by page. */
  readAll: () => Promise<Row[]>;
  refresh: () => void;
  isFiltered: boolean;
  clear: () => void;
}

export function useList<Row>(spec: ListSpec<Row>): ListState<Row> {
  const url = useParamsState();
  const client = useQueryClient();
  const page = url.number('page', 1);
  const size = url.number('size', PAGE_SIZE);
  const filterKeys = useMemo(() => ['q', 'scope', 'figure', 'from', 'to', ...(spec.of ?? []).map((name) => `${name}_id`), ...spec.filters.map((filter) => filter.key)], [spec.filters, spec.of]);
  const filters: Query = { ...spec.fixed, ...(spec.dated ? { as_of: url.get('as_of') } : {}), sort: url.get('sort') ?? spec.sort };
  for (const key of filterKeys) filters[key] = url.get(key) ?? spec.fixed?.[key];
  const query: Query = { ...filters, page: page === 1 ? undefined : page, size: size === PAGE_SIZE ? undefined : size };
  const result = useView<Page<Row>>(spec.view, query);
  return {
    url,
    query,
    page,
    size,
    result,
    readAll: () => readAll<Row>(spec.view, filters),
    refresh: () => void client.invalidateQueries({ queryKey: ['views'] }),
    isFiltered: filterKeys.some((key) => url.get(key) !== undefined),
    clear: () => url.set(Object.fromEntries([...filterKeys, 'page', 'scope_name', ...(spec.of ?? []).map((name) => `${name}_title`)].map((key) => [key, null]))),
  };
}

async function readAll<Row>(view: string, filters: Query): Promise<Row[]> {
  const rows: Row[] = [];
  for (let page = 1; ; page += 1) {
    const part = await get<Page<Row>>(`views/${view}`, { ...filters, page, size: EXPORT_SIZE });
    rows.push(...part.items);
    if (rows.length >= part.total || part.items.length === 0) return rows;
  }
}
