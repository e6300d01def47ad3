import { Button } from 'antd';
import { useState } from 'react';
import type { ReactElement } from 'react';

import type { AgreementDetail, AgreementText, Clause } from '@/shared/api/types';
import { moment } from '@/shared/format/dates';
import { fingerprint } from '@/shared/format/names';
import { t, word } from '@/shared/texts';
import { ScrollRegion } from '@/shared/ui/scroll-region';
import { FailedState, Loading } from '@/shared/ui/states';

import { useOldText } from '../api/views';

interface VersionsProps {
  agreement: AgreementDetail;
  current: AgreementText | undefined;
}

/** What each version was, and the texts of two of them clause by clause. */
export function Versions({ agreement, current }: VersionsProps): ReactElement {
  const [compared, setCompared] = useState<number | null>(null);
  return (
    <>
      <ul className="plain-rows">
        {[...agreement.versions].reverse().map((version) => (
          <li key={version.version_no}>
            <div>
              <b>{t('agreement.version', { n: version.version_no })}</b>
              <p className="secondary">
                {t('agreement.revised', { at: moment(version.revised_at) })}
                {version.opened_at ? ` · ${t('agreement.opened', { at: moment(version.opened_at), k: version.signed_count })}` : ''}
                {version.sent_back_at ? ` · ${t('agreement.sent_back', { at: moment(version.sent_back_at), reason: word('reason', version.cause_code) })}` : ''}
              </p>
              {version.text_hash ? <code className="code">{fingerprint(version.text_hash)}</code> : null}
            </div>
            {version.version_no !== agreement.version_no ? (
              <Button size="small" onClick={() => setCompared(version.version_no)}>
                {t('agreement.compare')}
              </Button>
            ) : null}
          </li>
        ))}
      </ul>
      {compared !== null && current ? <Compared id={agreement.id} versionNo={compared} current={current} /> : null}
    </>
  );
}

function rowsOf(old: Clause[], current: Clause[]): { heading: string; old: string; current: string }[] {
  const headings = [...new Set([...old, ...current].map((clause) => clause.heading))];
  const textOf = (clauses: Clause[], heading: string): string => clauses.find((clause) => clause.heading === heading)?.text ?? '—';
  return headings.map((heading) => ({ heading, old: textOf(old, heading), current: textOf(current, heading) }));
}

function Compared({ id, versionNo, current }: { id: string; versionNo: number; current: AgreementText }): ReactElement {
  const { data, error, refetch } = useOldText(id, versionNo);
  if (error) return <FailedState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Loading rows={5} />;
  return (
    <ScrollRegion label={t('agreement.compare')}>
      <table className="compare">
        <thead>
          <tr>
            <th scope="col">{t('agreement.clause')}</th>
            <th scope="col">{t('agreement.version', { n: versionNo })}</th>
            <th scope="col">{t('agreement.version', { n: current.version_no })}</th>
          </tr>
        </thead>
        <tbody>
          {rowsOf(data.clauses, current.clauses).map((row) => (
            <tr key={row.heading} className={row.old === row.current ? '' : 'compare-changed'}>
              <th scope="row">{row.heading}</th>
              <td>{row.old}</td>
              <td>{row.current}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
