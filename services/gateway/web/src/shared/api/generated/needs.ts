// Written by `npm run generate` from contracts/openapi; changes here are lost.

export type AdoptionRef = {
    adoption_id: string;
};

export type CauseBody = {
    cause_code: string;
};

export type DescriptionBody = {
    description: string;
};

export type Discard = {
    reason: string;
};

export type EnterNeed = {
    community_id: string;
    proposer_id?: string | null;
    title: string;
    description?: string;
    category_code: string;
    qty: number | string;
    unit_code: string;
    window: Window;
    cycle_key?: string | null;
    channel_code?: string;
};

export type IdleText = {
    resource_id: string;
    title: string;
    unit: OrgName;
    qty: number;
    cause_code: string;
};

export type LineReasons = {
    line_no: number;
    cause_code?: string | null;
    parts: Array<PartText>;
    others: Array<OtherText>;
};

export type LineText = {
    line_no: number;
    need_id: string;
    need_title: string;
    resource_id?: string | null;
    resource_title?: string | null;
    unit?: OrgName | null;
    community: OrgName;
    qty: number;
    window: Window;
    score: number;
    parts: Array<PartText>;
    cause_code?: string | null;
};

export type ListResource = {
    unit_id: string;
    title: string;
    description?: string;
    category_code: string;
    unit_code: string;
    windows: Array<Supply>;
    community_ids?: Array<string>;
    cycle_key?: string | null;
};

export type NeedRef = {
    need_id: string;
};

export type NeedText = {
    need_id: string;
    title: string;
    description: string;
    status: string;
    proposer_id: string;
    community_id: string;
};

export type NeedTitle = {
    need_id: string;
    title: string;
};

export type OrgName = {
    id: string;
    name: string;
};

export type OtherText = {
    need_id: string;
    need_title: string;
    community: OrgName;
    score: number;
    cause_code: string;
    cost: number;
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

export type PartText = {
    code: string;
    score: number;
    weight: number;
    evidence_code: string;
};

export type PlanRef = {
    plan_id: string;
};

export type PlanText = {
    plan_id: string;
    scope: OrgName;
    cycle_key: string;
    status: string;
    reason_code?: string | null;
    weights_no: number;
    weights: Array<WeightText>;
    proof?: ProofText | null;
    quick?: QuickText | null;
    lines: Array<LineText>;
    unmatched: Array<LineText>;
    idle: Array<IdleText>;
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

export type ProofText = {
    solver: string;
    version: string;
    objective: number;
    bound: number;
    gap: number;
    seconds: number;
    seed: number;
    input_hash: string;
};

export type PublicationBody = {
    title?: string | null;
};

export type QuickText = {
    objective: number;
    seconds: number;
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

export type RequestPlan = {
    scope_id: string;
    cycle_key: string;
    weights?: {
        [key: string]: unknown | number;
    } | null;
    communities_per_unit?: number | null;
    units_per_need?: number | null;
};

export type ResourceRef = {
    resource_id: string;
};

export type ResourceText = {
    resource_id: string;
    title: string;
    description: string;
    status: string;
    unit_id: string;
};

export type Supply = {
    window: Window;
    qty: number | string;
};

export type TitlesAnswer = {
    items: Array<NeedTitle>;
};

export type TitlesBody = {
    need_ids: Array<string>;
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

export type WeightText = {
    code: string;
    weight: number;
};

export type Window = {
    start_at: string;
    end_at: string;
};
