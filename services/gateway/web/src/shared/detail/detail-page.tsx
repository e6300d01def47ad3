import { Alert, Steps } from 'antd';
import type { ReactElement, ReactNode } from 'react';

import { PageHead } from '@/shared/ui/page-head';
import type { Crumb } from '@/shared/ui/page-head';

import './detail.css';

export interface Step {
  key: string;
  title: string;
  content?: ReactNode;
}

interface DetailPageProps {
  crumbs: Crumb[];
  title: string;
  mark?: ReactNode;
  facts?: ReactNode[];
  actions?: ReactNode;
  steps?: Step[];
  /** Index of the step that is waited for; one past the end when all is done. */
  at?: number;
  notice?: { kind: 'info' | 'warning' | 'error' | 'ended'; text: ReactNode } | null;
  rail?: ReactNode;
  children: ReactNode;
}

/** T4: head, steps, side exit as a notice, panels left, the chain right. */
export function DetailPage({ crumbs, title, mark, facts, actions, steps, at = 0, notice, rail, children }: DetailPageProps): ReactElement {
  return (
    <>
      <PageHead crumbs={crumbs} title={title} mark={mark} facts={facts ?? []} actions={actions} />
      {steps ? (
        <div className="panel detail-steps">
          <Steps
            size="small"
            current={at}
            items={steps.map((step) => ({ key: step.key, title: step.title, content: step.content }))}
          />
        </div>
      ) : null}
      {notice ? (
        <Alert
          className={`detail-notice notice-${notice.kind}`}
          showIcon
          type={notice.kind === 'ended' ? 'info' : notice.kind}
          title={notice.text}
        />
      ) : null}
      <div className={rail ? 'detail-grid' : ''}>
        <div className="detail-main">{children}</div>
        {rail ? <aside className="detail-rail">{rail}</aside> : null}
      </div>
    </>
  );
}
