const LIFETIME_MS = 30_000;
const MOST = 12;

/** The newest position of each service and aggregate that this browser has written to. */
const seen = new Map<string, { seq: number; at: number }>();

function split(token: string): { key: string; seq: number } | null {
  const parts = /^(.+)@(\d+)$/.exec(token);
  return parts?.[1] && parts[2] ? { key: parts[1], seq: Number(parts[2]) } : null;
}

export function rememberTokens(header: string | null, now = Date.now()): void {
  if (!header) return;
  for (const raw of header.split(',')) {
    const token = split(raw.trim());
    if (!token) continue;
    const former = seen.get(token.key);
    if (!former || former.seq <= token.seq) {
      seen.delete(token.key);
      seen.set(token.key, { seq: token.seq, at: now });
    }
  }
  while (seen.size > MOST) {
    const oldest = seen.keys().next().value;
    if (oldest === undefined) break;
    seen.delete(oldest);
  }
}

/** Value of `Min-Version`, or null when nothing was written lately. */
export function latestTokens(now = Date.now()): string | null {
  for (const [key, { at }] of seen) if (now - at > LIFETIME_MS) seen.delete(key);
  if (seen.size === 0) return null;
  return [...seen].map(([key, { seq }]) => `${key}@${seq}`).join(',');
}

export function forgetTokens(): void {
  seen.clear();
}
