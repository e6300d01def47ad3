import { Link } from 'react-router';

import type { Query } from '@/shared/api/client';
import type { AgreementRow } from '@/shared/api/types';
import { date, term } from '@/shared/format/dates';
import { agreementNumber, place } from '@/shared/format/names';
import { count, hoursOf } from '@/shared/format/numbers';
import { listed } from '@/shared/format/words';
import type { ListColumn, ListSpec } from '@/shared/list/list-types';
import { optionsOf } from '@/shared/list/options';
import { t, word } from '@/shared/texts';
import { Figure } from '@/shared/ui/figure';
import { StatusTag } from '@/shared/ui/status-tag';

import { ofAgreement } from './links';

/** 待签 1/2 */
export function agreementState(row: AgreementRow): { code: string; suffix?: string } {
  return row.status === 'awaiting_signatures' ? { code: row.status, suffix: `${row.signed_count}/${row.party_count}` } : { code: row.status };
}

const parties = (row: AgreementRow): string => listed(row.parties.map(place));

function columns(): ListColumn<AgreementRow>[] {
  return [
    { key: 'title', title: t('noun.agreement'), sort: 'title', render: (row) => <Link to={`/agreements/${row.id}`}>{row.title}</Link>, text: (row) => row.title },
    { key: 'parties', title: t('agreement.parties'), render: parties, text: parties },
    { key: 'number', title: t('agreement.no'), hidden: true, render: agreementNumber, text: agreementNumber },
    { key: 'term', title: t('field.term'), render: (row) => <span className="nowrap">{term(row.term)}</span>, text: (row) => term(row.term) },
    {
      key: 'projects',
      title: t('nav.projects'),
      align: 'right',
      render: (row) => (row.project_count > 0 ? <Figure to={ofAgreement('/projects', row)}>{count(row.project_count)}</Figure> : <span className="muted">—</span>),
      text: (row) => count(row.project_count),
    },
    {
      key: 'hours',
      title: t('agreement.hours'),
      align: 'right',
      render: (row) => (row.minutes > 0 ? <Figure to={`/agreements/${row.id}`}>{hoursOf(row.minutes)}</Figure> : <span className="muted">—</span>),
      text: (row) => hoursOf(row.minutes),
    },
    {
      key: 'status',
      title: t('field.status'),
      isStatus: true,
      sort: 'status',
      render: (row) => <StatusTag group="agreement" {...agreementState(row)} quiet={['effective']} />,
      text: (row) => word('agreement_state', row.status),
    },
    { key: 'drafted', title: t('agreement.drafted_at'), hidden: true, sort: 'drafted_at', render: (row) => date(row.drafted_at), text: (row) => date(row.drafted_at) },
  ];
}

export function agreementSpec(fixed: Query = {}): ListSpec<AgreementRow> {
  return {
    view: 'agreements',
    fixed,
    rowId: (row) => row.id,
    rowName: (row) => row.title,
    columns: columns(),
    filters: [{ key: 'status', label: t('field.status'), options: optionsOf('agreement_state') }],
    views: [
      { key: 'all', label: t('agreement.view.all'), params: {} },
      { key: 'to_sign', label: t('agreement.view.to_sign'), params: { status: 'awaiting_signatures' } },
      { key: 'expiring', label: t('agreement.view.expiring'), params: { status: 'expiring' } },
    ],
    sort: '-drafted_at',
    counted: (n) => t('count.agreements', { n }),
    emptyText: t('agreement.empty'),
  };
}
