import { Toast } from 'antd-mobile';

import { asProblem } from '@/shared/api/problems';
import { problemText } from '@/shared/ui/problem-text';

export function say(text: string): void {
  Toast.show({ content: text, duration: 2500 });
}

/** Refusals are read, not glimpsed: they stay longer. */
export function sayProblem(error: unknown): void {
  Toast.show({ content: problemText(asProblem(error)), duration: 5000, maskClickable: true });
}
