// Written by `npm run generate` from contracts/openapi; changes here are lost.

export type AccountDetail = {
    id: string;
    login: string;
    name: string;
    title?: string;
    home?: OrgRef | null;
    status: string;
    locked_until?: string | null;
    grants: Array<GrantShape>;
    member?: PersonRef | null;
    may_administer: boolean;
    is_own: boolean;
    facts: Array<AccountFact>;
    as_of: string;
};

export type AccountFact = {
    id: string;
    type: string;
    at: string;
    actor?: string | null;
    role_code?: string | null;
    scope?: OrgRef | null;
};

export type AccountRow = {
    id: string;
    login: string;
    name: string;
    title?: string;
    home?: OrgRef | null;
    status: string;
    locked_until?: string | null;
    grants: Array<GrantShape>;
};

export type AdoptionShape = {
    id: string;
    adopted_at: string;
    status: string;
    accepted_count: number;
    declined_count: number;
    failed_count: number;
    expired_count: number;
    open_count: number;
};

export type Affected = {
    id: string;
    name: string;
    street?: string | null;
    kind: string;
    former?: OrgRef | null;
    next?: OrgRef | null;
};

export type AgreementAffected = {
    id: string;
    title: string;
    status: string;
};

export type AgreementDetail = {
    id: string;
    number: string;
    agreement_no?: string | null;
    title: string;
    scope_code: string;
    status: string;
    parties: Array<OrgRef>;
    community?: OrgRef | null;
    version_no: number;
    signed_count: number;
    party_count: number;
    term?: Term | null;
    drafted_at: string;
    project_count: number;
    minutes: number;
    signatures: Array<SignatureShape>;
    signing_opened_at?: string | null;
    sign_by_on?: string | null;
    effective_at?: string | null;
    ended_on?: string | null;
    cause_code?: string | null;
    text_hash?: string | null;
    may_revise: boolean;
    commitments: Array<CommitmentShape>;
    versions: Array<VersionShape>;
    offers: Array<OfferRow>;
    projects: Array<ProjectOfAgreement>;
    session_count: number;
    person_times: number;
    as_of: string;
};

export type AgreementRow = {
    id: string;
    number: string;
    agreement_no?: string | null;
    title: string;
    scope_code: string;
    status: string;
    parties: Array<OrgRef>;
    community?: OrgRef | null;
    version_no: number;
    signed_count: number;
    party_count: number;
    term?: Term | null;
    drafted_at: string;
    project_count: number;
    minutes: number;
};

export type AttendanceRow = {
    member: PersonRef;
    unit?: OrgRef | null;
    status: string;
    checked_in_at?: string | null;
    checked_out_at?: string | null;
    minutes?: number | null;
    anomalies: Array<string>;
    correction?: CorrectionShape | null;
};

export type AttentionItem = {
    code: string;
    subject_kind: string;
    subject_id: string;
    title: string;
    org?: OrgRef | null;
    on?: string | null;
    days?: number | null;
    value?: number | null;
};

export type Blocking = {
    code: string;
    params: {
        [key: string]: unknown;
    };
};

export type Board = {
    scope: KindRef;
    as_of: string;
    is_present: boolean;
    period: Period;
    structure: Structure;
    rates: Array<Rate>;
    chain: Array<ChainFigure>;
    children: Array<BoardRow>;
    attention: Array<AttentionItem>;
    attention_total: number;
    weekly: Array<Week>;
    weekly_former: Array<Week>;
};

export type BoardRow = {
    org: KindRef;
    enrolled_count: number;
    reported_count: number;
    report_rate: number | null;
    need_count: number;
    agreement_count: number;
    expiring_count: number;
    project_count: number;
    at_risk_count: number;
    session_count: number;
    person_times: number;
    minutes: number;
};

export type CauseRef = {
    event_id: string;
    type: string;
};

export type ChainFigure = {
    code: string;
    kind: 'flow' | 'stock';
    value: number;
    added?: number | null;
    stuck?: Stuck | null;
};

export type ChainNode = {
    kind: string;
    state: string;
    id?: string | null;
    title?: string | null;
    org?: OrgRef | null;
    status?: string | null;
    at?: string | null;
    count?: number | null;
    score?: number | null;
    minutes?: number | null;
    reason_code?: string | null;
    self?: boolean | null;
};

export type Change = {
    field: string;
    former?: string | null;
    value?: string | null;
};

export type ChangePreview = {
    change: string;
    organization_count: number;
    member_count: number;
    agreement_count: number;
    project_count: number;
    session_count: number;
    grant_count: number;
    organizations: Array<Affected>;
    agreements: Array<AgreementAffected>;
    blocking: Array<Blocking>;
};

