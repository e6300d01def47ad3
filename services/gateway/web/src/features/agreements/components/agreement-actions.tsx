import type { UseQueryResult } from '@tanstack/react-query';
import { EditOutlined, MoreOutlined, PrinterOutlined } from '@ant-design/icons';
import { Button, Dropdown } from 'antd';
import { lazy, Suspense, useState } from 'react';
import type { ReactElement } from 'react';

import type { AgreementDetail, AgreementText } from '@/shared/api/types';
import { LazyReasonDrawer } from '@/shared/form/command-drawers';
import { useAct } from '@/shared/form/use-act';
import { today } from '@/shared/format/dates';
import { labelled } from '@/shared/format/words';
import { useHas } from '@/shared/session/session';
import { t } from '@/shared/texts';

const ReviseDrawer = lazy(() => import('./revise-drawer'));
const SignDrawer = lazy(() => import('./sign-drawer'));

interface ActionsProps {
  agreement: AgreementDetail;
  text: UseQueryResult<AgreementText>;
}

type Open = 'revise' | 'sign' | 'send-backs' | 'voiding' | 'end' | null;
type Exit = 'send-backs' | 'voiding' | 'end';

const causes: Record<Exit, string[]> = {
  'send-backs': ['text_error', 'party_changed', 'terms_disputed', 'other'],
  voiding: ['no_longer_needed', 'party_changed', 'mistaken', 'other'],
  end: ['mutual', 'party_changed', 'breach', 'other'],
};

function exitsFor(agreement: AgreementDetail, isCoordinator: boolean, isStreet: boolean): Exit[] {
  const mine = agreement.signatures.some((signature) => signature.may_sign);
  if (agreement.status === 'awaiting_signatures') return [...(mine ? (['send-backs'] as const) : []), ...(isCoordinator ? (['voiding'] as const) : [])];
  if (agreement.status === 'draft') return isCoordinator ? ['voiding'] : [];
  return ['effective', 'expiring'].includes(agreement.status) && isStreet ? ['end'] : [];
}

export function AgreementActions({ agreement, text }: ActionsProps): ReactElement {
  const isCoordinator = useHas('community', 'unit', 'street');
  const isStreet = useHas('street');
  const [open, setOpen] = useState<Open>(null);
  const { run, isRunning } = useAct();
  const path = `pairings/agreements/${agreement.id}`;
  const signable = agreement.status === 'awaiting_signatures' ? agreement.signatures.find((one) => one.may_sign && !one.signed_at) : undefined;
  const mayDraft = agreement.status === 'draft' && agreement.may_revise;
  const exits = exitsFor(agreement, isCoordinator, isStreet);
  const isReady = agreement.term !== undefined && (text.data?.clauses.length ?? 0) > 0;
  const close = (): void => setOpen(null);
  return (
    <>
      <Button icon={<PrinterOutlined />} onClick={() => window.print()}>
        {t('action.print')}
      </Button>
      {mayDraft ? (
        <Button {...(isReady ? {} : { type: 'primary' as const })} disabled={!text.data} onClick={() => setOpen('revise')}>
          {t('agreement.revise')}
        </Button>
      ) : null}
      {mayDraft && isReady ? (
        <Button type="primary" loading={isRunning} onClick={() => run(`${path}/signing`, {}, t('agreement.opened_done'))}>
          {t('agreement.open_signing')}
        </Button>
      ) : null}
      {signable ? (
        <Button type="primary" icon={<EditOutlined />} onClick={() => setOpen('sign')}>
          {t('agreement.sign_for', { name: signable.party.name })}
        </Button>
      ) : null}
      {exits.length > 0 ? (
        <Dropdown trigger={['click']} menu={{ items: exits.map((exit) => ({ key: exit, label: t(`agreement.exit.${exit}`), danger: true })), onClick: ({ key }) => setOpen(key as Exit) }}>
          <Button icon={<MoreOutlined />} aria-label={t('action.more')} />
        </Dropdown>
      ) : null}
      <Suspense>
        {open === 'revise' && text.data ? <ReviseDrawer agreement={agreement} text={text.data} onClose={close} /> : null}
        {open === 'sign' && signable ? <SignDrawer agreement={agreement} text={text} party={signable.party} onClose={close} /> : null}
        {open === 'send-backs' || open === 'voiding' || open === 'end' ? (
          <LazyReasonDrawer
            title={labelled(t(`agreement.exit.${open}`), agreement.title)}
            submit={t(`agreement.exit.${open}`)}
            path={`${path}/${open}`}
            field="cause_code"
            codes={causes[open]}
            body={open === 'end' ? { ended_on: today() } : open === 'send-backs' && signable ? { party_id: signable.party.id } : {}}
            onDone={close}
            onClose={close}
          />
        ) : null}
      </Suspense>
    </>
  );
}
