import type { Board, ChainFigure } from '@/shared/api/types';

const pages: Record<ChainFigure['code'], string> = {
  needs: '/needs',
  matches: '/plans?status=adopted',
  agreements: '/agreements?status=effective,expiring',
  projects: '/projects?status=running',
  sessions: '/activities',
  check_ins: '/activities',
  hours: '/hours',
};

const stuckPages: Partial<Record<ChainFigure['code'], string>> = {
  needs: '/needs?status=published,partly_claimed',
  matches: '/plans?status=adopted',
  agreements: '/agreements?status=expiring',
  projects: '/projects?health=at_risk,off_track',
  check_ins: '/activities?status=finished',
  hours: '/activities?status=finished',
};

function withScope(to: string, board: Pick<Board, 'scope'>, from?: string, until?: string): string {
  const [path, search = ''] = to.split('?');
  const params = new URLSearchParams(search);
  params.set('scope', board.scope.id);
  params.set('scope_name', board.scope.name);
  if (from) params.set('from', from);
  if (until) params.set('to', until);
  return `${path}?${params.toString().replace(/%2C/g, ',')}`;
}

/** Rows behind a figure: same scope, and for a flow the same dates. */
export function figureLink(board: Board, code: ChainFigure['code'], stuck: boolean): string | undefined {
  const figure = board.chain.find((one) => one.code === code);
  const to = stuck ? stuckPages[code] : pages[code];
  if (!to || !figure) return undefined;
  return figure.kind === 'flow' && !stuck ? withScope(to, board, board.period.from_on, board.period.to_on) : withScope(to, board);
}

export function rowLink(board: Board, org: { id: string; name: string }, to: string): string {
  return withScope(to, { ...board, scope: { ...board.scope, id: org.id, name: org.name } });
}
