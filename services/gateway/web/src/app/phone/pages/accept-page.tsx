import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactElement } from 'react';

import { useWaiting } from '@/features/registrations/api/views';
import { send } from '@/shared/api/client';
import type { RegistrationRow } from '@/shared/api/types';
import { date } from '@/shared/format/dates';
import { place } from '@/shared/format/names';
import { runBulk } from '@/shared/list/bulk-run';
import type { RowResult } from '@/shared/list/bulk-run';
import { PhoneCard, PhonePage } from '@/shared/phone/page';
import { PhoneData } from '@/shared/phone/query-state';
import { say } from '@/shared/phone/say';
import { t, word } from '@/shared/texts';
import { problemText } from '@/shared/ui/problem-text';
import { EmptyState } from '@/shared/ui/states';

/** The form of T13, for those who reported. */
export default function AcceptPage(): ReactElement {
  const query = useWaiting();
  return (
    <PhonePage title={t('registration.accept_page')} withBack>
      <PhoneData query={query}>{(page) => <Loaded rows={page.items} />}</PhoneData>
    </PhonePage>
  );
}

function Loaded({ rows }: { rows: RegistrationRow[] }): ReactElement {
  const client = useQueryClient();
  const [left, setLeft] = useState<string[]>([]);
  const [results, setResults] = useState<Record<string, RowResult>>({});
  const [isBusy, setBusy] = useState(false);
  const chosen = rows.filter((row) => !left.includes(row.id));
  const accept = async (): Promise<void> => {
    setBusy(true);
    const items = chosen.map((row) => ({
      id: row.id,
      name: row.member.name,
      run: () => send(`registrations/registrations/${row.id}/acceptance`, {}),
    }));
    let done = 0;
    await runBulk(items, (id, result) => {
      if (result.outcome === 'done') done += 1;
      setResults((former) => ({ ...former, [id]: result }));
    });
    const refused = items.length - done;
    say(refused > 0 ? t('list.bulk_mixed', { done, refused }) : t('registration.accepted_done'));
    await client.invalidateQueries({ queryKey: ['views'] });
    setBusy(false);
  };
  if (rows.length === 0) {
    return (
      <PhoneCard>
        <EmptyState title={t('registration.nobody_waits')} />
      </PhoneCard>
    );
  }
  return (
    <>
      <PhoneCard>
        <ul>
          {rows.map((row) => {
            const result = results[row.id];
            return (
              <li key={row.id} className="ph-confirm">
                <label>
                  <input
                    type="checkbox"
                    checked={!left.includes(row.id)}
                    onChange={() => setLeft(left.includes(row.id) ? left.filter((id) => id !== row.id) : [...left, row.id])}
                  />
                  <span className="ph-row-main">
                    <b>{row.member.name}</b>
                    <span className="muted">{`${word('registration_kind', row.kind)} · ${place(row.unit)} · ${date(row.reported_at)}`}</span>
                    {result?.outcome === 'refused' ? <span className="error-text">{problemText(result.problem)}</span> : null}
                  </span>
                </label>
              </li>
            );
          })}
        </ul>
      </PhoneCard>
      <div className="ph-dock">
        <span className="muted">{t('list.selected', { n: t('count.people', { n: chosen.length }) })}</span>
        <button type="button" className="ph-button ph-button-primary" disabled={chosen.length === 0 || isBusy} onClick={() => void accept()}>
          {t('registration.accept_n', { n: chosen.length })}
        </button>
      </div>
    </>
  );
}
