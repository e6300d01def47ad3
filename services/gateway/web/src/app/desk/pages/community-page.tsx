import { Button } from 'antd';
import { lazy, Suspense, useState } from 'react';
import type { ReactElement } from 'react';
import { useNavigate, useParams } from 'react-router';

import { agreementSpec } from '@/features/agreements/components/agreement-columns';
import { useCommunity } from '@/features/communities/api/views';
import { needColumns, needFilters, needName } from '@/features/needs/components/need-columns';
import { registrationSpec } from '@/features/registrations/components/registration-columns';
import { sessionSpec } from '@/features/sessions/components/session-columns';
import { ChainStrip } from '@/features/timeline/components/chain-strip';
import { TimelineTab } from '@/features/timeline/components/timeline-tab';
import type { ChainFigure, CommunityPage as Community, NeedRow } from '@/shared/api/types';
import { WithData } from '@/shared/detail/detail-query';
import { DetailTabs } from '@/shared/detail/detail-tabs';
import { Panel, Stats } from '@/shared/detail/panel';
import type { Stat } from '@/shared/detail/panel';
import { moment } from '@/shared/format/dates';
import { divisionCode } from '@/shared/format/names';
import { count, hoursOf } from '@/shared/format/numbers';
import { ListPanel } from '@/shared/list/list-panel';
import type { ListSpec } from '@/shared/list/list-types';
import { useHas } from '@/shared/session/session';
import { t } from '@/shared/texts';
import { Figure } from '@/shared/ui/figure';
import { PageHead } from '@/shared/ui/page-head';

const EnterNeedDrawer = lazy(() => import('@/features/needs/components/enter-need-drawer'));
const OpenSessionDrawer = lazy(() => import('@/features/sessions/components/open-session-drawer'));

export default function CommunityPage(): ReactElement {
  const { code = '' } = useParams();
  return <WithData query={useCommunity(code)}>{(page) => <Loaded page={page} />}</WithData>;
}

function needsOf(communityId: string): ListSpec<NeedRow> {
  return {
    view: 'needs',
    fixed: { community_id: communityId },
    rowId: (row) => row.id,
    rowName: needName,
    columns: needColumns().filter((column) => column.key !== 'community'),
    filters: needFilters(),
    sort: '-entered_at',
    counted: (n) => t('count.needs', { n }),
    emptyText: t('need.empty'),
  };
}

const tabs: Record<ChainFigure['code'], string> = {
  needs: 'needs',
  matches: 'agreements',
  agreements: 'agreements',
  projects: 'agreements',
  sessions: 'sessions',
  check_ins: 'sessions',
  hours: 'sessions',
};

function Loaded({ page }: { page: Community }): ReactElement {
  const { community, street, figures } = page;
  const here = `/communities/${community.division_code ?? ''}`;
  const stat = (label: string, value: string, unit: string, tab: string): Stat => ({ label, unit, value: <Figure to={`${here}?tab=${tab}`}>{value}</Figure> });
  return (
    <>
      <PageHead
        crumbs={[{ text: t('nav.organizations'), to: '/organizations' }, ...(street ? [{ text: street.name, to: `/organizations/${street.id}` }] : [])]}
        title={community.name}
        facts={[street?.name, divisionCode(community.division_code ?? ''), t('page.as_of', { at: moment(page.as_of) })].filter(Boolean)}
        actions={<Actions page={page} />}
      />
      <section className="panel community-figures">
        <Stats
          stats={[
            stat(t('community.reported'), count(figures.reported_count), t('unit.person'), 'registrations'),
            stat(t('community.waiting'), count(figures.waiting_count), t('unit.person'), 'registrations'),
            stat(t('community.units'), count(figures.unit_count), t('unit.company'), 'agreements'),
            stat(t('community.needs'), count(figures.need_count), t('unit.item'), 'needs'),
            stat(t('community.sessions'), count(figures.session_count), t('unit.session'), 'sessions'),
            stat(t('community.hours'), hoursOf(figures.minutes), t('unit.hour'), 'sessions'),
          ]}
        />
      </section>
      <Panel title={t('board.chain')} aside={t('board.chain_hint')}>
        <ChainStrip figures={page.chain} linkOf={(code) => `${here}?tab=${tabs[code]}`} />
      </Panel>
      <div className="community-tabs">
        <DetailTabs
          tabs={[
            { key: 'needs', label: t('nav.needs'), children: <ListPanel spec={needsOf(community.id)} /> },
            { key: 'agreements', label: t('community.tab.agreements'), children: <ListPanel spec={agreementSpec({ scope: community.id })} /> },
            { key: 'sessions', label: t('nav.activities'), children: <ListPanel spec={sessionSpec({ community_id: community.id })} /> },
            { key: 'registrations', label: t('community.tab.registrations'), children: <Registrations communityId={community.id} /> },
            { key: 'timeline', label: t('tab.timeline'), children: <TimelineTab subjectId={community.id} /> },
          ]}
        />
      </div>
    </>
  );
}

function Registrations({ communityId }: { communityId: string }): ReactElement {
  const mayAccept = useHas('community');
  return <ListPanel spec={registrationSpec(mayAccept, { scope: communityId })} />;
}

function Actions({ page }: { page: Community }): ReactElement | null {
  const may = useHas('community');
  const [open, setOpen] = useState<'need' | 'session' | null>(null);
  const navigate = useNavigate();
  if (!may) return null;
  const close = (): void => setOpen(null);
  return (
    <>
      <Button onClick={() => setOpen('session')}>{t('session.open')}</Button>
      <Button type="primary" onClick={() => setOpen('need')}>
        {t('need.enter')}
      </Button>
      <Suspense>
        {open === 'need' ? <EnterNeedDrawer community={page.community} onClose={close} onEntered={(id) => void navigate(`/needs/${id}`)} /> : null}
        {open === 'session' ? <OpenSessionDrawer owner={page.community} community={page.community} onClose={close} onOpened={(id) => void navigate(`/activities/${id}`)} /> : null}
      </Suspense>
    </>
  );
}
