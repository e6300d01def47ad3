// Written by `npm run generate` from contracts/openapi; changes here are lost.

export type AdoptProject = {
    agreement_id: string;
    need_ids: Array<string>;
    lead_id: string;
    title: string;
    category_code: 'organization_building' | 'law' | 'hardship_employment' | 'community_governance' | 'health' | 'culture_sports' | 'safety_patrol' | 'other';
    start_on: string;
    due_on: string;
};

export type CoverBody = {
    reason_code: string;
};

export type DeliveryBody = {
    delivered_on: string;
};

export type Discard = {
    reason: string;
};

export type EvaluationBody = {
    need_id: string;
    evaluator_id: string;
    score: number | string;
    sentence?: string;
};

export type EvaluationLine = {
    need_id: string;
    evaluator_id: string;
    score?: string | null;
    sentence?: string;
    evaluated_at?: string | null;
};

export type Health = 'on_track' | 'at_risk' | 'off_track';

export type Milestone = {
    milestone_no: number;
    title: string;
    due_on: string;
    weight: number;
};

export type MilestoneLine = {
    milestone_no: number;
    title: string;
    due_on: string;
    weight: number;
    reached_on?: string | null;
};

export type MilestonesBody = {
    milestones: Array<Milestone>;
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

export type ProjectDetail = {
    project_id: string;
    project_no: string;
    agreement_id: string;
    offer_ids: Array<string>;
    title: string;
    category_code: string;
    lead_id: string;
    co_ids: Array<string>;
    community_id: string;
    start_on: string;
    due_on: string;
    status: Status;
    uncovered: boolean;
    milestones: Array<MilestoneLine>;
    reports: Array<ReportLine>;
    evaluations: Array<EvaluationLine>;
    delivered_on: string | null;
    closed_on: string | null;
    score: string | null;
};

export type ProjectRef = {
    project_id: string;
};

export type ReachBody = {
    reached_on: string;
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

export type ReportBody = {
    party_id: string;
    as_of_on: string;
    status_code: Health;
    progress_pct: number | string;
    sentence?: string;
    evidence_ids?: Array<string>;
};

export type ReportLine = {
    party_id: string;
    as_of_on: string;
    status_code: Health;
    progress_pct: string;
    sentence: string;
    evidence_ids: Array<string>;
    reported_at: string;
};

export type Status = 'running' | 'awaiting_evaluation' | 'closed';

export type ValidationError = {
    loc: Array<string | number>;
    msg: string;
    type: string;
    input?: unknown;
    ctx?: {
        [key: string]: unknown;
    };
};
