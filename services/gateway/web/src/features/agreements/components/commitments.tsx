import type { ReactElement } from 'react';

import type { AgreementDetail } from '@/shared/api/types';
import { Panel } from '@/shared/detail/panel';
import { date, today } from '@/shared/format/dates';
import { count, decimal } from '@/shared/format/numbers';
import { t, word } from '@/shared/texts';
import { BurnBar } from '@/shared/ui/bars';
import { Rows } from '@/shared/ui/rows';
import { EmptyState } from '@/shared/ui/states';

type Commitment = AgreementDetail['commitments'][number];

function amount(commitment: Commitment, qty: number): string {
  return commitment.unit_code === 'hour' ? decimal(qty) : count(qty);
}

/** Share of the target that the calendar asks for by today. */
function dueShare(agreement: AgreementDetail, commitment: Commitment): number | undefined {
  const from = agreement.effective_at?.slice(0, 10) ?? agreement.term?.from_on;
  if (!from) return undefined;
  const whole = Date.parse(commitment.by_on) - Date.parse(from);
  const gone = Date.parse(today()) - Date.parse(from);
  return whole > 0 ? Math.max(0, Math.min(1, gone / whole)) : 1;
}

type Tone = 'ok' | 'warn' | 'error';

function toneOf(done: number, due: number): Tone {
  if (done >= due) return 'ok';
  return done >= due * 0.8 ? 'warn' : 'error';
}

function Burn({ agreement, commitment }: { agreement: AgreementDetail; commitment: Commitment }): ReactElement {
  const done = commitment.done_qty;
  if (done === undefined) return <span className="muted">{t('agreement.not_counted')}</span>;
  const share = dueShare(agreement, commitment);
  const due = share === undefined ? undefined : share * commitment.target_qty;
  return (
    <>
      <BurnBar done={done} whole={commitment.target_qty} tone={toneOf(done, due ?? 0)} label={word('commitment', commitment.kind)} {...(due === undefined ? {} : { due })} />
      {due === undefined ? null : <small className="muted">{t(done >= due ? 'agreement.in_time' : 'agreement.due_by_now', { n: decimal(due) })}</small>}
    </>
  );
}

/** Promises, and – once in force and counted – what the facts say of them; nobody types progress. */
export function Commitments({ agreement }: { agreement: AgreementDetail }): ReactElement {
  const counting = ['effective', 'expiring'].includes(agreement.status) && agreement.commitments.some((one) => one.done_qty !== undefined);
  const isPending = ['draft', 'awaiting_signatures'].includes(agreement.status);
  return (
    <Panel title={counting ? t('agreement.commitments_done') : t('agreement.commitments')} aside={isPending ? t('agreement.counts_later') : counting ? t('agreement.counted') : null} flush>
      {agreement.commitments.length === 0 ? (
        <EmptyState title={t('agreement.no_commitments')} />
      ) : (
        <Rows
          label={t('agreement.commitments')}
          rows={agreement.commitments}
          rowKey={(one) => one.commitment_id}
          minWidth={520}
          columns={[
            { key: 'kind', title: t('noun.commitment'), render: (one) => word('commitment', one.kind) },
            ...(counting ? [{ key: 'bar', title: t('agreement.progress'), width: '30%', render: (one: Commitment) => <Burn agreement={agreement} commitment={one} /> }] : []),
            {
              key: 'qty',
              title: counting ? t('agreement.done_of') : t('agreement.target'),
              align: 'right',
              render: (one) => (
                <span className="nowrap">
                  {counting ? (
                    <>
                      <b>{one.done_qty === undefined ? '—' : amount(one, one.done_qty)}</b>
                      <span className="muted"> / </span>
                    </>
                  ) : null}
                  {`${amount(one, one.target_qty)} ${word('quantity', one.unit_code, one.unit_code === 'hour' ? undefined : one.target_qty)}`}
                </span>
              ),
            },
            { key: 'by', title: t('field.by_on'), render: (one) => <span className="nowrap">{date(one.by_on)}</span> },
          ]}
        />
      )}
    </Panel>
  );
}
