import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { asProblem } from '@/shared/api/problems';
import type { BulkAnswer, Problem, SessionDetail } from '@/shared/api/types';

import { confirmAll, isConfirmable, isNormal } from './attendance';

interface Confirmation {
  chosen: string[];
  minutes: number;
  choose: (ids: string[]) => void;
  toggle: (id: string) => void;
  confirm: () => void;
  isBusy: boolean;
  answer: BulkAnswer | null;
  problem: Problem | null;
}

/** T13 for desk and phone: preselection, sum, answer per row. */
export function useConfirmation(session: SessionDetail): Confirmation {
  const client = useQueryClient();
  const [picked, setPicked] = useState<string[] | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [answer, setAnswer] = useState<BulkAnswer | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const possible = session.attendances.filter(isConfirmable);
  const chosen = picked ? picked.filter((id) => possible.some((row) => row.member.id === id)) : possible.filter(isNormal).map((row) => row.member.id);
  const minutes = possible.filter((row) => chosen.includes(row.member.id)).reduce((sum, row) => sum + (row.minutes ?? 0), 0);
  const confirm = (): void => {
    setBusy(true);
    setProblem(null);
    confirmAll(session.id, chosen)
      .then((result) => {
        setAnswer(result);
        setPicked(null);
        return client.invalidateQueries({ queryKey: ['views'] });
      })
      .catch((error: unknown) => setProblem(asProblem(error)))
      .finally(() => setBusy(false));
  };
  return {
    chosen,
    minutes,
    choose: setPicked,
    toggle: (id) => setPicked(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]),
    confirm,
    isBusy,
    answer,
    problem,
  };
}
