import type { AgreementRow } from '@/shared/api/types';

/** A list of what belongs to one agreement; `figure`: only the rows that it counts. */
export function ofAgreement(path: string, { id, title }: Pick<AgreementRow, 'id' | 'title'>, figure?: string): string {
  const params = new URLSearchParams({ agreement_id: id, agreement_title: title });
  if (figure) params.set('figure', figure);
  return `${path}?${params.toString()}`;
}
