import type { WorkItem, WorkQueue } from '@/shared/api/types';
import { date, daysUntil } from '@/shared/format/dates';
import { place } from '@/shared/format/names';
import { count, quantity } from '@/shared/format/numbers';
import { t, word } from '@/shared/texts';
import type { Kind } from '@/shared/ui/status';

const pages: Record<WorkItem['subject_kind'], string> = {
  organization: '/organizations',
  registration: '/registrations',
  resource: '/resources',
  agreement: '/agreements',
  session: '/activities',
  project: '/projects',
  need: '/needs',
};

export function itemLink(item: WorkItem): string {
  return `${pages[item.subject_kind]}/${item.subject_id}`;
}

export interface Due {
  kind: Kind;
  text: string;
}

/** How pressing it is: the only mark of a row. */
export function dueOf(item: WorkItem): Due {
  if (!item.due_on) return { kind: 'off', text: t('work.no_due') };
  const left = daysUntil(item.due_on);
  if (left < 0) return { kind: 'error', text: t('work.overdue', { n: -left }) };
  if (left === 0) return { kind: 'warn', text: t('work.today') };
  return { kind: 'wait', text: t('work.left', { n: left }) };
}

export function itemFacts(item: WorkItem): string {
  return [
    item.person && item.person.name !== item.title ? item.person.name : '',
    item.org ? place(item.org) : '',
    item.qty === undefined ? '' : quantity(item.qty, item.unit_code ?? 'item'),
    item.count === undefined ? '' : t('count.people', { n: count(item.count) }),
    t('work.since', { on: date(item.since_at) }),
  ]
    .filter(Boolean)
    .join(' · ');
}

/** While nobody tells what a need is called, its theme and place stand for it. */
function nameOf(queue: WorkQueue, item: WorkItem): string {
  if (item.title) return item.title;
  if (item.category_code && item.org) return t('need.untitled', { category: word('category', item.category_code), community: item.org.name });
  return word('queue', queue.kind);
}

export function itemTitle(queue: WorkQueue, item: WorkItem): string {
  return `${word('noun', item.subject_kind)} · ${nameOf(queue, item)}`;
}

/** The row that presses most, over all queues: it gets the one filled button. */
export function firstItem(queues: WorkQueue[]): WorkItem | undefined {
  const all = queues.flatMap((queue) => queue.items);
  return [...all].sort((a, b) => (a.due_on ?? '9999').localeCompare(b.due_on ?? '9999') || a.since_at.localeCompare(b.since_at))[0];
}
