// Written by `make contracts` from contracts/; changes here are lost.

export type AgreementStatus =
  | 'draft'
  | 'awaiting_signatures'
  | 'effective'
  | 'expiring'
  | 'expired'
  | 'ended'
  | 'voided';

export type AttendanceStatus =
  | 'signed_up'
  | 'checked_in'
  | 'checked_out'
  | 'awaiting_confirmation'
  | 'confirmed'
  | 'correction_requested'
  | 'absent'
  | 'cancelled';

export type Category =
  | 'organization_building'
  | 'law'
  | 'hardship_employment'
  | 'community_governance'
  | 'health'
  | 'culture_sports'
  | 'safety_patrol'
  | 'other';

export type CommitmentKind =
  | 'hours'
  | 'sessions'
  | 'projects'
  | 'person_times'
  | 'venue_hours';

export type EntryStatus =
  | 'pending'
  | 'posted'
  | 'reversal';

export type Health =
  | 'on_track'
  | 'at_risk'
  | 'off_track';

export type LineStage =
  | 'waiting'
  | 'offered'
  | 'accepted'
  | 'drafted'
  | 'effective'
  | 'adopted'
  | 'failed'
  | 'declined'
  | 'expired'
  | 'released';

export type MarkKind =
  | 'check_in'
  | 'check_out';

export type MemberKind =
  | 'party_member'
  | 'volunteer';

export type MemberStatus =
  | 'enrolled'
  | 'in_transit';

export type NeedStatus =
  | 'submitted'
  | 'verified'
  | 'published'
  | 'partly_claimed'
  | 'claimed'
  | 'in_progress'
  | 'awaiting_evaluation'
  | 'evaluated'
  | 'returned'
  | 'withdrawn';

export type OfferKind =
  | 'plan'
  | 'claim'
  | 'assignment';

export type OfferStatus =
  | 'open'
  | 'accepted'
  | 'declined'
  | 'expired'
  | 'released'
  | 'failed';

export type OrganizationKind =
  | 'city'
  | 'district'
  | 'street'
  | 'community'
  | 'work_committee'
  | 'committee'
  | 'general_branch'
  | 'branch'
  | 'joint_branch'
  | 'temporary_branch'
  | 'park_committee'
  | 'area_committee'
  | 'unit'
  | 'social_organization'
  | 'merchant';

export type OrganizationStatus =
  | 'pending'
  | 'active'
  | 'merged'
  | 'split'
  | 'closed'
  | 'rejected';

export type PlanStatus =
  | 'solving'
  | 'greedy'
  | 'proven'
  | 'adopted'
  | 'discarded'
  | 'failed';

export type ProjectStatus =
  | 'running'
  | 'awaiting_evaluation'
  | 'closed'
  | 'stopped';

export type QuantityUnit =
  | 'person'
  | 'hour'
  | 'session'
  | 'place'
  | 'item';

export type RegistrationStatus =
  | 'submitted'
  | 'verified'
  | 'accepted'
  | 'move_requested'
  | 'released'
  | 'declined'
  | 'cancelled';

export type ReportKind =
  | 'residence'
  | 'work';

export type ResourceStatus =
  | 'listed'
  | 'withdrawn';

export type Role =
  | 'department'
  | 'street'
  | 'community'
  | 'unit'
  | 'branch'
  | 'signatory'
  | 'administrator'
  | 'member';

export type ScorePart =
  | 'need_fit'
  | 'nearness'
  | 'ability'
  | 'rating'
  | 'stability';

export type Season =
  | 'environment'
  | 'safe_neighbourhood'
  | 'warm_service'
  | 'heritage'
  | 'growing_up'
  | 'good_neighbours';

export type Sector =
  | 'government'
  | 'institution'
  | 'state_owned'
  | 'new_sector'
  | 'community'
  | 'village';

export type SessionStatus =
  | 'open'
  | 'full'
  | 'running'
  | 'finished'
  | 'closed'
  | 'cancelled';

