import type { Problem } from '@/shared/api/types';
import { t } from '@/shared/texts';

import { codeText, problemText } from './problem-text';

export interface FieldFault {
  /** Path of the field in the form, as antd and the request body name it. */
  path: (string | number)[];
  text: string;
}

export interface SortedFaults {
  fields: FieldFault[];
  /** Sentences that no field of the form can carry. */
  others: string[];
}

function pathOf(pointer: string): (string | number)[] {
  return pointer
    .split('/')
    .filter(Boolean)
    .map((part) => part.replace(/~1/g, '/').replace(/~0/g, '~'))
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

/** Sorts a problem's faults onto the fields that the form really has; `aliases` maps wire names to fields. */
export function sortFaults(problem: Problem, fields: string[], aliases: Record<string, string> = {}): SortedFaults {
  const sorted: SortedFaults = { fields: [], others: [] };
  for (const fault of problem.errors ?? []) {
    const path = pathOf(fault.pointer);
    const first = String(path[0] ?? '');
    const name = aliases[first] ?? first;
    const text = codeText(fault.code, fault.params, fault.detail ?? t('problem.web.field'));
    if (fields.includes(name)) sorted.fields.push({ path: [name], text });
    else sorted.others.push(text);
  }
  if (sorted.fields.length === 0 && sorted.others.length === 0) sorted.others.push(problemText(problem));
  return sorted;
}
