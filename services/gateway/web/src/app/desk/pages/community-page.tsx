import { Button } from 'antd';
import { lazy, Suspense, useState } from 'react';
import type { ReactElement } from 'react';
import { useNavigate, useParams } from 'react-router';

import { agreementSpec } from '@/features/agreements/components/agreement-columns';
import { useCommunity } from '@/features/communities/api/views';
import { needColumns, needFilters, needName } from '@/features/needs/components/need-columns';
import { registrationSpec } from '@/features/registrations/components/registration-columns';
import { sessionSpec } from '@/features/sessions/components/session-columns';
import { figureLink, listLink } from '@/features/board/components/links';
import { ChainStrip } from '@/features/timeline/components/chain-strip';
import type { CommunityPage as Community, NeedRow } from '@/shared/api/types';
import { WithData } from '@/shared/detail/detail-query';
import { DetailTabs } from '@/shared/detail/detail-tabs';
import { Panel, Stats } from '@/shared/detail/panel';
import type { Stat } from '@/shared/detail/panel';
import { date, moment } from '@/shared/format/dates';
import { divisionCode } from '@/shared/format/names';
import { count, hoursOf } from '@/shared/format/numbers';
import { ListPanel } from '@/shared/list/list-panel';
import type { ListSpec } from '@/shared/list/list-types';
import { AsOfField, AsOfNotice } from '@/shared/pickers/as-of';
import { useHas } from '@/shared/session/session';
import { t } from '@/shared/texts';
import { Figure } from '@/shared/ui/figure';
import { PageHead } from '@/shared/ui/page-head';
import { Loading } from '@/shared/ui/states';
import { useParamsState } from '@/shared/url/params';

const EnterNeedDrawer = lazy(() => import('@/features/needs/components/enter-need-drawer'));
const OpenSessionDrawer = lazy(() => import('@/features/sessions/components/open-session-drawer'));
const TimelineTab = lazy(async () => ({ default: (await import('@/features/timeline/components/timeline-tab')).TimelineTab }));

const FIRST_DAY = '2000-01-01';

export default function CommunityPage(): ReactElement {
  const { code = '' } = useParams();
  const url = useParamsState();
  return <WithData query={useCommunity(code, url.get('as_of'))}>{(page) => <Loaded page={page} />}</WithData>;
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

function Loaded({ page }: { page: Community }): ReactElement {
  const { community, street, figures } = page;
  const here = `/communities/${community.division_code ?? ''}`;
  const seesStreet = useHas('department', 'street', 'administrator');
  const { to_on } = page.period;
  const asOf = page.is_present ? '' : `&as_of=${to_on}`;
  const stat = (label: string, value: string, unit: string, tab: string, figure: string, from?: string): Stat => ({
    label,
    unit,
    value: <Figure to={`${here}?tab=${tab}&figure=${figure}${from ? `&from=${from}` : ''}&to=${to_on}${asOf}`}>{value}</Figure>,
  });
  return (
    <>
      <PageHead
        crumbs={[{ text: t('nav.organizations'), to: '/organizations' }, ...(street ? [{ text: street.name, ...(seesStreet ? { to: `/organizations/${street.id}` } : {}) }] : [])]}
        title={community.name}
        facts={[street?.name, divisionCode(community.division_code ?? ''), t('page.as_of', { at: page.is_present ? moment(page.as_of) : date(page.period.to_on) })].filter(Boolean)}
        actions={
          <>
            <AsOfField />
            {page.is_present ? <Actions page={page} /> : null}
          </>
        }
      />
      <AsOfNotice asOf={page.is_present ? undefined : page.period.to_on} />
      <section className="panel community-figures">
        <Stats
          stats={[
            stat(t('community.reported'), count(figures.reported_count), t('unit.person', { n: figures.reported_count }), 'registrations', 'registered'),
            stat(t('community.waiting'), count(figures.waiting_count), t('unit.person', { n: figures.waiting_count }), 'registrations', 'waiting'),
            stat(t('community.units'), count(figures.unit_count), t('unit.company', { n: figures.unit_count }), 'agreements', 'in_force'),
            stat(t('community.needs'), count(figures.need_count), t('unit.item', { n: figures.need_count }), 'needs', 'in_progress'),
            stat(t('community.sessions'), count(figures.session_count), t('unit.session', { n: figures.session_count }), 'sessions', 'held', `${to_on.slice(0, 8)}01`),
            { label: t('community.hours'), unit: t('unit.hour'), value: <Figure to={listLink({ period: { ...page.period, from_on: FIRST_DAY } }, community, ['/hours', 'posted'])}>{hoursOf(figures.minutes)}</Figure> },
          ]}
        />
      </section>
      <Panel title={t('board.chain')} aside={t('board.chain_hint')}>
        <ChainStrip figures={page.chain} isPresent={page.is_present} linkOf={(code, stuck) => figureLink(page, community, code, stuck)} />
      </Panel>
      <div className="community-tabs">
        <DetailTabs
          tabs={[
            { key: 'needs', label: t('nav.needs'), children: <ListPanel spec={needsOf(community.id)} /> },
            { key: 'agreements', label: t('community.tab.agreements'), children: <ListPanel spec={agreementSpec({ scope: community.id })} /> },
            { key: 'sessions', label: t('nav.activities'), children: <ListPanel spec={sessionSpec({ community_id: community.id })} /> },
            { key: 'registrations', label: t('community.tab.registrations'), children: <Registrations communityId={community.id} /> },
            { key: 'timeline', label: t('tab.timeline'), children: <Suspense fallback={<Loading rows={8} />}><TimelineTab subjectId={community.id} /></Suspense> },
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
