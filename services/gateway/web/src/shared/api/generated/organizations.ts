// Written by `npm run generate` from contracts/openapi; changes here are lost.

export type Affected = {
    id: string;
    name: string;
    street?: string | null;
    kind: string;
    former?: OrgRef | null;
    next?: OrgRef | null;
};

export type AmendmentBody = {
    sector_code?: 'government' | 'institution' | 'state_owned' | 'new_sector' | 'community' | 'village' | null;
    uscc?: string | null;
    unit_ids?: Array<string>;
};

export type BatchAnswer = {
    results: Array<RowAnswer>;
};

export type BatchBody = {
    items: Array<{
        [key: string]: unknown;
    }>;
};

export type Blocking = {
    code: string;
    params: {
        [key: string]: unknown;
    };
};

export type BodyAnnotateSheetImportsAnnotatedPost = {
    file: Blob | File;
    effective_on?: string | null;
};

export type BodyImportSheetImportsPost = {
    file: Blob | File;
    dry_run?: boolean;
    effective_on?: string | null;
};

export type CellFault = {
    cell: string;
    column: string;
    code: string;
    params: {
        [key: string]: string | number | number | boolean | null;
    };
    detail: string;
};

export type Change = {
    field: string;
    former?: string | null;
    value?: string | null;
};

export type ChangePreview = {
    change: 'move' | 'merge' | 'split' | 'close';
    organization_count: number;
    organizations: Array<Affected>;
    blocking: Array<Blocking>;
};

export type ClosingBody = {
    custodian_id?: string | null;
    reason_code: string;
    effective_on?: string | null;
};

export type Counts = {
    below: number;
};

export type DecisionBody = {
    effective_on?: string | null;
};

export type Discard = {
    reason: string;
};

export type DivisionCodeBody = {
    division_code: string;
    effective_on?: string | null;
};

export type Fault = {
    pointer: string;
    code: string;
    params: {
        [key: string]: unknown;
    };
    detail: string;
};

export type History = {
    items: Array<HistoryEntry>;
    as_of: string;
};

export type HistoryEntry = {
    event_id: string;
    seq: number;
    type: string;
    at: string;
    effective_on?: string | null;
    actor?: string | null;
    changes: Array<Change>;
};

export type ImportAnswer = {
    dry_run: boolean;
    counts: {
        [key: string]: number;
    };
    rows: Array<ImportRow>;
};

export type ImportRow = {
    row_no: number;
    name: string;
    outcome: 'valid' | 'registered' | 'unchanged' | 'refused';
    org_id?: string | null;
    errors?: Array<CellFault>;
};

export type MergerBody = {
    custodian_id: string;
    effective_on?: string | null;
};

export type MoveBody = {
    kind: 'affiliation' | 'territory';
    superior_id: string;
    effective_on?: string | null;
};

export type NameBody = {
    name: string;
    effective_on?: string | null;
};

export type OrgAnswer = {
    org_id: string;
    outcome: 'registered' | 'unchanged' | 'proposed';
};

export type OrgRef = {
    id: string;
    name: string;
    street?: string | null;
};

export type OrganizationDetail = {
    id: string;
    name: string;
    street?: string | null;
    kind: string;
    sector_code?: string | null;
    uscc?: string | null;
    division_code?: string | null;
    status: string;
    since_on: string;
    ended_on?: string | null;
    reason_code?: string | null;
    affiliation?: OrgRef | null;
    territory?: OrgRef | null;
    territory_path: Array<OrgRef>;
    affiliation_path: Array<OrgRef>;
    units: Array<OrgRef>;
    custodian?: OrgRef | null;
    into: Array<OrgRef>;
    structure_no: number;
    version: number;
    counts: Counts;
    as_of: string;
};

export type OrganizationPage = {
    items: Array<OrganizationRow>;
    total: number;
    as_of: string;
};

export type OrganizationRow = {
    id: string;
    name: string;
    street?: string | null;
    kind: string;
    sector_code?: string | null;
    status: string;
    division_code?: string | null;
    territory?: OrgRef | null;
    affiliation?: OrgRef | null;
    since_on: string;
    ended_on?: string | null;
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

export type ProposeOrganization = {
    kind: 'city' | 'district' | 'street' | 'community' | 'work_committee' | 'committee' | 'general_branch' | 'branch' | 'joint_branch' | 'temporary_branch' | 'park_committee' | 'area_committee' | 'unit' | 'social_organization' | 'merchant';
    name: string;
    sector_code?: 'government' | 'institution' | 'state_owned' | 'new_sector' | 'community' | 'village' | null;
    uscc?: string | null;
    division_code?: string | null;
    affiliation_id?: string | null;
    territory_id?: string | null;
    unit_ids?: Array<string>;
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

export type Refusal = {
    status: number;
    code: string;
    title: string;
    detail: string;
    params: {
        [key: string]: unknown;
    };
    errors?: Array<Fault>;
};

export type RegisterOrganization = {
    kind: 'city' | 'district' | 'street' | 'community' | 'work_committee' | 'committee' | 'general_branch' | 'branch' | 'joint_branch' | 'temporary_branch' | 'park_committee' | 'area_committee' | 'unit' | 'social_organization' | 'merchant';
    name: string;
    sector_code?: 'government' | 'institution' | 'state_owned' | 'new_sector' | 'community' | 'village' | null;
    uscc?: string | null;
    division_code?: string | null;
    affiliation_id?: string | null;
    territory_id?: string | null;
    unit_ids?: Array<string>;
    effective_on?: string | null;
};

export type RejectionBody = {
    reason_code: string;
};

export type RowAnswer = {
    org_id?: string | null;
    outcome: 'registered' | 'unchanged' | 'refused';
    problem?: Refusal | null;
};

export type SplitBody = {
    into_ids: Array<string>;
    ends: boolean;
    custodian_id?: string | null;
    effective_on?: string | null;
};

export type TreeLevel = {
    items: Array<TreeNode>;
    as_of: string;
};

export type TreeNode = {
    id: string;
    name: string;
    kind: string;
    status: string;
    division_code?: string | null;
    below_count: number;
    has_children: boolean;
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
