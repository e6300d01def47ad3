import { Button } from 'antd';
import { lazy, Suspense, useState } from 'react';
import type { ReactElement } from 'react';
import { Link, useParams } from 'react-router';

import { useAgreement, useAgreementText } from '@/features/agreements/api/views';
import { AgreementActions } from '@/features/agreements/components/agreement-actions';
import { agreementState } from '@/features/agreements/components/agreement-columns';
import { agreementStepAt, agreementSteps } from '@/features/agreements/components/agreement-steps';
import { Clauses } from '@/features/agreements/components/clauses';
import { Commitments } from '@/features/agreements/components/commitments';
import { ofAgreement } from '@/features/agreements/components/links';
import { Signatures } from '@/features/agreements/components/signatures';
import { Versions } from '@/features/agreements/components/versions';
import { ChainRail } from '@/features/timeline/components/chain-rail';
import { TimelineTab } from '@/features/timeline/components/timeline-tab';
import type { AgreementDetail, AgreementText } from '@/shared/api/types';
import { DetailPage } from '@/shared/detail/detail-page';
import { WithData } from '@/shared/detail/detail-query';
import { DetailTabs } from '@/shared/detail/detail-tabs';
import { Facts, Panel, Stats } from '@/shared/detail/panel';
import { date, daysUntil, moment, term } from '@/shared/format/dates';
import { agreementNumber, fingerprint } from '@/shared/format/names';
import { count, hoursOf } from '@/shared/format/numbers';
import { listed } from '@/shared/format/words';
import { OfferTable } from '@/shared/offers/offer-table';
import { useHas } from '@/shared/session/session';
import { t, word } from '@/shared/texts';
import { Figure } from '@/shared/ui/figure';
import { EmptyState } from '@/shared/ui/states';
import { StatusTag } from '@/shared/ui/status-tag';

const AdoptProjectDrawer = lazy(() => import('@/features/projects/components/adopt-project-drawer'));

export default function AgreementPage(): ReactElement {
  const { id = '' } = useParams();
  return <WithData query={useAgreement(id)}>{(agreement) => <Loaded agreement={agreement} />}</WithData>;
}

type Notice = { kind: 'info' | 'warning' | 'ended'; text: string };

function noticeOf(agreement: AgreementDetail): Notice | null {
  const waiting = agreement.signatures.filter((signature) => !signature.signed_at).map((signature) => signature.party.name);
  if (agreement.status === 'awaiting_signatures') {
    return { kind: 'warning', text: t('agreement.notice.signing', { n: agreement.version_no, names: listed(waiting), on: date(agreement.sign_by_on) }) };
  }
  if (agreement.status === 'draft') return { kind: 'info', text: t('agreement.notice.draft') };
  if (agreement.status === 'expiring' && agreement.term) {
    return { kind: 'warning', text: t('agreement.notice.expiring', { on: date(agreement.term.to_on), n: daysUntil(agreement.term.to_on) }) };
  }
  if (['ended', 'expired', 'voided'].includes(agreement.status)) {
    return { kind: 'ended', text: t('agreement.notice.ended', { on: date(agreement.ended_on), status: word('agreement_state', agreement.status), reason: word('reason', agreement.cause_code) }) };
  }
  return null;
}

function Loaded({ agreement }: { agreement: AgreementDetail }): ReactElement {
  const text = useAgreementText(agreement.id);
  const isOver = agreement.status === 'voided';
  return (
    <DetailPage
      crumbs={[{ text: t('nav.agreements'), to: '/agreements' }, ...(agreement.community ? [{ text: agreement.community.street ?? agreement.community.name }] : [])]}
      title={agreement.title}
      mark={<StatusTag group="agreement" {...agreementState(agreement)} />}
      facts={[agreementNumber(agreement), t('agreement.party_count', { n: agreement.party_count }), term(agreement.term), t('page.as_of', { at: moment(agreement.as_of) })].filter((fact) => fact !== '—')}
      actions={<AgreementActions agreement={agreement} text={text} />}
      {...(isOver ? {} : { steps: agreementSteps(agreement), at: agreementStepAt(agreement.status) })}
      notice={noticeOf(agreement)}
      rail={
        <>
          <ChainRail subjectId={agreement.id} name={agreement.title} />
          <Proof agreement={agreement} />
        </>
      }
    >
      <Signatures agreement={agreement} text={text.data} />
      <Commitments agreement={agreement} />
      <ServiceFigures agreement={agreement} />
      <Tabs agreement={agreement} text={text} />
    </DetailPage>
  );
}

