// Written by `npm run generate` from contracts/openapi; changes here are lost.

export type AttendanceDetail = {
    attendance_id: string;
    session_id: string;
    member_id: string;
    status: string;
    checked_in_at: string | null;
    checked_out_at: string | null;
    minutes: number | null;
    confirmation_no: number;
    marks: Array<Mark>;
};

export type BulkAnswer = {
    results: Array<BulkRow>;
};

export type BulkRow = {
    id: string;
    outcome: 'done' | 'refused';
    problem?: RowProblem | null;
};

export type CauseBody = {
    cause_code: string;
};

export type ConfirmationsBody = {
    member_ids: Array<string>;
};

export type CorrectionBody = {
    minutes: number;
    reason_code: string;
};

export type Discard = {
    reason: string;
};

export type Mark = {
    kind: string;
    marked_at: string;
    method_code: string;
    noted?: boolean;
};

export type MarkBody = {
    method_code: 'self' | 'qr' | 'worker';
    marked_at?: string | null;
};

export type OpenSession = {
    owner_id: string;
    community_id: string;
    project_id?: string | null;
    agreement_id?: string | null;
    theme_code: 'environment' | 'safe_neighbourhood' | 'warm_service' | 'heritage' | 'growing_up' | 'good_neighbours' | 'organization_building' | 'law' | 'hardship_employment' | 'community_governance' | 'health' | 'culture_sports' | 'safety_patrol' | 'other';
    title: string;
    window: Window;
    capacity_count: number;
    place?: string | null;
    description?: string | null;
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

export type RowProblem = {
    status: number;
    code: string;
    title: string;
    detail: string;
    params: {
        [key: string]: unknown;
    };
};

export type SessionRef = {
    session_id: string;
};

export type SessionText = {
    session_id: string;
    place: string | null;
    description: string | null;
};

export type SignUpBody = {
    member_id: string;
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

export type Window = {
    start_at: string;
    end_at: string;
};
