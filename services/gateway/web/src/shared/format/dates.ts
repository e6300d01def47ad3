import { language } from '@/shared/texts';

const BEIJING_MS = 8 * 3_600_000;
const WEEKDAYS_ZH = ['周日', '周一', '周二', '周三', '周四', '周五', '周六'];
const WEEKDAYS_EN = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS_EN = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

interface Civil {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  weekday: number;
}

/** Beijing wall clock of an instant, or of the start of a civil date; the browser's zone plays no part. */
export function civil(value: string | Date): Civil {
  const plain = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value);
  const shifted = plain ? new Date(`${value}T00:00:00Z`) : new Date(new Date(value).getTime() + BEIJING_MS);
  return {
    year: shifted.getUTCFullYear(),
    month: shifted.getUTCMonth() + 1,
    day: shifted.getUTCDate(),
    hour: shifted.getUTCHours(),
    minute: shifted.getUTCMinutes(),
    second: shifted.getUTCSeconds(),
    weekday: shifted.getUTCDay(),
  };
}

export function isoDate(value: string | Date): string {
  const { year, month, day } = civil(value);
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

export function today(): string {
  return isoDate(new Date());
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** 2026年11月23日 */
export function longDate(value: string | Date): string {
  const { year, month, day } = civil(value);
  return language() === 'en' ? `${day} ${MONTHS_EN[month - 1]} ${year}` : `${year}年${month}月${day}日`;
}

/** 11月23日 in this year, with the year otherwise. */
export function date(value: string | Date | null | undefined): string {
  if (!value) return '—';
  const { year, month, day } = civil(value);
  if (year !== civil(new Date()).year) return longDate(value);
  return language() === 'en' ? `${day} ${MONTHS_EN[month - 1]}` : `${month}月${day}日`;
}

/** 14:32 */
export function time(value: string | Date): string {
  const { hour, minute } = civil(value);
  return `${hour}:${two(minute)}`;
}

export function clock(value: string | Date): string {
  const { hour, minute, second } = civil(value);
  return `${two(hour)}:${two(minute)}:${two(second)}`;
}

/** 11月23日 14:32 */
export function moment(value: string | Date | null | undefined): string {
  if (typeof value === 'string' && value.length === 10) return date(value);
  return value ? `${date(value)} ${time(value)}` : '—';
}

export function weekday(value: string | Date): string {
  const names = language() === 'en' ? WEEKDAYS_EN : WEEKDAYS_ZH;
  return names[civil(value).weekday] ?? '';
}

/** 11月23日 周一 */
export function day(value: string | Date): string {
  return language() === 'en' ? `${weekday(value)} ${date(value)}` : `${date(value)} ${weekday(value)}`;
}

/** 12月1日 – 2月28日, or one day with its hours: 11月23日 周一 14:00–16:00 */
export function window(value: { start_at: string; end_at: string }): string {
  const start = isoDate(value.start_at);
  const last = isoDate(new Date(new Date(value.end_at).getTime() - 1));
  if (start === last) return `${day(start)} ${hours(value)}`;
  return `${date(start)} – ${date(last)}`;
}

/** 14:00–16:00 */
export function hours(value: { start_at: string; end_at: string }): string {
  return `${time(value.start_at)}–${time(value.end_at)}`;
}

export function term(value: { from_on: string; to_on: string } | null | undefined): string {
  if (!value) return '—';
  const same = value.from_on.slice(0, 4) === value.to_on.slice(0, 4);
  return same ? `${longDate(value.from_on)} – ${shortDate(value.to_on)}` : `${longDate(value.from_on)} – ${longDate(value.to_on)}`;
}

function shortDate(value: string): string {
  const { month, day } = civil(value);
  return language() === 'en' ? `${day} ${MONTHS_EN[month - 1]}` : `${month}月${day}日`;
}

/** Whole days from today to a civil date; negative when it has passed. */
export function daysUntil(value: string, from = today()): number {
  return Math.round((Date.parse(`${isoDate(value)}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}

export function addDays(value: string, days: number): string {
  return new Date(Date.parse(`${value}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** The instant at which a Beijing civil date and wall time fall. */
export function beijingInstant(on: string, at = '00:00'): string {
  return new Date(`${on}T${at}:00+08:00`).toISOString();
}

export function monthOf(value: string): string {
  const { year, month } = civil(value);
  const thisYear = year === civil(new Date()).year;
  if (language() === 'en') return thisYear ? (MONTHS_EN[month - 1] ?? '') : `${MONTHS_EN[month - 1]} ${year}`;
  return thisYear ? `${month}月` : `${year}年${month}月`;
}
