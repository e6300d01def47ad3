import { Button } from 'antd';
import { useState } from 'react';
import type { ReactElement, ReactNode } from 'react';
import { Link } from 'react-router';

import { useOne } from '@/shared/api/query';
import type { ChainNode, Timeline } from '@/shared/api/types';
import { Panel } from '@/shared/detail/panel';
import { date } from '@/shared/format/dates';
import { place } from '@/shared/format/names';
import { count, decimal, hoursOf } from '@/shared/format/numbers';
import { hasText, t, word } from '@/shared/texts';
import { EmptyState, FailedState, Loading } from '@/shared/ui/states';

import { EventsDrawer } from './events-drawer';
import { pageOf } from './links';
import '@/shared/ui/rail.css';
import './timeline.css';

/** An activity's state turns with the clock; its own page tells it. */
const statusGroups: Record<string, string> = {
  need: 'need',
  resource: 'resource',
  offer: 'offer',
  plan: 'plan',
  agreement: 'agreement',
  project: 'project',
};

function title(node: ChainNode): string {
  const kind = word('chain', node.kind);
  if (node.kind === 'hours' && node.minutes !== undefined) return `${kind} · ${hoursOf(node.minutes)} ${t('unit.hour')}`;
  if (node.count !== undefined && node.count !== 1) {
    const key = `chain_count.${node.kind}`;
    return `${kind} · ${hasText(key) ? t(key, { n: count(node.count) }) : count(node.count)}`;
  }
  return node.title ? `${kind} · ${node.title}` : kind;
}

function facts(node: ChainNode): string[] {
  const group = statusGroups[node.kind];
  return [
    node.at ? date(node.at) : '',
    node.org ? place(node.org) : '',
    node.score === undefined ? '' : t('chain.score', { score: decimal(node.score) }),
    group && node.status ? word(`${group}_state`, node.status) : '',
    node.reason_code ? word('reason', node.reason_code) : '',
  ].filter(Boolean);
}

function NodeTitle({ node }: { node: ChainNode }): ReactElement {
  const to = node.self ? undefined : pageOf(node.kind, node.count !== undefined && node.count > 1 ? undefined : node.id);
  const words = title(node);
  if (to) return <Link to={to}>{words}</Link>;
  return (
    <>
      <span className={node.self ? 'strong' : ''}>{words}</span>
      {node.self ? <span className="muted"> {t('chain.this_page')}</span> : null}
    </>
  );
}

function Rail({ nodes }: { nodes: ChainNode[] }): ReactElement {
  return (
    <ol className="rail">
      {nodes.map((node, at) => (
        <li key={`${node.kind}-${node.id ?? String(at)}`} className={`rail-${node.state}`}>
          <p>
            <NodeTitle node={node} />
          </p>
          {facts(node).length > 0 ? <p className="muted rail-facts">{facts(node).join(' · ')}</p> : null}
        </li>
      ))}
    </ol>
  );
}

/** 来龙去脉: what this came from and where it went, read from the one timeline view. */
export function ChainRail({ subjectId, name }: { subjectId: string; name: string }): ReactElement {
  const query = useOne<Timeline>(`timeline/${subjectId}`);
  const [open, setOpen] = useState(false);
  const timeline = query.data;
  let body: ReactNode = <Loading rows={6} />;
  if (query.error && !timeline) body = <FailedState error={query.error} onRetry={() => void query.refetch()} />;
  if (timeline) body = timeline.nodes.some((node) => node.state !== 'next') ? <Rail nodes={timeline.nodes} /> : <EmptyState title={t('chain.empty')} />;
  const more =
    timeline && timeline.events.length > 0 ? (
      <Button type="link" size="small" onClick={() => setOpen(true)}>
        {t('chain.all_events', { n: count(timeline.events.length) })}
      </Button>
    ) : null;
  return (
    <Panel title={t('chain.title')} aside={more}>
      {body}
      {timeline ? <EventsDrawer timeline={timeline} name={name} open={open} onClose={() => setOpen(false)} /> : null}
    </Panel>
  );
}
