import { Table } from 'antd';
import type { TableColumnsType } from 'antd';
import type { ReactElement } from 'react';
import { Link } from 'react-router';

import type { Board, BoardRow } from '@/shared/api/types';
import { count, decimal, hoursOf } from '@/shared/format/numbers';
import { t, word } from '@/shared/texts';
import { BurnBar } from '@/shared/ui/bars';
import { Figure } from '@/shared/ui/figure';
import { ScrollRegion } from '@/shared/ui/scroll-region';
import { EmptyState } from '@/shared/ui/states';

import { listLink } from './links';
import './board.css';

interface ScopeTableProps {
  board: Board;
  onScope: (id: string) => void;
}

function Rate({ board, row }: { board: Board; row: BoardRow }): ReactElement {
  if (row.report_rate === undefined) return <span className="muted">—</span>;
  const isLow = row.report_rate < 75;
  return (
    <span className="scope-rate">
      <BurnBar done={row.report_rate} whole={100} tone={isLow ? 'error' : 'quiet'} label={t('rate.report_rate')} />
      <Figure to={listLink(board, row.org, ['/members', 'reported'])} unit="%">
        {decimal(row.report_rate)}
      </Figure>
    </span>
  );
}

function Risky({ value, risk, to, riskText }: { value: number; risk: number; to: string; riskText: string }): ReactElement {
  return (
    <span className="nowrap">
      {risk > 0 ? <span className="warn-text scope-risk">{riskText}</span> : null}
      <Figure to={to}>{count(value)}</Figure>
    </span>
  );
}

/** 各街道: what lies right below the scope. */
export function childrenTitle(board: Board): string {
  return word('board_below', board.children[0]?.org.kind ?? 'community');
}

/** Below the district the streets, below a street its communities: same page, other scope. */
export function ScopeTable({ board, onScope }: ScopeTableProps): ReactElement {
  if (board.children.length === 0) return <EmptyState title={t('board.no_children')} />;
  const link = (row: BoardRow, path: string, figure: string): string => listLink(board, row.org, [path, figure]);
  const columns: TableColumnsType<BoardRow> = [
    {
      key: 'org',
      title: word('org_kind', board.children[0]?.org.kind ?? 'community'),
      fixed: 'left',
      render: (_v, row) =>
        row.org.kind === 'community' && row.org.division_code ? (
          <Link to={`/communities/${row.org.division_code}`}>{row.org.name}</Link>
        ) : (
          <button type="button" className="link-button nowrap" onClick={() => onScope(row.org.id)}>
            {row.org.name}
          </button>
        ),
    },
    { key: 'rate', title: t('rate.report_rate'), width: 128, sorter: (a, b) => (a.report_rate ?? -1) - (b.report_rate ?? -1), defaultSortOrder: 'descend', render: (_v, row) => <Rate board={board} row={row} /> },
    { key: 'reported', title: t('board.reported'), align: 'right', sorter: (a, b) => a.reported_count - b.reported_count, render: (_v, row) => <Figure to={link(row, '/members', 'reported')}>{count(row.reported_count)}</Figure> },
    { key: 'needs', title: t('nav.needs'), align: 'right', sorter: (a, b) => a.need_count - b.need_count, render: (_v, row) => <Figure to={link(row, '/needs', 'published')}>{count(row.need_count)}</Figure> },
    {
      key: 'agreements',
      title: t('board.agreements'),
      align: 'right',
      sorter: (a, b) => a.agreement_count - b.agreement_count,
      render: (_v, row) => <Risky value={row.agreement_count} risk={row.expiring_count} to={link(row, '/agreements', 'in_force')} riskText={t('board.expiring_n', { n: row.expiring_count })} />,
    },
    {
      key: 'projects',
      title: t('board.projects'),
      align: 'right',
      sorter: (a, b) => a.project_count - b.project_count,
      render: (_v, row) => <Risky value={row.project_count} risk={row.at_risk_count} to={link(row, '/projects', 'live')} riskText={t('board.at_risk_n', { n: row.at_risk_count })} />,
    },
    { key: 'people', title: t('chain_figure.check_ins'), align: 'right', sorter: (a, b) => a.person_times - b.person_times, render: (_v, row) => <Figure to={link(row, '/activities', 'served')}>{count(row.person_times)}</Figure> },
    { key: 'hours', title: t('chain_figure.hours'), align: 'right', sorter: (a, b) => a.minutes - b.minutes, render: (_v, row) => <Figure to={link(row, '/hours', 'posted')}>{hoursOf(row.minutes)}</Figure> },
  ];
  return (
    <ScrollRegion label={childrenTitle(board)}>
      <Table<BoardRow>
        size="small"
        rowKey={(row) => row.org.id}
        columns={columns}
        dataSource={board.children}
        pagination={board.children.length > 40 ? { pageSize: 40, showSizeChanger: false } : false}
        scroll={{ x: 'max-content' }}
        showSorterTooltip={false}
      />
    </ScrollRegion>
  );
}
