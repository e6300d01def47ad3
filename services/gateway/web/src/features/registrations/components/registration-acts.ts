import type { RegistrationDetail } from '@/shared/api/types';
import { t } from '@/shared/texts';

export type Exit = 'refusal' | 'cancellation' | 'move-refusal';

export interface Press {
  path: string;
  label: string;
  said: string;
}

type Party = RegistrationDetail['standing'][number];

const actsFor = (row: RegistrationDetail, ...parties: Party[]): boolean => parties.some((party) => row.standing.includes(party));

/** The next step, where it is for the caller to take. */
export function pressFor(row: RegistrationDetail): Press | null {
  if (row.status === 'submitted' && actsFor(row, 'unit', 'branch')) return { path: 'verification', label: t('registration.verify'), said: t('registration.verified_done') };
  if (row.status === 'verified' && actsFor(row, 'community')) return { path: 'acceptance', label: t('registration.accept'), said: t('registration.accepted_done') };
  if (row.status === 'move_requested' && actsFor(row, 'community')) return { path: 'release', label: t('registration.release'), said: t('registration.released_done') };
  if (row.status === 'released' && actsFor(row, 'next_community')) return { path: 'arrival', label: t('registration.arrive'), said: t('registration.moved_done') };
  return null;
}

export function exitsOf(row: RegistrationDetail): Exit[] {
  if (['submitted', 'verified'].includes(row.status) && actsFor(row, 'community')) return ['refusal'];
  if (row.status === 'released' && actsFor(row, 'next_community')) return ['move-refusal'];
  if (row.status === 'accepted' && actsFor(row, 'community', 'unit')) return ['cancellation'];
  return [];
}
