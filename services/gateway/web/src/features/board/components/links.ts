import type { Board, ChainFigure, OrgRef } from '@/shared/api/types';

/** A list and the figure it is opened by: both are counted under one condition. */
type Target = readonly [path: string, figure?: string];

const stations: Record<ChainFigure['code'], Target> = {
  needs: ['/needs', 'published'],
  matches: ['/offers', 'matched'],
  agreements: ['/agreements', 'in_force'],
  projects: ['/projects', 'live'],
  sessions: ['/activities', 'held'],
  check_ins: ['/activities', 'served'],
  hours: ['/hours', 'posted'],
};

const stuckAt: Partial<Record<ChainFigure['code'], Target>> = {
  needs: ['/needs', 'unclaimed'],
  matches: ['/offers?status=open'],
  agreements: ['/agreements', 'expiring'],
  projects: ['/projects', 'at_risk'],
  check_ins: ['/activities?status=finished'],
  hours: ['/activities?status=finished'],
};

const rates: Record<string, Target> = {
  report_rate: ['/members', 'reported'],
  claim_rate: ['/needs', 'claimed'],
  acceptance_rate: ['/offers', 'matched'],
  on_time_rate: ['/projects', 'live'],
  hours: ['/hours', 'posted'],
};

/** Stocks are counted at the end of the span alone. */
const stocks = new Set(['in_force', 'expiring', 'live', 'at_risk', 'unclaimed', 'reported', 'enrolled']);

interface Counted {
  period: Board['period'];
}

export function listLink({ period }: Counted, org: Pick<OrgRef, 'id' | 'name'>, [path, figure]: Target): string {
  const [place, search = ''] = path.split('?');
  const params = new URLSearchParams(search);
  params.set('scope', org.id);
  params.set('scope_name', org.name);
  if (figure) {
    params.set('figure', figure);
    if (!stocks.has(figure)) params.set('from', period.from_on);
    params.set('to', period.to_on);
  }
  return `${place ?? ''}?${params.toString().replace(/%2C/g, ',')}`;
}

export function figureLink(board: Counted, org: Pick<OrgRef, 'id' | 'name'>, code: ChainFigure['code'], stuck: boolean): string | undefined {
  const target = stuck ? stuckAt[code] : stations[code];
  return target ? listLink(board, org, target) : undefined;
}

export function rateLink(board: Board, code: string): string {
  return listLink(board, board.scope, rates[code] ?? ['/work']);
}
