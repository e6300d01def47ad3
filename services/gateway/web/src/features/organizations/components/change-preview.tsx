import { Alert } from 'antd';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { Link } from 'react-router';

import type { ChangePreview } from '@/shared/api/types';
import { Stats } from '@/shared/detail/panel';
import { place } from '@/shared/format/names';
import { count } from '@/shared/format/numbers';
import { t, word } from '@/shared/texts';
import { codeText } from '@/shared/ui/problem-text';
import { Rows } from '@/shared/ui/rows';
import { FailedState, Loading } from '@/shared/ui/states';

type Affected = ChangePreview['organizations'][number];

function plain(params: Record<string, unknown>): Record<string, string | number> {
  const known: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(params)) if (typeof value === 'string' || typeof value === 'number') known[name] = value;
  return known;
}

function AffectedTable({ preview }: { preview: ChangePreview }): ReactElement | null {
  if (preview.organizations.length === 0) return null;
  const moves = preview.organizations.some((org) => org.next);
  return (
    <Rows
      label={t('preview.title')}
      dense
      rows={preview.organizations}
      rowKey={(org) => org.id}
      pageSize={8}
      columns={[
        { key: 'name', title: t('field.name'), render: place },
        { key: 'kind', title: t('field.org_kind'), render: (org) => <span className="nowrap">{word('org_kind', org.kind)}</span> },
        ...(moves
          ? [
              { key: 'former', title: t('preview.before'), render: (org: Affected) => place(org.former) },
              { key: 'next', title: t('preview.after'), render: (org: Affected) => <b>{place(org.next)}</b> },
            ]
          : []),
      ]}
    />
  );
}

function Agreements({ preview }: { preview: ChangePreview }): ReactElement | null {
  if (preview.agreements.length === 0) return null;
  return (
    <>
      <h3 className="preview-title">{t('preview.agreements')}</h3>
      <ul className="preview-list">
        {preview.agreements.map((agreement) => (
          <li key={agreement.id}>
            <Link to={`/agreements/${agreement.id}`}>{agreement.title}</Link> <span className="muted">{word('agreement_state', agreement.status)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

/** Before and after, row by row, while the form is still open. */
export function ChangePreviewPanel({ query }: { query: UseQueryResult<ChangePreview> }): ReactElement {
  const { data: preview, error, isFetching, refetch } = query;
  if (!preview && error) return <FailedState error={error} onRetry={() => void refetch()} />;
  if (!preview && isFetching) return <Loading rows={4} />;
  if (!preview) return <p className="muted">{t('preview.fill_first')}</p>;
  return (
    <section className="preview" aria-live="polite">
      <h3 className="preview-title">{t('preview.title')}</h3>
      {preview.blocking.map((fault) => (
        <Alert key={fault.code} className="preview-block" type="error" showIcon title={codeText(fault.code, plain(fault.params))} />
      ))}
      <Stats
        stats={[
          { label: t('nav.organizations'), value: count(preview.organization_count) },
          { label: t('field.members'), value: count(preview.member_count) },
          { label: t('nav.agreements'), value: count(preview.agreement_count) },
          { label: t('nav.projects'), value: count(preview.project_count) },
          { label: t('nav.activities'), value: count(preview.session_count) },
          { label: t('field.grants'), value: count(preview.grant_count) },
        ]}
      />
      <AffectedTable preview={preview} />
      <Agreements preview={preview} />
    </section>
  );
}
