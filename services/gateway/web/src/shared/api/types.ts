export interface OrgRef { id: string; name: string; street?: string }
export interface PersonRef { id: string; name: string }
export interface Page<Row> { items: Row[]; total: number; as_of: string; stale?: boolean }
export interface Window { start_at: string; end_at: string }
export interface Term { from_on: string; to_on: string }

export interface Problem {
  type?: string; title?: string; status: number; detail?: string; code: string;
  params?: Record<string, string | number | boolean | null>; trace_id?: string;
  errors?: { pointer: string; code: string; detail?: string; params?: Record<string, string | number | boolean | null> }[];
}
export interface BulkAnswer { results: { id: string; outcome: 'done' | 'refused'; problem?: Problem }[] }

export interface Session {
  user: { id: string; login: string; name: string; title?: string; home?: OrgRef; member_id?: string };
  roles: string[];
  grants: { role_code: string; scope: OrgRef & { kind: string; division_code?: string } }[];
  csrf_token: string; expires_at: string; demo?: boolean;
}
export interface DemoAccount { login: string; password: string; name: string; organization: string; tasks: string; devices: ('desk' | 'phone')[] }

export interface Work { as_of: string; total: number; overdue_count: number; queues: WorkQueue[] }
export interface WorkQueue { kind: 'to_accept' | 'to_answer' | 'to_sign' | 'to_confirm' | 'to_evaluate' | 'to_verify'; count: number; items: WorkItem[] }
export interface WorkItem {
  subject_kind: 'registration' | 'resource' | 'agreement' | 'session' | 'project' | 'need'; subject_id: string; item_id?: string;
  title: string; org?: OrgRef; person?: PersonRef; qty?: number; unit_code?: string; count?: number; since_at: string; due_on?: string;
}

export interface Board {
  scope: OrgRef & { kind: string }; as_of: string; period: { kind: 'quarter' | 'half' | 'year'; from_on: string; to_on: string };
  structure: { street_count: number; community_count: number; organization_count: number };
  rates: Rate[]; chain: ChainFigure[]; children: BoardRow[];
  attention: AttentionItem[]; attention_total: number;
  weekly: { week_no: number; from_on: string; minutes: number }[]; weekly_former: { week_no: number; from_on: string; minutes: number }[];
}
export interface Rate {
  code: 'report_rate' | 'claim_rate' | 'acceptance_rate' | 'on_time_rate' | 'hours';
  value: number | null; part_count: number; whole_count: number; change: number | null;
}
export interface ChainFigure {
  code: 'needs' | 'matches' | 'agreements' | 'projects' | 'sessions' | 'check_ins' | 'hours';
  kind: 'flow' | 'stock'; value: number; added?: number;
  stuck?: { code: 'unclaimed' | 'offers_open' | 'expiring' | 'at_risk' | 'not_checked_out' | 'awaiting_confirmation'; value: number };
}
export interface BoardRow {
  org: OrgRef & { kind: string; division_code?: string }; enrolled_count: number; reported_count: number; report_rate: number | null;
  need_count: number; agreement_count: number; expiring_count: number; project_count: number; at_risk_count: number;
  session_count: number; person_times: number; minutes: number;
}
export interface AttentionItem {
  code: 'agreement_expiring' | 'project_overdue' | 'project_off_track' | 'need_unclaimed' | 'report_rate_low' | 'offers_unanswered' | 'hours_waiting';
  subject_kind: string; subject_id: string; title: string; org?: OrgRef; on?: string; days?: number; value?: number;
}

export interface Division { id: string; name: string; division_code: string; kind: 'district' | 'street' | 'community' }
export interface TreeNode { id: string; name: string; kind: string; division_code?: string; status: string; below_count: number; has_children: boolean }
export interface OrganizationRow extends OrgRef { kind: string; sector_code?: string; status: string; territory?: OrgRef; affiliation?: OrgRef; member_count: number; since_on: string }
export interface OrganizationDetail extends OrgRef {
  kind: string; sector_code?: string; uscc?: string; division_code?: string; status: string; since_on: string; ended_on?: string;
  affiliation?: OrgRef; territory?: OrgRef; territory_path: OrgRef[]; affiliation_path: OrgRef[]; units: OrgRef[]; custodian?: OrgRef; into: OrgRef[];
  counts: { below: number; members: number; agreements: number; projects: number; minutes: number };
  recent: HistoryEntry[]; as_of: string;
}
export interface HistoryEntry { event_id: string; type: string; at: string; effective_on?: string; actor?: string; changes: { field: string; former?: string; value?: string }[] }
export interface ChangePreview {
  change: string; organization_count: number; member_count: number; agreement_count: number; project_count: number; session_count: number; grant_count: number;
  organizations: (OrgRef & { kind: string; former?: OrgRef; next?: OrgRef })[];
  agreements: { id: string; title: string; status: string }[];
  blocking: { code: string; params?: Record<string, string | number> }[];
}

