import { Segmented } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { Link } from 'react-router';

import type { ImportAnswer } from '@/shared/api/types';
import { Panel } from '@/shared/detail/panel';
import { count } from '@/shared/format/numbers';
import { t, word } from '@/shared/texts';
import type { Kind } from '@/shared/ui/status';
import { Rows } from '@/shared/ui/rows';
import { EmptyState } from '@/shared/ui/states';
import { KindTag } from '@/shared/ui/status-tag';

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
      <Rows
        label={t('import.by_row')}
        rows={shown === 'bad' ? bad : answer.rows}
        rowKey={(row) => String(row.row_no)}
        pageSize={50}
        empty={<EmptyState title={t('import.no_bad')} />}
        columns={[
          { key: 'name', title: t('field.name'), render: (row) => (row.org_id ? <Link to={`/organizations/${row.org_id}`}>{row.name}</Link> : row.name || '—') },
          { key: 'row', title: t('import.row'), width: 80, align: 'right', render: (row) => count(row.row_no) },
          { key: 'outcome', title: t('import.outcome'), isStatus: true, render: (row) => <KindTag kind={kinds[row.outcome] ?? 'off'}>{word('import_outcome', row.outcome)}</KindTag> },
          { key: 'faults', title: t('import.faults'), render: (row) => <Faults row={row} /> },
        ]}
      />
    </Panel>
  );
}
