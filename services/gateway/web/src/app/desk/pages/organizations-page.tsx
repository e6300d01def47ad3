import { PlusOutlined } from '@ant-design/icons';
import { Alert, Button, DatePicker } from 'antd';
import dayjs from 'dayjs';
import { lazy, Suspense, useMemo, useState } from 'react';
import type { ReactElement } from 'react';
import { Link, useNavigate } from 'react-router';

import { ChangeMenu } from '@/features/organizations/components/change-menu';
import { organizationColumns, organizationFilters } from '@/features/organizations/components/organization-columns';
import { OrganizationTree } from '@/features/organizations/components/organization-tree';
import { useOrganization } from '@/features/organizations/api/views';
import type { Line } from '@/features/organizations/api/views';
import '@/features/organizations/components/organizations.css';
import type { OrganizationRow } from '@/shared/api/types';
import { longDate, moment, today } from '@/shared/format/dates';
import { count } from '@/shared/format/numbers';
import { ListPanel } from '@/shared/list/list-panel';
import { ExportButton } from '@/shared/list/list-page';
import type { ListSpec } from '@/shared/list/list-types';
import { useList } from '@/shared/list/use-list';
import { useHas } from '@/shared/session/session';
import { useOpenPart } from '@/shared/session/sight';
import { t } from '@/shared/texts';
import { PageHead } from '@/shared/ui/page-head';
import { Loading } from '@/shared/ui/states';
import { keepAsOf, useParamsState } from '@/shared/url/params';

const OrganizationPanel = lazy(async () => ({ default: (await import('@/features/organizations/components/organization-panel')).OrganizationPanel }));
const RegisterDrawer = lazy(() => import('@/features/organizations/components/register-drawer'));

function useSpec(line: Line, chosen: string | undefined, choose: (id: string) => void): ListSpec<OrganizationRow> {
  return useMemo(
    () => ({
      view: 'organizations',
      fixed: { line, below: true, status: 'active,pending' },
      rowId: (row) => row.id,
      rowName: (row) => row.name,
      columns: organizationColumns(choose, chosen !== undefined),
      filters: organizationFilters(),
      counted: (n) => t('count.organizations', { n }),
      emptyText: t('org.empty'),
      ownScope: true,
      dated: true,
      dense: true,
      chosenId: chosen,
      views: [
        { key: 'live', label: t('org.view.live'), params: {} },
        { key: 'pending', label: t('org.view.pending'), params: { status: 'pending' } },
        { key: 'ended', label: t('org.view.ended'), params: { status: 'merged,split,closed' } },
      ],
    }),
    [line, chosen, choose],
  );
}

