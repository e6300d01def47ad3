// Written by `npm run generate` from contracts/openapi; changes here are lost.

export type AgreementDetail = {
    agreement_id: string;
    version_no: number;
    agreement_no: string | null;
    parties: Array<Party>;
    title: string;
    term: Term;
    clauses: Array<Clause>;
    commitments: Array<Commitment>;
    liaisons: Array<LiaisonLine>;
    text_hash?: string | null;
    signatures?: Array<SignatureLine>;
    opened_at?: string | null;
    sign_by_on?: string | null;
    sent_back_at?: string | null;
    cause_code?: string | null;
    status: Status;
    scope_code: string;
    cycle_key: string | null;
    drafted_at: string;
    effective_on: string | null;
    ended_on: string | null;
    end_code: string | null;
    blocking_id: string | null;
    offers: Array<Offer>;
    versions: Array<VersionLine>;
};

export type CauseBody = {
    cause_code: string;
    party_id?: string | null;
};

export type Clause = {
    heading: string;
    text: string;
};

export type Commitment = {
    commitment_id: string;
    kind: string;
    target_qty: string;
    unit_code: string;
    by_on: string;
};

export type Discard = {
    reason: string;
};

export type EndBody = {
    cause_code: string;
    ended_on?: string | null;
    party_id?: string | null;
};

export type Liaison = {
    party_id: string;
    name: string;
    phone?: string;
};

export type LiaisonLine = {
    party_id: string;
    name: string;
    phone_masked: string;
    phone?: string | null;
};

export type Offer = {
    offer_id: string;
    need_id: string;
    unit_id: string;
    proposer_id: string;
    community_id: string;
    supplement?: boolean;
};

export type ParkedEvent = {
    event_id: string;
    consumer: string;
    service: string;
    type: string;
    aggregate_id: string;
    seq: number;
    cause_code: string;
    cause: string;
    fingerprint: string;
    first_at: string;
    last_at: string;
    attempt_count: number;
    behind_count: number;
};

export type ParkedEvents = {
    items: Array<ParkedEvent>;
    stopped: Array<string>;
};

export type Party = {
    party_id: string;
    name: string;
};

export type Problem = {
    type: string;
    title: string;
    status: number;
    detail?: string;
    instance?: string;
    code: string;
    params: {
        [key: string]: unknown;
    };
    trace_id?: string;
    errors: Array<{
        pointer: string;
        code: string;
        params?: {
            [key: string]: unknown;
        };
        detail?: string;
    }>;
};

export type Redrive = {
    by: 'event' | 'aggregate' | 'cause';
    value: string;
    dry_run: boolean;
};

export type RedriveAnswer = {
    results: Array<RedriveRow>;
    count: number;
};

export type RedriveRow = {
    event_id: string;
    type: string;
    aggregate_id: string;
    seq: number;
    outcome: string;
    detail: string;
};

export type RevisionBody = {
    title: string;
    term: Term;
    clauses: Array<Clause>;
    commitments?: Array<WantedCommitment>;
    liaisons: Array<Liaison>;
    party_ids?: Array<string> | null;
};

export type SignatureBody = {
    party_id: string;
    version_no: number;
    text_hash: string;
};

export type SignatureLine = {
    party_id: string;
    actor_id: string;
    signed_at: string;
};

export type Status = 'draft' | 'awaiting_signatures' | 'effective' | 'ended' | 'voided';

export type Term = {
    from_on: string;
    to_on: string;
};

export type ValidationError = {
    loc: Array<string | number>;
    msg: string;
    type: string;
    input?: unknown;
    ctx?: {
        [key: string]: unknown;
    };
};

export type VersionLine = {
    version_no: number;
    text_hash: string;
    opened_at: string;
    sign_by_on: string;
    signatures: Array<SignatureLine>;
    sent_back_at: string | null;
    cause_code: string | null;
};

export type VersionText = {
    agreement_id: string;
    version_no: number;
    agreement_no: string | null;
    parties: Array<Party>;
    title: string;
    term: Term;
    clauses: Array<Clause>;
    commitments: Array<Commitment>;
    liaisons: Array<LiaisonLine>;
    text_hash?: string | null;
    signatures?: Array<SignatureLine>;
    opened_at?: string | null;
    sign_by_on?: string | null;
    sent_back_at?: string | null;
    cause_code?: string | null;
};

export type WantedCommitment = {
    kind: 'hours' | 'sessions' | 'projects' | 'person_times' | 'venue_hours';
    target_qty: number | string;
    unit_code: 'person' | 'hour' | 'session' | 'place' | 'item';
    by_on: string;
};
