import type { ReactElement } from 'react';
import { Link } from 'react-router';

import type { ChainFigure } from '@/shared/api/types';
import { count, hoursOf } from '@/shared/format/numbers';
import { phrase, t, word } from '@/shared/texts';
import { KindTag } from '@/shared/ui/status-tag';

import './timeline.css';

interface StripProps {
  figures: ChainFigure[];
  /** Rows behind a figure, and behind its 卡点. */
  linkOf: (code: ChainFigure['code'], stuck: boolean) => string | undefined;
  /** Figures of the past say nothing of what waits. */
  isPresent?: boolean;
}

function shown(figure: ChainFigure, value: number): string {
  return figure.code === 'hours' ? hoursOf(value) : count(value);
}

function Strip({ figure, linkOf, isPresent = true }: { figure: ChainFigure } & Omit<StripProps, 'figures'>): ReactElement {
  const to = linkOf(figure.code, false);
  const stuckTo = linkOf(figure.code, true);
  const stuck = figure.stuck && figure.stuck.value > 0 ? phrase('stuck', figure.stuck.code, { n: shown(figure, figure.stuck.value) }) : null;
  return (
    <li>
      <span className="secondary">{word('chain_figure', figure.code)}</span>
      <span className="strip-value">
        {to ? <Link to={to}>{shown(figure, figure.value)}</Link> : shown(figure, figure.value)}
        <small>{word('chain_unit', figure.code, figure.code === 'hours' ? undefined : figure.value)}</small>
      </span>
      <span className="secondary strip-kind">{figure.kind === 'flow' ? t('board.flow') : t('board.stock')}</span>
      <span className="strip-stuck">
        {stuck ? <KindTag kind="warn">{stuckTo ? <Link to={stuckTo}>{stuck}</Link> : stuck}</KindTag> : isPresent ? <span className="muted">{t('board.nothing_stuck')}</span> : null}
      </span>
    </li>
  );
}

/** The chain as figures, with where it is stuck under each. */
export function ChainStrip({ figures, linkOf, isPresent = true }: StripProps): ReactElement {
  return (
    <ol className="strip">
      {figures.map((figure) => (
        <Strip key={figure.code} figure={figure} linkOf={linkOf} isPresent={isPresent} />
      ))}
    </ol>
  );
}
