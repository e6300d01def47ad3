import { QRCode } from 'antd';
import { useEffect } from 'react';
import type { ReactElement } from 'react';
import { Link, useParams } from 'react-router';

import { useServiceSession } from '@/features/sessions/api/views';
import type { AttendanceRow, SessionDetail } from '@/shared/api/types';
import { WithData } from '@/shared/detail/detail-query';
import { time, window as shownWindow } from '@/shared/format/dates';
import { place, publicName } from '@/shared/format/names';
import { count } from '@/shared/format/numbers';
import { t } from '@/shared/texts';

import './door-page.css';

const SHOWN = 6;

/** T12: the sheet at the door. The code leads to the session; who has a seat checks in there. */
export default function DoorPage(): ReactElement {
  const { id = '' } = useParams();
  useWakeLock();
  return <WithData query={useServiceSession(id)}>{(session) => <Loaded session={session} />}</WithData>;
}

/** The screen at the door must not go dark; a browser that cannot promise it is fine. */
function useWakeLock(): void {
  useEffect(() => {
    let lock: WakeLockSentinel | undefined;
    const hold = async (): Promise<void> => {
      if (!('wakeLock' in navigator) || document.visibilityState !== 'visible') return;
      try {
        lock = await navigator.wakeLock.request('screen');
      } catch {
        lock = undefined;
      }
    };
    const again = (): void => void hold();
    again();
    document.addEventListener('visibilitychange', again);
    return () => {
      document.removeEventListener('visibilitychange', again);
      void lock?.release();
    };
  }, []);
}

function Loaded({ session }: { session: SessionDetail }): ReactElement {
  useEffect(() => {
    document.title = `${session.title} · ${t('door.title')}`;
  }, [session.title]);
  const came = session.attendances
    .filter((row) => row.checked_in_at)
    .sort((a, b) => (b.checked_in_at ?? '').localeCompare(a.checked_in_at ?? ''));
  const isOver = ['cancelled', 'closed', 'finished'].includes(session.status);
  return (
    <main className="door">
      <header className="door-head">
        <h1>{session.title}</h1>
        <p>
          <span>{shownWindow(session.window)}</span>
          <span>{place(session.community)}</span>
        </p>
      </header>
      <section className="door-body">
        {isOver ? (
          <p className="door-over">{t('door.over')}</p>
        ) : (
          <div role="img" aria-label={t('door.code_of', { title: session.title })}>
            <span aria-hidden="true">
              <QRCode type="svg" size={420} bordered={false} value={`${window.location.origin}/activities/${session.id}`} />
            </span>
          </div>
        )}
        <div className="door-side">
          {isOver ? null : (
            <>
              <h2>{t('door.scan')}</h2>
              <p className="secondary">{t('door.how')}</p>
            </>
          )}
          <p className="door-label secondary">{t('door.came')}</p>
          <p className="door-count" aria-live="polite">
            <b>{count(came.length)}</b> / {count(session.seat_count)} {t('unit.person', { n: session.seat_count })}
          </p>
          <Came rows={came.slice(0, SHOWN)} />
        </div>
      </section>
      <footer className="door-foot">
        <p className="secondary">
          <span>{t('door.leave')}</span>
          <span>{t('door.no_phone')}</span>
        </p>
        <Link to={`/activities/${session.id}`} className="no-print">
          {t('door.back')}
        </Link>
      </footer>
    </main>
  );
}

/** The latest on top, masked: the screen is seen by everybody. */
function Came({ rows }: { rows: AttendanceRow[] }): ReactElement {
  if (rows.length === 0) return <p className="muted">{t('door.nobody')}</p>;
  return (
    <ul className="door-came">
      {rows.map((row) => (
        <li key={row.member.id}>
          <span>{publicName(row.member.name)}</span>
          <span className="secondary">{time(row.checked_in_at ?? '')}</span>
        </li>
      ))}
    </ul>
  );
}