/** T3: tree, list, panel; as of any date. */
export default function OrganizationsPage(): ReactElement {
  const url = useParamsState();
  const asOf = url.get('as_of');
  const line: Line = url.get('line') === 'affiliation' ? 'affiliation' : 'territory';
  const scope = url.get('scope');
  const chosen = url.get('sel');
  const { set } = url;
  const choose = useMemo(() => (id: string) => set({ sel: id }), [set]);
  const spec = useSpec(line, chosen, choose);
  const { data } = useList(spec).result;
  const mayWrite = useHas('department', 'street', 'unit') && !asOf;
  const mayImport = useHas('department', 'street') && !asOf;
  const navigate = useNavigate();
  const [isRegistering, setRegistering] = useState(false);
  return (
    <>
      <PageHead
        title={t('nav.organizations')}
        facts={data ? [t('count.organizations', { n: count(data.total) }), asOf ? t('org.as_of_look', { on: longDate(asOf) }) : t('page.as_of', { at: moment(data.as_of) })] : []}
        actions={
          <>
            <AsOfPicker asOf={asOf} onChange={(on) => set({ as_of: on, page: null })} />
            {mayImport ? (
              <Button onClick={() => void navigate('/imports')}>{t('import.open')}</Button>
            ) : null}
            <ExportButton title={t('nav.organizations')} spec={spec} />
            {mayWrite ? (
              <Button type="primary" icon={<PlusOutlined />} onClick={() => setRegistering(true)}>
                {t('org.register')}
              </Button>
            ) : null}
          </>
        }
      />
      {asOf ? (
        <Alert
          className="detail-notice"
          type="info"
          showIcon
          title={t('org.as_of_notice', { on: longDate(asOf) })}
          action={
            <Button size="small" onClick={() => set({ as_of: null })}>
              {t('org.back_to_today')}
            </Button>
          }
        />
      ) : null}
      <div className={chosen ? 'orgs orgs-with-panel' : 'orgs'}>
        <div className="orgs-tree">
          <OrganizationTree
            line={line}
            asOf={asOf}
            selected={scope}
            onLine={(next) => set({ line: next === 'territory' ? null : next, scope: null, page: null })}
            onSelect={(id) => set({ scope: id, scope_name: null, sel: null, page: null })}
          />
        </div>
        <div className="orgs-list">
          {scope ? <ScopeCrumbs id={scope} line={line} asOf={asOf} /> : null}
          <ListPanel spec={spec} />
        </div>
        {chosen ? (
          <aside className="orgs-side">
            <Suspense fallback={<Loading rows={8} />}>
              <OrganizationPanel key={chosen} id={chosen} line={line} asOf={asOf} actions={(org) => <ChangeMenu org={org} asOf={asOf} />} onClose={() => set({ sel: null })} />
            </Suspense>
          </aside>
        ) : null}
      </div>
      <Suspense>
        {isRegistering ? (
          <Registering
            scope={scope}
            onClose={() => setRegistering(false)}
            onRegistered={(id) => {
              setRegistering(false);
              set({ sel: id });
            }}
          />
        ) : null}
      </Suspense>
    </>
  );
}

function Registering({ scope, onClose, onRegistered }: { scope: string | undefined; onClose: () => void; onRegistered: (id: string) => void }): ReactElement {
  if (!scope) return <RegisterDrawer onClose={onClose} onRegistered={onRegistered} />;
  return <RegisteringBelow scope={scope} onClose={onClose} onRegistered={onRegistered} />;
}

function RegisteringBelow({ scope, onClose, onRegistered }: { scope: string; onClose: () => void; onRegistered: (id: string) => void }): ReactElement | null {
  const { data } = useOrganization(scope);
  return data ? <RegisterDrawer territory={data} onClose={onClose} onRegistered={onRegistered} /> : null;
}

function ScopeCrumbs({ id, line, asOf }: { id: string; line: Line; asOf: string | undefined }): ReactElement | null {
  const { data } = useOrganization(id, asOf);
  const url = useParamsState();
  const above = (line === 'territory' ? data?.territory_path : data?.affiliation_path)?.filter((org) => org.id !== data?.id) ?? [];
  const isOpen = useOpenPart(above);
  if (!data) return null;
  return (
    <p className="orgs-crumbs">
      {above.map((org) => (
        <span key={org.id}>
          {isOpen(org) ? (
            <button type="button" className="link-button" onClick={() => url.set({ scope: org.id, page: null })}>
              {org.name}
            </button>
          ) : (
            org.name
          )}{' '}
          <span className="crumb-gap">/</span>
        </span>
      ))}
      <Link to={keepAsOf(`/organizations/${data.id}`, asOf)} className="strong">
        {data.name}
      </Link>
    </p>
  );
}

export function AsOfPicker({ asOf, onChange }: { asOf: string | undefined; onChange: (on: string | null) => void }): ReactElement {
  return (
    <label className="as-of">
      <span className="secondary">{t('page.as_of_label')}</span>
      <DatePicker
        value={dayjs(asOf ?? today())}
        format={t('format.date')}
        allowClear={asOf !== undefined}
        disabledDate={(day) => day.format('YYYY-MM-DD') > today()}
        onChange={(day) => {
          const on = day ? day.format('YYYY-MM-DD') : null;
          onChange(on === today() ? null : on);
        }}
      />
    </label>
  );
}
