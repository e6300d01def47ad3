import { Button, Drawer, Progress } from 'antd';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ReactElement } from 'react';

import { t } from '@/shared/texts';
import { palette } from '@/shared/theme/palette';
import { problemText } from '@/shared/ui/problem-text';

import { runBulk } from './bulk-run';
import type { BulkItem, BulkRun, RowResult } from './bulk-run';
import './list.css';

interface BulkDrawerProps {
  run: BulkRun;
  onClose: () => void;
}

/** One answer per row, each refusal with its rule; only the refused ones can be tried again. */
export default function BulkDrawer({ run, onClose }: BulkDrawerProps): ReactElement {
  const [results, setResults] = useState<Record<string, RowResult>>({});
  const [isRunning, setRunning] = useState(true);
  const started = useRef(false);
  const work = useCallback(async (items: BulkItem[]) => {
    setRunning(true);
    await runBulk(items, (id, result) => setResults((former) => ({ ...former, [id]: result })));
    setRunning(false);
  }, []);
  useEffect(() => {
    if (started.current) return;
    started.current = true;
    void work(run.items);
  }, [run.items, work]);

  const of = (item: BulkItem): RowResult => results[item.id] ?? { outcome: 'waiting' };
  const done = run.items.filter((item) => of(item).outcome === 'done').length;
  const refused = run.items.filter((item) => of(item).outcome === 'refused');
  const finished = done + refused.length;
  return (
    <Drawer
      open
      size={520}
      title={t('list.bulk_title', { action: run.label, n: run.items.length })}
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
      <Progress percent={Math.round((finished / run.items.length) * 100)} strokeColor={palette.ok} format={() => `${finished} / ${run.items.length}`} />
      <p className="strong bulk-sum" aria-live="polite">
        {refused.length > 0 ? t('list.bulk_mixed', { done, refused: refused.length }) : t('list.bulk_done', { done })}
      </p>
      <ul className="bulk-rows">
        {run.items.map((item) => (
          <BulkRow key={item.id} name={item.name} done={run.done} result={of(item)} />
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
