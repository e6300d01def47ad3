// Written by `npm run generate` from contracts/openapi; changes here are lost.

export type AcceptancesBody = {
    registration_ids: Array<string>;
};

export type BulkAnswer = {
    results: Array<BulkRow>;
};

export type BulkRow = {
    id: string;
    outcome: 'done' | 'refused';
    problem?: RowProblem | null;
};

export type Discard = {
    reason: string;
};

export type EnrolMember = {
    kind: 'party_member' | 'volunteer';
    branch_id: string;
    unit_id?: string | null;
    name: string;
    identity_no: string;
    phone?: string | null;
};

export type MemberDetail = {
    member_id: string;
    kind: string;
    branch_id: string;
    unit_id: string | null;
    enrolled_on: string;
    name: string;
    identity_masked: string;
    phone_masked: string | null;
};

export type MemberName = {
    member_id: string;
    name: string;
};

export type MemberRef = {
    member_id: string;
};

export type MembersAnswer = {
    items: Array<MemberDetail>;
};

export type MoveBody = {
    to_id: string;
};

export type NamedBody = {
    name: string;
};

export type NamesAnswer = {
    items: Array<MemberName>;
};

export type NamesBody = {
    member_ids: Array<string>;
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

export type PhoneBody = {
    phone: string;
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

export type ReasonBody = {
    reason_code: string;
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

export type RegistrationDetail = {
    registration_id: string;
    member_id: string;
    kind: string;
    community_id: string;
    unit_id: string | null;
    branch_id: string;
    status: string;
    consent_no: number;
    reported_at: string;
    receipt_no: string | null;
    to_id: string | null;
    reason_code: string | null;
    cancelled_on: string | null;
    stints: Array<Stint>;
};

export type RegistrationRef = {
    registration_id: string;
};

export type ReportToCommunity = {
    member_id: string;
    kind: 'residence' | 'work';
    community_id: string;
    consent_no: number;
};

export type RowProblem = {
    status: number;
    code: string;
    title: string;
    detail: string;
    params: {
        [key: string]: unknown;
    };
};

export type Stint = {
    community_id: string;
    receipt_no: string;
    from_on: string;
    to_on?: string | null;
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

export type VerificationBody = {
    cause_code?: string;
};