export type SuperiorLine =
  | 'affiliation'
  | 'territory';

export type Theme =
  | 'environment'
  | 'safe_neighbourhood'
  | 'warm_service'
  | 'heritage'
  | 'growing_up'
  | 'good_neighbours'
  | 'organization_building'
  | 'law'
  | 'hardship_employment'
  | 'community_governance'
  | 'health'
  | 'culture_sports'
  | 'safety_patrol'
  | 'other';

export type UserStatus =
  | 'active'
  | 'locked'
  | 'disabled';

export type FactType =
  | 'organizations.organization-registered'
  | 'organizations.organization-proposed'
  | 'organizations.organization-rejected'
  | 'organizations.organization-renamed'
  | 'organizations.organization-amended'
  | 'organizations.organization-moved'
  | 'organizations.organization-merged'
  | 'organizations.organization-split'
  | 'organizations.organization-closed'
  | 'organizations.division-code-changed'
  | 'registrations.member-enrolled'
  | 'registrations.registration-reported'
  | 'registrations.registration-verified'
  | 'registrations.registration-accepted'
  | 'registrations.registration-declined'
  | 'registrations.registration-move-requested'
  | 'registrations.registration-released'
  | 'registrations.registration-moved'
  | 'registrations.registration-move-declined'
  | 'registrations.registration-cancelled'
  | 'needs.need-entered'
  | 'needs.need-verified'
  | 'needs.need-described'
  | 'needs.need-published'
  | 'needs.need-returned'
  | 'needs.need-withdrawn'
  | 'needs.need-fulfilment-changed'
  | 'needs.need-progressed'
  | 'needs.resource-listed'
  | 'needs.resource-withdrawn'
  | 'needs.offer-made'
  | 'needs.offer-failed'
  | 'needs.offer-accepted'
  | 'needs.offer-declined'
  | 'needs.offer-expired'
  | 'needs.offer-released'
  | 'needs.plan-requested'
  | 'needs.plan-proposed'
  | 'needs.plan-lines-proposed'
  | 'needs.plan-failed'
  | 'needs.plan-discarded'
  | 'needs.plan-adopted'
  | 'needs.adoption-advanced'
  | 'needs.adoption-settled'
  | 'needs.adoption-finished'
  | 'pairings.agreement-drafted'
  | 'pairings.offer-attached'
  | 'pairings.offer-detached'
  | 'pairings.agreement-revised'
  | 'pairings.signing-opened'
  | 'pairings.agreement-signed'
  | 'pairings.agreement-took-effect'
  | 'pairings.agreement-sent-back'
  | 'pairings.agreement-voided'
  | 'pairings.agreement-ended'
  | 'pairings.party-succeeded'
  | 'pairings.party-left'
  | 'projects.project-adopted'
  | 'projects.milestones-planned'
  | 'projects.milestone-reached'
  | 'projects.progress-reported'
  | 'projects.project-delivered'
  | 'projects.project-evaluated'
  | 'projects.project-closed'
  | 'projects.project-uncovered'
  | 'projects.project-covered'
  | 'activities.session-opened'
  | 'activities.member-signed-up'
  | 'activities.member-sign-up-cancelled'
  | 'activities.session-cancelled'
  | 'activities.session-closed'
  | 'activities.member-checked-in'
  | 'activities.member-checked-out'
  | 'activities.late-mark-noted'
  | 'activities.attendance-confirmed'
  | 'activities.correction-requested'
  | 'activities.attendance-corrected'
  | 'activities.correction-refused'
  | 'ledger.hours-posted'
  | 'ledger.hours-reversed'
  | 'gateway.user-opened'
  | 'gateway.grant-given'
  | 'gateway.grant-ended'
  | 'gateway.user-locked'
  | 'gateway.user-unlocked'
  | 'gateway.password-changed'
  | 'gateway.user-disabled';
