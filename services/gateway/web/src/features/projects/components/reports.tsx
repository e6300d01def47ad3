import { useState } from 'react';
import type { ReactElement } from 'react';

import type { ProjectDetail, ProjectText } from '@/shared/api/types';
import { date } from '@/shared/format/dates';
import { percent } from '@/shared/format/numbers';
import { t } from '@/shared/texts';
import { kindOf } from '@/shared/ui/status';
import { EmptyState } from '@/shared/ui/states';
import { StatusTag } from '@/shared/ui/status-tag';

import '@/shared/ui/rail.css';
import './project.css';

type Report = ProjectDetail['reports'][number];

const marks: Record<string, string> = { on_track: '✓', at_risk: '!', off_track: '×' };

/** One cell per report, oldest first; each leads to its report. */
export function ReportStrip({ reports }: { reports: Report[] }): ReactElement | null {
  if (reports.length === 0) return null;
  const shown = [...reports].sort((a, b) => a.as_of_on.localeCompare(b.as_of_on)).slice(-16);
  return (
    <div className="week">
      <span className="muted">{t('project.strip', { on: date(shown[0]?.as_of_on) })}</span>
      <ol className="week-cells">
        {shown.map((report) => (
          <li key={`${report.party.id}-${report.as_of_on}`} className={`tag-${kindOf('health', report.status_code)}`}>
            <a href={`#report-${report.as_of_on}`} title={date(report.as_of_on)}>
              {marks[report.status_code] ?? '·'}
              <span className="visually-hidden">{date(report.as_of_on)}</span>
            </a>
          </li>
        ))}
      </ol>
    </div>
  );
}

function sentenceOf(text: ProjectText | undefined, report: Report): string | undefined {
  return text?.reports.find((one) => one.party_id === report.party.id && one.as_of_on === report.as_of_on)?.sentence;
}

const FIRST = 5;

export function Reports({ reports, text }: { reports: Report[]; text: ProjectText | undefined }): ReactElement {
  const [all, setAll] = useState(false);
  if (reports.length === 0) return <EmptyState title={t('project.no_reports')} />;
  return (
    <>
    <ol className="rail reports">
      {[...reports]
        .sort((a, b) => b.as_of_on.localeCompare(a.as_of_on))
        .slice(0, all ? undefined : FIRST)
        .map((report) => (
          <li key={`${report.party.id}-${report.as_of_on}`} id={`report-${report.as_of_on}`} className={`report-${kindOf('health', report.status_code)}`}>
            <StatusTag group="health" code={report.status_code} />
            <p>{sentenceOf(text, report)}</p>
            <p className="muted">
              {date(report.as_of_on)} · {report.party.name} · {percent(report.progress_pct)}
            </p>
          </li>
        ))}
    </ol>
      {!all && reports.length > FIRST ? (
        <button type="button" className="link-button" onClick={() => setAll(true)}>
          {t('project.all_reports', { n: reports.length })}
        </button>
      ) : null}
    </>
  );
}
