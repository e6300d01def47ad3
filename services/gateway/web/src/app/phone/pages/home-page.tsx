import type { ReactElement } from 'react';
import { Link } from 'react-router';

import { useMember } from '@/features/members/api/views';
import { useSessions } from '@/features/sessions/api/views';
import { MarkButton } from '@/features/sessions/phone/mark-button';
import { OfflineBar } from '@/features/sessions/phone/offline-bar';
import { usePendingMarks } from '@/features/sessions/phone/pending-marks';
import { SessionItem } from '@/features/sessions/phone/session-card';
import { nextSession, stageOf } from '@/features/sessions/phone/stage';
import type { MemberDetail, SessionRow } from '@/shared/api/types';
import { civil, date, day, hours, isoDate, time, today } from '@/shared/format/dates';
import { place } from '@/shared/format/names';
import { count, hoursOf } from '@/shared/format/numbers';
import { Icon } from '@/shared/phone/icons';
import { BigFigures, PhoneCard, PhonePage } from '@/shared/phone/page';
import { PhoneData } from '@/shared/phone/query-state';
import { useNow } from '@/shared/phone/use-now';
import { useSession } from '@/shared/session/session';
import { t, word } from '@/shared/texts';
import { EmptyState } from '@/shared/ui/states';
import { KindTag, StatusTag } from '@/shared/ui/status-tag';

/** T10. */
export default function HomePage(): ReactElement {
  const session = useSession();
  const memberId = session.user.member_id;
  const query = useMember(memberId ?? '', memberId !== undefined);
  return (
    <>
      <OfflineBar />
      <PhonePage title={t('home.greeting', { name: session.user.name, time: partOfDay() })} below={query.data?.branch.name ?? session.user.home?.name}>
        {memberId ? (
          <PhoneData query={query}>{(member) => <Loaded member={member} />}</PhoneData>
        ) : (
          <PhoneCard>
            <EmptyState title={t('home.no_member')} />
          </PhoneCard>
        )}
      </PhonePage>
    </>
  );
}

function partOfDay(): string {
  const { hour } = civil(new Date());
  if (hour < 11) return t('home.morning');
  if (hour < 13) return t('home.noon');
  return hour < 18 ? t('home.afternoon') : t('home.evening');
}

function Loaded({ member }: { member: MemberDetail }): ReactElement {
  const now = useNow();
  const next = nextSession(member.next_sessions, now);
  const live = member.registration_rows.filter((row) => !['declined', 'cancelled'].includes(row.status));
  return (
    <>
      {live.length === 0 ? <FirstReport /> : null}
      {next ? <NextSession session={next} memberId={member.id} /> : null}
      {live.length > 0 ? <Registrations member={member} /> : null}
      <PhoneCard>
        <Link to="/hours" className="ph-plain-link">
          <BigFigures
            figures={[
              { value: hoursOf(member.posted_minutes), unit: t('unit.hour'), label: t('home.this_year') },
              { value: hoursOf(member.pending_minutes), unit: t('unit.hour'), label: t('hours.pending') },
              { value: count(member.session_count), unit: t('unit.session', { n: member.session_count }), label: t('hours.sessions') },
            ]}
          />
        </Link>
      </PhoneCard>
      <Fitting />
    </>
  );
}

function FirstReport(): ReactElement {
  return (
    <PhoneCard title={t('home.report_title')}>
      <p className="secondary ph-gap">{t('home.report_text')}</p>
      <Link to="/report" className="ph-button ph-button-primary">
        {t('report.go')}
      </Link>
    </PhoneCard>
  );
}

function Soon({ session }: { session: SessionRow }): ReactElement {
  const now = useNow();
  const pending = usePendingMarks();
  const stage = stageOf(session, now, pending);
  if (stage.kind === 'out') return <KindTag kind="running">{t('home.in_since', { at: time(new Date(stage.since)) })}</KindTag>;
  if (stage.kind === 'done') return <StatusTag group="attendance" code={session.mine?.status === 'confirmed' ? 'confirmed' : 'awaiting_confirmation'} />;
  const minutes = Math.round((Date.parse(session.window.start_at) - now) / 60_000);
  if (minutes > 0 && minutes < 120) return <KindTag kind="wait">{t('home.starts_in', { n: minutes })}</KindTag>;
  return <KindTag kind="running">{minutes > 0 ? t('home.starts_on', { day: day(session.window.start_at) }) : t('home.running')}</KindTag>;
}

function NextSession({ session, memberId }: { session: SessionRow; memberId: string }): ReactElement {
  const isToday = isoDate(session.window.start_at) === today();
  return (
    <PhoneCard title={isToday ? t('home.today') : t('home.next')} aside={<Soon session={session} />}>
      <p className="ph-next-title">{session.title}</p>
      <p className="muted">{`${isToday ? '' : `${date(session.window.start_at)} `}${hours(session.window)} · ${place(session.community)}`}</p>
      <MarkButton session={session} memberId={memberId} />
      <p className="ph-center">
        <Link to={`/activities/${session.id}`} className="ph-text-link">
          {t('home.details')}
        </Link>
      </p>
    </PhoneCard>
  );
}

function Registrations({ member }: { member: MemberDetail }): ReactElement {
  return (
    <PhoneCard>
      <ul className="ph-rows">
        {member.registration_rows.map((row) => (
          <li key={row.id}>
            <Link to={`/registrations/${row.id}`}>
              <StatusTag group="registration" code={row.status} />
              <span className="ph-row-main">{`${word('registration_kind', row.kind)} · ${row.community.name}`}</span>
              <span className="muted nowrap">{row.receipt_no ? t('registration.receipt') : date(row.reported_at)}</span>
              <Icon name="next" size={16} />
            </Link>
          </li>
        ))}
      </ul>
    </PhoneCard>
  );
}

function Fitting(): ReactElement {
  const { data } = useSessions({ bookable: true, sort: 'window.start_at', size: 6 });
  const fitting = data?.items.filter((session) => !session.mine || session.mine.status === 'cancelled').slice(0, 3) ?? [];
  return (
    <PhoneCard
      title={t('home.fitting')}
      aside={
        data && data.total > 0 ? (
          <Link to="/find" className="ph-text-link">
            {t('home.all_sessions', { n: count(data.total) })}
          </Link>
        ) : null
      }
    >
      {fitting.length > 0 ? (
        <ul>
          {fitting.map((session) => (
            <SessionItem key={session.id} session={session} />
          ))}
        </ul>
      ) : (
        <EmptyState title={t('find.none')} />
      )}
    </PhoneCard>
  );
}
