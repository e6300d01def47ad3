import { Segmented, Table } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { Link } from 'react-router';

import type { ImportAnswer } from '@/shared/api/types';
import { Panel } from '@/shared/detail/panel';
import { count } from '@/shared/format/numbers';
import { t, word } from '@/shared/texts';
import type { Kind } from '@/shared/ui/status';
import { KindTag } from '@/shared/ui/status-tag';
import { EmptyState } from '@/shared/ui/states';

type Row = ImportAnswer['rows'][number];

const kinds: Record<string, Kind> = { valid: 'ok', registered: 'ok', unchanged: 'off', refused: 'error' };

function Faults({ row }: { row: Row }): ReactElement {
  return (
    <>
      {(row.errors ?? []).map((fault) => (
        <p key={`${fault.cell} ${fault.code}`} className="import-fault">
          <b>{fault.cell}</b> {fault.detail}
        </p>
      ))}
    </>
  );
}

/** One line a row of the sheet; the faulty ones first asked for. */
export function RowTable({ answer }: { answer: ImportAnswer }): ReactElement {
  const bad = answer.rows.filter((row) => row.outcome === 'refused');
  const [shown, setShown] = useState<'bad' | 'all'>(bad.length > 0 ? 'bad' : 'all');
  return (
    <Panel
      title={t('import.by_row')}
      aside={
        <Segmented
          value={shown}
          options={[
            { value: 'bad', label: t('import.show_bad', { n: count(bad.length) }) },
            { value: 'all', label: t('import.show_all', { n: count(answer.rows.length) }) },
          ]}
          onChange={setShown}
        />
      }
      flush
    >
      <Table<Row>
        size="medium"
        rowKey="row_no"
        dataSource={shown === 'bad' ? bad : answer.rows}
        scroll={{ x: 'max-content' }}
        pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
        locale={{ emptyText: <EmptyState title={t('import.no_bad')} /> }}
        columns={[
          { key: 'row', title: t('import.row'), width: 80, align: 'right', render: (_v, row) => count(row.row_no) },
          { key: 'name', title: t('field.name'), render: (_v, row) => (row.org_id ? <Link to={`/organizations/${row.org_id}`}>{row.name}</Link> : row.name || '—') },
          { key: 'outcome', title: t('import.outcome'), render: (_v, row) => <KindTag kind={kinds[row.outcome] ?? 'off'}>{word('import_outcome', row.outcome)}</KindTag> },
          { key: 'faults', title: t('import.faults'), render: (_v, row) => <Faults row={row} /> },
        ]}
      />
    </Panel>
  );
}