function Tabs({ agreement, text }: { agreement: AgreementDetail; text: ReturnType<typeof useAgreementText> }): ReactElement {
  return (
    <DetailTabs
      tabs={[
        { key: 'clauses', label: t('agreement.tab.clauses', { n: agreement.version_no }), children: <Clauses query={text} /> },
        { key: 'versions', label: t('agreement.tab.versions', { n: agreement.versions.length }), children: <Versions agreement={agreement} current={text.data} /> },
        { key: 'offers', label: t('agreement.tab.offers', { n: agreement.offers.length }), children: <OfferTable offers={agreement.offers} empty={t('need.no_offers')} /> },
        { key: 'projects', label: t('agreement.tab.projects', { n: agreement.projects.length }), children: <Projects agreement={agreement} text={text.data} /> },
        { key: 'timeline', label: t('tab.timeline'), children: <TimelineTab subjectId={agreement.id} /> },
      ]}
    />
  );
}

function ServiceFigures({ agreement }: { agreement: AgreementDetail }): ReactElement | null {
  if (agreement.session_count === 0 && agreement.minutes === 0) return null;
  return (
    <Panel title={t('agreement.service')} aside={t('agreement.counted')}>
      <Stats
        stats={[
          { label: t('agreement.sessions_served'), value: <Figure to={ofAgreement('/activities', agreement, 'served')}>{count(agreement.session_count)}</Figure>, unit: t('unit.session', { n: agreement.session_count }) },
          { label: t('agreement.attended'), value: <Figure to={ofAgreement('/activities', agreement, 'served')}>{count(agreement.person_times)}</Figure>, unit: t('unit.person_times', { n: agreement.person_times }) },
          { label: t('nav.hours'), value: <Figure to={ofAgreement('/hours', agreement)}>{hoursOf(agreement.minutes)}</Figure>, unit: t('unit.hour') },
        ]}
      />
    </Panel>
  );
}

function Projects({ agreement }: { agreement: AgreementDetail; text: AgreementText | undefined }): ReactElement {
  const mayAdopt = useHas('unit', 'street') && ['effective', 'expiring'].includes(agreement.status);
  const [isOpen, setOpen] = useState(false);
  const adopt = mayAdopt ? <Button onClick={() => setOpen(true)}>{t('project.adopt')}</Button> : null;
  return (
    <>
      {agreement.projects.length === 0 ? (
        <EmptyState title={mayAdopt ? t('agreement.no_projects') : t('agreement.no_projects_yet')}>{adopt}</EmptyState>
      ) : (
        <>
          <ul className="plain-rows">
            {agreement.projects.map((project) => (
              <li key={project.id}>
                <Link to={`/projects/${project.id}`}>{project.title}</Link>
                <StatusTag group="project" code={project.status} />
              </li>
            ))}
          </ul>
          {adopt}
        </>
      )}
      <Suspense>{isOpen ? <AdoptProjectDrawer agreement={agreement} onClose={() => setOpen(false)} /> : null}</Suspense>
    </>
  );
}

function Proof({ agreement }: { agreement: AgreementDetail }): ReactElement | null {
  if (!agreement.text_hash) return null;
  return (
    <Panel title={t('agreement.proof')}>
      <Facts
        facts={[
          { label: t('agreement.version_label'), value: t('agreement.version', { n: agreement.version_no }) },
          { label: t('agreement.hash'), value: <code className="code">{fingerprint(agreement.text_hash)}</code> },
          { label: t('agreement.signed'), value: t('agreement.same_text', { k: agreement.signed_count, n: agreement.party_count }) },
        ]}
      />
    </Panel>
  );
}
