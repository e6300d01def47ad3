import { App, Form, Input, Radio, Slider } from 'antd';
import type { ReactElement } from 'react';

import type { ProjectDetail } from '@/shared/api/types';
import { today } from '@/shared/format/dates';
import { FormDrawer } from '@/shared/form/form-drawer';
import { atMost, required } from '@/shared/form/rules';
import { OrgSelect } from '@/shared/pickers/org-select';
import { optionsOf } from '@/shared/list/options';
import { t } from '@/shared/texts';

interface Values {
  party_id: string;
  status_code: string;
  progress_pct: number;
  sentence: string;
}

/** Thirty seconds: a status, a sentence. The date is today's. */
export default function ReportDrawer({ project, onClose }: { project: ProjectDetail; onClose: () => void }): ReactElement {
  const { message } = App.useApp();
  const parties = [project.lead, ...project.co];
  return (
    <FormDrawer<Values>
      title={t('project.report')}
      submit={t('project.report')}
      labels={{ party_id: t('project.reporter'), status_code: t('project.health'), progress_pct: t('project.progress'), sentence: t('project.sentence') }}
      initial={{ party_id: project.lead.id, status_code: project.health ?? 'on_track', progress_pct: project.progress_pct }}
      toCommand={(values) => ({ path: `projects/projects/${project.id}/reports`, body: { ...values, as_of_on: today() } })}
      onDone={() => {
        void message.success(t('project.reported_done'));
        onClose();
      }}
      onClose={onClose}
    >
      <Form.Item name="status_code" label={t('project.health')} rules={[required(t('project.health'))]}>
        <Radio.Group optionType="button" options={optionsOf('health_state')} />
      </Form.Item>
      <Form.Item name="sentence" label={t('project.sentence')} rules={[required(t('project.sentence')), atMost(t('project.sentence'), 200)]}>
        <Input.TextArea rows={3} maxLength={200} showCount placeholder={t('project.sentence_hint')} />
      </Form.Item>
      <Form.Item name="progress_pct" label={t('project.progress')} required>
        <Slider step={5} marks={{ 0: '0%', 50: '50%', 100: '100%' }} ariaLabelForHandle={t('project.progress')} />
      </Form.Item>
      {parties.length > 1 ? (
        <Form.Item name="party_id" label={t('project.reporter')} rules={[required(t('project.reporter'))]}>
          <OrgSelect known={parties} />
        </Form.Item>
      ) : (
        <Form.Item name="party_id" hidden>
          <Input />
        </Form.Item>
      )}
    </FormDrawer>
  );
}
