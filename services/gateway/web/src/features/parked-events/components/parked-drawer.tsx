import { Alert, Button, Drawer, Radio, Space } from 'antd';
import { lazy, Suspense, useState } from 'react';
import type { ReactElement } from 'react';

import { asProblem } from '@/shared/api/problems';
import { useCommand } from '@/shared/api/query';
import type { ParkedEvent, Problem, RedriveAnswer } from '@/shared/api/types';
import { Facts } from '@/shared/detail/panel';
import { moment } from '@/shared/format/dates';
import { count } from '@/shared/format/numbers';
import { t, word } from '@/shared/texts';
import { CopyText } from '@/shared/ui/copy-text';
import { problemText } from '@/shared/ui/problem-text';
import type { Kind } from '@/shared/ui/status';
import { KindTag } from '@/shared/ui/status-tag';

import { eventWord, parkedCause } from './parked-columns';

const DiscardDrawer = lazy(() => import('./discard-drawer'));

type By = 'event' | 'aggregate' | 'cause';

const valueOf: Record<By, (event: ParkedEvent) => string> = {
  event: (event) => event.event_id,
  aggregate: (event) => event.aggregate_id,
  cause: (event) => event.fingerprint,
};

const outcomes: Record<string, Kind> = { would_apply: 'ok', applied: 'ok', already_applied: 'ok', failed: 'error', waits: 'wait' };

interface DrawerState {
  answer: RedriveAnswer | null;
  wasDry: boolean;
  problem: Problem | null;
}

/** Dry run first; applying is offered only after one has been read. */
export default function ParkedDrawer({ event, onClose }: { event: ParkedEvent; onClose: () => void }): ReactElement {
  const [by, setBy] = useState<By>('aggregate');
  const [state, setState] = useState<DrawerState>({ answer: null, wasDry: true, problem: null });
  const [isDiscarding, setDiscarding] = useState(false);
  const command = useCommand<RedriveAnswer>();
  const run = (dry: boolean): void =>
    command.mutate(
      { path: 'gateway/redrives', body: { by, value: valueOf[by](event), service: event.service, dry_run: dry } },
      {
        onSuccess: (answer) => setState({ answer, wasDry: dry, problem: null }),
        onError: (error) => setState({ answer: null, wasDry: dry, problem: asProblem(error) }),
      },
    );
  const isReady = state.answer !== null && state.wasDry;
  return (
    <Drawer
      open
      size={640}
      title={`${word('service', event.service)} · ${eventWord(event.type)}`}
      onClose={onClose}
      footer={
        <div className="form-foot">
          <Button danger className="foot-start" onClick={() => setDiscarding(true)}>
            {t('parked.discard')}
          </Button>
          <Button loading={command.isPending} onClick={() => run(true)}>
            {t('parked.dry_run')}
          </Button>
          <Button type="primary" disabled={!isReady} loading={command.isPending} onClick={() => run(false)}>
            {t('parked.redrive')}
          </Button>
        </div>
      }
    >
      <Alert className="form-alert" type="warning" showIcon title={parkedCause(event)} description={parkedCause(event) === event.cause ? null : event.cause} />
      <Facts
        facts={[
          { label: t('parked.subject'), value: event.subject_title ?? '—' },
          { label: t('parked.behind'), value: t('parked.behind_n', { n: count(event.behind_count) }) },
          { label: t('parked.first_at'), value: moment(event.first_at) },
          { label: t('parked.last_at'), value: `${moment(event.last_at)} · ${t('parked.attempts_n', { n: count(event.attempt_count) })}` },
          { label: t('parked.event_id'), value: <CopyText text={event.event_id} shown={t('parked.copy_id')} /> },
        ]}
      />
      <section className="drawer-section">
      <h3>{t('parked.which')}</h3>
      <Radio.Group
        value={by}
        onChange={(change) => {
          setBy(change.target.value as By);
          setState({ answer: null, wasDry: true, problem: null });
        }}
      >
        <Space orientation="vertical">
          {(['event', 'aggregate', 'cause'] as const).map((one) => (
            <Radio key={one} value={one}>
              {t(`parked.by.${one}`)}
            </Radio>
          ))}
        </Space>
      </Radio.Group>
      </section>
      {state.problem ? <Alert type="error" showIcon title={problemText(state.problem)} /> : null}
      {state.answer ? <Results answer={state.answer} wasDry={state.wasDry} /> : null}
      <Suspense>{isDiscarding ? <DiscardDrawer event={event} onClose={() => setDiscarding(false)} onDone={onClose} /> : null}</Suspense>
    </Drawer>
  );
}

function Results({ answer, wasDry }: { answer: RedriveAnswer; wasDry: boolean }): ReactElement {
  return (
    <section className="drawer-section" aria-live="polite">
      <h3>{t(wasDry ? 'parked.would' : 'parked.done', { n: count(answer.count) })}</h3>
      <ul className="plain-rows">
        {answer.results.map((result) => (
          <li key={result.event_id}>
            <span>
              {eventWord(result.type)}
              {result.detail ? <p className="secondary">{result.detail}</p> : null}
            </span>
            <KindTag kind={outcomes[result.outcome] ?? 'off'}>{word('redrive', result.outcome)}</KindTag>
          </li>
        ))}
      </ul>
    </section>
  );
}
