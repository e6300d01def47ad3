import { InfiniteScroll } from 'antd-mobile';
import type { ReactElement } from 'react';
import { Link } from 'react-router';

import { saveStatement } from '@/features/hours/phone/statement';
import type { HoursEntry, HoursStatement } from '@/shared/api/types';
import { date, moment, monthOf } from '@/shared/format/dates';
import { place } from '@/shared/format/names';
import { count, hoursOf, signedHours } from '@/shared/format/numbers';
import { useEndless } from '@/shared/phone/endless';
import { BigFigures, PhoneCard, PhonePage } from '@/shared/phone/page';
import { sayProblem } from '@/shared/phone/say';
import { useSession } from '@/shared/session/session';
import { t, word } from '@/shared/texts';
import { EmptyState, FailedState, Loading } from '@/shared/ui/states';
import { StatusTag } from '@/shared/ui/status-tag';

/** T11. */
export default function HoursPage(): ReactElement {
  const session = useSession();
  const memberId = session.user.member_id;
  const list = useEndless<HoursEntry, HoursStatement>('hours', { member_id: memberId, sort: '-served_on' });
  const first = list.first;
  return (
    <PhonePage title={t('nav.hours')} below={first ? t('hours.as_of', { year: first.year, at: moment(first.as_of) }) : ''}>
      {first ? (
        <>
          <PhoneCard>
            <BigFigures
              figures={[
                { value: hoursOf(first.posted_minutes), unit: t('unit.hour'), label: t('hours.posted') },
                { value: hoursOf(first.pending_minutes), unit: t('unit.hour'), label: t('hours.pending') },
                { value: count(first.session_count), unit: t('unit.session', { n: first.session_count }), label: t('hours.sessions') },
              ]}
            />
            {first.total > 0 ? (
              <button type="button" className="ph-button" onClick={() => void saveStatement(memberId).catch(sayProblem)}>
                {t('hours.download')}
              </button>
            ) : null}
          </PhoneCard>
          <Entries entries={list.items} />
          {list.items.length > 0 ? <InfiniteScroll loadMore={list.more} hasMore={list.hasMore} /> : null}
        </>
      ) : (
        <PhoneCard>{list.error ? <FailedState error={list.error} onRetry={() => void list.again()} /> : <Loading rows={6} />}</PhoneCard>
      )}
    </PhonePage>
  );
}

function Entries({ entries }: { entries: HoursEntry[] }): ReactElement {
  if (entries.length === 0) {
    return (
      <PhoneCard>
        <EmptyState title={t('hours.empty_mine')}>
          <Link to="/find" className="ph-text-link">
            {t('bar.find')}
          </Link>
        </EmptyState>
      </PhoneCard>
    );
  }
  const months = new Map<string, HoursEntry[]>();
  for (const entry of entries) {
    const month = monthOf(entry.served_on);
    months.set(month, [...(months.get(month) ?? []), entry]);
  }
  return (
    <>
      {[...months].map(([month, ofMonth]) => (
        <PhoneCard key={month} title={month}>
          <ul>
            {ofMonth.map((entry) => (
              <Entry key={entry.id} entry={entry} />
            ))}
          </ul>
        </PhoneCard>
      ))}
      <p className="ph-foot muted">{t('hours.hint')}</p>
    </>
  );
}

function Entry({ entry }: { entry: HoursEntry }): ReactElement {
  return (
    <li className="ph-item">
      <Link to={`/activities/${entry.session_id}`}>
        <span className="ph-item-head">
          <span>
            <b>{entry.session_title}</b> {entry.status === 'posted' ? null : <StatusTag group="entry" code={entry.status} />}
          </span>
          <b className={entry.minutes < 0 ? 'error-text' : ''}>{signedHours(entry.minutes)}</b>
        </span>
        <span className="ph-item-head muted">
          <span>
            {`${date(entry.served_on)} · ${place(entry.community)}`}
            {entry.reason_code ? ` · ${word('reason', entry.reason_code)}` : ''}
          </span>
          {entry.total_minutes === undefined ? null : <span className="nowrap">{t('hours.total_is', { n: hoursOf(entry.total_minutes) })}</span>}
        </span>
      </Link>
    </li>
  );
}
