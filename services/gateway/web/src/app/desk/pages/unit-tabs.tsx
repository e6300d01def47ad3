import type { ReactElement } from 'react';

import { agreementSpec } from '@/features/agreements/components/agreement-columns';
import { HistoryTab } from '@/features/organizations/components/history-list';
import { projectSpec } from '@/features/projects/components/project-columns';
import { resourceColumns, resourceFilters } from '@/features/resources/components/resource-columns';
import { TimelineTab } from '@/features/timeline/components/timeline-tab';
import { useOne } from '@/shared/api/query';
import type { OrganizationDetail, ResourceRow, UnitPage } from '@/shared/api/types';
import { DetailTabs } from '@/shared/detail/detail-tabs';
import { Panel, Stats } from '@/shared/detail/panel';
import { moment } from '@/shared/format/dates';
import { count, hoursOf, percent } from '@/shared/format/numbers';
import { ListPanel } from '@/shared/list/list-panel';
import type { ListSpec } from '@/shared/list/list-types';
import { t } from '@/shared/texts';
import { Figure } from '@/shared/ui/figure';

function resources(unitId: string): ListSpec<ResourceRow> {
  return {
    view: 'resources',
    fixed: { unit_id: unitId },
    rowId: (row) => row.id,
    rowName: (row) => row.title,
    columns: resourceColumns().filter((column) => column.key !== 'unit'),
    filters: resourceFilters(),
    counted: (n) => t('count.resources', { n }),
    emptyText: t('resource.empty'),
  };
}

/** The unit page of the views: what it offers, signed and carries. */
export function UnitTabs({ org }: { org: OrganizationDetail }): ReactElement {
  const { data } = useOne<UnitPage>(`units/${org.id}`);
  return (
    <>
      {data ? <UnitFigures page={data} /> : null}
      <DetailTabs
        tabs={[
          { key: 'resources', label: t('nav.resources'), children: <ListPanel spec={resources(org.id)} /> },
          { key: 'agreements', label: t('nav.agreements'), children: <ListPanel spec={agreementSpec({ scope: org.id })} /> },
          { key: 'projects', label: t('nav.projects'), children: <ListPanel spec={projectSpec({ scope: org.id })} /> },
          { key: 'history', label: t('org.tab.history'), children: <HistoryTab id={org.id} /> },
          { key: 'timeline', label: t('tab.timeline'), children: <TimelineTab subjectId={org.id} /> },
        ]}
      />
    </>
  );
}

function UnitFigures({ page }: { page: UnitPage }): ReactElement {
  const { figures, unit } = page;
  const rate = figures.enrolled_count > 0 ? percent((figures.reported_count / figures.enrolled_count) * 100) : '—';
  const link = (to: string, value: string): ReactElement => <Figure to={to}>{value}</Figure>;
  return (
    <Panel title={t('unit.figures')} aside={t('page.as_of', { at: moment(page.as_of) })}>
      <Stats
        stats={[
          { label: t('nav.resources'), value: link(`/resources?scope=${unit.id}`, count(figures.resource_count)) },
          { label: t('unit.open_offers'), value: count(figures.open_offer_count) },
          { label: t('nav.agreements'), value: link(`/agreements?scope=${unit.id}`, count(figures.agreement_count)) },
          { label: t('nav.projects'), value: link(`/projects?scope=${unit.id}`, count(figures.project_count)) },
          { label: t('unit.report_rate'), value: link(`/members?scope=${unit.id}`, rate), unit: `${count(figures.reported_count)}/${count(figures.enrolled_count)}` },
          { label: t('nav.hours'), value: link(`/hours?scope=${unit.id}`, hoursOf(figures.minutes)), unit: t('unit.hour') },
        ]}
      />
    </Panel>
  );
}
