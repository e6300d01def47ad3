import { Table } from 'antd';
import { lazy, Suspense, useState } from 'react';
import type { ReactElement, ReactNode } from 'react';

import { count } from '@/shared/format/numbers';
import { t } from '@/shared/texts';
import { ScrollRegion } from '@/shared/ui/scroll-region';
import { EmptyState, FailedState, Loading } from '@/shared/ui/states';
import { useNarrowDesk } from '@/shared/ui/use-narrow';

import { BulkBar } from './bulk-bar';
import type { BulkRun } from './bulk-run';
import { ListCards } from './list-cards';
import { tableColumns } from './list-table';
import { ListToolbar } from './list-toolbar';
import type { BulkAction, ListColumn, ListSpec } from './list-types';
import { useList } from './use-list';
import type { ListState } from './use-list';
import './list.css';

const BulkDrawer = lazy(() => import('./bulk-drawer'));

export function visibleColumns<Row>(columns: ListColumn<Row>[], chosen: string[]): ListColumn<Row>[] {
  if (chosen.length === 0) return columns.filter((column) => !column.hidden);
  return columns.filter((column, at) => at === 0 || chosen.includes(column.key));
}

interface PanelProps<Row> {
  spec: ListSpec<Row>;
  /** Right of the chips, before the count. */
  extra?: ReactNode;
}

export function ListPanel<Row extends object>({ spec, extra }: PanelProps<Row>): ReactElement {
  const list = useList(spec);
  const [selected, setSelected] = useState<Row[]>([]);
  const [run, setRun] = useState<BulkRun | null>(null);
  const columns = visibleColumns(spec.columns, list.url.list('cols'));
  const total = list.result.data?.total ?? 0;
  const start = (action: BulkAction<Row>, rows: Row[]): void =>
    setRun({
      label: action.label,
      done: action.done,
      items: rows.map((row) => ({ id: spec.rowId(row), name: spec.rowName(row), run: () => action.run(row) })),
    });
  const close = (): void => {
    setRun(null);
    setSelected([]);
    list.refresh();
  };
  return (
    <section className="panel list-panel">
      <ListToolbar spec={spec} list={list} extra={extra} />
      {selected.length > 0 && spec.bulk ? (
        <BulkBar
          actions={spec.bulk}
          selected={selected}
          total={total}
          counted={spec.counted}
          onSelectAll={() => void list.readAll().then(setSelected)}
          onClear={() => setSelected([])}
          onRun={start}
        />
      ) : null}
      <ListBody spec={spec} list={list} columns={columns} selected={selected} onSelect={setSelected} />
      <Suspense>{run ? <BulkDrawer run={run} onClose={close} /> : null}</Suspense>
    </section>
  );
}

interface BodyProps<Row> {
  spec: ListSpec<Row>;
  list: ListState<Row>;
  columns: ListColumn<Row>[];
  selected: Row[];
  onSelect: (rows: Row[]) => void;
}

function ListBody<Row extends object>({ spec, list, columns, selected, onSelect }: BodyProps<Row>): ReactElement {
  const { data, error, isPending, refetch } = list.result;
  const isNarrow = useNarrowDesk();
  if (isPending) return <Loading rows={8} />;
  if (error && !data) return <FailedState error={error} onRetry={() => void refetch()} />;
  if (!data || data.items.length === 0) return <ListEmpty spec={spec} list={list} />;
  if (isNarrow) return <ListCards spec={spec} list={list} columns={columns} />;
  return (
    <ScrollRegion label={columns[0]?.title ?? ''}>
      <Table<Row>
        size={spec.dense ? 'small' : 'medium'}
        rowClassName={(row) => (spec.chosenId !== undefined && spec.rowId(row) === spec.chosenId ? 'row-chosen' : '')}
        sticky={{ offsetHeader: 56 }}
        scroll={{ x: 'max-content' }}
        rowKey={spec.rowId}
        columns={tableColumns(columns, list.url.get('sort') ?? spec.sort)}
        dataSource={data.items}
        rowSelection={
          spec.bulk
            ? {
                selectedRowKeys: selected.map(spec.rowId),
                preserveSelectedRowKeys: true,
                onChange: (_keys, rows) => onSelect(rows.filter(Boolean)),
                getCheckboxProps: (row) => ({ 'aria-label': t('list.select', { name: spec.rowName(row) }) }),
                getTitleCheckboxProps: () => ({ 'aria-label': t('list.select_page') }),
              }
            : undefined
        }
        onChange={(pagination, _filters, sorter) => {
          const one = Array.isArray(sorter) ? sorter[0] : sorter;
          const key = columns.find((column) => column.key === one?.columnKey)?.sort;
          const sort = one?.order && key ? `${one.order === 'descend' ? '-' : ''}${key}` : null;
          const size = pagination.pageSize === 50 ? null : pagination.pageSize;
          list.url.set({ sort: sort === spec.sort ? null : sort, page: pagination.current === 1 ? null : pagination.current, size });
        }}
        pagination={{
          current: list.page,
          pageSize: list.size,
          total: data.total,
          showTotal: (total) => t('list.total', { n: spec.counted(count(total)) }),
          showSizeChanger: data.total > 20,
          pageSizeOptions: [20, 50, 100],
        }}
      />
    </ScrollRegion>
  );
}

function ListEmpty<Row>({ spec, list }: { spec: ListSpec<Row>; list: ListState<Row> }): ReactElement {
  if (list.isFiltered) {
    return (
      <EmptyState title={t('list.nothing_matches')}>
        <button type="button" className="plain-button" onClick={list.clear}>
          {t('list.clear_filters')}
        </button>
      </EmptyState>
    );
  }
  return <EmptyState title={spec.emptyText}>{spec.emptyNext}</EmptyState>;
}
