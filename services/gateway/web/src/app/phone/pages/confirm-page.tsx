import type { ReactElement } from 'react';
import { useParams } from 'react-router';

import { useServiceSession } from '@/features/sessions/api/views';
import { isConfirmable, marksOf } from '@/features/sessions/components/attendance';
import { useConfirmation } from '@/features/sessions/components/use-confirmation';
import type { AttendanceRow, SessionDetail } from '@/shared/api/types';
import { date } from '@/shared/format/dates';
import { hoursOf } from '@/shared/format/numbers';
import { PhoneCard, PhonePage } from '@/shared/phone/page';
import { PhoneData } from '@/shared/phone/query-state';
import { t, word } from '@/shared/texts';
import { problemText } from '@/shared/ui/problem-text';
import { EmptyState } from '@/shared/ui/states';
import { KindTag, StatusTag } from '@/shared/ui/status-tag';

/** T13. */
export default function ConfirmPage(): ReactElement {
  const { id = '' } = useParams();
  const query = useServiceSession(id);
  return (
    <PhonePage title={t('attendance.confirm_page')} below={query.data ? `${query.data.title} · ${date(query.data.window.start_at)}` : ''} withBack>
      <PhoneData query={query}>{(session) => <Loaded session={session} />}</PhoneData>
    </PhonePage>
  );
}

function Loaded({ session }: { session: SessionDetail }): ReactElement {
  const confirmation = useConfirmation(session);
  const refused = confirmation.answer?.results.filter((result) => result.outcome === 'refused') ?? [];
  const problemOf = (id: string): string | undefined => {
    const result = refused.find((one) => one.id === id);
    return result?.problem ? problemText(result.problem) : undefined;
  };
  return (
    <>
      {confirmation.problem ? (
        <p className="ph-alert" role="alert">
          {problemText(confirmation.problem)}
        </p>
      ) : null}
      {confirmation.answer ? (
        <p className="ph-said" role="status">
          {refused.length > 0
            ? t('list.bulk_mixed', { done: confirmation.answer.results.length - refused.length, refused: refused.length })
            : t('attendance.confirmed_done', { n: confirmation.answer.results.length })}
        </p>
      ) : null}
      <PhoneCard>
        {session.attendances.length === 0 ? (
          <EmptyState title={t('session.nobody_yet')} />
        ) : (
          <ul>
            {session.attendances.map((row) => (
              <Row key={row.member.id} row={row} isChosen={confirmation.chosen.includes(row.member.id)} problem={problemOf(row.member.id)} onToggle={() => confirmation.toggle(row.member.id)} />
            ))}
          </ul>
        )}
      </PhoneCard>
      {session.attendances.some(isConfirmable) ? (
        <div className="ph-dock">
          <span className="muted">{t('attendance.chosen', { n: confirmation.chosen.length, hours: hoursOf(confirmation.minutes) })}</span>
          <button type="button" className="ph-button ph-button-primary" disabled={confirmation.chosen.length === 0 || confirmation.isBusy} onClick={confirmation.confirm}>
            {t('attendance.confirm', { n: confirmation.chosen.length })}
          </button>
        </div>
      ) : null}
    </>
  );
}

interface RowProps {
  row: AttendanceRow;
  isChosen: boolean;
  problem: string | undefined;
  onToggle: () => void;
}

function Row({ row, isChosen, problem, onToggle }: RowProps): ReactElement {
  const can = isConfirmable(row);
  return (
    <li className="ph-confirm">
      <label>
        <input type="checkbox" checked={isChosen} disabled={!can} onChange={onToggle} />
        <span className="ph-row-main">
          <b>{row.member.name}</b>
          <span className="muted">{marksOf(row)}</span>
          {problem ? <span className="error-text">{problem}</span> : null}
        </span>
        {row.anomalies.length > 0 ? (
          <KindTag kind="wait">{word('anomaly', row.anomalies[0])}</KindTag>
        ) : can ? (
          <b className="nowrap">{`${hoursOf(row.minutes)} ${t('unit.hour')}`}</b>
        ) : (
          <StatusTag group="attendance" code={row.status} />
        )}
      </label>
    </li>
  );
}
