import { InfoCircleOutlined } from '@ant-design/icons';
import { Tooltip } from 'antd';
import type { ReactElement } from 'react';
import { Link } from 'react-router';

import type { Board, Rate } from '@/shared/api/types';
import { count, decimal, hoursOf } from '@/shared/format/numbers';
import { phrase, t, word } from '@/shared/texts';

import { rateLink } from './links';
import './board.css';

function Change({ rate }: { rate: Rate }): ReactElement | null {
  if (rate.change === undefined) return null;
  const up = rate.change >= 0;
  const size = decimal(Math.abs(rate.change));
  return (
    <span className={up ? 'ok-text' : 'error-text'}>
      {up ? '↑' : '↓'} {rate.code === 'hours' ? `${size}%` : t('board.points', { n: size })}
    </span>
  );
}

function Card({ board, rate }: { board: Board; rate: Rate }): ReactElement {
  const isHours = rate.code === 'hours';
  const value = isHours ? hoursOf(rate.value) : decimal(rate.value);
  return (
    <li className="panel rate">
      <span className="rate-label">
        {word('rate', rate.code)}
        <Tooltip title={word('rate_definition', rate.code)}>
          <button type="button" className="rate-info" aria-label={t('board.definition_of', { name: word('rate', rate.code) })}>
            <InfoCircleOutlined />
          </button>
        </Tooltip>
      </span>
      <span className="rate-value">
        <Link to={rateLink(board, rate.code)}>{value}</Link>
        {rate.value === undefined ? null : <small>{isHours ? t('unit.hour') : '%'}</small>}
      </span>
      <span className="rate-parts">
        <Change rate={rate} />
        <span className="secondary">{phrase('rate_parts', rate.code, { part: count(rate.part_count), whole: count(rate.whole_count) })}</span>
      </span>
    </li>
  );
}

export function RateCards({ board }: { board: Board }): ReactElement {
  return (
    <ul className="rates">
      {board.rates.map((rate) => (
        <Card key={rate.code} board={board} rate={rate} />
      ))}
    </ul>
  );
}