export interface CommunityPage {
  community: OrgRef & { division_code: string }; street?: OrgRef; as_of: string;
  figures: { reported_count: number; waiting_count: number; unit_count: number; need_count: number; session_count: number; minutes: number };
  chain: ChainFigure[];
}
export interface UnitPage {
  unit: OrgRef & { kind: string; sector_code?: string }; as_of: string;
  figures: { resource_count: number; open_offer_count: number; agreement_count: number; project_count: number; enrolled_count: number; reported_count: number; minutes: number };
}

export interface MemberRow {
  id: string; name: string; kind: string; status: string; branch: OrgRef; unit?: OrgRef; enrolled_on: string; minutes: number;
  registrations: { kind: string; community: OrgRef; status: string }[];
}
export interface MemberDetail extends MemberRow {
  identity_masked?: string; phone_masked?: string; as_of: string;
  registration_rows: RegistrationRow[]; next_sessions: SessionRow[];
  posted_minutes: number; pending_minutes: number; session_count: number; year: number;
}
export interface RegistrationRow {
  id: string; number: string; member: PersonRef; unit?: OrgRef; kind: string; community: OrgRef; status: string;
  reported_at: string; accepted_on?: string; receipt_no?: string; to_community?: OrgRef; reason_code?: string;
}
export interface RegistrationDetail extends RegistrationRow {
  branch?: OrgRef; verified_at?: string; stints: { community: OrgRef; receipt_no: string; from_on: string; to_on?: string }[]; as_of: string;
}

export interface NeedRow {
  id: string; number: string; title: string | null; category_code: string; community: OrgRef; proposer: OrgRef;
  qty: number; promised_qty: number; open_qty: number; unit_code: string; window: Window; status: string; entered_at: string; published_at?: string; cycle_key?: string;
}
export interface NeedDetail extends NeedRow {
  channel_code?: string; verified_at?: string; claimed_at?: string; started_at?: string; delivered_at?: string; evaluated_at?: string;
  reason_code?: string; ended_at?: string; offers: OfferRow[]; projects: { id: string; title: string; status: string }[]; as_of: string;
}
export interface NeedText { need_id: string; title: string; description?: string }
export interface ResourceRow {
  id: string; number: string; title: string; category_code: string; unit: OrgRef; unit_code: string; status: string;
  qty: number; left_qty: number; from_at: string; to_at: string; open_offer_count: number; accepted_offer_count: number; listed_at: string;
}
export interface ResourceDetail extends ResourceRow {
  windows: { window: Window; qty: number; held_qty: number; accepted_qty: number }[]; communities: OrgRef[]; reason_code?: string; offers: OfferRow[]; as_of: string;
}
export interface OfferRow {
  id: string; resource_id: string; resource_title: string; need_id: string; need_title: string; unit: OrgRef; community: OrgRef;
  qty: number; unit_code: string; window: Window; status: string; made_at: string; answer_by_on?: string; answered_at?: string;
  reason_code?: string; plan_id?: string; line_no?: number; agreement_id?: string;
}

export interface PlanRow {
  id: string; number: string; plan_no: number; scope: OrgRef; cycle_key: string; status: string; requested_at: string; requested_by?: string;
  need_count: number; resource_count: number; line_count?: number; unmatched_count?: number; objective?: number; gap?: number;
}
export interface PlanDetail extends PlanRow {
  weights: { code: string; weight: number }[]; weights_no: number;
  proof?: { solver: string; version: string; objective: number; bound: number; gap: number; seconds: number; seed: number; input_hash: string };
  greedy?: { objective: number; seconds: number };
  lines: PlanLine[]; reason_code?: string;
  adoption?: { id: string; adopted_at: string; status: string; accepted_count: number; declined_count: number; failed_count: number; expired_count: number; open_count: number };
  as_of: string;
}
export interface PlanLine {
  line_no: number; need_id: string; need_title: string; resource_id?: string; resource_title?: string; unit?: OrgRef; community: OrgRef;
  qty: number; unit_code: string; window: Window; score: number; parts: { code: string; score: number }[];
  stage_code?: string; offer_id?: string; cause_code?: string;
}
export interface LineReasons {
  line_no: number; parts: { code: string; score: number; weight: number; evidence_code?: string; params?: Record<string, string | number> }[];
  others: { need_id: string; need_title: string; community: OrgRef; score?: number; cause_code: string; cost?: number }[];
}

