import type { ParkedEvent } from '@/shared/api/types';
import { moment } from '@/shared/format/dates';
import { count } from '@/shared/format/numbers';
import type { ListColumn } from '@/shared/list/list-types';
import { hasText, t, word } from '@/shared/texts';

export function eventWord(type: string): string {
  const key = `event.${type}`;
  return hasText(key) ? t(key) : t('event.other');
}

/** The kind of failure in words; what is unknown is shown as it was caught. */
export function parkedCause(event: ParkedEvent): string {
  const name = event.cause_code.split(' ')[0] ?? '';
  const key = `parked_cause.${name}`;
  return hasText(key) ? t(key) : event.cause;
}

export function parkedColumns(onOpen: (event: ParkedEvent) => void): ListColumn<ParkedEvent>[] {
  return [
    {
      key: 'event',
      title: t('noun.parked_event'),
      render: (row) => (
        <button type="button" className="link-button name-button" onClick={() => onOpen(row)}>
          {`${word('service', row.service)} · ${eventWord(row.type)}`}
        </button>
      ),
      text: (row) => `${word('service', row.service)} · ${eventWord(row.type)}`,
    },
    { key: 'subject', title: t('parked.subject'), render: (row) => row.subject_title ?? '—', text: (row) => row.subject_title ?? '—' },
    { key: 'cause', title: t('parked.cause'), render: parkedCause, text: parkedCause },
    { key: 'behind', title: t('parked.behind'), align: 'right', render: (row) => count(row.behind_count), text: (row) => String(row.behind_count) },
    { key: 'attempts', title: t('parked.attempts'), align: 'right', render: (row) => count(row.attempt_count), text: (row) => String(row.attempt_count) },
    { key: 'first', title: t('parked.first_at'), render: (row) => <span className="nowrap">{moment(row.first_at)}</span>, text: (row) => moment(row.first_at) },
    { key: 'last', title: t('parked.last_at'), render: (row) => <span className="nowrap">{moment(row.last_at)}</span>, text: (row) => moment(row.last_at) },
  ];
}
