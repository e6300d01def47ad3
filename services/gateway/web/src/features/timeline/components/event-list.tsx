import { CopyOutlined } from '@ant-design/icons';
import { App, Button } from 'antd';
import type { ReactElement } from 'react';
import { Link } from 'react-router';

import type { TimelineEvent } from '@/shared/api/types';
import { date, isoDate, moment, time } from '@/shared/format/dates';
import { actorName } from '@/shared/format/names';
import { hoursOf } from '@/shared/format/numbers';
import { clauses } from '@/shared/format/words';
import { hasText, t, word } from '@/shared/texts';
import { EmptyState } from '@/shared/ui/states';

import { pageOf } from './links';
import './timeline.css';

export function eventWord(type: string): string {
  const key = `event.${type}`;
  return hasText(key) ? t(key) : t('event.other');
}

const codeGroups: Record<string, string> = {
  reason_code: 'reason',
  cause_code: 'reason',
  category_code: 'category',
  theme_code: 'theme',
  stage_code: 'stage_state',
  status_code: 'any_state',
  unit_code: 'quantity',
  method_code: 'method',
  sector_code: 'sector',
};

function valueWord(field: string, value: string | number | boolean): string {
  if (typeof value === 'boolean') return value ? t('word.yes') : t('word.no');
  if (typeof value === 'number') return field.endsWith('minutes') ? `${hoursOf(value)} ${t('unit.hour')}` : String(value);
  const group = codeGroups[field];
  if (group) return word(group, value);
  if (field.endsWith('_on')) return date(value);
  if (field.endsWith('_at')) return moment(value);
  return value;
}

function FactLine({ event }: { event: TimelineEvent }): ReactElement | null {
  const parts = event.facts
    .filter((fact) => hasText(`field.${fact.field}`))
    .map((fact) => {
      const value = valueWord(fact.field, fact.value);
      const former = fact.former === undefined ? '' : `${valueWord(fact.field, fact.former)} → `;
      return `${word('field', fact.field)} ${former}${value}`;
    });
  return parts.length > 0 ? <p className="secondary">{clauses(parts)}</p> : null;
}

function CopyId({ id }: { id: string }): ReactElement {
  const { message } = App.useApp();
  const copy = (): void => {
    void navigator.clipboard.writeText(id).then(() => message.success(t('action.copied')));
  };
  return <Button type="text" size="small" icon={<CopyOutlined />} aria-label={t('action.copy_id')} onClick={copy} />;
}

function EventRow({ event, isListed }: { event: TimelineEvent; isListed: (id: string) => boolean }): ReactElement {
  const to = pageOf(event.subject_kind, event.subject_id);
  return (
    <li id={`event-${event.event_id}`}>
      <time dateTime={event.at} className="muted">
        {time(event.at)}
      </time>
      <div>
        <p>
          <span className="strong">{eventWord(event.type)}</span>
          <span className="secondary event-actor">{actorName(event.actor) ?? t('event.system')}</span>
        </p>
        {event.subject_title ? <p>{to ? <Link to={to}>{event.subject_title}</Link> : event.subject_title}</p> : null}
        <FactLine event={event} />
        {event.cause ? (
          <p className="muted event-cause">
            <Cause id={event.cause.event_id} type={event.cause.type} isListed={isListed(event.cause.event_id)} />
          </p>
        ) : null}
      </div>
      <CopyId id={event.event_id} />
    </li>
  );
}

/** The event that brought this about; a link only where that event stands in the same list. */
function Cause({ id, type, isListed }: { id: string; type: string; isListed: boolean }): ReactElement {
  const words = t('event.caused_by', { event: eventWord(type) });
  return isListed ? <a href={`#event-${id}`}>{words}</a> : <>{words}</>;
}

/** Events by day, newest first, each with its cause. */
export function EventList({ events }: { events: TimelineEvent[] }): ReactElement {
  if (events.length === 0) return <EmptyState title={t('chain.no_events')} />;
  const ids = new Set(events.map((event) => event.event_id));
  const days = new Map<string, TimelineEvent[]>();
  for (const event of [...events].sort((a, b) => b.at.localeCompare(a.at))) {
    const on = isoDate(event.at);
    days.set(on, [...(days.get(on) ?? []), event]);
  }
  return (
    <div className="events">
      {[...days].map(([on, ofDay]) => (
        <section key={on}>
          <h3>{date(on)}</h3>
          <ul>
            {ofDay.map((event) => (
              <EventRow key={event.event_id} event={event} isListed={(id) => ids.has(id)} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