export type ChangedField = {
    field: string;
    value: string | number | number | boolean;
    former?: string | number | number | boolean | null;
};

export type CommitmentShape = {
    commitment_id: string;
    kind: string;
    target_qty: number;
    unit_code: string;
    by_on: string;
    done_qty?: number | null;
};

export type CommunityFigures = {
    reported_count: number;
    waiting_count: number;
    unit_count: number;
    need_count: number;
    session_count: number;
    minutes: number;
};

export type CommunityPage = {
    community: KindRef;
    street?: OrgRef | null;
    as_of: string;
    is_present: boolean;
    period: Period;
    figures: CommunityFigures;
    chain: Array<ChainFigure>;
};

export type CorrectionShape = {
    minutes: number;
    reason_code: string;
    requested_at: string;
    may_approve: boolean;
};

export type Credentials = {
    login: string;
    password: string;
};

export type DemoAccount = {
    login: string;
    password: string;
    name: string;
    organization: string;
    tasks: string;
    tasks_en?: string;
    devices: Array<string>;
};

export type DemoAccounts = {
    items: Array<DemoAccount>;
};

export type Discard = {
    event_id: string;
    service: string;
    reason: string;
};

export type Division = {
    id: string;
    name: string;
    division_code?: string | null;
    kind: string;
};

export type EvaluatorShape = {
    org: OrgRef;
    need_id: string;
    score?: number | null;
    evaluated_at?: string | null;
    may_evaluate: boolean;
};

export type GrantAnswer = {
    grant_id: string;
};

export type GrantShape = {
    grant_id: string;
    role_code: string;
    scope?: OrgRef | null;
    function_code?: string;
    until_on?: string | null;
};

export type HeldRole = {
    role_code: string;
    scope: ScopeRef;
};

export type History = {
    items: Array<HistoryEntry>;
    as_of: string | string;
};

export type HistoryEntry = {
    event_id: string;
    type: string;
    at: string;
    effective_on?: string | null;
    actor?: string | null;
    changes: Array<Change>;
};

export type HoursEntry = {
    id: string;
    member: PersonRef;
    session_id: string;
    session_title: string;
    community: OrgRef;
    status: string;
    served_on: string;
    posted_on?: string | null;
    minutes: number;
    total_minutes?: number | null;
    reason_code?: string | null;
};

export type HoursStatement = {
    items: Array<HoursEntry>;
    total: number;
    as_of: string;
    stale?: boolean;
    member?: PersonRef | null;
    year: number;
    posted_minutes: number;
    pending_minutes: number;
    session_count: number;
};

export type ItemsDivision = {
    items: Array<Division>;
};

export type ItemsSearchHit = {
    items: Array<SearchHit>;
};

export type KindRef = {
    id: string;
    name: string;
    street?: string | null;
    kind: string;
    division_code?: string | null;
};

export type Lock = {
    until_at: string;
};

export type MemberDetail = {
    id: string;
    name: string;
    kind: string;
    status: string;
    branch: OrgRef;
    unit?: OrgRef | null;
    enrolled_on: string;
    minutes: number;
    registrations: Array<RegistrationOfMember>;
    as_of: string;
    registration_rows: Array<RegistrationRow>;
    next_sessions: Array<SessionRow>;
    posted_minutes: number;
    pending_minutes: number;
    session_count: number;
    year: number;
};

export type MemberRow = {
    id: string;
    name: string;
    kind: string;
    status: string;
    branch: OrgRef;
    unit?: OrgRef | null;
    enrolled_on: string;
    minutes: number;
    registrations: Array<RegistrationOfMember>;
};

export type MilestoneShape = {
    milestone_no: number;
    title: string;
    due_on: string;
    weight: number;
    reached_on?: string | null;
};

export type MyAttendance = {
    status: string;
    checked_in_at?: string | null;
    checked_out_at?: string | null;
    minutes?: number | null;
};

export type NeedDetail = {
    id: string;
    number: string;
    title?: string | null;
    category_code: string;
    community: OrgRef;
    proposer: OrgRef;
    qty: number;
    promised_qty: number;
    open_qty: number;
    unit_code: string;
    window: Span;
    status: string;
    entered_at: string;
    published_at?: string | null;
    cycle_key?: string | null;
    channel_code?: string | null;
    verified_at?: string | null;
    claimed_at?: string | null;
    started_at?: string | null;
    delivered_at?: string | null;
    evaluated_at?: string | null;
    ended_at?: string | null;
    reason_code?: string | null;
    offers: Array<OfferRow>;
    projects: Array<ProjectOfNeed>;
    as_of: string;
};

