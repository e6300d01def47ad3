import type { ReactElement } from 'react';

import type { OrganizationDetail } from '@/shared/api/types';
import { longDate } from '@/shared/format/dates';
import { place } from '@/shared/format/names';
import { count } from '@/shared/format/numbers';
import { t, word } from '@/shared/texts';
import { ScrollRegion } from '@/shared/ui/scroll-region';

import { useOrganization } from '../api/views';

function rows(org: OrganizationDetail): [string, string][] {
  return [
    [t('field.full_name'), org.name],
    [t('field.org_kind'), word('org_kind', org.kind)],
    [t('field.uscc'), org.uscc ?? '—'],
    [t('field.territory'), org.territory_path.map((part) => part.name).join(' / ') || '—'],
    [t('field.affiliation'), place(org.affiliation)],
    [t('field.members'), count(org.counts.members)],
    [t('nav.agreements'), count(org.counts.agreements)],
    [t('field.since_on'), longDate(org.since_on)],
  ];
}

/** Both records side by side before one takes over the other. */
export function CompareTable({ org, otherId }: { org: OrganizationDetail; otherId: string }): ReactElement | null {
  const { data: other } = useOrganization(otherId);
  if (!other) return null;
  const right = rows(other);
  return (
    <ScrollRegion label={t('org.confirm.merge')}>
      <table className="compare">
        <thead>
          <tr>
            <td />
            <th scope="col">{t('org.merged_away')}</th>
            <th scope="col">{t('org.takes_over')}</th>
          </tr>
        </thead>
        <tbody>
          {rows(org).map(([label, value], at) => (
            <tr key={label}>
              <th scope="row" className="muted">
                {label}
              </th>
              <td>{value}</td>
              <td>{right[at]?.[1]}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
