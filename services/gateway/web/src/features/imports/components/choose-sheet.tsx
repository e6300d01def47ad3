import { InboxOutlined } from '@ant-design/icons';
import { Form, Spin, Upload } from 'antd';
import type { ReactElement } from 'react';

import { today } from '@/shared/format/dates';
import { DateField } from '@/shared/pickers/date-field';
import { t, word } from '@/shared/texts';

import { setEffectiveOn, tryOut, useImport } from '../api/import-run';

/** The sheet is tried out as soon as it is chosen; nothing is saved by that. */
export function ChooseSheet(): ReactElement {
  const run = useImport();
  return (
    <Form layout="vertical" className="import-choose">
      <Form.Item label={word('field', 'effective_on')} required extra={t('import.effective_hint')}>
        <DateField label={word('field', 'effective_on')} allowClear={false} latest={today()} value={run.effectiveOn} onChange={(on) => on && setEffectiveOn(on)} />
      </Form.Item>
      <Spin spinning={run.isBusy} description={t('import.trying')}>
        <Upload.Dragger
          accept=".xlsx,.csv"
          maxCount={1}
          showUploadList={false}
          disabled={run.isBusy}
          beforeUpload={(file) => {
            void tryOut(file);
            return false;
          }}
        >
          <p className="import-mark">
            <InboxOutlined />
          </p>
          <p>{t('import.drop')}</p>
          <p className="secondary">{t('import.limits')}</p>
        </Upload.Dragger>
      </Spin>
    </Form>
  );
}
