import { Alert, Button } from 'antd';
import { lazy, Suspense, useState } from 'react';
import type { ReactElement } from 'react';
import { Link } from 'react-router';

import type { AttendanceRow, SessionDetail } from '@/shared/api/types';
import { useAct } from '@/shared/form/use-act';
import { place } from '@/shared/format/names';
import { hoursOf } from '@/shared/format/numbers';
import { labelled } from '@/shared/format/words';
import { useHas } from '@/shared/session/session';
import { t, word } from '@/shared/texts';
import { problemText } from '@/shared/ui/problem-text';
import { Rows } from '@/shared/ui/rows';
import { EmptyState } from '@/shared/ui/states';
import { KindTag, StatusTag } from '@/shared/ui/status-tag';

import { isConfirmable, marksOf } from './attendance';
import { useConfirmation } from './use-confirmation';
import './session.css';

const CorrectionDrawer = lazy(() => import('./correction-drawer'));

/** Who came, and the one place where their hours are confirmed. */
export function AttendanceTable({ session }: { session: SessionDetail }): ReactElement {
  const mayConfirm = useHas('community', 'unit', 'street');
  const confirmation = useConfirmation(session);
  const [corrected, setCorrected] = useState<AttendanceRow | null>(null);
  const isWaiting = mayConfirm && session.attendances.some(isConfirmable);
  if (session.attendances.length === 0) return <EmptyState title={t('session.nobody_yet')} />;
  return (
    <>
      {isWaiting ? (
        <div className="confirm-bar">
          <span>{t('attendance.chosen', { n: confirmation.chosen.length, hours: hoursOf(confirmation.minutes) })}</span>
          <Button type="primary" disabled={confirmation.chosen.length === 0} loading={confirmation.isBusy} onClick={confirmation.confirm}>
            {t('attendance.confirm', { n: confirmation.chosen.length })}
          </Button>
        </div>
      ) : null}
      <Answer session={session} confirmation={confirmation} />
      <Rows
        label={t('session.tab.attendance', { n: session.attendances.length })}
        rows={session.attendances}
        rowKey={(row) => row.member.id}
        pageSize={50}
        minWidth={680}
        choice={
          isWaiting
            ? { chosen: confirmation.chosen, onChange: confirmation.choose, nameOf: (row) => row.member.name, isOff: (row) => !isConfirmable(row) }
            : undefined
        }
        columns={[
          { key: 'member', title: t('noun.member'), render: (row) => <Link to={`/members/${row.member.id}`}>{row.member.name}</Link> },
          { key: 'unit', title: t('noun.unit'), render: (row) => place(row.unit) },
          { key: 'marks', title: t('attendance.marks'), render: (row) => <span className="nowrap secondary">{marksOf(row)}</span> },
          { key: 'minutes', title: t('attendance.hours'), align: 'right', render: (row) => <b>{hoursOf(row.minutes)}</b> },
          {
            key: 'status',
            title: t('field.status'),
            isStatus: true,
            render: (row) => (
              <span className="row-actions">
                <StatusTag group="attendance" code={row.status} quiet={['confirmed']} />
                {row.anomalies.map((code) => (
                  <KindTag key={code} kind="wait">
                    {word('anomaly', code)}
                  </KindTag>
                ))}
              </span>
            ),
          },
          { key: 'act', render: (row) => (mayConfirm ? <RowActions session={session} row={row} onCorrect={setCorrected} /> : null) },
        ]}
      />
      <Suspense>{corrected ? <CorrectionDrawer session={session} row={corrected} onClose={() => setCorrected(null)} /> : null}</Suspense>
    </>
  );
}

function Answer({ session, confirmation }: { session: SessionDetail; confirmation: ReturnType<typeof useConfirmation> }): ReactElement | null {
  if (confirmation.problem) return <Alert type="error" showIcon title={problemText(confirmation.problem)} className="form-alert" />;
  if (!confirmation.answer) return null;
  const refused = confirmation.answer.results.filter((result) => result.outcome === 'refused');
  const done = confirmation.answer.results.length - refused.length;
  const nameOf = (id: string): string => session.attendances.find((row) => row.member.id === id)?.member.name ?? '';
  return (
    <Alert
      className="form-alert"
      type={refused.length > 0 ? 'warning' : 'success'}
      showIcon
      title={refused.length > 0 ? t('list.bulk_mixed', { done, refused: refused.length }) : t('attendance.confirmed_done', { n: done })}
      description={refused.length > 0 ? refused.map((result) => <p key={result.id}>{labelled(nameOf(result.id), result.problem ? problemText(result.problem) : '')}</p>) : null}
    />
  );
}

interface RowActionsProps {
  session: SessionDetail;
  row: AttendanceRow;
  onCorrect: (row: AttendanceRow) => void;
}

function RowActions({ session, row, onCorrect }: RowActionsProps): ReactElement | null {
  const { run, isRunning } = useAct();
  const path = `activities/sessions/${session.id}/attendances/${row.member.id}`;
  if (row.correction?.may_approve) {
    return (
      <span className="row-actions">
        <Button size="small" loading={isRunning} onClick={() => run(`${path}/correction-approval`, {}, t('attendance.corrected_done'))}>
          {t('attendance.approve', { hours: hoursOf(row.correction.minutes) })}
        </Button>
        <Button size="small" onClick={() => run(`${path}/correction-refusal`, { reason_code: 'not_true' }, t('attendance.refused_done'))}>
          {t('attendance.refuse')}
        </Button>
      </span>
    );
  }
  if (row.correction) return <span className="muted">{t('attendance.correction_waits')}</span>;
  if (row.status === 'confirmed') {
    return (
      <Button size="small" onClick={() => onCorrect(row)}>
        {t('attendance.correct')}
      </Button>
    );
  }
  if (row.status === 'checked_in' && row.anomalies.includes('no_check_out')) {
    return (
      <Button size="small" loading={isRunning} onClick={() => run(`${path}/check-out`, { marked_at: session.window.end_at, method_code: 'worker' }, t('attendance.set_out_done'))}>
        {t('attendance.set_out')}
      </Button>
    );
  }
  return null;
}
