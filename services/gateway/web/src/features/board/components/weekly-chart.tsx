import { LineChart } from 'echarts/charts';
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from 'echarts/components';
import { init, registerTheme, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import type { ReactElement } from 'react';

import type { Board } from '@/shared/api/types';
import { hoursOf } from '@/shared/format/numbers';
import { t } from '@/shared/texts';
import { palette, series } from '@/shared/theme/palette';
import { fontFamily } from '@/shared/theme/desk-theme';

use([LineChart, GridComponent, LegendComponent, TooltipComponent, AriaComponent, CanvasRenderer]);
registerTheme('gongjian', { color: [...series], textStyle: { fontFamily, color: palette.text2 } });

type Week = Board['weekly'][number];

function optionsOf(board: Board): Parameters<ReturnType<typeof init>['setOption']>[0] {
  const hours = (weeks: Week[]): number[] => weeks.map((week) => Math.round(week.minutes / 6) / 10);
  const longest = board.weekly.length >= board.weekly_former.length ? board.weekly : board.weekly_former;
  return {
    animation: !matchMedia('(prefers-reduced-motion: reduce)').matches,
    aria: { enabled: true },
    grid: { left: 8, right: 12, top: 36, bottom: 4, containLabel: true },
    legend: { right: 0, top: 0, itemWidth: 16, textStyle: { color: palette.text2 } },
    tooltip: { trigger: 'axis' },
    xAxis: { type: 'category', boundaryGap: false, data: longest.map((week) => t('board.week', { n: week.week_no })), axisLine: { lineStyle: { color: palette.line } }, axisTick: { show: false }, axisLabel: { color: palette.text2 } },
    yAxis: { type: 'value', name: t('unit.hour'), nameTextStyle: { color: palette.text2 }, splitLine: { lineStyle: { color: palette.split } }, axisLabel: { color: palette.text2 } },
    series: [
      { name: t('board.this_period'), type: 'line', data: hours(board.weekly), symbolSize: 7, lineStyle: { width: 2 }, color: series[0] },
      { name: t('board.former_period'), type: 'line', data: hours(board.weekly_former), symbol: 'none', lineStyle: { type: 'dashed', width: 1.5 }, color: series[5] },
    ],
  };
}

/** Loaded after the figures; the sentence says the same to those who cannot see it. */
export default function WeeklyChart({ board }: { board: Board }): ReactElement {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const node = place.current;
    if (!node) return undefined;
    const chart = init(node, 'gongjian');
    chart.setOption(optionsOf(board));
    const watch = new ResizeObserver(() => chart.resize());
    watch.observe(node);
    return () => {
      watch.disconnect();
      chart.dispose();
    };
  }, [board]);
  const total = board.weekly.reduce((sum, week) => sum + week.minutes, 0);
  return <div ref={place} className="weekly" role="img" aria-label={t('board.weekly_label', { n: board.weekly.length, hours: hoursOf(total) })} />;
}
