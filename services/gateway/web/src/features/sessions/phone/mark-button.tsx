import { Dialog } from 'antd-mobile';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactElement } from 'react';

import type { SessionRow } from '@/shared/api/types';
import { time } from '@/shared/format/dates';
import { duration } from '@/shared/format/numbers';
import { say, sayProblem } from '@/shared/phone/say';
import { useNow } from '@/shared/phone/use-now';
import { t } from '@/shared/texts';

import { makeMark, usePendingMarks } from './pending-marks';
import { stageOf } from './stage';

interface MarkButtonProps {
  session: SessionRow;
  memberId: string;
}

const SHORT_MS = 10 * 60_000;

/** 签到 turns into 签退; one thumb, and it works without a network. */
export function MarkButton({ session, memberId }: MarkButtonProps): ReactElement {
  const now = useNow();
  const pending = usePendingMarks();
  const client = useQueryClient();
  const [isBusy, setBusy] = useState(false);
  const stage = stageOf(session, now, pending);

  const mark = async (kind: 'check-in' | 'check-out'): Promise<void> => {
    setBusy(true);
    try {
      const outcome = await makeMark(session.id, memberId, kind);
      say(outcome === 'kept' ? t('mark.kept') : kind === 'check-in' ? t('mark.in_done') : t('mark.out_done'));
      if (outcome === 'sent') await client.invalidateQueries({ queryKey: ['views'] });
    } catch (error) {
      sayProblem(error);
    } finally {
      setBusy(false);
    }
  };
  const leave = async (since: number): Promise<void> => {
    const isShort = Date.now() - since < SHORT_MS;
    if (!isShort || (await Dialog.confirm({ content: t('mark.so_soon'), confirmText: t('mark.out'), cancelText: t('action.cancel') }))) await mark('check-out');
  };
  if (stage.kind === 'early') return <p className="ph-mark-note">{t('mark.opens', { at: time(new Date(stage.opensAt)) })}</p>;
  if (stage.kind === 'missed') return <p className="ph-mark-note">{t('mark.missed')}</p>;
  if (stage.kind === 'done') {
    return (
      <p className="ph-mark-note">
        {stage.mine.checked_in_at ? t('attendance.in_at', { at: time(stage.mine.checked_in_at) }) : t('attendance.no_in')}
        {' · '}
        {stage.mine.checked_out_at ? t('attendance.out_at', { at: time(stage.mine.checked_out_at) }) : t('attendance.no_out')}
        <br />
        {stage.mine.status === 'confirmed' ? t('mark.confirmed') : t('mark.waits')}
      </p>
    );
  }
  const isOut = stage.kind === 'out';
  return (
    <button type="button" className={isOut ? 'ph-mark ph-mark-out' : 'ph-mark'} disabled={isBusy} onClick={() => void (stage.kind === 'out' ? leave(stage.since) : mark('check-in'))}>
      <b>{isOut ? t('mark.out') : t('mark.in')}</b>
      <span>{isOut ? t('mark.served', { time: duration(Math.max(0, Math.floor((now - stage.since) / 60_000))) }) : t('mark.in_hint')}</span>
    </button>
  );
}
