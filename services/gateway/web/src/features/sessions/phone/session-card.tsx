import type { ReactElement } from 'react';
import { Link } from 'react-router';

import type { SessionRow } from '@/shared/api/types';
import { window as shownWindow } from '@/shared/format/dates';
import { place } from '@/shared/format/names';
import { t, word } from '@/shared/texts';
import { ReasonTag, StatusTag } from '@/shared/ui/status-tag';

function Seats({ session }: { session: SessionRow }): ReactElement {
  if (session.mine && session.mine.status !== 'cancelled') return <StatusTag group="attendance" code={session.mine.status} />;
  if (session.status !== 'open') return <StatusTag group="session" code={session.status} />;
  return <span className="muted nowrap">{t('session.seats_left', { n: Math.max(0, session.capacity_count - session.seat_count) })}</span>;
}

export function SessionItem({ session }: { session: SessionRow }): ReactElement {
  return (
    <li className="ph-item">
      <Link to={`/activities/${session.id}`}>
        <span className="ph-item-head">
          <b>{session.title}</b>
          <Seats session={session} />
        </span>
        <span className="muted">{shownWindow(session.window)}</span>
        <span className="ph-item-tags">
          <ReasonTag>{place(session.community)}</ReasonTag>
          <ReasonTag>{word('theme', session.theme_code)}</ReasonTag>
        </span>
      </Link>
    </li>
  );
}
