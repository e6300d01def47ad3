import type { OrganizationRow } from '@/shared/api/types';
import { date } from '@/shared/format/dates';
import { place } from '@/shared/format/names';
import { count } from '@/shared/format/numbers';
import type { ListColumn, ListFilter } from '@/shared/list/list-types';
import { codesOf, t, word } from '@/shared/texts';
import { Figure } from '@/shared/ui/figure';
import { StatusTag } from '@/shared/ui/status-tag';

export function organizationFilters(): ListFilter[] {
  const options = (group: string): { value: string; label: string }[] => codesOf(group).map((value) => ({ value, label: word(group, value) }));
  return [
    { key: 'status', label: t('field.status'), options: options('organization') },
    { key: 'kind', label: t('field.org_kind'), options: options('org_kind') },
    { key: 'sector_code', label: t('field.sector_code'), options: options('sector') },
    { key: 'below', label: t('org.depth'), single: true, options: [{ value: 'true', label: t('org.below') }] },
  ];
}

/** The name chooses the row and fills the panel; the panel leads on to the page. */
export function organizationColumns(onChoose: (id: string) => void, isNarrow: boolean): ListColumn<OrganizationRow>[] {
  return [
    {
      key: 'name',
      title: t('field.name'),
      sort: 'name',
      render: (row) => (
        <button type="button" className="link-button name-button" onClick={() => onChoose(row.id)}>
          {row.name}
        </button>
      ),
      text: (row) => row.name,
    },
    { key: 'kind', title: t('field.org_kind'), sort: 'kind', render: (row) => <span className="nowrap">{word('org_kind', row.kind)}</span>, text: (row) => word('org_kind', row.kind) },
    {
      key: 'territory',
      title: t('field.territory'),
      hidden: isNarrow,
      render: (row) => <span className="nowrap">{row.territory ? place(row.territory) : '—'}</span>,
      text: (row) => place(row.territory),
    },
    { key: 'affiliation', title: t('field.affiliation'), hidden: true, render: (row) => row.affiliation?.name ?? '—', text: (row) => row.affiliation?.name ?? '—' },
    {
      key: 'members',
      title: t('field.members'),
      align: 'right',
      render: (row) => (row.member_count > 0 ? <Figure to={`/members?scope=${row.id}`}>{count(row.member_count)}</Figure> : <span className="muted">—</span>),
      text: (row) => (row.member_count > 0 ? count(row.member_count) : '—'),
    },
    { key: 'since', title: t('field.since_on'), hidden: true, sort: 'since_on', render: (row) => date(row.since_on), text: (row) => date(row.since_on) },
    {
      key: 'status',
      title: t('field.status'),
      isStatus: true,
      render: (row) => <StatusTag group="organization" code={row.status} quiet={['active']} />,
      text: (row) => word('organization_state', row.status),
    },
  ];
}