export type NeedOfProject = {
    id: string;
    title: string;
};

export type NeedRow = {
    id: string;
    number: string;
    title?: string | null;
    category_code: string;
    community: OrgRef;
    proposer: OrgRef;
    qty: number;
    promised_qty: number;
    open_qty: number;
    unit_code: string;
    window: Span;
    status: string;
    entered_at: string;
    published_at?: string | null;
    cycle_key?: string | null;
};

export type NewGrant = {
    role_code: string;
    scope_id: string;
    function_code?: string;
    until_on?: string | null;
};

export type NewPassword = {
    new_password: string;
};

export type NewUser = {
    login: string;
    password: string;
    name: string;
    title?: string;
    home_id: string;
    member_id?: string | null;
};

export type OfferRow = {
    id: string;
    resource_id: string;
    resource_title: string;
    need_id: string;
    need_title: string;
    unit: OrgRef;
    community: OrgRef;
    qty: number;
    unit_code: string;
    window: Span;
    status: string;
    made_at?: string | null;
    answer_by_on?: string | null;
    answered_at?: string | null;
    reason_code?: string | null;
    plan_id?: string | null;
    line_no?: number | null;
    agreement_id?: string | null;
};

export type OrgRef = {
    id: string;
    name: string;
    street?: string | null;
};

export type OrganizationCounts = {
    below: number;
    members: number;
    agreements: number;
    projects: number;
    minutes: number;
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
    affiliation?: OrgRef | null;
    territory?: OrgRef | null;
    territory_path: Array<OrgRef>;
    affiliation_path: Array<OrgRef>;
    units: Array<OrgRef>;
    custodian?: OrgRef | null;
    into: Array<OrgRef>;
    counts: OrganizationCounts;
    recent: Array<HistoryEntry>;
    as_of: string | string;
};

export type OrganizationPage = {
    items: Array<OrganizationRow>;
    total: number;
    as_of: string | string;
    stale?: boolean;
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
    member_count: number;
    since_on: string;
};

export type PageAccountRow = {
    items: Array<AccountRow>;
    total: number;
    as_of: string;
    stale?: boolean;
};

export type PageAgreementRow = {
    items: Array<AgreementRow>;
    total: number;
    as_of: string;
    stale?: boolean;
};

export type PageMemberRow = {
    items: Array<MemberRow>;
    total: number;
    as_of: string;
    stale?: boolean;
};

export type PageNeedRow = {
    items: Array<NeedRow>;
    total: number;
    as_of: string;
    stale?: boolean;
};

export type PageOfferRow = {
    items: Array<OfferRow>;
    total: number;
    as_of: string;
    stale?: boolean;
};

export type PagePlanRow = {
    items: Array<PlanRow>;
    total: number;
    as_of: string;
    stale?: boolean;
};

export type PageProjectRow = {
    items: Array<ProjectRow>;
    total: number;
    as_of: string;
    stale?: boolean;
};

export type PageRegistrationRow = {
    items: Array<RegistrationRow>;
    total: number;
    as_of: string;
    stale?: boolean;
};

export type PageResourceRow = {
    items: Array<ResourceRow>;
    total: number;
    as_of: string;
    stale?: boolean;
};

export type PageSessionRow = {
    items: Array<SessionRow>;
    total: number;
    as_of: string;
    stale?: boolean;
};

export type ParkedEvent = {
    event_id: string;
    service: string;
    type: string;
    aggregate_id: string;
    subject_title?: string | null;
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
    total: number;
    as_of: string;
    silent: Array<string>;
    stopped: Array<string>;
};

export type PartScore = {
    code: string;
    score: number;
};

export type PasswordChange = {
    old_password: string;
    new_password: string;
};

export type Period = {
    kind: string;
    from_on: string;
    to_on: string;
};

export type PersonRef = {
    id: string;
    name: string;
};

export type PlanDetail = {
    id: string;
    number: string;
    plan_no: number;
    scope: OrgRef;
    cycle_key: string;
    status: string;
    requested_at: string;
    requested_by?: string | null;
    need_count: number;
    resource_count: number;
    line_count?: number | null;
    unmatched_count?: number | null;
    objective?: number | null;
    gap?: number | null;
    weights_no: number;
    weights: Array<WeightShape>;
    greedy?: QuickShape | null;
    proof?: ProofShape | null;
    lines: Array<PlanLineShape>;
    reason_code?: string | null;
    adoption?: AdoptionShape | null;
    as_of: string;
};

