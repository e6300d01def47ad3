import type { ReactElement } from 'react';
import { Link } from 'react-router';

import type { AttentionItem, Board } from '@/shared/api/types';
import { date } from '@/shared/format/dates';
import { place } from '@/shared/format/names';
import { decimal, percent } from '@/shared/format/numbers';
import { t, word } from '@/shared/texts';
import { EmptyState } from '@/shared/ui/states';
import { KindTag } from '@/shared/ui/status-tag';

import './board.css';

const grave = new Set(['agreement_expiring', 'project_overdue', 'project_off_track']);

const pages: Record<string, string> = {
  agreement: '/agreements',
  project: '/projects',
  need: '/needs',
  resource: '/resources',
  session: '/activities',
  organization: '/organizations',
  plan: '/plans',
};

function factsOf(item: AttentionItem): string {
  return [
    item.org ? place(item.org) : '',
    item.on ? date(item.on) : '',
    item.days === undefined ? '' : t('board.days', { n: item.days }),
    item.value === undefined ? '' : item.code === 'report_rate_low' ? percent(item.value) : decimal(item.value),
  ]
    .filter(Boolean)
    .join(' · ');
}

export function AttentionList({ board }: { board: Board }): ReactElement {
  if (!board.is_present) return <EmptyState title={t('board.no_attention_then')} />;
  if (board.attention.length === 0) return <EmptyState title={t('board.no_attention')} />;
  return (
    <ul className="attention">
      {board.attention.map((item) => (
        <li key={`${item.code}-${item.subject_id}`}>
          <Link to={`${pages[item.subject_kind] ?? '/work'}/${item.subject_id}`}>
            <KindTag kind={grave.has(item.code) ? 'error' : 'warn'}>{word('attention', item.code)}</KindTag>
            <span className="strong attention-title">{item.title}</span>
            <span className="secondary">{factsOf(item)}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
