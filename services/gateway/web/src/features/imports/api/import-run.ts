import { useSyncExternalStore } from 'react';

import { newKey } from '@/shared/api/client';
import { asProblem } from '@/shared/api/problems';
import type { ImportAnswer } from '@/shared/api/types';
import { today } from '@/shared/format/dates';
import { problemText } from '@/shared/ui/problem-text';

import { sendSheet } from './sheets';

export interface ImportRun {
  stage: 'choose' | 'tried' | 'done';
  file?: File | undefined;
  effectiveOn: string;
  tried?: ImportAnswer | undefined;
  done?: ImportAnswer | undefined;
  problem?: string | undefined;
  isBusy: boolean;
  /** The same for every try to import this sheet, so that none is taken twice. */
  key: string;
}

const fresh = (): ImportRun => ({ stage: 'choose', effectiveOn: today(), isBusy: false, key: newKey() });

let run = fresh();
const listeners = new Set<() => void>();

function change(part: Partial<ImportRun>): void {
  run = { ...run, ...part };
  for (const listener of listeners) listener();
}

/** The one sheet at hand; kept outside the page, so that leaving it loses nothing. */
export function useImport(): ImportRun {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => run,
  );
}

export function currentImport(): ImportRun {
  return run;
}

export function startAgain(): void {
  change({ ...fresh(), file: undefined, tried: undefined, done: undefined, problem: undefined, effectiveOn: run.effectiveOn });
}

export function setEffectiveOn(on: string): void {
  change({ effectiveOn: on });
}

export async function tryOut(file: File): Promise<void> {
  change({ file, isBusy: true, problem: undefined, key: newKey() });
  try {
    change({ tried: await sendSheet({ file, effectiveOn: run.effectiveOn, dryRun: true, key: newKey() }), stage: 'tried', isBusy: false });
  } catch (error) {
    change({ problem: problemText(asProblem(error)), isBusy: false, file: undefined });
  }
}

/** True when every row was taken or refused by name; false when nothing can be said yet. */
export async function commit(): Promise<boolean> {
  const { file, effectiveOn, key } = run;
  if (!file) return false;
  change({ isBusy: true, problem: undefined });
  try {
    change({ done: await sendSheet({ file, effectiveOn, dryRun: false, key }), stage: 'done', isBusy: false });
    return true;
  } catch (error) {
    change({ problem: problemText(asProblem(error)), isBusy: false });
    return false;
  }
}
