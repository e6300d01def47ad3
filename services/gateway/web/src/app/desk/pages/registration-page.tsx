import type { ReactElement } from 'react';
import { Link, useParams } from 'react-router';

import { useRegistration } from '@/features/registrations/api/views';
import { RegistrationActions } from '@/features/registrations/components/registration-actions';
import { ChainRail } from '@/features/timeline/components/chain-rail';
import type { RegistrationDetail } from '@/shared/api/types';
import { DetailPage } from '@/shared/detail/detail-page';
import { WithData } from '@/shared/detail/detail-query';
import { Facts, Panel } from '@/shared/detail/panel';
import { date, longDate, moment } from '@/shared/format/dates';
import { place } from '@/shared/format/names';
import { labelled } from '@/shared/format/words';
import { t, word } from '@/shared/texts';
import { OrgLink } from '@/shared/ui/org-link';
import { Rows } from '@/shared/ui/rows';
import { EmptyState } from '@/shared/ui/states';
import { StatusTag } from '@/shared/ui/status-tag';

export default function RegistrationPage(): ReactElement {
  const { id = '' } = useParams();
  return <WithData query={useRegistration(id)}>{(row) => <Loaded row={row} />}</WithData>;
}

const at: Record<string, number> = { submitted: 1, verified: 2, accepted: 3, move_requested: 3, released: 3 };

function Loaded({ row }: { row: RegistrationDetail }): ReactElement {
  const ended = row.status === 'declined' || row.status === 'cancelled';
  const moving = row.status === 'move_requested' || row.status === 'released';
  return (
    <DetailPage
      crumbs={[{ text: t('nav.registrations'), to: '/registrations' }, { text: place(row.community) }]}
      title={t('registration.title', { name: row.member.name })}
      mark={<StatusTag group="registration" code={row.status} />}
      facts={[row.number, word('registration_kind', row.kind), t('page.as_of', { at: moment(row.as_of) })]}
      actions={<RegistrationActions row={row} />}
      {...(ended
        ? {}
        : {
            steps: [
              { key: 'reported', title: t('registration.step.reported'), content: date(row.reported_at) },
              { key: 'verified', title: t('registration.step.verified'), content: row.verified_at ? date(row.verified_at) : '' },
              { key: 'accepted', title: t('registration.step.accepted'), content: row.accepted_on ? date(row.accepted_on) : '' },
            ],
            at: at[row.status] ?? 0,
          })}
      notice={
        ended
          ? { kind: 'ended', text: labelled(word('registration_state', row.status), word('reason', row.reason_code)) }
          : moving
            ? { kind: 'warning', text: t('registration.moving', { from: place(row.community), to: place(row.to_community) }) }
            : null
      }
      rail={<ChainRail subjectId={row.id} name={row.member.name} />}
    >
      <Panel title={t('need.facts')}>
        <Facts
          facts={[
            { label: t('noun.member'), value: <Link to={`/members/${row.member.id}`}>{row.member.name}</Link> },
            { label: t('noun.unit'), value: <OrgLink org={row.unit} /> },
            { label: t('member.branch'), value: <OrgLink org={row.branch} /> },
            { label: t('registration.kind'), value: word('registration_kind', row.kind) },
            { label: t('field.community'), value: <OrgLink org={row.community} /> },
          ]}
        />
      </Panel>
      <Panel title={t('registration.stints')} flush>
        {row.stints.length === 0 ? (
          <EmptyState title={t('registration.no_stints')} />
        ) : (
          <Rows
            label={t('registration.stints')}
            rows={row.stints}
            rowKey={(stint) => stint.receipt_no}
            columns={[
              { key: 'receipt', title: t('registration.receipt_no'), render: (stint) => stint.receipt_no },
              { key: 'community', title: t('field.community'), render: (stint) => place(stint.community) },
              { key: 'from', title: t('registration.from_on'), render: (stint) => longDate(stint.from_on) },
              { key: 'to', title: t('registration.to_on'), render: (stint) => (stint.to_on ? longDate(stint.to_on) : t('registration.until_now')) },
            ]}
          />
        )}
      </Panel>
    </DetailPage>
  );
}
