import { Dialog } from 'antd-mobile';
import { useState } from 'react';
import type { ReactElement } from 'react';
import { useParams } from 'react-router';

import { useRegistration } from '@/features/registrations/api/views';
import { pressFor } from '@/features/registrations/components/registration-acts';
import { CommunityPicker } from '@/features/registrations/phone/community-picker';
import { useCommand } from '@/shared/api/query';
import type { RegistrationDetail } from '@/shared/api/types';
import { longDate, moment } from '@/shared/format/dates';
import { place } from '@/shared/format/names';
import { PhoneCard, PhonePage } from '@/shared/phone/page';
import { PhoneData } from '@/shared/phone/query-state';
import { say, sayProblem } from '@/shared/phone/say';
import { useSession } from '@/shared/session/session';
import { t, word } from '@/shared/texts';
import { StatusTag } from '@/shared/ui/status-tag';

export default function RegistrationPage(): ReactElement {
  const { id = '' } = useParams();
  const query = useRegistration(id);
  return (
    <PhonePage title={query.data?.receipt_no ? t('registration.receipt_full') : t('nav.registrations')} withBack>
      <PhoneData query={query}>{(row) => <Loaded row={row} />}</PhoneData>
    </PhonePage>
  );
}

function Line({ label, value }: { label: string; value: string }): ReactElement {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Loaded({ row }: { row: RegistrationDetail }): ReactElement {
  return (
    <>
      <PhoneCard title={row.member.name} aside={<StatusTag group="registration" code={row.status} />}>
        <dl className="ph-lines">
          <Line label={t('registration.kind')} value={word('registration_kind', row.kind)} />
          <Line label={t('field.community')} value={place(row.community)} />
          {row.unit ? <Line label={t('noun.unit')} value={place(row.unit)} /> : null}
          {row.receipt_no ? <Line label={t('registration.receipt_no')} value={row.receipt_no} /> : null}
          <Line label={t('registration.reported_at')} value={moment(row.reported_at)} />
          {row.accepted_on ? <Line label={t('registration.accepted_on')} value={longDate(row.accepted_on)} /> : null}
          {row.to_community ? <Line label={t('registration.to')} value={place(row.to_community)} /> : null}
          {row.reason_code ? <Line label={t('field.reason')} value={word('reason', row.reason_code)} /> : null}
        </dl>
        {['submitted', 'verified'].includes(row.status) ? <p className="muted ph-note">{t('registration.waits')}</p> : null}
      </PhoneCard>
      <Staff row={row} />
      <Own row={row} />
    </>
  );
}

/** The member may ask to move, once accepted, and take that back until the next community answers. */
function Own({ row }: { row: RegistrationDetail }): ReactElement | null {
  const memberId = useSession().user.member_id;
  if (memberId !== row.member.id) return null;
  if (row.status === 'accepted') return <AskMove row={row} />;
  return row.status === 'move_requested' || row.status === 'released' ? <TakeMoveBack row={row} /> : null;
}

function TakeMoveBack({ row }: { row: RegistrationDetail }): ReactElement {
  const command = useCommand();
  const send = (): void =>
    command.mutate(
      { path: `registrations/registrations/${row.id}/move-refusal`, body: { reason_code: 'withdrawn' } },
      { onSuccess: () => say(t('registration.move_back_done')), onError: sayProblem },
    );
  return (
    <div className="ph-actions">
      <button type="button" className="ph-button" disabled={command.isPending} onClick={send}>
        {t('registration.move_back')}
      </button>
    </div>
  );
}

function AskMove({ row }: { row: RegistrationDetail }): ReactElement {
  const [isPicking, setPicking] = useState(false);
  const command = useCommand();
  return (
    <div className="ph-actions">
      <button type="button" className="ph-button" disabled={command.isPending} onClick={() => setPicking(true)}>
        {t('registration.ask_move')}
      </button>
      <CommunityPicker
        open={isPicking}
        onClose={() => setPicking(false)}
        onChoose={({ id, words }) =>
          void Dialog.confirm({ content: t('registration.move_to', { name: words }), confirmText: t('registration.ask_move'), cancelText: t('action.cancel') }).then((yes) => {
            if (yes) {
              command.mutate(
                { path: `registrations/registrations/${row.id}/move`, body: { to_id: id } },
                { onSuccess: () => say(t('registration.move_asked')), onError: sayProblem },
              );
            }
            return undefined;
          })
        }
      />
    </div>
  );
}

/** The next step of whoever has to take it: unit, branch, or one of the communities. */
function Staff({ row }: { row: RegistrationDetail }): ReactElement | null {
  const command = useCommand();
  const press = pressFor(row);
  if (!press) return null;
  const send = (): void =>
    command.mutate(
      { path: `registrations/registrations/${row.id}/${press.path}`, body: {} },
      { onSuccess: () => say(press.said), onError: sayProblem },
    );
  return (
    <div className="ph-actions">
      <button type="button" className="ph-button ph-button-primary" disabled={command.isPending} onClick={send}>
        {press.label}
      </button>
    </div>
  );
}
