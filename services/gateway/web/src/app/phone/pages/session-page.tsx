import { Dialog } from 'antd-mobile';
import type { ReactElement } from 'react';
import { Link, useParams } from 'react-router';

import { useServiceSession, useSessionText } from '@/features/sessions/api/views';
import { MarkButton } from '@/features/sessions/phone/mark-button';
import { OfflineBar } from '@/features/sessions/phone/offline-bar';
import { useCommand } from '@/shared/api/query';
import type { SessionDetail } from '@/shared/api/types';
import { window as shownWindow } from '@/shared/format/dates';
import { place } from '@/shared/format/names';
import { count } from '@/shared/format/numbers';
import { PhoneCard, PhonePage } from '@/shared/phone/page';
import { PhoneData } from '@/shared/phone/query-state';
import { say, sayProblem } from '@/shared/phone/say';
import { useHas, useSession } from '@/shared/session/session';
import { t, word } from '@/shared/texts';
import { StatusTag } from '@/shared/ui/status-tag';

export default function SessionPage(): ReactElement {
  const { id = '' } = useParams();
  const query = useServiceSession(id);
  return (
    <>
      <OfflineBar />
      <PhonePage title={query.data?.title ?? t('noun.session')} below={query.data ? shownWindow(query.data.window) : ''} withBack>
        <PhoneData query={query}>{(session) => <Loaded session={session} />}</PhoneData>
      </PhonePage>
    </>
  );
}

function Loaded({ session }: { session: SessionDetail }): ReactElement {
  const text = useSessionText(session.id);
  const memberId = useSession().user.member_id;
  const isStaff = useHas('community', 'unit');
  const isMine = session.mine !== undefined && session.mine.status !== 'cancelled';
  return (
    <>
      <PhoneCard title={t('need.facts')} aside={isMine && session.mine ? <StatusTag group="attendance" code={session.mine.status} /> : <StatusTag group="session" code={session.status} />}>
        <dl className="ph-lines">
          <div>
            <dt>{t('field.community')}</dt>
            <dd>{place(session.community)}</dd>
          </div>
          {text.data?.place ? (
            <div>
              <dt>{t('session.place')}</dt>
              <dd>{text.data.place}</dd>
            </div>
          ) : null}
          <div>
            <dt>{t('session.owner')}</dt>
            <dd>{place(session.owner)}</dd>
          </div>
          <div>
            <dt>{t('session.theme')}</dt>
            <dd>{word('theme', session.theme_code)}</dd>
          </div>
          <div>
            <dt>{t('session.seats')}</dt>
            <dd>{`${count(session.seat_count)} / ${count(session.capacity_count)} ${t('unit.person', { n: session.capacity_count })}`}</dd>
          </div>
        </dl>
        {text.data?.description ? <p className="secondary">{text.data.description}</p> : null}
      </PhoneCard>
      {isMine && memberId && session.status !== 'cancelled' ? (
        <PhoneCard>
          <MarkButton session={session} memberId={memberId} />
        </PhoneCard>
      ) : null}
      {memberId ? <SignUp session={session} memberId={memberId} isMine={isMine} /> : null}
      {isStaff ? (
        <div className="ph-actions">
          <Link to={`/activities/${session.id}/confirm`} className="ph-button">
            {t('attendance.confirm_page')}
          </Link>
        </div>
      ) : null}
    </>
  );
}

function SignUp({ session, memberId, isMine }: { session: SessionDetail; memberId: string; isMine: boolean }): ReactElement | null {
  const command = useCommand();
  const isBefore = Date.parse(session.window.start_at) > Date.now();
  const path = `activities/sessions/${session.id}/sign-ups`;
  const signUp = (): void => command.mutate({ path, body: { member_id: memberId } }, { onSuccess: () => say(t('session.signed_up')), onError: sayProblem });
  const cancel = async (): Promise<void> => {
    const sure = await Dialog.confirm({ content: t('session.cancel_mine_sure', { title: session.title }), confirmText: t('session.cancel_mine'), cancelText: t('action.keep') });
    if (sure) command.mutate({ path: `${path}/${memberId}/cancellation`, body: { cause_code: 'cannot_come' } }, { onSuccess: () => say(t('session.cancelled_mine')), onError: sayProblem });
  };
  if (!isBefore) return null;
  if (isMine) {
    return session.mine?.status === 'signed_up' ? (
      <div className="ph-actions">
        <button type="button" className="ph-button" disabled={command.isPending} onClick={() => void cancel()}>
          {t('session.cannot_come')}
        </button>
      </div>
    ) : null;
  }
  if (session.status !== 'open') return null;
  return (
    <div className="ph-actions">
      <button type="button" className="ph-button ph-button-primary" disabled={command.isPending} onClick={signUp}>
        {t('session.sign_up')}
      </button>
    </div>
  );
}
