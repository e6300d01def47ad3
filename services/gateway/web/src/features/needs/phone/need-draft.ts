import { addDays, beijingInstant, date, today } from '@/shared/format/dates';
import { t } from '@/shared/texts';

export interface NeedDraft {
  title: string;
  community_id: string;
  category_code: string;
  qty: string;
  unit_code: string;
  from: string;
  to: string;
  description: string;
}

export function emptyDraft(communityId: string): NeedDraft {
  return { title: '', community_id: communityId, category_code: '', qty: '1', unit_code: 'person', from: today(), to: addDays(today(), 30), description: '' };
}

const LEAST = 1;
const MOST = 500;

/** The same rules as on the desk, said at the field. */
export function needFaults(draft: NeedDraft): Partial<Record<keyof NeedDraft, string>> {
  const faults: Partial<Record<keyof NeedDraft, string>> = {};
  const qty = Number(draft.qty);
  if (!draft.title.trim()) faults.title = t('form.required', { label: t('need.what') });
  if (!draft.category_code) faults.category_code = t('form.required', { label: t('field.category_code') });
  if (!(qty >= LEAST && qty <= MOST)) faults.qty = t('form.between', { label: t('field.qty'), value: draft.qty, least: LEAST, most: MOST });
  if (draft.to < draft.from) faults.to = t('form.ends_before', { end: date(draft.to), start: date(draft.from) });
  return faults;
}

export function needBody({ from, to, qty, title, description, ...rest }: NeedDraft): Record<string, unknown> {
  return {
    ...rest,
    title: title.trim(),
    qty: Number(qty),
    channel_code: 'phone',
    window: { start_at: beijingInstant(from), end_at: beijingInstant(addDays(to, 1)) },
    ...(description.trim() ? { description: description.trim() } : {}),
  };
}
