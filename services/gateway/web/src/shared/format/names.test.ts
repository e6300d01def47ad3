import { expect, it } from 'vitest';

import { publicName } from './names';

it('hides the middle of a name on public screens', () => {
  expect(['李晓梅', '张浩', '欧阳明月', '王'].map(publicName)).toEqual(['李*梅', '张*', '欧**月', '王']);
});
