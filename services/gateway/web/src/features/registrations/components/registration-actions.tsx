import { PrinterOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { Suspense, useState } from 'react';
import type { ReactElement } from 'react';

import type { RegistrationDetail } from '@/shared/api/types';
import { LazyReasonDrawer } from '@/shared/form/command-drawers';
import { useAct } from '@/shared/form/use-act';
import { labelled } from '@/shared/format/words';
import { t } from '@/shared/texts';

import { exitsOf, pressFor } from './registration-acts';
import type { Exit } from './registration-acts';

const codes: Record<Exit, string[]> = {
  refusal: ['not_living_here', 'wrong_person', 'incomplete', 'other'],
  cancellation: ['retired', 'transferred', 'moved_house', 'deceased', 'mistaken'],
  'move-refusal': ['not_living_here', 'wrong_person', 'other'],
};

export function RegistrationActions({ row }: { row: RegistrationDetail }): ReactElement {
  const [exit, setExit] = useState<Exit | null>(null);
  const { run, isRunning } = useAct();
  const base = `registrations/registrations/${row.id}`;
  const press = pressFor(row);
  return (
    <>
      {row.receipt_no ? (
        <Button icon={<PrinterOutlined />} onClick={() => window.print()}>
          {t('registration.print_receipt')}
        </Button>
      ) : null}
      {exitsOf(row).map((one) => (
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
