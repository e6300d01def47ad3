import { DownloadOutlined } from '@ant-design/icons';
import { Alert, Button, Steps } from 'antd';
import type { ReactElement } from 'react';
import { useNavigate } from 'react-router';

import { DryRun } from '@/features/imports/components/dry-run';
import { ImportResult } from '@/features/imports/components/import-result';
import { ChooseSheet } from '@/features/imports/components/choose-sheet';
import { useImport } from '@/features/imports/api/import-run';
import { saveTemplate } from '@/features/imports/api/sheets';
import { useSaving } from '@/features/imports/api/use-saving';
import { Panel } from '@/shared/detail/panel';
import { t } from '@/shared/texts';
import { PageHead } from '@/shared/ui/page-head';

import '@/features/imports/components/imports.css';

const stepOf = { choose: 1, tried: 2, done: 3 } as const;

/** T16: template, upload, trial run, import. What was tried stays while other pages are looked at. */
export default function ImportsPage(): ReactElement {
  const run = useImport();
  const template = useSaving();
  const navigate = useNavigate();
  return (
    <>
      <PageHead
        crumbs={[{ text: t('nav.organizations'), to: '/organizations' }]}
        title={t('import.title')}
        facts={run.file ? [run.file.name] : []}
        actions={
          <Button icon={<DownloadOutlined />} loading={template.isBusy} onClick={() => template.save(saveTemplate)}>
            {t('import.template')}
          </Button>
        }
      />
      <div className="panel detail-steps">
        <Steps
          size="small"
          current={stepOf[run.stage]}
          items={[
            { title: t('import.step.template'), content: t('import.step.template_hint') },
            { title: t('import.step.upload'), content: run.file?.name ?? t('import.step.upload_hint') },
            { title: t('import.step.try'), content: t('import.step.try_hint') },
            { title: t('import.step.import'), content: t('import.step.import_hint') },
          ]}
        />
      </div>
      {run.problem ? <Alert className="form-alert" type="error" showIcon title={run.problem} /> : null}
      <div className="detail-main">
        {run.stage === 'choose' ? (
          <Panel title={t('import.step.upload')}>
            <ChooseSheet />
          </Panel>
        ) : null}
        {run.stage === 'tried' && run.tried ? <DryRun answer={run.tried} /> : null}
        {run.stage === 'done' && run.done ? (
          <ImportResult answer={run.done}>
            <Button type="primary" onClick={() => void navigate('/organizations')}>
              {t('import.see')}
            </Button>
          </ImportResult>
        ) : null}
      </div>
    </>
  );
}
