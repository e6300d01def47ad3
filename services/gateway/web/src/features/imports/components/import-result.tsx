import { Button, Space } from 'antd';
import type { ReactElement, ReactNode } from 'react';

import type { ImportAnswer } from '@/shared/api/types';
import { Panel, Stats } from '@/shared/detail/panel';
import { count } from '@/shared/format/numbers';
import { t } from '@/shared/texts';

import { startAgain } from '../api/import-run';
import { RowTable } from './row-table';

export function ImportResult({ answer, children }: { answer: ImportAnswer; children: ReactNode }): ReactElement {
  const of = (outcome: string): string => count(answer.counts[outcome] ?? 0);
  return (
    <>
      <Panel
        title={t('import.result')}
        aside={
          <Space>
            <Button onClick={startAgain}>{t('import.next')}</Button>
            {children}
          </Space>
        }
      >
        <Stats
          stats={[
            { label: t('import.count.registered'), value: of('registered'), unit: t('import.rows') },
            { label: t('import.count.unchanged'), value: of('unchanged'), unit: t('import.rows') },
            { label: t('import.count.not_done'), value: of('refused'), unit: t('import.rows') },
          ]}
        />
      </Panel>
      <RowTable answer={answer} />
    </>
  );
}
