import { PrinterOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { Suspense, useState } from 'react';
import type { ReactElement } from 'react';

import type { RegistrationDetail } from '@/shared/api/types';
import { LazyReasonDrawer } from '@/shared/form/command-drawers';
import { useAct } from '@/shared/form/use-act';
import { labelled } from '@/shared/format/words';
import { useHas } from '@/shared/session/session';
import { t } from '@/shared/texts';

type Exit = 'refusal' | 'cancellation' | 'move-refusal';

const codes: Record<Exit, string[]> = {
  refusal: ['not_living_here', 'wrong_person', 'incomplete', 'other'],
  cancellation: ['retired', 'transferred', 'moved_house', 'deceased', 'mistaken'],
  'move-refusal': ['not_living_here', 'wrong_person', 'other'],
};

interface Press {
  path: string;
  label: string;
  said: string;
}

function pressFor(row: RegistrationDetail, isCommunity: boolean, isUnit: boolean): Press | null {
  if (row.status === 'submitted' && isUnit) return { path: 'verification', label: t('registration.verify'), said: t('registration.verified_done') };
  if (!isCommunity) return null;
  if (row.status === 'verified') return { path: 'acceptance', label: t('registration.accept'), said: t('registration.accepted_done') };
  if (row.status === 'move_requested') return { path: 'release', label: t('registration.release'), said: t('registration.released_done') };
  if (row.status === 'released') return { path: 'arrival', label: t('registration.arrive'), said: t('registration.moved_done') };
  return null;
}

export function RegistrationActions({ row }: { row: RegistrationDetail }): ReactElement {
  const isCommunity = useHas('community', 'street');
  const isUnit = useHas('unit', 'branch');
  const [exit, setExit] = useState<Exit | null>(null);
  const { run, isRunning } = useAct();
  const base = `registrations/registrations/${row.id}`;
  const press = pressFor(row, isCommunity, isUnit);
  const exits: Exit[] = [
    ...(isCommunity && ['submitted', 'verified'].includes(row.status) ? (['refusal'] as const) : []),
    ...(isCommunity && row.status === 'released' ? (['move-refusal'] as const) : []),
    ...((isCommunity || isUnit) && row.status === 'accepted' ? (['cancellation'] as const) : []),
  ];
  return (
    <>
      {row.receipt_no ? (
        <Button icon={<PrinterOutlined />} onClick={() => window.print()}>
          {t('registration.print_receipt')}
        </Button>
      ) : null}
      {exits.map((one) => (
        <Button key={one} danger onClick={() => setExit(one)}>
          {t(`registration.exit.${one}`)}
        </Button>
      ))}
      {press ? (
        <Button type="primary" loading={isRunning} onClick={() => run(`${base}/${press.path}`, {}, press.said)}>
          {press.label}
        </Button>
      ) : null}
      <Suspense>
        {exit ? (
          <LazyReasonDrawer
            title={labelled(t(`registration.exit.${exit}`), row.member.name)}
            submit={t(`registration.exit.${exit}`)}
            path={`${base}/${exit}`}
            codes={codes[exit]}
            onDone={() => setExit(null)}
            onClose={() => setExit(null)}
          />
        ) : null}
      </Suspense>
    </>
  );
}
