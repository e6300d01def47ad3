import { afterAll, describe, expect, it } from 'vitest';

import { quantity } from '@/shared/format/numbers';

import { setLanguage, t } from '.';

describe('texts', () => {
  afterAll(() => setLanguage('zh-CN'));

  it('say one need and two needs in English', async () => {
    await setLanguage('en');
    expect(t('count.needs', { n: '1' })).toBe('1 need');
    expect(t('count.needs', { n: '2' })).toBe('2 needs');
    expect(t('count.people', { n: 1 })).toBe('1 person');
  });

  it('go by the number that stands before, wherever it stands', async () => {
    await setLanguage('en');
    expect(t('plan.adopt_intro', { offers: 1, units: 2 })).toContain('Sends 1 offer to 2 units');
    expect(t('resource.withdraw_intro', { n: 1 })).toBe('1 offer is unanswered; it ends with the resource.');
    expect(t('form.faults', { n: 1 })).toBe('1 thing to correct; nothing was saved');
    expect(t('form.too_long', { label: 'Title', most: 1 })).toBe('Title: 1 character at most.');
    expect(quantity(1, 'session')).toBe('1 session');
    expect(quantity(40, 'person')).toBe('40 person-times');
  });

  it('count without plurals in Chinese', async () => {
    await setLanguage('zh-CN');
    expect(t('count.needs', { n: '1' })).toBe('1 条');
  });
});
