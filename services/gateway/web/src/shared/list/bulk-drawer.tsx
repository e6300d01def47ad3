import { Button, Drawer, Progress } from 'antd';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ReactElement } from 'react';

import { t } from '@/shared/texts';
import { palette } from '@/shared/theme/palette';
import { problemText } from '@/shared/ui/problem-text';

import { runBulk } from './bulk-run';
import type { BulkRun, RowResult } from './bulk-run';
import './list.css';

interface BulkDrawerProps<Row> {
  run: BulkRun<Row>;
  rowId: (row: Row) => string;
  rowName: (row: Row) => string;
  onClose: () => void;
}

/** One answer per row, each refusal with its rule; only the refused ones can be tried again. */
export default function BulkDrawer<Row>({ run, rowId, rowName, onClose }: BulkDrawerProps<Row>): ReactElement {
  const [results, setResults] = useState<Record<string, RowResult>>({});
  const [isRunning, setRunning] = useState(true);
  const started = useRef(false);
  const work = useCallback(
    async (rows: Row[]) => {
      setRunning(true);
      await runBulk(run.action, rows, (row, result) => setResults((former) => ({ ...former, [rowId(row)]: result })));
      setRunning(false);
    },
    [run.action, rowId],
  );
  useEffect(() => {
    if (started.current) return;
    started.current = true;
    void work(run.rows);
  }, [run.rows, work]);

  const of = (row: Row): RowResult => results[rowId(row)] ?? { outcome: 'waiting' };
  const done = run.rows.filter((row) => of(row).outcome === 'done').length;
  const refused = run.rows.filter((row) => of(row).outcome === 'refused');
  const finished = done + refused.length;
  return (
    <Drawer
      open
      size={520}
      title={t('list.bulk_title', { action: run.action.label, n: run.rows.length })}
      onClose={onClose}
      footer={
        <div className="drawer-foot">
          <span className="muted">{t('list.bulk_kept')}</span>
          <span className="list-gap" />
          {refused.length > 0 && !isRunning ? (
            <Button type="primary" onClick={() => void work(refused)}>
              {t('list.bulk_retry', { n: refused.length })}
            </Button>
          ) : (
            <Button onClick={onClose}>{t('action.close')}</Button>
          )}
        </div>
      }
    >
      <Progress percent={Math.round((finished / run.rows.length) * 100)} strokeColor={palette.ok} format={() => `${finished} / ${run.rows.length}`} />
      <p className="strong bulk-sum" aria-live="polite">
        {refused.length > 0 ? t('list.bulk_mixed', { done, refused: refused.length }) : t('list.bulk_done', { done })}
      </p>
      <ul className="bulk-rows">
        {run.rows.map((row) => (
          <BulkRow key={rowId(row)} name={rowName(row)} done={run.action.done} result={of(row)} />
        ))}
      </ul>
    </Drawer>
  );
}

function BulkRow({ name, done, result }: { name: string; done: string; result: RowResult }): ReactElement {
  const sign = result.outcome === 'done' ? '✓' : result.outcome === 'refused' ? '×' : '·';
  return (
    <li>
      <span className={`bulk-sign bulk-${result.outcome}`} aria-hidden="true">
        {sign}
      </span>
      <div>
        <p className="strong">{name}</p>
        {result.outcome === 'refused' ? (
          <p className="error-text">{problemText(result.problem)}</p>
        ) : (
          <p className="muted">{result.outcome === 'done' ? done : t('list.bulk_waiting')}</p>
        )}
      </div>
    </li>
  );
}
