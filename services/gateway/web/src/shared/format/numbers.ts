import { language, word } from '@/shared/texts';

const NONE = '—';

/** 26,490 with a true minus sign. */
export function count(value: number | null | undefined): string {
  if (value === null || value === undefined) return NONE;
  const text = Math.abs(value).toLocaleString('en-US', { maximumFractionDigits: 2 });
  return value < 0 ? `−${text}` : text;
}

/** 3 场次; 1 session, 3 sessions. */
export function quantity(value: number, unit: string): string {
  return `${count(value)} ${word('quantity', unit, value)}`;
}

function oneDecimal(value: number): string {
  const text = Math.abs(value).toLocaleString('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  return value < 0 ? `−${text}` : text;
}

/** Minutes as hours with one decimal. */
export function hoursOf(minutes: number | null | undefined): string {
  return minutes === null || minutes === undefined ? NONE : oneDecimal(minutes / 60);
}

/** +2.0 or −1.0 for a ledger line. */
export function signedHours(minutes: number): string {
  return minutes < 0 ? oneDecimal(minutes / 60) : `+${oneDecimal(minutes / 60)}`;
}

export function decimal(value: number | null | undefined): string {
  return value === null || value === undefined ? NONE : oneDecimal(value);
}

export function percent(value: number | null | undefined): string {
  return value === null || value === undefined ? NONE : `${oneDecimal(value)}%`;
}

/** 1 小时 02 分, for running time. */
export function duration(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (language() === 'en') return hours ? `${hours} h ${String(rest).padStart(2, '0')} min` : `${rest} min`;
  return hours ? `${hours} 小时 ${String(rest).padStart(2, '0')} 分` : `${rest} 分钟`;
}
