import type { TableColumnsType } from 'antd';

import type { ListColumn } from './list-types';

function orderOf(column: { sort?: string }, sort: string | undefined): 'ascend' | 'descend' | null {
  if (!column.sort || !sort) return null;
  if (sort === column.sort) return 'ascend';
  return sort === `-${column.sort}` ? 'descend' : null;
}

export function tableColumns<Row>(columns: ListColumn<Row>[], sort: string | undefined): TableColumnsType<Row> {
  return columns.map((column, at) => ({
    key: column.key,
    title: column.title,
    ...(column.width ? { width: column.width } : {}),
    ...(column.align ? { align: column.align } : {}),
    ...(at === 0 ? { fixed: 'left' as const } : {}),
    ...(column.sort ? { sorter: true, sortOrder: orderOf(column, sort), showSorterTooltip: false } : {}),
    render: (_value: unknown, row: Row) => column.render(row),
  }));
}
