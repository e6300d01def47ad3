import { Pagination } from 'antd';
import type { ReactElement } from 'react';

import type { ListColumn, ListSpec } from './list-types';
import type { ListState } from './use-list';

interface CardsProps<Row> {
  spec: ListSpec<Row>;
  list: ListState<Row>;
  columns: ListColumn<Row>[];
}

/** A bare figure or date says what it is; nothing says nothing. */
function factOf<Row>(column: ListColumn<Row>, row: Row): string {
  const text = column.text(row);
  if (text === '—') return '';
  return /^[\d−+]/.test(text) ? `${column.title} ${text}` : text;
}

/** The list on a narrow screen: name, a line of facts, one mark. */
export function ListCards<Row>({ spec, list, columns }: CardsProps<Row>): ReactElement {
  const [title, ...rest] = columns;
  const status = rest.find((column) => column.isStatus);
  const facts = rest.filter((column) => column !== status);
  const data = list.result.data;
  return (
    <>
      <ul className="list-cards">
        {data?.items.map((row) => (
          <li key={spec.rowId(row)}>
            <div className="list-card-head">
              <span className="strong">{title?.render(row)}</span>
              {status?.render(row)}
            </div>
            <p className="muted list-card-facts">
              {facts
                .map((column) => ({ key: column.key, text: factOf(column, row) }))
                .filter((fact) => fact.text !== '')
                .map((fact) => (
                  <span key={fact.key}>{fact.text}</span>
                ))}
            </p>
          </li>
        ))}
      </ul>
      <Pagination
        className="list-cards-pages"
        simple
        current={list.page}
        pageSize={list.size}
        total={data?.total ?? 0}
        hideOnSinglePage
        onChange={(page) => list.url.set({ page: page === 1 ? null : page })}
      />
    </>
  );
}
