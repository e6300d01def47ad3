import { get } from '@/shared/api/client';
import type { HoursEntry, HoursStatement } from '@/shared/api/types';
import { longDate } from '@/shared/format/dates';
import { place } from '@/shared/format/names';
import { hoursOf, signedHours } from '@/shared/format/numbers';
import { saveSheet } from '@/shared/list/export';
import type { ListColumn } from '@/shared/list/list-types';
import { t, word } from '@/shared/texts';

const SIZE = 200;

function column(key: string, title: string, text: (entry: HoursEntry) => string): ListColumn<HoursEntry> {
  return { key, title, text, render: text };
}

/** 对账单: every entry of the account, in the order of the ledger. */
export async function saveStatement(memberId: string | undefined): Promise<void> {
  const entries: HoursEntry[] = [];
  let name = '';
  for (let page = 1; ; page += 1) {
    const part = await get<HoursStatement>('views/hours', { member_id: memberId, page, size: SIZE, sort: 'served_on' });
    entries.push(...part.items);
    name = part.member?.name ?? '';
    if (entries.length >= part.total || part.items.length === 0) break;
  }
  saveSheet(
    t('hours.statement_of', { name }),
    [
      column('served', t('hours.served_on'), (entry) => longDate(entry.served_on)),
      column('session', t('noun.session'), (entry) => entry.session_title),
      column('community', t('hours.credited'), (entry) => place(entry.community)),
      column('hours', t('hours.hours'), (entry) => signedHours(entry.minutes)),
      column('total', t('hours.total'), (entry) => hoursOf(entry.total_minutes)),
      column('status', t('field.status'), (entry) => word('entry_state', entry.status)),
    ],
    entries,
  );
}
