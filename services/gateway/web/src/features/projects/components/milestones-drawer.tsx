import { MinusCircleOutlined, PlusOutlined } from '@ant-design/icons';
import { App, Button, Form, Input, InputNumber } from 'antd';
import type { ReactElement } from 'react';

import type { ProjectDetail } from '@/shared/api/types';
import { FormDrawer } from '@/shared/form/form-drawer';
import { required } from '@/shared/form/rules';
import { DateField } from '@/shared/pickers/date-field';
import { t } from '@/shared/texts';

interface Milestone {
  title: string;
  due_on: string;
  weight: number;
}

interface Values {
  milestones: Milestone[];
}

function sum(milestones: Milestone[] | undefined): number {
  return (milestones ?? []).reduce((total, milestone) => total + (milestone?.weight ?? 0), 0);
}

export default function MilestonesDrawer({ project, onClose }: { project: ProjectDetail; onClose: () => void }): ReactElement {
  const [form] = Form.useForm<Values>();
  const { message } = App.useApp();
  const milestones = Form.useWatch('milestones', form) as Milestone[] | undefined;
  const initial: Milestone[] =
    project.milestones.length > 0 ? project.milestones.map(({ title, due_on, weight }) => ({ title, due_on, weight })) : [{ title: '', due_on: project.due_on, weight: 100 }];
  return (
    <FormDrawer<Values>
      title={t('project.plan_milestones')}
      submit={t('project.save_milestones')}
      size={640}
      form={form}
      initial={{ milestones: initial }}
      labels={{ milestones: t('noun.milestones') }}
      toCommand={(values) => ({
        path: `projects/projects/${project.id}/milestones`,
        body: { milestones: values.milestones.map((milestone, at) => ({ ...milestone, milestone_no: at + 1 })) },
      })}
      onDone={() => {
        void message.success(t('project.milestones_done'));
        onClose();
      }}
      onClose={onClose}
      intro={<p className="form-intro">{t('project.milestones_intro')}</p>}
    >
      <Form.List
        name="milestones"
        rules={[{ validator: (_rule, value: Milestone[]) => (sum(value) === 100 ? Promise.resolve() : Promise.reject(new Error(t('project.weights_sum', { n: sum(value) })))) }]}
      >
        {(fields, { add, remove }, { errors }) => (
          <>
            {fields.map((field) => (
              <div key={field.key} className="milestone-row">
                <Form.Item name={[field.name, 'title']} rules={[required(t('noun.milestone'))]}>
                  <Input aria-label={t('noun.milestone')} placeholder={t('noun.milestone')} />
                </Form.Item>
                <Form.Item name={[field.name, 'due_on']} rules={[required(t('field.due_on'))]}>
                  <DateField allowClear={false} earliest={project.start_on} latest={project.due_on} label={t('field.due_on')} />
                </Form.Item>
                <Form.Item name={[field.name, 'weight']} rules={[required(t('project.weight'))]}>
                  <InputNumber min={1} max={100} className="form-wide" aria-label={t('project.weight')} />
                </Form.Item>
                <Button type="text" icon={<MinusCircleOutlined />} aria-label={t('action.remove')} onClick={() => remove(field.name)} />
              </div>
            ))}
            <Form.ErrorList errors={errors} />
            <Button icon={<PlusOutlined />} onClick={() => add({ title: '', due_on: project.due_on, weight: Math.max(1, 100 - sum(milestones)) })}>
              {t('project.add_milestone')}
            </Button>
          </>
        )}
      </Form.List>
    </FormDrawer>
  );
}
