import { DownloadOutlined } from '@ant-design/icons';
import { Button, Radio, Space } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactElement } from 'react';

import type { ImportAnswer } from '@/shared/api/types';
import { Panel, Stats } from '@/shared/detail/panel';
import { count } from '@/shared/format/numbers';
import { t } from '@/shared/texts';

import { commit, startAgain, useImport } from '../api/import-run';
import { saveAnnotated } from '../api/sheets';
import { useSaving } from '../api/use-saving';
import { RowTable } from './row-table';

/** What would happen, row by row; importing is the reader's choice after that. */
export function DryRun({ answer }: { answer: ImportAnswer }): ReactElement {
  const run = useImport();
  const client = useQueryClient();
  const [onlyGood, setOnlyGood] = useState(false);
  const annotated = useSaving();
  const good = answer.counts['valid'] ?? 0;
  const bad = answer.counts['refused'] ?? 0;
  const mayImport = good > 0 && (bad === 0 || onlyGood);
  const start = async (): Promise<void> => {
    if (await commit()) await client.invalidateQueries({ queryKey: ['views'] });
  };
  return (
    <>
      <Panel
        title={t('import.step.try')}
        aside={
          <Space>
            <Button icon={<DownloadOutlined />} loading={annotated.isBusy} onClick={() => annotated.save(() => (run.file ? saveAnnotated(run.file, run.effectiveOn) : Promise.resolve()))}>
              {t('import.annotated')}
            </Button>
            <Button onClick={startAgain}>{t('import.other')}</Button>
          </Space>
        }
      >
        <Stats
          stats={[
            { label: t('import.count.valid'), value: count(good), unit: t('import.rows') },
            { label: t('import.count.unchanged'), value: count(answer.counts['unchanged'] ?? 0), unit: t('import.rows') },
            { label: t('import.count.refused'), value: <span className={bad > 0 ? 'error-text' : ''}>{count(bad)}</span>, unit: t('import.rows') },
          ]}
        />
        <div className="import-choice">
          {bad > 0 ? (
            <Radio.Group value={onlyGood} onChange={(change) => setOnlyGood(change.target.value as boolean)}>
              <Radio value={false}>{t('import.all_or_none')}</Radio>
              <Radio value={true} disabled={good === 0}>
                {t('import.only_good')}
              </Radio>
            </Radio.Group>
          ) : (
            <span className="secondary">{good > 0 ? t('import.all_good') : t('import.nothing_new')}</span>
          )}
          <Button type="primary" disabled={!mayImport} loading={run.isBusy} onClick={() => void start()}>
            {t('import.start', { n: count(good) })}
          </Button>
        </div>
      </Panel>
      <RowTable answer={answer} />
    </>
  );
}
