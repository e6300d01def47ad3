import type { ReactElement } from 'react';
import { Link } from 'react-router';

import { useSessions } from '@/features/sessions/api/views';
import type { SessionRow } from '@/shared/api/types';
import { addDays, date, day, hours, today } from '@/shared/format/dates';
import { place } from '@/shared/format/names';
import { count } from '@/shared/format/numbers';
import { PhoneCard, PhonePage } from '@/shared/phone/page';
import { PhoneData } from '@/shared/phone/query-state';
import { t } from '@/shared/texts';
import { EmptyState } from '@/shared/ui/states';
import { StatusTag } from '@/shared/ui/status-tag';

/** 现场: the sessions of today and of the week behind, to confirm who came. */
export default function OnsitePage(): ReactElement {
  const query = useSessions({ from: addDays(today(), -7), to: addDays(today(), 1), sort: '-window.start_at', size: 50 });
  return (
    <PhonePage title={t('bar.onsite')} below={day(new Date())}>
      <PhoneData query={query}>
        {(page) => (
          <PhoneCard>
            {page.items.length === 0 ? (
              <EmptyState title={t('onsite.none')} />
            ) : (
              <ul>
                {page.items.map((session) => (
                  <Item key={session.id} session={session} />
                ))}
              </ul>
            )}
          </PhoneCard>
        )}
      </PhoneData>
    </PhonePage>
  );
}

function Item({ session }: { session: SessionRow }): ReactElement {
  return (
    <li className="ph-item">
      <Link to={`/activities/${session.id}/confirm`}>
        <span className="ph-item-head">
          <b>{session.title}</b>
          <StatusTag group="session" code={session.status} />
        </span>
        <span className="muted">{`${date(session.window.start_at)} ${hours(session.window)} · ${place(session.community)}`}</span>
        <span className="muted">{t('onsite.seats', { n: count(session.seat_count), all: count(session.capacity_count) })}</span>
      </Link>
    </li>
  );
}
