import { offline, ProblemError, readProblem } from './problems';
import { latestTokens, rememberTokens } from './tokens';

export type QueryValue = string | number | boolean | undefined | null;
export type Query = Record<string, QueryValue>;

const BUSY_TRIES = 4;
const LONGEST_WAIT_S = 30;

let csrfToken = '';
let onSignedOut: () => void = () => undefined;
let onBusy: (seconds: number) => void = () => undefined;
let onBehind: () => void = () => undefined;

/** Takes over what the session answer says; the pages below never see the token. */
export function setCsrfToken(token: string): void {
  csrfToken = token;
}

export interface ClientListeners {
  signedOut: () => void;
  busy: (seconds: number) => void;
  /** An answer does not hold what this browser has just changed. */
  behind: () => void;
}

export function setClientListeners(listeners: ClientListeners): void {
  onSignedOut = listeners.signedOut;
  onBusy = listeners.busy;
  onBehind = listeners.behind;
}

/** A key that stays the same through every repeat of one press. */
export function newKey(): string {
  if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`;
}

export function address(path: string, query: Query = {}): string {
  const params = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== '') params.set(key, String(value));
  }
  const text = params.toString();
  return `/api/${path}${text ? `?${text}` : ''}`;
}

function pause(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}

async function once(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, { credentials: 'same-origin', ...init });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw offline();
  }
}

/** Sends, and on 503 waits as told and sends the very same again. */
async function patiently(url: string, init: RequestInit): Promise<Response> {
  for (let attempt = 1; ; attempt += 1) {
    const response = await once(url, init);
    if (response.status !== 503 || attempt === BUSY_TRIES) return response;
    const told = Number(response.headers.get('Retry-After') ?? '1');
    const seconds = Math.min(Number.isFinite(told) && told > 0 ? told : 1, LONGEST_WAIT_S);
    onBusy(seconds);
    await pause(seconds);
  }
}

async function accept(response: Response): Promise<Response> {
  if (response.ok) return response;
  const error = await readProblem(response);
  if (error.code === 'gateway.signed-out') onSignedOut();
  throw error;
}

/** Null and absent are one thing to a page. */
function parse<Answer>(text: string): Answer {
  return (text ? JSON.parse(text, (_key, value: unknown) => value ?? undefined) : undefined) as Answer;
}

export async function get<Answer>(path: string, query?: Query, signal?: AbortSignal): Promise<Answer> {
  const tokens = latestTokens();
  const headers: Record<string, string> = { Accept: 'application/json', 'Accept-Language': document.documentElement.lang };
  if (tokens) headers['Min-Version'] = tokens;
  const response = await accept(await patiently(address(path, query), { headers, signal: signal ?? null }));
  if (response.headers.get('Consistency') === 'behind') onBehind();
  return parse<Answer>(await response.text());
}

export interface CommandOptions {
  method?: 'POST' | 'PUT' | 'DELETE';
  key?: string;
}

/** A command: repeated under one key, remembered by its token. */
export async function send<Answer = void>(path: string, body?: unknown, options: CommandOptions = {}): Promise<Answer> {
  const response = await accept(
    await patiently(`/api/${path}`, {
      method: options.method ?? 'POST',
      headers: {
        Accept: 'application/json',
        'Accept-Language': document.documentElement.lang,
        'Content-Type': 'application/json',
        'X-CSRF-Token': csrfToken,
        'Idempotency-Key': options.key ?? newKey(),
      },
      body: JSON.stringify(body ?? {}),
    }),
  );
  rememberTokens(response.headers.get('Consistency-Token'));
  const text = await response.text();
  return parse<Answer>(text);
}

function postForm(path: string, form: FormData, key: string): Promise<Response> {
  const headers = { Accept: 'application/json', 'Accept-Language': document.documentElement.lang, 'X-CSRF-Token': csrfToken, 'Idempotency-Key': key };
  return patiently(`/api/${path}`, { method: 'POST', headers, body: form });
}

/** A file and its fields; repeated under one key like any command. */
export async function upload<Answer>(path: string, form: FormData, key: string): Promise<Answer> {
  return parse<Answer>(await (await accept(await postForm(path, form, key))).text());
}

/** A file that comes back for a file. */
export async function uploadForFile(path: string, form: FormData): Promise<Blob> {
  return (await accept(await postForm(path, form, newKey()))).blob();
}

export async function download(path: string): Promise<Blob> {
  return (await accept(await patiently(address(path), { headers: { 'Accept-Language': document.documentElement.lang } }))).blob();
}

export function isNotVisible(error: unknown): boolean {
  return error instanceof ProblemError && (error.status === 404 || error.status === 403);
}