export interface AgreementRow {
  id: string; number: string; agreement_no?: string; title: string; scope_code: string; status: string; parties: OrgRef[]; community?: OrgRef;
  version_no: number; signed_count: number; party_count: number; term?: Term; drafted_at: string; project_count: number; minutes: number;
}
export interface AgreementDetail extends AgreementRow {
  signatures: { party: OrgRef & { kind: string }; signed_at?: string; signed_by?: string; may_sign: boolean }[];
  signing_opened_at?: string; sign_by_on?: string; effective_at?: string; ended_on?: string; cause_code?: string; text_hash?: string; may_revise: boolean;
  commitments: { commitment_id: string; kind: string; target_qty: number; unit_code: string; by_on: string; done_qty?: number }[];
  versions: { version_no: number; revised_at: string; opened_at?: string; text_hash?: string; signed_count: number; sent_back_at?: string; cause_code?: string }[];
  offers: OfferRow[]; projects: ProjectRow[]; session_count: number; person_times: number; as_of: string;
}
export interface Clause { heading: string; text: string }
export interface AgreementText { agreement_id: string; version_no: number; title: string; clauses: Clause[]; liaisons: { party_id: string; name: string; phone_masked?: string }[]; text_hash?: string }

export interface ProjectRow {
  id: string; number: string; project_no: string; title: string; category_code: string; agreement_id: string; agreement_title: string; lead: OrgRef; community: OrgRef;
  status: string; health: string | null; progress_pct: number; due_pct: number; start_on: string; due_on: string;
  milestone_count: number; reached_count: number; last_report_on?: string; uncovered?: boolean;
}
export interface ProjectDetail extends ProjectRow {
  co: OrgRef[]; needs: { id: string; title: string }[];
  milestones: { milestone_no: number; title: string; due_on: string; weight: number; reached_on?: string }[];
  reports: { party: OrgRef; as_of_on: string; status_code: string; progress_pct: number; reported_at: string }[];
  evaluators: { org: OrgRef; need_id: string; score?: number; evaluated_at?: string; may_evaluate: boolean }[];
  adopted_at: string; delivered_on?: string; closed_on?: string; score?: number; may_report: boolean; may_close: boolean;
  session_count: number; person_times: number; minutes: number; as_of: string;
}
export interface ProjectText { project_id: string; reports: { party_id: string; as_of_on: string; sentence: string }[] }

export interface SessionRow {
  id: string; number: string; title: string; theme_code: string; owner: OrgRef; community: OrgRef; project_id?: string; project_title?: string; agreement_id?: string;
  window: Window; capacity_count: number; seat_count: number; status: string; mine?: MyAttendance;
}
export interface MyAttendance { status: string; checked_in_at?: string; checked_out_at?: string; minutes?: number }
export interface SessionDetail extends SessionRow { attendances: AttendanceRow[]; minutes: number; reason_code?: string; opened_at: string; as_of: string }
export interface AttendanceRow {
  member: PersonRef; unit?: OrgRef; status: string; checked_in_at?: string; checked_out_at?: string; minutes?: number; anomalies: string[];
  correction?: { minutes: number; reason_code: string; requested_at: string; may_approve: boolean };
}
export interface SessionText { session_id: string; place?: string; description?: string }

export interface HoursStatement extends Page<HoursEntry> { member?: PersonRef; year: number; posted_minutes: number; pending_minutes: number; session_count: number }
export interface HoursEntry {
  id: string; member: PersonRef; session_id: string; session_title: string; community: OrgRef; status: string; served_on: string; posted_on?: string;
  minutes: number; total_minutes?: number; reason_code?: string;
}

export interface Timeline { subject_id: string; as_of: string; nodes: ChainNode[]; events: TimelineEvent[] }
export interface ChainNode {
  kind: 'need' | 'resource' | 'plan' | 'offer' | 'agreement' | 'project' | 'session' | 'check_in' | 'hours'; state: 'past' | 'now' | 'next' | 'stopped';
  id?: string; title?: string; org?: OrgRef; status?: string; at?: string; count?: number; score?: number; minutes?: number; reason_code?: string; self?: boolean;
}
export interface TimelineEvent {
  event_id: string; type: string; at: string; actor?: string; subject_kind: string; subject_id: string; subject_title?: string;
  facts: { field: string; value: string | number; former?: string | number }[]; cause?: { event_id: string; type: string };
}

export interface ParkedEvent {
  event_id: string; service: string; type: string; aggregate_id: string; subject_title?: string; cause_code: string; cause: string;
  first_at: string; last_at: string; attempt_count: number; behind_count: number;
}
export interface RedriveAnswer { results: { event_id: string; type: string; outcome: 'would_apply' | 'applied' | 'refused'; problem?: Problem }[]; count: number }
export interface SearchHit { kind: 'organization' | 'member' | 'agreement' | 'project' | 'need' | 'resource' | 'session'; id: string; title: string; org?: OrgRef; status?: string }
