import { Button } from 'antd';
import { lazy, Suspense, useState } from 'react';
import type { ReactElement } from 'react';

import type { ProjectDetail } from '@/shared/api/types';
import { moment } from '@/shared/format/dates';
import { decimal } from '@/shared/format/numbers';
import { t } from '@/shared/texts';
import { OrgLink } from '@/shared/ui/org-link';
import { KindTag } from '@/shared/ui/status-tag';

import './project.css';

const EvaluateDrawer = lazy(() => import('./evaluate-drawer'));

type Evaluator = ProjectDetail['evaluators'][number];

/** Nothing closes before every proposer has scored. */
export function Evaluators({ project }: { project: ProjectDetail }): ReactElement {
  const [chosen, setChosen] = useState<Evaluator | null>(null);
  const isDelivered = project.status === 'awaiting_evaluation';
  return (
    <>
      <ul className="evaluators">
        {project.evaluators.map((evaluator) => (
          <li key={`${evaluator.org.id}-${evaluator.need_id}`}>
            <span>
              <OrgLink org={evaluator.org} />
              <span className="muted"> {project.needs.find((need) => need.id === evaluator.need_id)?.title}</span>
            </span>
            {evaluator.score !== undefined ? (
              <KindTag kind="ok">{t('project.scored', { score: decimal(evaluator.score), at: moment(evaluator.evaluated_at) })}</KindTag>
            ) : isDelivered && evaluator.may_evaluate ? (
              <Button type="primary" onClick={() => setChosen(evaluator)}>
                {t('project.evaluate')}
              </Button>
            ) : (
              <KindTag kind={isDelivered ? 'wait' : 'off'}>{isDelivered ? t('project.to_score') : t('project.score_later')}</KindTag>
            )}
          </li>
        ))}
      </ul>
      <Suspense>{chosen ? <EvaluateDrawer project={project} evaluator={chosen} onClose={() => setChosen(null)} /> : null}</Suspense>
    </>
  );
}
