import { Alert, Button } from 'antd';
import type { ReactElement } from 'react';
import { Link, useParams } from 'react-router';

import { ChangeMenu } from '@/features/organizations/components/change-menu';
import { HistoryTab } from '@/features/organizations/components/history-list';
import { OrganizationFacts, OrganizationStats } from '@/features/organizations/components/organization-facts';
import { BelowTab } from '@/features/organizations/components/organization-panel';
import { useOrganization } from '@/features/organizations/api/views';
import '@/features/organizations/components/organizations.css';
import { TimelineTab } from '@/features/timeline/components/timeline-tab';
import type { OrganizationDetail } from '@/shared/api/types';
import { DetailPage } from '@/shared/detail/detail-page';
import { WithData } from '@/shared/detail/detail-query';
import { DetailTabs } from '@/shared/detail/detail-tabs';
import { Panel } from '@/shared/detail/panel';
import { longDate, moment } from '@/shared/format/dates';
import { count } from '@/shared/format/numbers';
import { useOpenPart } from '@/shared/session/sight';
import { t, word } from '@/shared/texts';
import { StatusTag } from '@/shared/ui/status-tag';
import { keepAsOf, useParamsState } from '@/shared/url/params';

import { UnitTabs } from './unit-tabs';

export default function OrganizationPage(): ReactElement {
  const { id = '' } = useParams();
  const url = useParamsState();
  const asOf = url.get('as_of');
  return <WithData query={useOrganization(id, asOf)}>{(org) => <Loaded org={org} asOf={asOf} backToToday={() => url.set({ as_of: null })} />}</WithData>;
}

function Loaded({ org, asOf, backToToday }: { org: OrganizationDetail; asOf: string | undefined; backToToday: () => void }): ReactElement {
  const above = org.territory_path.filter((part) => part.id !== org.id);
  const isOpen = useOpenPart(above);
  return (
    <DetailPage
      crumbs={[
        { text: t('nav.organizations'), to: keepAsOf('/organizations', asOf) },
        ...above.map((part) => ({ text: part.name, ...(isOpen(part) ? { to: keepAsOf(`/organizations/${part.id}`, asOf) } : {}) })),
      ]}
      title={org.name}
      mark={<StatusTag group="organization" code={org.status} />}
      facts={[word('org_kind', org.kind), t('org.since', { on: longDate(org.since_on) }), t('page.as_of', { at: moment(org.as_of) })]}
      actions={
        <>
          {org.kind === 'community' && org.division_code ? (
            <Link to={`/communities/${org.division_code}`}>
              <Button>{t('org.community_page')}</Button>
            </Link>
          ) : null}
          <ChangeMenu org={org} asOf={asOf} />
        </>
      }
      rail={
        <Panel title={t('org.tab.facts')}>
          <OrganizationFacts org={org} asOf={asOf} />
          {org.kind === 'unit' && !asOf ? null : (
            <div className="org-page-stats">
              <OrganizationStats org={org} />
            </div>
          )}
        </Panel>
      }
    >
      {asOf ? (
        <Alert
          type="info"
          showIcon
          title={t('org.as_of_notice', { on: longDate(asOf) })}
          action={
            <Button size="small" onClick={backToToday}>
              {t('org.back_to_today')}
            </Button>
          }
        />
      ) : null}
      {org.kind === 'unit' && !asOf ? <UnitTabs org={org} /> : <PlainTabs org={org} asOf={asOf} />}
    </DetailPage>
  );
}

function PlainTabs({ org, asOf }: { org: OrganizationDetail; asOf: string | undefined }): ReactElement {
  return (
    <DetailTabs
      tabs={[
        { key: 'below', label: t('org.tab.below', { n: count(org.counts.below) }), children: <BelowTab id={org.id} line="territory" asOf={asOf} /> },
        { key: 'history', label: t('org.tab.history'), children: <HistoryTab id={org.id} asOf={asOf} /> },
        ...(asOf ? [] : [{ key: 'timeline', label: t('tab.timeline'), children: <TimelineTab subjectId={org.id} /> }]),
      ]}
    />
  );
}
