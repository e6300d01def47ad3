/** What kind of attention a state asks for; the tag's colour and sign follow from it. */
export type Kind = 'ok' | 'running' | 'wait' | 'warn' | 'error' | 'off' | 'draft';

const kinds: Record<string, Record<string, Kind>> = {
  account: { active: 'ok', locked: 'warn', disabled: 'off' },
  organization: { pending: 'wait', active: 'ok', merged: 'off', split: 'off', closed: 'off', rejected: 'error' },
  member: { enrolled: 'ok', in_transit: 'wait' },
  registration: { submitted: 'wait', verified: 'wait', accepted: 'ok', move_requested: 'wait', released: 'wait', declined: 'error', cancelled: 'off' },
  need: {
    draft: 'draft', submitted: 'wait', verified: 'wait', published: 'wait', partly_claimed: 'running', claimed: 'ok', in_progress: 'running',
    awaiting_evaluation: 'wait', evaluated: 'ok', returned: 'error', withdrawn: 'off',
  },
  resource: { listed: 'ok', withdrawn: 'off' },
  offer: { open: 'wait', accepted: 'ok', declined: 'off', expired: 'off', released: 'off', failed: 'error' },
  plan: { solving: 'running', greedy: 'running', proven: 'draft', adopted: 'ok', discarded: 'off', failed: 'error' },
  stage: {
    waiting: 'running', offered: 'wait', accepted: 'running', drafted: 'running', effective: 'ok', adopted: 'ok', failed: 'error',
    declined: 'off', expired: 'off', released: 'off',
  },
  agreement: { draft: 'draft', in_review: 'running', awaiting_signatures: 'wait', effective: 'ok', expiring: 'warn', renewed: 'off', expired: 'off', ended: 'off', voided: 'off' },
  project: { running: 'running', awaiting_evaluation: 'wait', closed: 'off', stopped: 'off' },
  health: { on_track: 'ok', at_risk: 'warn', off_track: 'error' },
  session: { open: 'ok', full: 'running', running: 'running', finished: 'off', closed: 'off', cancelled: 'off' },
  attendance: {
    signed_up: 'running', checked_in: 'running', checked_out: 'wait', awaiting_confirmation: 'wait', confirmed: 'ok', absent: 'off',
    correction_requested: 'wait', cancelled: 'off',
  },
  entry: { pending: 'wait', posted: 'ok', reversal: 'off' },
};

export function kindOf(group: string, code: string): Kind {
  return kinds[group]?.[code] ?? 'off';
}
