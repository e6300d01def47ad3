import { Checkbox, Pagination, Table } from 'antd';
import type { TableColumnType } from 'antd';
import { useState } from 'react';
import type { ReactElement, ReactNode } from 'react';

import { count } from '@/shared/format/numbers';
import { t } from '@/shared/texts';

import { ScrollRegion } from './scroll-region';
import { useNarrowDesk } from './use-narrow';
import './rows.css';

export interface RowColumn<Row> {
  key: string;
  /** Without one the cell holds what can be done with the row. */
  title?: string;
  render: (row: Row) => ReactNode;
  align?: 'right';
  width?: number | string;
  /** Client-side order. */
  compare?: (a: Row, b: Row) => number;
  /** The one mark of a card. */
  isStatus?: boolean;
}

export interface RowChoice<Row> {
  chosen: string[];
  onChange: (keys: string[]) => void;
  nameOf: (row: Row) => string;
  isOff: (row: Row) => boolean;
}

interface RowsProps<Row> {
  /** What the rows are, for those who hear the page. */
  label: string;
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  columns: RowColumn<Row>[];
  choice?: RowChoice<Row> | undefined;
  /** More than these are shown page by page. */
  pageSize?: number;
  counted?: (total: string) => string;
  dense?: boolean;
  minWidth?: number | 'max-content';
  empty?: ReactNode;
}

/** Rows that came with their object: a table at a desk, cards on a narrow screen. */
export function Rows<Row extends object>(props: RowsProps<Row>): ReactElement {
  return useNarrowDesk() ? <Cards {...props} /> : <Grid {...props} />;
}

function tableColumn<Row>({ key, title, render, align, width, compare }: RowColumn<Row>): TableColumnType<Row> {
  return {
    key,
    title: title ?? '',
    render: (_value: unknown, row: Row) => render(row),
    ...(align ? { align } : {}),
    ...(width ? { width } : {}),
    ...(compare ? { sorter: compare, showSorterTooltip: false } : {}),
  };
}

function Grid<Row extends object>({ label, rows, rowKey, columns, choice, pageSize, counted, dense = false, minWidth = 'max-content', empty }: RowsProps<Row>): ReactElement {
  return (
    <ScrollRegion label={label}>
      <Table<Row>
        size={dense ? 'small' : 'medium'}
        rowKey={rowKey}
        dataSource={rows}
        columns={columns.map(tableColumn)}
        scroll={{ x: minWidth }}
        {...(empty ? { locale: { emptyText: empty } } : {})}
        pagination={
          pageSize && rows.length > pageSize
            ? { pageSize, showSizeChanger: false, ...(counted ? { showTotal: (total: number) => t('list.total', { n: counted(count(total)) }) } : {}) }
            : false
        }
        rowSelection={
          choice
            ? {
                selectedRowKeys: choice.chosen,
                onChange: (keys) => choice.onChange(keys.map(String)),
                getCheckboxProps: (row) => ({ disabled: choice.isOff(row), 'aria-label': t('list.select', { name: choice.nameOf(row) }) }),
                getTitleCheckboxProps: () => ({ 'aria-label': t('list.select_page') }),
              }
            : undefined
        }
      />
    </ScrollRegion>
  );
}

function Cards<Row extends object>({ label, rows, rowKey, columns, choice, pageSize, empty }: RowsProps<Row>): ReactElement {
  const [page, setPage] = useState(1);
  const shown = pageSize ? rows.slice((page - 1) * pageSize, page * pageSize) : rows;
  if (rows.length === 0) return <>{empty}</>;
  return (
    <>
      <ul className="row-cards" aria-label={label}>
        {shown.map((row) => (
          <li key={rowKey(row)}>
            <Card row={row} columns={columns} select={choice ? <Select row={row} id={rowKey(row)} choice={choice} /> : null} />
          </li>
        ))}
      </ul>
      {pageSize ? <Pagination className="row-cards-pages" simple current={page} pageSize={pageSize} total={rows.length} hideOnSinglePage onChange={setPage} /> : null}
    </>
  );
}

function Card<Row>({ row, columns, select }: { row: Row; columns: RowColumn<Row>[]; select: ReactNode }): ReactElement {
  const [first, ...rest] = columns;
  const status = rest.find((column) => column.isStatus);
  const acts = rest.filter((column) => !column.title);
  return (
    <>
      <div className="row-card-head">
        {select}
        <span className="row-card-name">{first?.render(row)}</span>
        {status?.render(row)}
      </div>
      <dl className="row-card-facts">
        {rest
          .filter((column) => column.title && column !== status)
          .map((column) => (
            <div key={column.key}>
              <dt>{column.title}</dt>
              <dd>{column.render(row)}</dd>
            </div>
          ))}
      </dl>
      {acts.map((column) => (
        <div key={column.key} className="row-card-acts">
          {column.render(row)}
        </div>
      ))}
    </>
  );
}

function Select<Row>({ row, id, choice }: { row: Row; id: string; choice: RowChoice<Row> }): ReactElement {
  return (
    <Checkbox
      className="row-card-select"
      checked={choice.chosen.includes(id)}
      disabled={choice.isOff(row)}
      aria-label={t('list.select', { name: choice.nameOf(row) })}
      onChange={(event) => choice.onChange(event.target.checked ? [...choice.chosen, id] : choice.chosen.filter((one) => one !== id))}
    />
  );
}
