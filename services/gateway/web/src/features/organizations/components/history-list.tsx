import type { ReactElement } from 'react';

import type { HistoryEntry } from '@/shared/api/types';
import { date, longDate, moment } from '@/shared/format/dates';
import { actorName, divisionCode } from '@/shared/format/names';
import { clauses } from '@/shared/format/words';
import { hasText, t, word } from '@/shared/texts';
import { EmptyState, FailedState, Loading } from '@/shared/ui/states';

import { useHistory } from '../api/views';

function shown(field: string, value: string | undefined): string {
  if (!value) return '—';
  if (field === 'kind') return word('org_kind', value);
  if (field === 'status') return word('organization_state', value);
  if (field === 'sector_code') return word('sector', value);
  if (field === 'reason_code') return word('reason', value);
  if (field === 'division_code') return divisionCode(value);
  if (field.endsWith('_on')) return longDate(value);
  return value;
}

export function changeLine(entry: HistoryEntry): string {
  const lines = entry.changes
    .filter((change) => hasText(`field.${change.field}`))
    .map((change) => {
      const value = shown(change.field, change.value);
      const label = word('field', change.field);
      return change.former ? t('org.change_from_to', { field: label, former: shown(change.field, change.former), value }) : `${label} ${value}`;
    });
  return clauses(lines);
}

export function eventName(entry: HistoryEntry): string {
  const key = `event.${entry.type}`;
  return hasText(key) ? t(key) : t('event.other');
}

export function HistoryLines({ entries }: { entries: HistoryEntry[] }): ReactElement {
  return (
    <ul className="history">
      {entries.map((entry) => (
        <li key={entry.event_id}>
          <span className="muted nowrap" title={moment(entry.at)}>
            {date(entry.effective_on ?? entry.at)}
          </span>
          <div>
            <span className="strong">{eventName(entry)}</span>
            {actorName(entry.actor) ? <span className="muted"> {actorName(entry.actor)}</span> : null}
            <p className="secondary">{changeLine(entry)}</p>
          </div>
        </li>
      ))}
    </ul>
  );
}

/** Everything that ever happened to one organization, newest first. */
export function HistoryTab({ id, asOf }: { id: string; asOf?: string | undefined }): ReactElement {
  const { data, error, refetch } = useHistory(id, asOf);
  if (data) return data.items.length > 0 ? <HistoryLines entries={data.items} /> : <EmptyState title={t('org.no_history')} />;
  if (error) return <FailedState error={error} onRetry={() => void refetch()} />;
  return <Loading rows={5} />;
}
