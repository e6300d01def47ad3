import { Fragment } from 'react';
import type { ReactElement } from 'react';
import { Link } from 'react-router';

import type { OrganizationDetail, OrgRef } from '@/shared/api/types';
import { Facts, Stats } from '@/shared/detail/panel';
import type { Fact, Stat } from '@/shared/detail/panel';
import { longDate } from '@/shared/format/dates';
import { divisionCode, place } from '@/shared/format/names';
import { count, hoursOf } from '@/shared/format/numbers';
import { useOpenPart } from '@/shared/session/sight';
import { t, word } from '@/shared/texts';
import { CopyText } from '@/shared/ui/copy-text';
import { Figure } from '@/shared/ui/figure';
import { keepAsOf } from '@/shared/url/params';

function Path({ orgs, asOf }: { orgs: OrgRef[]; asOf: string | undefined }): ReactElement {
  const isOpen = useOpenPart(orgs);
  return (
    <>
      {orgs.map((org, at) => (
        <Fragment key={org.id}>
          {at > 0 ? ' / ' : ''}
          {isOpen(org) ? <Link to={keepAsOf(`/organizations/${org.id}`, asOf)}>{org.name}</Link> : org.name}
        </Fragment>
      ))}
    </>
  );
}

function orgLink(org: OrgRef, asOf: string | undefined): ReactElement {
  return <Link to={keepAsOf(`/organizations/${org.id}`, asOf)}>{place(org)}</Link>;
}

function factsOf(org: OrganizationDetail, asOf: string | undefined): Fact[] {
  const facts: (Fact | null)[] = [
    { label: t('field.full_name'), value: org.name },
    { label: t('field.org_kind'), value: word('org_kind', org.kind) },
    org.sector_code ? { label: t('field.sector_code'), value: word('sector', org.sector_code) } : null,
    org.uscc ? { label: t('field.uscc'), value: <CopyText text={org.uscc} /> } : null,
    org.territory_path.length > 0 ? { label: t('field.territory'), value: <Path orgs={org.territory_path} asOf={asOf} /> } : null,
    org.division_code ? { label: t('field.division_code'), value: <CopyText text={org.division_code} shown={divisionCode(org.division_code)} /> } : null,
    org.affiliation ? { label: t('field.affiliation'), value: orgLink(org.affiliation, asOf) } : null,
    org.units.length > 0
      ? { label: t('field.unit_ids'), value: org.units.map((unit) => <div key={unit.id}>{orgLink(unit, asOf)}</div>) }
      : null,
    { label: t('field.since_on'), value: longDate(org.since_on) },
    org.custodian ? { label: t('field.custodian'), value: orgLink(org.custodian, asOf) } : null,
    org.into.length > 0 ? { label: t('field.into_ids'), value: org.into.map((part) => <div key={part.id}>{orgLink(part, asOf)}</div>) } : null,
  ];
  return facts.filter((fact): fact is Fact => fact !== null);
}

export function OrganizationFacts({ org, asOf }: { org: OrganizationDetail; asOf?: string | undefined }): ReactElement {
  return <Facts facts={factsOf(org, asOf)} />;
}

export function OrganizationStats({ org }: { org: OrganizationDetail }): ReactElement {
  const counts = org.counts;
  const stat = (label: string, value: string, to: string, unit?: string): Stat => ({ label, value: <Figure to={to}>{value}</Figure>, ...(unit ? { unit } : {}) });
  return (
    <Stats
      stats={[
        stat(t('field.members'), count(counts.members), `/members?scope=${org.id}`),
        stat(t('nav.agreements'), count(counts.agreements), `/agreements?scope=${org.id}`),
        stat(t('nav.projects'), count(counts.projects), `/projects?scope=${org.id}`),
        stat(t('org.year_hours'), hoursOf(counts.minutes), `/hours?scope=${org.id}`, t('unit.hour')),
      ]}
    />
  );
}
