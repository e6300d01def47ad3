import type * as activities from './generated/activities';
import type * as gateway from './generated/gateway';
import type * as needs from './generated/needs';
import type * as organizations from './generated/organizations';
import type * as pairings from './generated/pairings';
import type * as projects from './generated/projects';
import type * as registrations from './generated/registrations';

/** The wire's null and absent mean the same to a page: the client drops nulls as it reads. */
export type Present<Wire> = Wire extends (infer Item)[]
  ? Present<Item>[]
  : Wire extends object
    ? { [Key in keyof Wire]: null extends Wire[Key] ? Present<NonNullable<Wire[Key]>> | undefined : Present<Wire[Key]> }
    : Wire;

export interface Page<Row> {
  items: Row[];
  total: number;
  as_of: string;
  stale?: boolean;
}

type Value = string | number | boolean | null;

/** RFC 9457 as the gateway and its services write it. */
export interface Problem {
  type?: string;
  title?: string;
  status: number;
  detail?: string;
  code: string;
  params?: Record<string, Value>;
  trace_id?: string;
  errors?: { pointer: string; code: string; detail?: string; params?: Record<string, Value> }[];
}

export interface BulkAnswer {
  results: { id: string; outcome: string; problem?: Problem }[];
}

export type OrgRef = Present<gateway.OrgRef>;

export type Session = Present<gateway.SessionAnswer>;
export type DemoAccount = Present<gateway.DemoAccount>;

export type Work = Present<gateway.Work>;
export type WorkQueue = Present<gateway.WorkQueue>;
export type WorkItem = Present<gateway.WorkItem>;

export type Board = Present<gateway.Board>;
export type BoardRow = Present<gateway.BoardRow>;
export type Rate = Present<gateway.Rate>;
export type ChainFigure = Present<gateway.ChainFigure>;
export type AttentionItem = Present<gateway.AttentionItem>;

export type Division = Present<gateway.Division>;
export type TreeNode = Present<gateway.TreeNode>;
export type OrganizationRow = Present<gateway.OrganizationRow>;
export type OrganizationDetail = Present<gateway.OrganizationDetail>;
export type HistoryEntry = Present<gateway.HistoryEntry>;
export type ChangePreview = Present<gateway.ChangePreview>;

export type CommunityPage = Present<gateway.CommunityPage>;
export type UnitPage = Present<gateway.UnitPage>;
export type MemberRow = Present<gateway.MemberRow>;
export type MemberDetail = Present<gateway.MemberDetail>;
export type MaskedPerson = Present<registrations.MemberDetail>;
export type RegistrationRow = Present<gateway.RegistrationRow>;
export type RegistrationDetail = Present<gateway.RegistrationDetail>;

export type NeedRow = Present<gateway.NeedRow>;
export type NeedDetail = Present<gateway.NeedDetail>;
export type NeedText = Present<needs.NeedText>;
export type ResourceRow = Present<gateway.ResourceRow>;
export type ResourceDetail = Present<gateway.ResourceDetail>;
export type OfferRow = Present<gateway.OfferRow>;
export type PlanRow = Present<gateway.PlanRow>;
export type PlanDetail = Present<gateway.PlanDetail>;
export type PlanLine = Present<gateway.PlanLineShape>;
export type PlanText = Present<needs.PlanText>;
export type LineReasons = Present<needs.LineReasons>;

export type AgreementRow = Present<gateway.AgreementRow>;
export type AgreementDetail = Present<gateway.AgreementDetail>;
export type AgreementText = Present<pairings.AgreementDetail>;
export type AgreementVersion = Present<pairings.VersionText>;
export type Clause = Present<pairings.Clause>;

export type ProjectRow = Present<gateway.ProjectRow>;
export type ProjectDetail = Present<gateway.ProjectDetail>;
export type ProjectText = Present<projects.ProjectDetail>;

export type SessionRow = Present<gateway.SessionRow>;
export type SessionDetail = Present<gateway.SessionDetail>;
export type SessionText = Present<activities.SessionText>;
export type AttendanceRow = Present<gateway.AttendanceRow>;
export type MyAttendance = Present<gateway.MyAttendance>;

export type HoursStatement = Present<gateway.HoursStatement>;
export type HoursEntry = Present<gateway.HoursEntry>;

export type Timeline = Present<gateway.Timeline>;
export type TimelineEvent = Present<gateway.TimelineEvent>;
export type ChainNode = Present<gateway.ChainNode>;

export type AccountRow = Present<gateway.AccountRow>;
export type AccountDetail = Present<gateway.AccountDetail>;

export type ImportAnswer = Present<organizations.ImportAnswer>;

export type ParkedEvent = Present<gateway.ParkedEvent>;
export type RedriveAnswer = Present<gateway.RedriveAnswer>;
export type SearchHit = Present<gateway.SearchHit>;
