import { App, Form, Input, Rate } from 'antd';
import type { ReactElement } from 'react';

import type { ProjectDetail } from '@/shared/api/types';
import { FormDrawer } from '@/shared/form/form-drawer';
import { atMost, required } from '@/shared/form/rules';
import { t } from '@/shared/texts';

interface Values {
  stars: number;
  sentence?: string;
}

interface EvaluateProps {
  project: ProjectDetail;
  evaluator: ProjectDetail['evaluators'][number];
  onClose: () => void;
}

/** The proposer of the need scores; five stars are 100. */
export default function EvaluateDrawer({ project, evaluator, onClose }: EvaluateProps): ReactElement {
  const { message } = App.useApp();
  const need = project.needs.find((one) => one.id === evaluator.need_id);
  return (
    <FormDrawer<Values>
      title={t('project.evaluate_title', { name: need?.title ?? project.title })}
      submit={t('project.evaluate')}
      labels={{ stars: t('field.score'), sentence: t('project.opinion') }}
      aliases={{ score: 'stars' }}
      toCommand={({ stars, sentence }) => ({
        path: `projects/projects/${project.id}/evaluations`,
        body: { need_id: evaluator.need_id, evaluator_id: evaluator.org.id, score: stars * 20, sentence },
      })}
      onDone={() => {
        void message.success(t('project.evaluated_done'));
        onClose();
      }}
      onClose={onClose}
      intro={<p className="form-intro">{t('project.evaluate_intro', { name: evaluator.org.name })}</p>}
    >
      <Form.Item name="stars" label={t('field.score')} rules={[required(t('field.score'))]}>
        <Rate />
      </Form.Item>
      <Form.Item name="sentence" label={t('project.opinion')} rules={[atMost(t('project.opinion'), 200)]}>
        <Input.TextArea rows={3} maxLength={200} showCount />
      </Form.Item>
    </FormDrawer>
  );
}
