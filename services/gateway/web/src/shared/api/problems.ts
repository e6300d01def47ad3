import type { Problem } from './types';

/** A refusal of the server, or the lack of one (`offline`, `unreadable`). */
export class ProblemError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.code);
    this.name = 'ProblemError';
    this.problem = problem;
  }

  get status(): number {
    return this.problem.status;
  }

  get code(): string {
    return this.problem.code;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isProblem(value: unknown): value is Problem {
  return isRecord(value) && typeof value['code'] === 'string';
}

export async function readProblem(response: Response): Promise<ProblemError> {
  const body: unknown = await response.json().catch(() => null);
  const trace = response.headers.get('X-Trace-Id') ?? response.headers.get('traceparent')?.split('-')[1];
  const fallback: Problem = { status: response.status, code: fallbackCode(response.status) };
  const problem: Problem = isProblem(body) ? { ...body, status: response.status } : fallback;
  return new ProblemError(trace && !problem.trace_id ? { ...problem, trace_id: trace } : problem);
}

function fallbackCode(status: number): string {
  if (status === 401) return 'gateway.signed-out';
  if (status === 403 || status === 404) return 'web.not-visible';
  if (status === 503 || status === 429) return 'web.busy';
  return 'web.failed';
}

export function offline(): ProblemError {
  return new ProblemError({ status: 0, code: 'web.offline' });
}

export function asProblem(error: unknown): Problem {
  if (error instanceof ProblemError) return error.problem;
  return { status: 0, code: 'web.failed' };
}
