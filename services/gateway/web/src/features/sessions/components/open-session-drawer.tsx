import { App, Form, Input, InputNumber, Select } from 'antd';
import type { ReactElement } from 'react';

import type { OrgRef, Page, ProjectRow } from '@/shared/api/types';
import { useView } from '@/shared/api/query';
import { addDays, today } from '@/shared/format/dates';
import { FormDrawer } from '@/shared/form/form-drawer';
import { atMost, between, required } from '@/shared/form/rules';
import { optionsOf } from '@/shared/list/options';
import { RangeField } from '@/shared/pickers/date-field';
import { OrgSelect } from '@/shared/pickers/org-select';
import { t } from '@/shared/texts';

interface Values {
  title: string;
  owner_id: string;
  community_id: string;
  project_id?: string;
  theme_code: string;
  window: [string, string];
  capacity_count: number;
  place?: string;
  description?: string;
}

interface OpenSessionProps {
  owner?: OrgRef | undefined;
  community?: OrgRef | undefined;
  onClose: () => void;
  onOpened: (id: string) => void;
}

const wall = (value: string): string => new Date(`${value}:00+08:00`).toISOString();

export default function OpenSessionDrawer({ owner, community, onClose, onOpened }: OpenSessionProps): ReactElement {
  const { message } = App.useApp();
  const projects = useView<Page<ProjectRow>>('projects', { status: 'running', size: 100 }).data?.items ?? [];
  const labels = {
    title: t('session.what'),
    owner_id: t('session.owner'),
    community_id: t('field.community'),
    project_id: t('noun.project'),
    theme_code: t('session.theme'),
    window: t('session.when'),
    capacity_count: t('session.capacity'),
    place: t('session.place'),
    description: t('field.description'),
  };
  const tomorrow = addDays(today(), 1);
  return (
    <FormDrawer<Values, { session_id: string }>
      title={t('session.open')}
      submit={t('session.open')}
      labels={labels}
      initial={{
        capacity_count: 20,
        window: [`${tomorrow}T14:00`, `${tomorrow}T16:00`],
        ...(owner ? { owner_id: owner.id } : {}),
        ...(community ? { community_id: community.id } : {}),
      }}
      toCommand={({ window, ...values }) => {
        const project = projects.find((one) => one.id === values.project_id);
        return {
          path: 'activities/sessions',
          body: { ...values, agreement_id: project?.agreement_id, window: { start_at: wall(window[0]), end_at: wall(window[1]) } },
        };
      }}
      onDone={({ session_id }) => {
        void message.success(t('session.opened_done'));
        onOpened(session_id);
      }}
      onClose={onClose}
    >
      <Form.Item name="title" label={labels.title} rules={[required(labels.title), atMost(labels.title, 40)]}>
        <Input placeholder={t('session.what_hint')} />
      </Form.Item>
      <Form.Item name="project_id" label={labels.project_id}>
        <Select allowClear showSearch={{ optionFilterProp: 'label' }} options={projects.map((project) => ({ value: project.id, label: project.title }))} notFoundContent={t('session.no_project')} />
      </Form.Item>
      <Form.Item name="community_id" label={labels.community_id} rules={[required(labels.community_id)]}>
        <OrgSelect kinds={['community']} known={community ? [community] : projects.map((project) => project.community)} />
      </Form.Item>
      <Form.Item name="owner_id" label={labels.owner_id} rules={[required(labels.owner_id)]}>
        <OrgSelect known={owner ? [owner] : []} />
      </Form.Item>
      <Form.Item name="window" label={labels.window} rules={[required(labels.window)]} extra={t('session.quarter_hint')}>
        <RangeField withTime />
      </Form.Item>
      <div className="form-pair">
        <Form.Item name="capacity_count" label={labels.capacity_count} rules={[required(labels.capacity_count), between(labels.capacity_count, 1, 500)]}>
          <InputNumber className="form-wide" />
        </Form.Item>
        <Form.Item name="theme_code" label={labels.theme_code} rules={[required(labels.theme_code)]}>
          <Select options={optionsOf('theme')} />
        </Form.Item>
      </div>
      <Form.Item name="place" label={labels.place} rules={[atMost(labels.place, 60)]}>
        <Input />
      </Form.Item>
      <Form.Item name="description" label={labels.description} rules={[atMost(labels.description, 300)]}>
        <Input.TextArea rows={3} maxLength={300} showCount />
      </Form.Item>
    </FormDrawer>
  );
}