export type PlanLineShape = {
    line_no: number;
    need_id: string;
    need_title: string;
    resource_id?: string | null;
    resource_title?: string | null;
    unit?: OrgRef | null;
    community: OrgRef;
    qty: number;
    unit_code: string;
    window: Span;
    score: number;
    parts: Array<PartScore>;
    stage_code?: string | null;
    offer_id?: string | null;
    cause_code?: string | null;
};

export type PlanRow = {
    id: string;
    number: string;
    plan_no: number;
    scope: OrgRef;
    cycle_key: string;
    status: string;
    requested_at: string;
    requested_by?: string | null;
    need_count: number;
    resource_count: number;
    line_count?: number | null;
    unmatched_count?: number | null;
    objective?: number | null;
    gap?: number | null;
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
    id: string;
    number: string;
    project_no: string;
    title: string;
    category_code: string;
    agreement_id: string;
    agreement_title: string;
    lead: OrgRef;
    community: OrgRef;
    status: string;
    health?: string | null;
    progress_pct: number;
    due_pct: number;
    start_on: string;
    due_on: string;
    milestone_count: number;
    reached_count: number;
    last_report_on?: string | null;
    uncovered?: boolean | null;
    co: Array<OrgRef>;
    needs: Array<NeedOfProject>;
    milestones: Array<MilestoneShape>;
    reports: Array<ReportShape>;
    evaluators: Array<EvaluatorShape>;
    adopted_at: string;
    delivered_on?: string | null;
    closed_on?: string | null;
    score?: number | null;
    may_report: boolean;
    may_close: boolean;
    session_count: number;
    person_times: number;
    minutes: number;
    as_of: string;
};

export type ProjectOfAgreement = {
    id: string;
    title: string;
    status: string;
    health?: string | null;
    due_on?: string | null;
};

export type ProjectOfNeed = {
    id: string;
    title: string;
    status: string;
};

export type ProjectRow = {
    id: string;
    number: string;
    project_no: string;
    title: string;
    category_code: string;
    agreement_id: string;
    agreement_title: string;
    lead: OrgRef;
    community: OrgRef;
    status: string;
    health?: string | null;
    progress_pct: number;
    due_pct: number;
    start_on: string;
    due_on: string;
    milestone_count: number;
    reached_count: number;
    last_report_on?: string | null;
    uncovered?: boolean | null;
};

export type ProofShape = {
    solver: string;
    version: string;
    objective: number;
    bound: number;
    gap: number;
    seconds: number;
    seed: number;
    input_hash: string;
};

export type QuickShape = {
    objective: number;
    seconds: number;
};

export type Rate = {
    code: string;
    value: number | null;
    part_count: number;
    whole_count: number;
    change?: number | null;
};

export type Reason = {
    reason_code: string;
};

export type Redrive = {
    by: 'event' | 'aggregate' | 'cause';
    value: string;
    service: string;
    dry_run?: boolean;
};

export type RedriveAnswer = {
    results: Array<RedriveRow>;
    count: number;
};

export type RedriveRow = {
    event_id: string;
    type: string;
    outcome: string;
    detail?: string;
};

export type RegistrationDetail = {
    id: string;
    number: string;
    member: PersonRef;
    unit?: OrgRef | null;
    kind: string;
    community: OrgRef;
    status: string;
    reported_at: string;
    accepted_on?: string | null;
    receipt_no?: string | null;
    to_community?: OrgRef | null;
    reason_code?: string | null;
    branch?: OrgRef | null;
    standing: Array<'branch' | 'unit' | 'community' | 'next_community'>;
    verified_at?: string | null;
    stints: Array<Stint>;
    as_of: string;
};

export type RegistrationOfMember = {
    kind: string;
    community: OrgRef;
    status: string;
};

export type RegistrationRow = {
    id: string;
    number: string;
    member: PersonRef;
    unit?: OrgRef | null;
    kind: string;
    community: OrgRef;
    status: string;
    reported_at: string;
    accepted_on?: string | null;
    receipt_no?: string | null;
    to_community?: OrgRef | null;
    reason_code?: string | null;
};

export type ReportShape = {
    party: OrgRef;
    as_of_on: string;
    status_code: string;
    progress_pct: number;
    reported_at: string;
};

export type ResourceDetail = {
    id: string;
    number: string;
    title: string;
    category_code: string;
    unit: OrgRef;
    unit_code: string;
    status: string;
    qty: number;
    left_qty: number;
    from_at: string;
    to_at: string;
    open_offer_count: number;
    accepted_offer_count: number;
    listed_at: string;
    windows: Array<ResourceWindow>;
    communities: Array<OrgRef>;
    reason_code?: string | null;
    offers: Array<OfferRow>;
    as_of: string;
};

