import { CloseOutlined } from '@ant-design/icons';
import { Button, Tabs } from 'antd';
import type { ReactElement, ReactNode } from 'react';
import { Link } from 'react-router';

import type { OrganizationDetail } from '@/shared/api/types';
import { longDate } from '@/shared/format/dates';
import { place } from '@/shared/format/names';
import { count } from '@/shared/format/numbers';
import { t, word } from '@/shared/texts';
import { FailedState, EmptyState, Loading } from '@/shared/ui/states';
import { StatusTag } from '@/shared/ui/status-tag';
import { keepAsOf } from '@/shared/url/params';

import { useBelow, useOrganization } from '../api/views';
import type { Line } from '../api/views';
import { HistoryLines, HistoryTab } from './history-list';
import { OrganizationFacts, OrganizationStats } from './organization-facts';

interface PanelProps {
  id: string;
  line: Line;
  asOf?: string | undefined;
  actions: (org: OrganizationDetail) => ReactNode;
  onClose: () => void;
}

export function OrganizationPanel({ id, line, asOf, actions, onClose }: PanelProps): ReactElement {
  const { data: org, error, refetch } = useOrganization(id, asOf);
  if (error && !org) return <FailedState error={error} onRetry={() => void refetch()} />;
  if (!org) return <Loading rows={8} />;
  return (
    <div className="org-panel">
      <header>
        <h2>
          <Link to={keepAsOf(`/organizations/${org.id}`, asOf)}>{org.name}</Link>
        </h2>
        <span className="org-panel-tools">
          {actions(org)}
          <Button type="text" icon={<CloseOutlined />} aria-label={t('action.close')} onClick={onClose} />
        </span>
      </header>
      <p className="org-panel-state">
        <StatusTag group="organization" code={org.status} />
        <span className="secondary">
          {word('org_kind', org.kind)} · {t('org.since', { on: longDate(org.since_on) })}
        </span>
      </p>
      <Tabs
        size="small"
        items={[
          { key: 'facts', label: t('org.tab.facts'), children: <FactsTab org={org} asOf={asOf} /> },
          { key: 'below', label: t('org.tab.below', { n: count(org.counts.below) }), children: <BelowTab id={org.id} line={line} asOf={asOf} /> },
          { key: 'history', label: t('org.tab.history'), children: <HistoryTab id={org.id} asOf={asOf} /> },
        ]}
      />
    </div>
  );
}

function FactsTab({ org, asOf }: { org: OrganizationDetail; asOf?: string | undefined }): ReactElement {
  return (
    <>
      <OrganizationFacts org={org} asOf={asOf} />
      <h3>{t('org.related')}</h3>
      <OrganizationStats org={org} />
      {org.recent.length > 0 ? (
        <>
          <h3>{t('org.recent')}</h3>
          <HistoryLines entries={org.recent.slice(0, 4)} />
        </>
      ) : null}
    </>
  );
}

export function BelowTab({ id, line, asOf }: { id: string; line: Line; asOf?: string | undefined }): ReactElement {
  const { data, error, refetch } = useBelow(id, line, asOf);
  if (error && !data) return <FailedState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={5} />;
  if (data.items.length === 0) return <EmptyState title={t('org.no_below')} />;
  return (
    <ul className="below">
      {data.items.map((row) => (
        <li key={row.id}>
          <Link to={keepAsOf(`/organizations/${row.id}`, asOf)}>{place(row)}</Link>
          <span className="secondary nowrap">{word('org_kind', row.kind)}</span>
        </li>
      ))}
    </ul>
  );
}
