import { App } from 'antd';
import { useState } from 'react';

import { asProblem } from '@/shared/api/problems';
import { problemText } from '@/shared/ui/problem-text';

interface Saving {
  isBusy: boolean;
  save: (work: () => Promise<void>) => void;
}

/** A file on its way to the disk; a refusal is said, not swallowed. */
export function useSaving(): Saving {
  const [isBusy, setBusy] = useState(false);
  const { message } = App.useApp();
  const run = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true);
    try {
      await work();
    } catch (error) {
      void message.error(problemText(asProblem(error)), 6);
    } finally {
      setBusy(false);
    }
  };
  return { isBusy, save: (work) => void run(work) };
}
