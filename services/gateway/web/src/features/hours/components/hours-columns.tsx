import { Link } from 'react-router';

import type { Query } from '@/shared/api/client';
import type { HoursEntry } from '@/shared/api/types';
import { date } from '@/shared/format/dates';
import { place } from '@/shared/format/names';
import { hoursOf, signedHours } from '@/shared/format/numbers';
import type { ListColumn, ListSpec } from '@/shared/list/list-types';
import { optionsOf } from '@/shared/list/options';
import { t, word } from '@/shared/texts';
import { StatusTag } from '@/shared/ui/status-tag';

function columns(withMember: boolean): ListColumn<HoursEntry>[] {
  const member: ListColumn<HoursEntry> = {
    key: 'member',
    title: t('noun.member'),
    render: (row) => <Link to={`/members/${row.member.id}?tab=hours`}>{row.member.name}</Link>,
    text: (row) => row.member.name,
  };
  return [
    ...(withMember ? [member] : []),
    { key: 'session', title: t('noun.session'), render: (row) => <Link to={`/activities/${row.session_id}`}>{row.session_title}</Link>, text: (row) => row.session_title },
    { key: 'community', title: t('hours.credited'), render: (row) => <span className="nowrap">{place(row.community)}</span>, text: (row) => place(row.community) },
    { key: 'served', title: t('hours.served_on'), sort: 'served_on', render: (row) => <span className="nowrap">{date(row.served_on)}</span>, text: (row) => date(row.served_on) },
    { key: 'minutes', title: t('hours.hours'), align: 'right', render: (row) => <b className={row.minutes < 0 ? 'error-text' : ''}>{signedHours(row.minutes)}</b>, text: (row) => signedHours(row.minutes) },
    { key: 'total', title: t('hours.total'), align: 'right', render: (row) => hoursOf(row.total_minutes), text: (row) => hoursOf(row.total_minutes) },
    {
      key: 'status',
      title: t('field.status'),
      isStatus: true,
      render: (row) => (
        <>
          <StatusTag group="entry" code={row.status} quiet={['posted']} />
          {row.reason_code ? <span className="muted"> {word('reason', row.reason_code)}</span> : null}
        </>
      ),
      text: (row) => word('entry_state', row.status),
    },
  ];
}

export function hoursSpec(fixed: Query = {}, withMember = true): ListSpec<HoursEntry> {
  return {
    view: 'hours',
    fixed,
    of: ['agreement', 'project'],
    rowId: (row) => row.id,
    rowName: (row) => `${row.member.name} ${row.session_title}`,
    columns: columns(withMember),
    filters: [{ key: 'status', label: t('field.status'), options: optionsOf('entry_state') }],
    searchable: false,
    sort: '-served_on',
    counted: (n) => t('count.entries', { n }),
    emptyText: t('hours.empty'),
  };
}
