import type { ReactNode } from 'react';

import type { Query } from '@/shared/api/client';

export interface ListColumn<Row> {
  key: string;
  title: string;
  render: (row: Row) => ReactNode;
  /** The same value as plain words, for export and cards. */
  text: (row: Row) => string;
  width?: number;
  align?: 'right';
  /** Server-side sort column. */
  sort?: string;
  /** Not shown until chosen. */
  hidden?: boolean;
  /** The one exception mark of a card. */
  isStatus?: boolean;
}

export interface ListFilter {
  key: string;
  label: string;
  options: { value: string; label: string }[];
  single?: boolean;
}

export interface BulkAction<Row> {
  key: string;
  label: string;
  /** Word of success in a result row. */
  done: string;
  danger?: boolean;
  applies: (row: Row) => boolean;
  run: (row: Row) => Promise<void>;
}

export interface SystemView {
  key: string;
  label: string;
  params: Partial<Record<string, string>>;
}

export interface ListSpec<Row> {
  view: string;
  /** Part of every reading, not a chip: the tab's own object. */
  fixed?: Query;
  /** What a link may narrow the list to: `<name>_id`, told by a chip as `<name>_title`. */
  of?: ('agreement' | 'project')[];
  rowId: (row: Row) => string;
  rowName: (row: Row) => string;
  columns: ListColumn<Row>[];
  filters: ListFilter[];
  bulk?: BulkAction<Row>[];
  views?: SystemView[];
  searchable?: boolean;
  /** What is looked for, where it is not the title, and from how many characters on. */
  search?: { hint: string; least: number };
  /** Rows can be read as of any date. */
  dated?: boolean;
  sort?: string;
  /** "57 条" */
  counted: (total: string) => string;
  emptyText: string;
  emptyNext?: ReactNode;
  /** The page itself shows the scope, so no chip does. */
  ownScope?: boolean;
  dense?: boolean;
  chosenId?: string | undefined;
}
