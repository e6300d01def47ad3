import { DownloadOutlined } from '@ant-design/icons';
import { App, Button } from 'antd';
import { useState } from 'react';
import type { ReactElement, ReactNode } from 'react';

import { moment } from '@/shared/format/dates';
import { count } from '@/shared/format/numbers';
import { asProblem } from '@/shared/api/problems';
import { t } from '@/shared/texts';
import { PageHead } from '@/shared/ui/page-head';
import { problemText } from '@/shared/ui/problem-text';

import { saveSheet } from './export';
import { ListPanel, visibleColumns } from './list-panel';
import type { ListSpec } from './list-types';
import { useList } from './use-list';

interface ListPageProps<Row> {
  title: string;
  spec: ListSpec<Row>;
  /** The one filled button. */
  primary?: ReactNode;
  children?: ReactNode;
}

/** T2: head with count and as-of, one panel of rows. */
export function ListPage<Row extends object>({ title, spec, primary, children }: ListPageProps<Row>): ReactElement {
  const { data } = useList(spec).result;
  return (
    <>
      <PageHead
        title={title}
        facts={data ? [spec.counted(count(data.total)), t('page.as_of', { at: moment(data.as_of) })] : []}
        actions={
          <>
            <ExportButton title={title} spec={spec} />
            {primary}
          </>
        }
      />
      {children}
      <ListPanel spec={spec} />
    </>
  );
}

export function ExportButton<Row>({ title, spec }: { title: string; spec: ListSpec<Row> }): ReactElement | null {
  const list = useList(spec);
  const [isBusy, setBusy] = useState(false);
  const { message } = App.useApp();
  const total = list.result.data?.total ?? 0;
  if (total === 0) return null;
  const save = async (): Promise<void> => {
    setBusy(true);
    try {
      saveSheet(title, visibleColumns(spec.columns, list.url.list('cols')), await list.readAll());
    } catch (error) {
      void message.error(problemText(asProblem(error)));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button icon={<DownloadOutlined />} loading={isBusy} onClick={() => void save()}>
      {t('list.export', { n: spec.counted(count(total)) })}
    </Button>
  );
}
