import type { AgreementDetail } from '@/shared/api/types';
import type { Step } from '@/shared/detail/detail-page';
import { date, daysUntil } from '@/shared/format/dates';
import { t } from '@/shared/texts';

export function agreementStepAt(status: string): number {
  if (status === 'awaiting_signatures') return 1;
  if (status === 'effective') return 3;
  if (status === 'expiring') return 3;
  if (status === 'expired' || status === 'ended') return 4;
  return 0;
}

function remaining(agreement: AgreementDetail): string {
  if (!agreement.term || !['effective', 'expiring'].includes(agreement.status)) return '';
  return t('agreement.days_left', { n: daysUntil(agreement.term.to_on) });
}

export function agreementSteps(agreement: AgreementDetail): Step[] {
  const signed = agreement.signing_opened_at ? `${date(agreement.signing_opened_at)} · ${agreement.signed_count}/${agreement.party_count}` : '';
  return [
    { key: 'draft', title: t('agreement.step.draft'), content: date(agreement.drafted_at) },
    { key: 'signing', title: t('agreement.step.signing'), content: signed },
    { key: 'effective', title: t('agreement.step.effective'), content: agreement.effective_at ? date(agreement.effective_at) : '' },
    {
      key: 'end',
      title: t('agreement.step.end'),
      content: agreement.ended_on ? date(agreement.ended_on) : remaining(agreement) || (agreement.term ? date(agreement.term.to_on) : ''),
    },
  ];
}
