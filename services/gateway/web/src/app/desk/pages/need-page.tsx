import type { ReactElement } from 'react';
import { Link, useParams } from 'react-router';

import { useNeed, useNeedText } from '@/features/needs/api/views';
import { NeedActions } from '@/features/needs/components/need-actions';
import { needName } from '@/features/needs/components/need-columns';
import { needStepAt, needSteps } from '@/features/needs/components/need-steps';
import { ChainRail } from '@/features/timeline/components/chain-rail';
import { TimelineTab } from '@/features/timeline/components/timeline-tab';
import type { NeedDetail } from '@/shared/api/types';
import { DetailPage } from '@/shared/detail/detail-page';
import { WithData } from '@/shared/detail/detail-query';
import { DetailTabs } from '@/shared/detail/detail-tabs';
import { Facts, Panel } from '@/shared/detail/panel';
import { moment, window as shownWindow } from '@/shared/format/dates';
import { count, quantity } from '@/shared/format/numbers';
import { OfferTable } from '@/shared/offers/offer-table';
import { t, word } from '@/shared/texts';
import { OrgLink } from '@/shared/ui/org-link';
import { EmptyState, FailedState, Loading } from '@/shared/ui/states';
import { StatusTag } from '@/shared/ui/status-tag';

export default function NeedPage(): ReactElement {
  const { id = '' } = useParams();
  return <WithData query={useNeed(id)}>{(need) => <Loaded need={need} />}</WithData>;
}

function noticeOf(need: NeedDetail): { kind: 'ended'; text: string } | null {
  if (need.status !== 'returned' && need.status !== 'withdrawn') return null;
  return { kind: 'ended', text: t(`need.ended.${need.status}`, { on: moment(need.ended_at), reason: word('reason', need.reason_code) }) };
}

function Loaded({ need }: { need: NeedDetail }): ReactElement {
  const text = useNeedText(need.id);
  const title = text.data?.title ?? needName(need);
  const ended = noticeOf(need);
  return (
    <DetailPage
      crumbs={[{ text: t('nav.needs'), to: '/needs' }, { text: need.community.street ?? need.community.name }]}
      title={title}
      mark={<StatusTag group="need" code={need.status} />}
      facts={[need.number, word('category', need.category_code), t('page.as_of', { at: moment(need.as_of) })]}
      actions={<NeedActions need={need} />}
      {...(ended ? {} : { steps: needSteps(need), at: needStepAt(need.status) })}
      notice={ended}
      rail={<ChainRail subjectId={need.id} name={title} />}
    >
      <Panel title={t('need.facts')}>
        <Facts
          facts={[
            { label: t('field.community'), value: <OrgLink org={need.community} /> },
            { label: t('field.proposer'), value: <OrgLink org={need.proposer} /> },
            { label: t('need.claimed_of'), value: `${count(need.promised_qty)} / ${quantity(need.qty, need.unit_code)}` },
            { label: t('field.window'), value: shownWindow(need.window) },
            { label: t('field.description'), value: <Description text={text} /> },
          ]}
        />
      </Panel>
      <DetailTabs
        tabs={[
          { key: 'offers', label: t('need.tab.offers', { n: count(need.offers.length) }), children: <OfferTable offers={need.offers} without="need" empty={t('need.no_offers')} /> },
          { key: 'projects', label: t('need.tab.projects', { n: count(need.projects.length) }), children: <Projects need={need} /> },
          { key: 'timeline', label: t('tab.timeline'), children: <TimelineTab subjectId={need.id} /> },
        ]}
      />
    </DetailPage>
  );
}

function Description({ text }: { text: ReturnType<typeof useNeedText> }): ReactElement {
  if (text.data) return <>{text.data.description ?? '—'}</>;
  return text.error ? <FailedState error={text.error} onRetry={() => void text.refetch()} /> : <Loading rows={2} />;
}

function Projects({ need }: { need: NeedDetail }): ReactElement {
  if (need.projects.length === 0) return <EmptyState title={t('need.no_projects')} />;
  return (
    <ul className="plain-rows">
      {need.projects.map((project) => (
        <li key={project.id}>
          <Link to={`/projects/${project.id}`}>{project.title}</Link>
          <StatusTag group="project" code={project.status} />
        </li>
      ))}
    </ul>
  );
}
