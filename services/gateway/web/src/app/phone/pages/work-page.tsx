import type { ReactElement } from 'react';
import { Link } from 'react-router';

import { useWork } from '@/features/work/api/views';
import { dueOf, itemFacts, itemLink, itemTitle } from '@/features/work/components/work-item';
import type { Work, WorkQueue } from '@/shared/api/types';
import { day } from '@/shared/format/dates';
import { count } from '@/shared/format/numbers';
import { PhoneCard, PhonePage } from '@/shared/phone/page';
import { PhoneData } from '@/shared/phone/query-state';
import { useHas } from '@/shared/session/session';
import { t, word } from '@/shared/texts';
import { EmptyState } from '@/shared/ui/states';
import { KindTag } from '@/shared/ui/status-tag';

export default function WorkPage(): ReactElement {
  const query = useWork();
  return (
    <PhonePage title={t('nav.work')} below={`${day(new Date())}${query.data ? ` · ${t('work.counted', { n: count(query.data.total) })}` : ''}`}>
      <PhoneData query={query}>{(work) => <Loaded work={work} />}</PhoneData>
    </PhonePage>
  );
}

function Loaded({ work }: { work: Work }): ReactElement {
  const queues = work.queues.filter((queue) => queue.count > 0);
  if (queues.length === 0) {
    return (
      <PhoneCard>
        <EmptyState title={t('work.empty')} />
      </PhoneCard>
    );
  }
  return (
    <>
      {queues.map((queue) => (
        <Queue key={queue.kind} queue={queue} />
      ))}
    </>
  );
}

function Queue({ queue }: { queue: WorkQueue }): ReactElement {
  const isCommunity = useHas('community');
  const all = queue.kind === 'to_accept' && isCommunity ? <Link to="/registrations/accept" className="ph-text-link">{t('registration.accept_page')}</Link> : null;
  return (
    <PhoneCard title={`${word('queue', queue.kind)} ${count(queue.count)}`} aside={all}>
      <ul>
        {queue.items.map((item) => {
          const due = dueOf(item);
          return (
            <li key={item.item_id ?? item.subject_id} className="ph-item">
              <Link to={queue.kind === 'to_confirm' ? `${itemLink(item)}/confirm` : itemLink(item)}>
                <span className="ph-item-head">
                  <b>{itemTitle(queue, item)}</b>
                  {item.due_on ? <KindTag kind={due.kind}>{due.text}</KindTag> : null}
                </span>
                <span className="muted">{itemFacts(item)}</span>
              </Link>
            </li>
          );
        })}
      </ul>
    </PhoneCard>
  );
}
