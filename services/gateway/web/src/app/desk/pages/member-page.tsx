import type { ReactElement } from 'react';
import { Link, useParams } from 'react-router';

import { hoursSpec } from '@/features/hours/components/hours-columns';
import { useMaskedPerson, useMember } from '@/features/members/api/views';
import { TimelineTab } from '@/features/timeline/components/timeline-tab';
import type { MemberDetail } from '@/shared/api/types';
import { DetailPage } from '@/shared/detail/detail-page';
import { WithData } from '@/shared/detail/detail-query';
import { DetailTabs } from '@/shared/detail/detail-tabs';
import { Facts, Panel, Stats } from '@/shared/detail/panel';
import { date, longDate, moment } from '@/shared/format/dates';
import { place } from '@/shared/format/names';
import { count, hoursOf } from '@/shared/format/numbers';
import { ListPanel } from '@/shared/list/list-panel';
import { t, word } from '@/shared/texts';
import { OrgLink } from '@/shared/ui/org-link';
import { EmptyState } from '@/shared/ui/states';
import { StatusTag } from '@/shared/ui/status-tag';

export default function MemberPage(): ReactElement {
  const { id = '' } = useParams();
  return <WithData query={useMember(id)}>{(member) => <Loaded member={member} />}</WithData>;
}

function Loaded({ member }: { member: MemberDetail }): ReactElement {
  const person = useMaskedPerson(member.id);
  return (
    <DetailPage
      crumbs={[{ text: t('nav.members'), to: '/members' }, { text: member.branch.name, to: `/organizations/${member.branch.id}` }]}
      title={member.name}
      mark={<StatusTag group="member" code={member.status} />}
      facts={[word('member_kind', member.kind), t('page.as_of', { at: moment(member.as_of) })]}
      rail={
        <Panel title={t('need.facts')}>
          <Facts
            facts={[
              { label: t('member.branch'), value: <OrgLink org={member.branch} /> },
              { label: t('noun.unit'), value: <OrgLink org={member.unit} /> },
              { label: t('field.identity_no'), value: person.data?.identity_masked ?? '—' },
              { label: t('field.phone'), value: person.data?.phone_masked ?? '—' },
              { label: t('member.enrolled_on'), value: longDate(member.enrolled_on) },
            ]}
          />
        </Panel>
      }
    >
      <Panel title={t('member.service', { year: member.year })}>
        <Stats
          stats={[
            { label: t('hours.posted'), value: hoursOf(member.posted_minutes), unit: t('unit.hour') },
            { label: t('hours.pending'), value: hoursOf(member.pending_minutes), unit: t('unit.hour') },
            { label: t('hours.sessions'), value: count(member.session_count), unit: t('unit.session', { n: member.session_count }) },
          ]}
        />
      </Panel>
      <DetailTabs
        tabs={[
          { key: 'registrations', label: t('nav.registrations'), children: <Registrations member={member} /> },
          { key: 'hours', label: t('nav.hours'), children: <ListPanel spec={hoursSpec({ member_id: member.id }, false)} /> },
          { key: 'timeline', label: t('tab.timeline'), children: <TimelineTab subjectId={member.id} /> },
        ]}
      />
    </DetailPage>
  );
}

function Registrations({ member }: { member: MemberDetail }): ReactElement {
  if (member.registration_rows.length === 0) return <EmptyState title={t('member.no_registration')} />;
  return (
    <ul className="plain-rows">
      {member.registration_rows.map((row) => (
        <li key={row.id}>
          <span>
            <Link to={`/registrations/${row.id}`}>{`${word('registration_kind', row.kind)} · ${place(row.community)}`}</Link>
            <span className="muted"> {row.receipt_no ?? date(row.reported_at)}</span>
          </span>
          <StatusTag group="registration" code={row.status} />
        </li>
      ))}
    </ul>
  );
}