export type ResourceRow = {
    id: string;
    number: string;
    title: string;
    category_code: string;
    unit: OrgRef;
    unit_code: string;
    status: string;
    qty: number;
    left_qty: number;
    from_at: string;
    to_at: string;
    open_offer_count: number;
    accepted_offer_count: number;
    listed_at: string;
};

export type ResourceWindow = {
    window: Span;
    qty: number;
    held_qty: number;
    accepted_qty: number;
};

export type ScopeRef = {
    id: string;
    name: string;
    kind: string;
    division_code?: string | null;
};

export type SearchHit = {
    kind: string;
    id: string;
    title: string;
    org?: OrgRef | null;
    status?: string | null;
};

export type SessionAnswer = {
    user: UserRef;
    roles: Array<string>;
    grants: Array<HeldRole>;
    csrf_token: string;
    expires_at: string;
    demo: boolean;
};

export type SessionDetail = {
    id: string;
    number: string;
    title: string;
    theme_code: string;
    owner: OrgRef;
    community: OrgRef;
    project_id?: string | null;
    project_title?: string | null;
    agreement_id?: string | null;
    window: Span;
    capacity_count: number;
    seat_count: number;
    status: string;
    mine?: MyAttendance | null;
    attendances: Array<AttendanceRow>;
    minutes: number;
    reason_code?: string | null;
    opened_at: string;
    as_of: string;
};

export type SessionRow = {
    id: string;
    number: string;
    title: string;
    theme_code: string;
    owner: OrgRef;
    community: OrgRef;
    project_id?: string | null;
    project_title?: string | null;
    agreement_id?: string | null;
    window: Span;
    capacity_count: number;
    seat_count: number;
    status: string;
    mine?: MyAttendance | null;
};

export type SignatureShape = {
    party: KindRef;
    signed_at?: string | null;
    signed_by?: string | null;
    may_sign: boolean;
};

export type Span = {
    start_at: string;
    end_at: string;
};

export type Stint = {
    community: OrgRef;
    receipt_no: string;
    from_on: string;
    to_on?: string | null;
};

export type Structure = {
    street_count: number;
    community_count: number;
    organization_count: number;
};

export type Stuck = {
    code: string;
    value: number;
};

export type Term = {
    from_on: string;
    to_on: string;
};

export type Timeline = {
    subject_id: string;
    as_of: string;
    nodes: Array<ChainNode>;
    events: Array<TimelineEvent>;
};

export type TimelineEvent = {
    event_id: string;
    type: string;
    at: string;
    actor?: string | null;
    subject_kind: string;
    subject_id: string;
    subject_title?: string | null;
    facts: Array<ChangedField>;
    cause?: CauseRef | null;
};

export type TreeLevel = {
    items: Array<TreeNode>;
    as_of: string | string;
};

export type TreeNode = {
    id: string;
    name: string;
    kind: string;
    division_code?: string | null;
    status: string;
    below_count: number;
    has_children: boolean;
};

export type UnitFigures = {
    resource_count: number;
    open_offer_count: number;
    agreement_count: number;
    project_count: number;
    enrolled_count: number;
    reported_count: number;
    minutes: number;
};

export type UnitPage = {
    unit: KindRef;
    as_of: string;
    figures: UnitFigures;
};

export type UserOpenedAnswer = {
    user_id: string;
};

export type UserRef = {
    id: string;
    login: string;
    name: string;
    title: string;
    home: ScopeRef;
    member_id?: string | null;
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

export type VersionShape = {
    version_no: number;
    revised_at?: string | null;
    opened_at?: string | null;
    text_hash?: string | null;
    signed_count: number;
    sent_back_at?: string | null;
    cause_code?: string | null;
};

export type Week = {
    week_no: number;
    from_on: string;
    minutes: number;
};

export type WeightShape = {
    code: string;
    weight: number;
};

export type Work = {
    as_of: string;
    total: number;
    overdue_count: number;
    queues: Array<WorkQueue>;
};

export type WorkItem = {
    subject_kind: string;
    subject_id: string;
    item_id?: string | null;
    title: string;
    category_code?: string | null;
    org?: OrgRef | null;
    person?: PersonRef | null;
    qty?: number | null;
    unit_code?: string | null;
    count?: number | null;
    since_at: string;
    due_on?: string | null;
};

export type WorkQueue = {
    kind: string;
    count: number;
    items: Array<WorkItem>;
};
