import { Button } from 'antd';
import type { ReactElement } from 'react';
import { Link } from 'react-router';

import type { WorkItem, WorkQueue } from '@/shared/api/types';
import { t, word } from '@/shared/texts';
import { EmptyState } from '@/shared/ui/states';
import { KindTag } from '@/shared/ui/status-tag';

import { dueOf, itemFacts, itemLink, itemTitle } from './work-item';
import './work.css';

interface QueueListProps {
  queues: WorkQueue[];
  first: WorkItem | undefined;
}

function Row({ queue, item, isFirst }: { queue: WorkQueue; item: WorkItem; isFirst: boolean }): ReactElement {
  const due = dueOf(item);
  return (
    <li>
      <span className="work-due">
        <KindTag kind={due.kind}>{due.text}</KindTag>
      </span>
      <div className="work-words">
        <Link to={itemLink(item)} className="strong">
          {itemTitle(queue, item)}
        </Link>
        <p className="secondary">{itemFacts(item)}</p>
      </div>
      <Link to={itemLink(item)} tabIndex={-1}>
        <Button type={isFirst ? 'primary' : 'default'}>{word('queue_act', queue.kind)}</Button>
      </Link>
    </li>
  );
}

export function QueueList({ queues, first }: QueueListProps): ReactElement {
  const rows = queues.flatMap((queue) => queue.items.map((item) => ({ queue, item })));
  if (rows.length === 0) return <EmptyState title={t('work.empty')} />;
  rows.sort((a, b) => (a.item.due_on ?? '9999').localeCompare(b.item.due_on ?? '9999'));
  return (
    <ul className="work">
      {rows.map(({ queue, item }) => (
        <Row key={`${queue.kind}-${item.item_id ?? item.subject_id}`} queue={queue} item={item} isFirst={item === first} />
      ))}
    </ul>
  );
}
